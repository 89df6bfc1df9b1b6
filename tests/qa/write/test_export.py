"""The table of export formats."""

import pytest

from corpus.errors import UserError
from qa.records import Answer
from qa.write.export import FORMATS, export_answer


@pytest.mark.parametrize("extension", FORMATS)
def test_every_format_gives_a_media_type_and_bytes(special_answer: Answer, extension: str) -> None:
    media_type, content = export_answer(special_answer, extension)
    assert media_type.count("/") == 1 and isinstance(content, bytes) and content


def test_csv_begins_with_the_mark_that_excel_needs(special_answer: Answer) -> None:
    assert export_answer(special_answer, "csv")[1].startswith(b"\xef\xbb\xbfrole,")


def test_an_unknown_format_is_refused_with_those_that_exist(special_answer: Answer) -> None:
    expected = "There is no format 'odt'; choose one of md, docx, csv, bib, json, ris."
    with pytest.raises(UserError) as caught:
        export_answer(special_answer, "odt")
    assert str(caught.value) == expected
