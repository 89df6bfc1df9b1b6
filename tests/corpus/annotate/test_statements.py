import pytest

from corpus.annotate.statements import find_statements


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        (
            "At the September 2024 FOCAC summit Xi Jinping said so.",
            [("Xi Jinping", 2024, "FOCAC")],
        ),
        ("Xi Jinping's 2024 FOCAC security package offered grants.", [("Xi Jinping", 2024, "FOCAC")]),
        (
            "Xi Jinping told the May 2025 China-CELAC meeting that trade grew from 2000.",
            [("Xi Jinping", 2025, "CELAC")],
        ),
        ("At the 2025 China-CELAC Forum Ann Lee offered seeds.", [("Ann Lee", 2025, "CELAC")]),
        ("Bolton mentioned China in his speech at the Heritage Foundation.", [("Bolton", None, "Heritage")]),
        ("Its 2019 white paper says so.", [("white paper", 2019, "white paper")]),
        ("The white paper of 26 September 2023 says so.", [("white paper", 2023, "september white paper")]),
        ("A draft leaked in March 2022 said so.", [("leak", 2022, "march leak")]),
    ],
)
def test_a_statement_is_known_by_who_made_it_where_and_when(
    text: str, statements: list[tuple[str, int | None, str]]
) -> None:
    assert [(c.name, c.year, c.title) for c in find_statements(text)] == statements
    assert all(c.kind == "statement" for c in find_statements(text))


@pytest.mark.parametrize(
    "text",
    [
        "The FOCAC summit of 2024 brought 51 leaders to Beijing.",
        "Xi Jinping attended the 2024 FOCAC summit.",
        "Ann Lee announced a grant after the June 2025 Astana summit.",
        "Lee left days after the April 2025 conference on trade.",
        "In his speech Xi promised loans.",
    ],
)
def test_an_event_of_which_no_statement_is_relayed_is_none(text: str) -> None:
    assert find_statements(text) == ()
