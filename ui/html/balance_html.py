"""The balance of evidence as a meter for each side."""

from dataclasses import dataclass

from qa.compose.balance import describe_amount, describe_imbalance, measure_evidence
from qa.records import Answer
from ui.html.environment import load_macro
from ui.html.statement_html import side_class

_balance = load_macro("balance.html", "balance")


@dataclass(frozen=True, slots=True)
class Bar:
    """One side's meter; `percent` is relative to the side with the most quotations."""

    side: str
    colour: str
    percent: str
    figures: str


def render_balance(answer: Answer) -> str:
    """A bar for each side; empty where nothing is compared."""
    return _balance(*measure_balance(answer))


def measure_balance(answer: Answer) -> tuple[list[Bar], str]:
    """The bars, none where nothing is compared, and a sentence of caution, empty where none is needed."""
    amounts = measure_evidence(answer) if answer.question.compares else ()
    most = max((a.quotations for a in amounts), default=0)
    if not most:
        return [], ""
    bars = [
        Bar(a.side, side_class(answer, a.side), f"{100 * a.quotations / most:.0f}", describe_amount(a))
        for a in amounts
    ]
    return bars, describe_imbalance(amounts)
