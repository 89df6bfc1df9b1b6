"""What a server sent: the suffix under which a reader takes it, or why none does.

The bytes are believed before the content type, the content type before the address; but a page where a PDF or a Word file was promised is a refusal,
not a document.
"""

from corpus.errors import CorpusError
from corpus.library.file_names import suffix_in

_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
BINARY = {
    ".pdf": "PDF",
    ".docx": "Word file",
    ".pptx": "PowerPoint file",
    ".xlsx": "Excel file",
    ".epub": "book",
}
_UNSAID = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/force-download",
    "application/download",
)
_NEVER = ("image", "audio", "video", "font")
_PDF_WITHIN = 1024  # bytes; PDF allows that much before its mark


def check_kind(url: str, kind: str) -> None:
    """Raise CorpusError for a content type that no reader takes, before the body is received."""
    named = kind in _SUFFIXES or kind in _UNSAID or suffix_in(url) is not None
    if kind.split("/")[0] in _NEVER or not named:
        raise CorpusError(f"{url} is of the type {kind}, which no reader takes; name the document itself.")


def suffix_of(url: str, answered: str, kind: str, head: bytes) -> str:
    """The suffix for what `url` gave, `answered` being the address after redirects and `head` the first bytes.

    Raises:
        CorpusError: it is no PDF where one was promised, or of no kind at all.
    """
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return ".pdf"
    named = suffix_in(url) or suffix_in(answered)
    promised = next((s for s in (named, _SUFFIXES.get(kind)) if s in BINARY), None)
    if promised and promised != ".pdf" and head.startswith(b"PK"):
        return promised
    if promised:
        raise CorpusError(
            f"{url} promises a {BINARY[promised]} and sent none ({kind or 'no type'}; a login or consent page?); save it in a browser and add the file."
        )
    suffix = ".html" if _SUFFIXES.get(kind) == ".html" else named or _SUFFIXES.get(kind)
    if suffix is None:
        raise CorpusError(
            f"{url} does not say of what type it is; save it in a browser and add the file under a name with its suffix."
        )
    return suffix
