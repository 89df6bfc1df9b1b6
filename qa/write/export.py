"""The files that an answer can be exported as: one line of `FORMATS` and one module for each kind.

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
    media_type: str
    write: Callable[[Answer], str | bytes]
    encoding: str = "utf-8"


FORMATS = {  # by file extension
    "md": ExportFormat("text/markdown", to_markdown),
    "docx": ExportFormat(_WORD, to_docx),
    "csv": ExportFormat("text/csv", to_csv, "utf-8-sig"),  # without the mark, Excel guesses another encoding
    "bib": ExportFormat("application/x-bibtex", to_bibtex),
    "json": ExportFormat("application/vnd.citationstyles.csl+json", to_csl_json),
    "ris": ExportFormat("application/x-research-info-systems", to_ris),
}


def export_answer(answer: Answer, extension: str) -> tuple[str, bytes]:
    """Give the media type and the content of the file.

    Raises:
        UserError: there is no such format; the sentence lists those that exist.
    """
    if extension not in FORMATS:
        raise UserError(f"There is no format {extension!r}; choose one of {', '.join(FORMATS)}.")
    media_type, write, encoding = FORMATS[extension]
    content = write(answer)
    return media_type, content if isinstance(content, bytes) else content.encode(encoding)
