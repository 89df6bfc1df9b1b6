"""The files that an answer can be exported as: one entry of `FORMATS` and one module for each kind.

>>> media_type, content = export_answer(answer, "csv")
"""

from collections.abc import Callable
from typing import NamedTuple

from corpus.errors import UserError
from qa.records import Answer
from qa.write.bibliography import to_bibtex, to_csl_json, to_ris
from qa.write.csv_export import to_csv
from qa.write.docx_export import to_docx
from qa.write.markdown_export import to_markdown

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ExportFormat(NamedTuple):
    """One export; `label` is its item in the page's menu."""

    label: str
    media_type: str
    write: Callable[[Answer], str | bytes]
    encoding: str = "utf-8"


FORMATS = {  # by file extension, in the order of the menu
    "md": ExportFormat("Markdown", "text/markdown", to_markdown),
    "docx": ExportFormat("Word", _WORD, to_docx),
    # Without the byte-order mark, Excel guesses another encoding.
    "csv": ExportFormat("Table (CSV)", "text/csv", to_csv, "utf-8-sig"),
    "bib": ExportFormat("BibTeX", "application/x-bibtex", to_bibtex),
    "json": ExportFormat("CSL-JSON", "application/vnd.citationstyles.csl+json", to_csl_json),
    "ris": ExportFormat("RIS", "application/x-research-info-systems", to_ris),
}


def export_answer(answer: Answer, extension: str) -> tuple[str, bytes]:
    """Return the media type and the content of the file.

    Raises:
        UserError: there is no such format; the message lists those that exist.
    """
    if extension not in FORMATS:
        raise UserError(f"There is no format {extension!r}; choose one of {', '.join(FORMATS)}.")
    file_format = FORMATS[extension]
    content = file_format.write(answer)
    if isinstance(content, str):
        content = content.encode(file_format.encoding)
    return file_format.media_type, content
