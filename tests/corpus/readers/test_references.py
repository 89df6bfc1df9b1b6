"""Footnote text becomes a reference and a reference becomes footnote text."""

from pathlib import Path

import pytest

from corpus.ingest.load import STARTER_CORPUS
from corpus.readers.markdown import read_markdown
from corpus.readers.references import format_reference, is_remark, parse_reference
from corpus.records import Reference
from corpus.starter.bibliography import read_bibliography

BRIEFS = sorted(p.relative_to(STARTER_CORPUS).as_posix() for p in STARTER_CORPUS.rglob("*.md"))


def test_the_bibliography_is_not_empty() -> None:
    assert len(read_bibliography().references) > 100
    assert len(BRIEFS) > 10


def test_every_reference_is_the_same_after_it_is_formatted_and_parsed() -> None:
    changed = {
        i: format_reference(r)
        for i, r in read_bibliography().references.items()
        if parse_reference(i, format_reference(r)) != r
    }
    assert changed == {}


@pytest.mark.parametrize("brief", BRIEFS)
def test_the_references_of_a_brief_are_those_of_the_bibliography(brief: str) -> None:
    document = read_markdown(STARTER_CORPUS / brief, brief)
    assert document.references
    assert document.references == tuple(read_bibliography().references[r.id] for r in document.references)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        (
            'Dana Serik. "Institutes counted." Education Almanac, 2023-02-01. <https://example.org/a>',
            Reference(
                "n",
                "Institutes counted",
                "Dana Serik",
                "Education Almanac",
                "2023-02-01",
                "https://example.org/a",
            ),
        ),
        (
            '"Trust." Barometer, n.d. Grade C3.',
            Reference("n", "Trust", None, "Barometer", None, grade="C3"),
        ),
        (
            '"Rails." Ledger, 2024-05. Via Pass Monitor.',
            Reference("n", "Rails", None, "Ledger", "2024-05", via="Pass Monitor"),
        ),
        ("“He said “no”.” Ledger, 2024.", Reference("n", "He said “no”", None, "Ledger", "2024")),
        (
            "Stronski, P., “Guns and rails”, Reuters, 2024-03-01, https://example.org/x?a=1 "
            "(Accessed 3 May 2024).",
            Reference(
                "n", "Guns and rails", "Stronski, P", "Reuters", "2024-03-01", "https://example.org/x?a=1"
            ),
        ),
        ("See the annual report of the ministry.", Reference("n", "See the annual report of the ministry")),
        (
            "https://example.org/only.",
            Reference("n", "https://example.org/only.", url="https://example.org/only"),
        ),
        ("", Reference("n", "n")),
    ],
)
def test_footnotes_of_every_form_are_read(text: str, reference: Reference) -> None:
    assert parse_reference("n", text) == reference


def test_every_part_of_a_reference_is_written() -> None:
    reference = Reference(
        "n", "Rails", "A. Author", "Ledger", "2024-05", "https://example.org/r", "Pass Monitor", "C3"
    )
    note = 'A. Author. "Rails." Ledger, 2024-05. <https://example.org/r> Via Pass Monitor. Grade C3.'
    assert format_reference(reference) == note
    assert format_reference(Reference("n", "Rails")) == '"Rails." n.d..'


def test_a_grade_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="the grade of n is 'low', not a letter A-F and a figure 1-6"):
        Reference("n", "Rails", grade="low")


def test_confidence_follows_from_the_grade() -> None:
    grades = (None, "A1", "B2", "B3", "C1", "F6")
    found = [Reference("n", "Rails", grade=grade).confidence for grade in grades]
    assert found == ["high", "high", "high", "medium", "medium", "medium"]


def test_references_of_the_test_documents_are_read_field_by_field(ten: Path) -> None:
    document = read_markdown(ten / "central-asia/economy.md", "economy.md")
    assert document.references == (
        Reference(
            "ca-eco-1",
            "Customs figures of five neighbours",
            "Aida Bekova",
            "Steppe Trade Review",
            "2024-03-11",
            "https://example.org/steppe/customs",
        ),
        Reference(
            "ca-eco-2",
            "Rails over the pass",
            None,
            "Silk Ledger",
            "2024-05",
            "https://example.org/ledger/rails",
            via="Pass Monitor",
        ),
        Reference(
            "ca-eco-3",
            "What is owed",
            "Bishkek Debt Desk",
            "Debt Notes",
            "2023",
            "https://example.org/debt",
            grade="C3",
        ),
    )


@pytest.mark.parametrize(
    "note",
    [
        "The loan was renegotiated in 2021 and now runs until 2040.",
        "The U.S. Treasury did not confirm that the sum had been paid.",
        "Договор был продлён до 2035 года по просьбе правительства Сербии.",
        "该贷款于2021年重新谈判，期限延长至2040年。",
    ],
)
def test_a_sentence_that_names_no_work_is_a_remark(note: str) -> None:
    assert is_remark(note)


@pytest.mark.parametrize(
    "note",
    [
        'Ann Lee. "A port deal." The Ledger, 2023-04-05.',
        "Ann Lee, The Ports of the Adriatic, Routledge 2019, p. 4.",
        "World Bank, International Debt Statistics 2022, Washington 2022.",
        "See Ann Lee for the details of the port deal.",
        "Иванов И. Порты Адриатики и их роль в торговле. М., 2019. С. 4.",
        "张三：《港口》，北京：社科出版社，2019年，第4页。",
        "Interview with an official of the ministry of transport, Belgrade.",
        "Ibid.",
        "Own calculation.",
        "the loan of 2021, which now runs until 2040",
    ],
)
def test_what_names_a_work_or_is_no_sentence_is_no_remark(note: str) -> None:
    assert not is_remark(note)
