"""The table of export formats."""

import pytest

from corpus.errors import UserError
from qa.records import Answer
from qa.write.export import FORMATS, export_answer


@pytest.mark.parametrize("extension", FORMATS)
def test_every_format_gives_a_media_type_and_bytes(special_answer: Answer, extension: str) -> None:
    media_type, content = export_answer(special_answer, extension)
    assert media_type.count("/") == 1 and isinstance(content, bytes) and content


def test_the_formats_have_distinct_labels_for_the_menu() -> None:
    labels = [f.label for f in FORMATS.values()]
    assert all(labels) and len(set(labels)) == len(labels)
    assert {"md": "Markdown", "docx": "Word", "ris": "RIS"}.items() <= {
        extension: f.label for extension, f in FORMATS.items()
    }.items()


def test_csv_begins_with_the_mark_that_excel_needs(special_answer: Answer) -> None:
    assert export_answer(special_answer, "csv")[1].startswith(b"\xef\xbb\xbfrole,")


def test_an_unknown_format_is_refused_with_those_that_exist(special_answer: Answer) -> None:
    expected = f"There is no format 'odt'; choose one of {', '.join(FORMATS)}."
    with pytest.raises(UserError) as caught:
        export_answer(special_answer, "odt")
    assert str(caught.value) == expected
