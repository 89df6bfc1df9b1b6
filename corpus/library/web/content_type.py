"""The type of a downloaded document: the suffix under which a reader takes it, or why no reader does.

The first bytes count more than the content type, and the content type more than the address. A web page where
a PDF or a Word file was promised (a login, a consent form) is refused.
"""

from corpus.errors import CorpusError
from corpus.library.file_names import find_suffix

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
_UNSPECIFIC = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/force-download",
    "application/download",
)
_UNREADABLE_FAMILIES = ("image", "audio", "video", "font")
_PDF_MARK_WITHIN = 1024  # bytes; a PDF may have that much before its mark


def check_content_type(url: str, content_type: str) -> None:
    """Raise CorpusError for a content type that no reader takes, before the body is received."""
    known = content_type in _SUFFIXES or content_type in _UNSPECIFIC or find_suffix(url) is not None
    if content_type.split("/")[0] in _UNREADABLE_FAMILIES or not known:
        raise CorpusError(
            f"{url} has the content type {content_type}, which cannot be read; "
            "give the address of the document itself."
        )


def choose_suffix(url: str, final_url: str, content_type: str, head: bytes) -> str:
    """Return the suffix for a document.

    `final_url` is the address after redirects, `head` the first bytes.

    Raises:
        CorpusError: it is not the PDF or other binary file that was promised, or its type is unknown.
    """
    if b"%PDF-" in head[:_PDF_MARK_WITHIN]:
        return ".pdf"
    by_address, by_type = find_suffix(url) or find_suffix(final_url), _SUFFIXES.get(content_type)
    promised = next((suffix for suffix in (by_address, by_type) if suffix in BINARY), None)
    if promised and promised != ".pdf" and head.startswith(b"PK"):
        return promised
    if promised:
        raise CorpusError(
            f"{url} promises a {BINARY[promised]} but sends something else "
            f"({content_type or 'no type'}; a login or consent page?); save it in a browser and add the file."
        )
    suffix = ".html" if by_type == ".html" else by_address or by_type
    if suffix is None:
        raise CorpusError(
            f"{url} does not declare its file type; "
            "save it in a browser and add the file under a name with its suffix."
        )
    return suffix
