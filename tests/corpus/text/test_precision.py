import pytest

from corpus.text.figures.find import find_figures
from corpus.text.figures.precision import find_range, may_be_equal


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("It cost $94.82 billion.", 94.815e9, 94.825e9),
        ("It cost $3.8 billion.", 3.75e9, 3.85e9),
        ("It cost $4 billion.", 3.6e9, 4.4e9),
        ("It cost nearly $4 billion.", 3.6e9, 4.4e9),
        ("It cost just under $4 billion.", 3.6e9, 4.4e9),
        ("It cost more than $3 billion.", 2.7e9, float("inf")),
        ("It cost less than $3 billion.", float("-inf"), 3.3e9),
        ("It grew by 10-15 percent.", 9.0, 15.5),
        ("It fell by 0 percent.", -0.5, 0.5),
    ],
)
def test_a_figure_stands_for_the_values_that_are_rounded_to_it_or_that_it_bounds(
    text: str, low: float, high: float
) -> None:
    (figure,) = find_figures(text)
    assert find_range(text, figure) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "other", "equal"),
    [
        ("It cost $4 billion.", "It cost $3.8 billion.", True),
        ("It cost $94.8 billion.", "It cost $94.82 billion.", True),
        ("It cost more than $3 billion.", "It cost $5 billion.", True),
        ("It cost nearly $4 billion.", "It cost $5 billion.", False),
        ("It has 32 members.", "It has 33 members.", False),
        ("Debt is 86 percent of output.", "Debt is 88 percent of output.", False),
        ("It cost less than $3 billion.", "It cost $5 billion.", False),
    ],
)
def test_figures_differ_only_beyond_rounding_and_bounds(text: str, other: str, equal: bool) -> None:
    (first,), (second,) = find_figures(text), find_figures(other)
    assert may_be_equal(text, first, other, second) is equal
    assert may_be_equal(other, second, text, first) is equal
