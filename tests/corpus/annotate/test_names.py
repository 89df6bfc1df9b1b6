"""The names of documents: C-values, acronyms with what they stand for, titles and surnames."""

import pytest

from corpus.annotate.names import DocumentNames, KnownName, choose_names, find_document_names
from corpus.annotate.split import split_document
from corpus.framework import Framework
from corpus.records import Block, BlockKind, Document


def names_of(framework: Framework, text: str, title: str = "", author: str | None = None) -> DocumentNames:
    document = Document("d", title, text, (Block(0, len(text), BlockKind.PARAGRAPH, ()),), author=author)
    return find_document_names(document, split_document(document, framework))


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Lenders met at the Red Lantern Bank.", ["Red Lantern Bank"]),
        ("Later Kenya's Lantern Railway opened.", ["Lantern Railway"]),
        ("It is run by the Bank of Zelmira.", ["Bank of Zelmira"]),
        ("Money came in May.", []),
        ("Engineers left.", []),  # any word has a capital there
        ("We saw Zelmira and Bravona.", ["Bravona", "Zelmira"]),
    ],
)
def test_names_are_runs_of_capitalised_words(framework: Framework, sentence: str, names: list[str]) -> None:
    assert sorted(names_of(framework, sentence).counts) == names


def test_a_name_is_counted_once_in_a_sentence(framework: Framework) -> None:
    text = "We saw Zelmira and again Zelmira. We left Zelmira."
    assert names_of(framework, text).counts == {"Zelmira": 2}


@pytest.mark.parametrize(
    ("sentence", "acronyms"),
    [
        ("It is run by the Red Lantern Bank (RLB) alone.", {"RLB": "Red Lantern Bank"}),
        ("The Zelmira Port and Rail Authority (ZPRA) paid.", {"ZPRA": "Zelmira Port and Rail Authority"}),
        ("The Bank for Lantern Trade (BLT) paid.", {"BLT": "Bank for Lantern Trade"}),
        ("They paid in cash (QXZ) alone.", {}),  # no words have its letters
        ("They paid red lanterns in bulk (RLB) alone.", {}),  # what stands for it is no name
        ("The Red Lantern Bank, in short (RLB), paid.", {}),  # another clause
    ],
)
def test_an_acronym_stands_for_the_words_before_it_that_have_its_letters(
    framework: Framework, sentence: str, acronyms: dict[str, str]
) -> None:
    assert names_of(framework, sentence).acronyms == acronyms


def test_titles_are_the_short_title_its_first_part_and_the_authors(framework: Framework) -> None:
    found = names_of(
        framework, "It paid.", "Lanterns: a short history", "Ada Zelmira; Bo Bravona and Cy Dorn"
    )
    assert found.titles == ("Lanterns", "Lanterns: a short history", "Ada Zelmira", "Bo Bravona", "Cy Dorn")
    assert names_of(framework, "It paid.", "one two three four five six seven eight nine").titles == ()


def choose(
    counts: dict[str, int], acronyms: dict[str, str] | None = None, titles: tuple[str, ...] = ()
) -> list[str]:
    return [known.name for known in choose_names([DocumentNames(counts, acronyms or {}, titles)])]


def test_a_name_that_is_only_a_part_of_a_longer_one_is_not_kept() -> None:
    counts = {"Red Lantern Bank": 4, "Lantern Bank": 4, "Zelmira": 1, "Bravona": 2}
    assert choose(counts) == ["Bravona", "Red Lantern Bank"]


def test_a_part_that_is_used_more_often_than_the_longer_name_is_kept() -> None:
    assert choose({"Red Lantern Bank": 2, "Lantern Bank": 5}) == ["Lantern Bank", "Red Lantern Bank"]
    # as a part it counts with the mean of the names around it
    assert "Lantern" not in choose({"Red Lantern": 4, "Blue Lantern": 2, "Lantern": 3})


def test_names_are_counted_over_all_documents() -> None:
    once = DocumentNames({"Zelmira": 1}, {}, ())
    assert choose_names([once]) == []
    assert choose_names([once, once]) == [KnownName("Zelmira")]


def test_titles_acronyms_and_surnames_are_kept_however_rare() -> None:
    assert choose({}, titles=("Ada Zelmira",)) == ["Ada Zelmira", "Zelmira"]
    assert choose({}, titles=("Red Harvest",)) == ["Red Harvest"]  # its last word is English
    assert choose({}, titles=("history of zelmira",)) == ["history of zelmira"]
    known = choose_names([DocumentNames({}, {"RLB": "Red Lantern Bank"}, ("Lanterns",))])
    assert known == [
        KnownName("Lanterns", is_title=True),
        KnownName("RLB", "Red Lantern Bank"),
        KnownName("Red Lantern Bank"),
    ]
