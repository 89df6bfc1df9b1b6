import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.read.periods import find_nearest_years, find_periods, mentions_period
from qa.read.question import read_question
from qa.records import Gap, Kind, Role


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("in 2024 and in 2025", ["2024", "2025"]),
        ("before 2020 and since 2020", ["before 2020", "since 2020"]),
        ("what it was before Russia's 2022 invasion", ["before 2022"]),
        ("before and since 2020", ["before 2020", "since 2020"]),
        ("until 2015 and after", ["before 2015", "since 2015"]),
        ("in 2010-2014 and 2015-2019", ["2010-2014", "2015-2019"]),
        ("since 2020", ["since 2020"]),
        ("before the pandemic versus since 2020", ["before 2020", "since 2020"]),
        ("in 2010-2014 against the five years after that", ["2010-2014", "2015-2019"]),
        ("in 2016-20 and in 2021-25", ["2016-2020", "2021-2025"]),
        ("in 2000-2014 and 2018", ["2000-2014", "2018"]),
        ("in 2000-2014 and 2018-2020", ["2000-2014", "2018-2020"]),
        ("how did 2023 compare with 2024?", ["2023", "2024"]),
        ("how much did it grow between 2021 and 2024", ["2021", "2024"]),
        ("what was sold between 2021 and 2024", ["2021-2024"]),
        ("before Russia's 2022 invasion of Ukraine and since", ["before 2022", "since 2022"]),
        ("came from China in 2019", ["2019"]),
        ("what was sold during the pandemic", ["2020-2022"]),
        ("since the pandemic", ["since 2020"]),
        ("in the late nineties", ["1995-1999"]),
        ("что построили после 2019", ["since 2019"]),
        ("2018年以前的贷款", ["before 2018"]),
        ("中国2019年以后在加纳", ["since 2019"]),
        ("14+1 format with 2000 students", []),
    ],
)
def test_periods_are_found_in_their_canonical_form(text: str, periods: list[str]) -> None:
    assert [p for p, _ in find_periods(text, {"pandemic": (2020, 2022)})] == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("what is it like now?", ["since 2021"]),
        ("what was it before, and what is it now?", ["before 2021", "since 2021"]),
        ("what was it before the dam, and what is it now?", []),
        ("what was it before the dam of 2012, and what is it now?", ["before 2012", "since 2021"]),
        ("what was it before the pandemic, and what is it now?", ["before 2020", "since 2020"]),
    ],
)
def test_now_is_a_period_but_where_what_was_before_has_no_year(text: str, periods: list[str]) -> None:
    assert [p for p, _ in find_periods(text, {"pandemic": (2020, 2022)}, 2024)] == periods


@pytest.mark.parametrize(
    ("period", "text", "expected"),
    [
        ("before 2020", "Loans peaked in 2016.", True),
        ("before 2020", "Loans fell in 2020.", False),
        ("since 2020", "Loans fell in 2020.", True),
        ("2010-2014", "Arms were sold in 2014.", True),
        ("2010-2014", "Arms were sold in 2015.", False),
        ("2024", "The survey of 2024 asked 2,024 people.", True),
        ("2024", "The survey asked 2,024 people.", False),
    ],
)
def test_a_sentence_is_of_a_period_if_it_names_one_of_its_years(
    period: str, text: str, expected: bool
) -> None:
    assert mentions_period(period, text) is expected


@pytest.mark.parametrize(
    ("period", "years", "expected"),
    [
        ("2015", [2009, 2012, 2018, 2021], (2012, 2018)),
        ("2010-2014", [2009, 2012, 2018], (2009, 2018)),  # 2012 is in it
        ("since 2020", [2012, 2018, 2021], (2018,)),
        ("before 2020", [2012, 2021], (2021,)),
        ("2015", [], ()),
    ],
)
def test_the_years_nearest_to_a_period_are_the_last_before_and_the_first_after(
    period: str, years: list[int], expected: tuple[int, ...]
) -> None:
    assert find_nearest_years(period, years) == expected


def test_two_periods_of_one_place_are_the_sides(framework: Framework) -> None:
    question = read_question(
        "How did Chinese lending to Africa differ before 2020 and since 2020?", framework
    )
    assert (question.kind, question.subjects, question.within) == (
        Kind.PERIODS,
        ("before 2020", "since 2020"),
        ("Africa",),
    )
    assert question.period is None


@pytest.mark.parametrize(
    ("text", "sides", "query"),
    [
        ("How did China's role in Serbia change after 2022?", ("before 2022", "since 2022"), ""),
        ("How has Chinese lending to Serbia evolved since 2016?", ("before 2016", "since 2016"), "lending"),
        ("How did lending to Serbia change between 2013 and 2019?", ("2013", "2019"), "lending"),
        ("What has China lent Serbia since 2016?", ("Serbia",), "lent"),
    ],
)
def test_what_has_changed_since_a_year_is_asked_of_the_years_before_it_too(
    text: str, sides: tuple[str, ...], query: str, framework: Framework
) -> None:
    question = read_question(text, framework)
    assert (question.subjects, question.query) == (sides, query)


def test_two_places_stay_the_sides_whatever_their_periods(framework: Framework) -> None:
    question = read_question("Chinese lending to Africa in 2016 and to Serbia in 2022?", framework)
    assert (question.kind, question.subjects, question.period) == (
        Kind.COMPARISON,
        ("Africa", "Serbia"),
        "2016",
    )


@pytest.mark.usefixtures("answer_whatever_is_found")
def test_each_period_is_answered_by_sentences_of_its_years(
    ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask("What did people in Central Asia think of China in 2022 and in 2035?", ten_index, framework)
    cells = [s for s in answer.statements if s.role is Role.CELL]
    assert cells
    rows = ten_index.sentences.find_tagged([("year", "2022"), ("dated", "2022")])
    of_2022 = {ten_index.sentences.locate(row).text for row in rows.tolist()}
    assert all(s.subjects == ("2022",) and s.text in of_2022 for s in cells)
    assert any("2022" not in s.text for s in cells), "none is dated by what surrounds it"
    assert Gap("2035", None, near_years=(2024,)) in answer.missing  # the latest year of Central Asia
