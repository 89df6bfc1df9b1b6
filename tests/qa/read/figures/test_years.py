import pytest

from qa.read.figures.years import is_open, is_span, is_until, names_two_years, read_years


@pytest.mark.parametrize(
    ("text", "period", "expected"),
    [
        ("in 2019", "2019", (2019, 2019)),
        ("from 2010 to 2015", None, (2010, 2015)),
        ("between 2010 and 2015", None, (2010, 2015)),
        ("2010-15", None, (2010, 2015)),
        ("2010–2015", None, (2010, 2015)),
        ("in 2010, and then in 2015", None, (2010, 2015)),
        ("before 2015", "before 2015", (1900, 2014)),
        ("until 2015", None, (1900, 2015)),
        ("by the end of 2015", None, (1900, 2015)),
        ("since 2015", "since 2015", (2015, 2100)),
        ("lately", None, None),
    ],
)
def test_years_are_the_first_and_the_last_one(
    text: str, period: str | None, expected: tuple[int, int] | None
) -> None:
    assert read_years(text, period) == expected


def test_a_period_without_years_in_the_text_counts() -> None:
    assert read_years("since the pandemic", "since 2020") == (2020, 2100)


def test_open_ends_are_told_apart_from_spans() -> None:
    assert is_open((2015, 2100)) and not is_open((2015, 2020))
    assert is_until(1900) and not is_until(2000)
    assert is_span((2010, 2015))
    assert not any(map(is_span, [(2015, 2015), (1900, 2015), (2015, 2100), None]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2018, and then in 2023", True),
        ("from 2018 to 2023", False),
        ("in 2018", False),
        ("2018, 2020 and 2023", False),
    ],
)
def test_two_years_are_no_span(text: str, expected: bool) -> None:
    assert names_two_years(text) is expected
