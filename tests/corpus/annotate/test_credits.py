import pytest

from corpus.annotate.credits import find_credits, find_document_credit
from corpus.records import Block, BlockKind, Credit, Document


def read_credits(text: str, *places: str) -> list[tuple[str, str, int | None]]:
    spans = [(text.index(place), text.index(place) + len(place)) for place in places]
    return [(c.name, c.kind, c.year) for c in find_credits(text, spans)]


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        ("Pew's 2023 survey found that 67% of Indians disagree.", [("Pew", "survey", 2023)]),
        ("In the 2024 ISEAS poll Japan stayed the most trusted power.", [("ISEAS", "survey", 2024)]),
        ("Kenya took 40% of them, according to SIPRI data.", [("SIPRI", "data", None)]),
        ("SIPRI data cited by RFE/RL put the share at 57%.", [("SIPRI", "data", None)]),
        ("A study by the Rand Corporation counts 11 ports.", [("Rand Corporation", "report", None)]),
        ("RFE/RL reported that cameras were installed.", [("RFE/RL", "", None)]),
        ("The port is worth $120 million, Xinhua reported.", [("Xinhua", "", None)]),
        ("According to the Daily Nation, the loan is secret.", [("Daily Nation", "", None)]),
        ("The World Bank estimates that incomes rise by 1%.", [("World Bank", "report", None)]),
        (
            "An Atlantic Council study using SIPRI data gave China 22%.",
            [("Atlantic Council", "report", None), ("SIPRI", "data", None)],
        ),
        ("C4ADS traced the owners of 33 firms.", [("C4ADS", "report", None)]),
        ("Mongabay's account of the C4ADS study tells of coal.", [("C4ADS", "report", None)]),
        ("RFE/RL put it at $1 billion, while AP cites $2 billion.", [("RFE/RL", "report", None)]),
        ("Latest Lowy Aid Map shows a fall", [("Latest Lowy Aid", "series", None)]),
    ],
)
def test_what_a_sentence_credits_is_found(text: str, credits: list[tuple[str, str, int | None]]) -> None:
    assert read_credits(text) == credits


@pytest.mark.parametrize(
    "text",
    [
        "Reuters has an office in Nairobi.",
        "The railway was built by China Road and Bridge Corporation.",
        "Customs data were not published.",
        "China's Belt and Road report was late.",
    ],
)
def test_a_sentence_that_only_names_something_credits_nothing(text: str) -> None:
    assert read_credits(text, *(place for place in ("China",) if place in text)) == []


def test_a_place_is_no_source_unless_a_survey_is_named_after_it() -> None:
    assert read_credits("Gabon said that the base is a rumour.", "Gabon") == []
    assert read_credits("The 2023 Arab Youth Survey asked 3,600 people.", "Arab Youth Survey") == [
        ("Arab Youth", "survey", 2023)
    ]
    assert read_credits("According to Arab Barometer data, most agree.", "Arab Barometer") == [
        ("Arab Barometer", "data", None)
    ]
    assert read_credits("Kenyan respondents agree.", "Kenyan") == []


def test_a_series_keeps_the_words_that_tell_it_from_others() -> None:
    maps = (f"Lowy's 2024 {region} Aid Map shows a fall." for region in ("Pacific", "Southeast Asia"))
    assert [find_credits(text) for text in maps] == [
        (Credit("Lowy", "series", 2024, "pacific aid map"),),
        (Credit("Lowy", "series", 2024, "southeast asia aid map"),),
    ]


def make_document(*paragraphs: str) -> Document:
    starts = [sum(len(p) + 2 for p in paragraphs[:n]) for n in range(len(paragraphs))]
    blocks = (
        Block(start, start + len(p), BlockKind.PARAGRAPH) for start, p in zip(starts, paragraphs, strict=True)
    )
    return Document("a.txt", "A", "\n\n".join(paragraphs), tuple(blocks))


@pytest.mark.parametrize(
    ("paragraphs", "agency"),
    [
        (["BEIJING (Reuters) – China lends less.", "It did so before."], "Reuters"),
        (["SUVA, March 2 (Xinhua) -- A port is built."], "Xinhua"),
        (["China lends less.", "It did so before.", "Why?", "— Associated Press"], "Associated Press"),
        (["By Ann Lee, Associated Press", "China lends less."], "Associated Press"),
        (["China lends less.", "Source: Xinhua"], "Xinhua"),
        (["China lends less.", "The bank (Eximbank) said so.", "It did so before."], ""),
        (["One.", "Two.", "— Reuters", "Three.", "Four."], ""),
    ],
)
def test_the_agency_of_a_document_is_read_at_its_top_and_foot(paragraphs: list[str], agency: str) -> None:
    assert find_document_credit(make_document(*paragraphs)) == agency
