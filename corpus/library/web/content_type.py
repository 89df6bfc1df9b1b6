"""The type of a downloaded document: the suffix under which a reader takes it, or why no reader does.

The first bytes count more than the content type, and the content type more than the address. A web page where
a PDF or a Word file was promised (a login, a consent form) is refused.
"""

from corpus.errors import CorpusError
from corpus.library.file_names import find_suffix
from corpus.readers.office.unread_formats import refuse_unread_type
from corpus.readers.registry import FORMATS, PDF, FileFormat, find_suffix_of_type

_UNSPECIFIC = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/force-download",
    "application/download",
)
_UNREADABLE_FAMILIES = ("image", "audio", "video", "font")
_PDF_SIGNATURE_WITHIN = 1024  # bytes; a PDF may have other bytes before its signature


def check_content_type(url: str, content_type: str) -> None:
    """Raise CorpusError for a content type that no reader takes, before the body is received."""
    refuse_unread_type(url, content_type)
    known = content_type in _UNSPECIFIC or find_suffix_of_type(content_type) or find_suffix(url)
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
    if PDF.signature in head[:_PDF_SIGNATURE_WITHIN]:
        return ".pdf"
    by_address, by_type = find_suffix(url) or find_suffix(final_url), find_suffix_of_type(content_type)
    promised = next((s for s in (by_address, by_type) if s and FORMATS[s].container), None)
    if promised:
        _check_signature(url, FORMATS[promised], content_type, head)
        return promised
    suffix = ".html" if by_type == ".html" else by_address or by_type
    if suffix is None:
        raise CorpusError(
            f"{url} does not declare its file type; "
            "save it in a browser and add the file under a name with its suffix."
        )
    return suffix


def _check_signature(url: str, promised: FileFormat, content_type: str, head: bytes) -> None:
    if promised.container is None or not head.startswith(promised.container.signature):
        raise CorpusError(
            f"{url} promises a {promised.label} but sends something else "
            f"({content_type or 'no type'}; a login or consent page?); save it in a browser and add the file."
        )
