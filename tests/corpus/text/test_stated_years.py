"""The years that a sentence is of: not those of its source, of what it is measured against, of an aside."""

import pytest

from corpus.text.figures.find import find_figures
from corpus.text.stated_years import StatedYears, find_stated_years


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            "Trade came to $95 billion in 2024, up from $89 billion in 2023.",
            StatedYears((2024,), are_apart=True),
        ),
        ("Investment rose 47% in 2024, its first increase since 2016.", StatedYears((2024,))),
        ("Exports in 2021 were higher than in 2019.", StatedYears((2021,), are_apart=True)),
        ("The switch on 26 March 2023 followed those of Nauru (2002) and Fiji (2019).", StatedYears((2023,))),
        ("Five deals were signed in 2013, Reuters reported in 2019.", StatedYears((2013,))),
        ("A 2023 report says that in 2013 it paid $12 million.", StatedYears((2013,))),
        ("A 2023 report praises the port.", StatedYears((2023,))),
        ("It lent $5 billion in 2000-2017.", StatedYears((2000, 2017))),
        ("It lent $5 billion between 2000 and 2017.", StatedYears((2000, 2017))),
        ("Since 2013 it has lent $5 billion.", StatedYears(since=(2013,))),
        ("It came in 2008 and in 2016 bought the port.", StatedYears((2008, 2016), are_apart=True)),
        ("The 2008 plan was dropped in 2016.", StatedYears((2008, 2016))),
        ("It came in the 1960s.", StatedYears((1960, 1969))),
        ("It came again.", StatedYears()),
    ],
)
def test_a_sentence_is_of_the_years_of_its_main_statement(text: str, stated: StatedYears) -> None:
    figures = find_figures(text)
    assert find_stated_years(text, figures[0].start if figures else 0) == stated
