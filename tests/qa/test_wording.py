import pytest

from qa.wording import add_article, join_words


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ([], ""),
        (["Serbia"], "Serbia"),
        (["Serbia", "Kenya"], "Serbia and Kenya"),
        (["Serbia", "Kenya", "{0}"], "Serbia, Kenya and {0}"),
    ],
)
def test_a_list_has_no_comma_before_its_last_word(words: list[str], joined: str) -> None:
    assert join_words(words) == joined


def test_names_and_periods_are_written_as_in_a_sentence() -> None:
    names = ["Balkans", "Serbia", "before 2022", "2019"]
    assert [add_article(n) for n in names] == ["the Balkans", "Serbia", "the years before 2022", "2019"]
