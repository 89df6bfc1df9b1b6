"""The balance of evidence as a meter a side. Pure."""

from html import escape

from qa.compose.balance import describe_amount, describe_imbalance, measure_evidence
from qa.records import Answer
from ui.html.statement_html import side_class


def render_balance(answer: Answer) -> str:
    """A bar a side, as long as its share of the fullest side's quotations; empty where nothing is compared."""
    weights = measure_evidence(answer) if answer.question.compares else ()
    most = max((w.quotations for w in weights), default=0)
    if not most:
        return ""
    rows = "".join(
        f'<li class="{side_class(answer, w.side)}"><span class="side-name">{escape(w.side)}</span>'
        f'<span class="meter" aria-hidden="true"><i style="width: {100 * w.quotations / most:.0f}%"></i></span>'
        f'<span class="figures">{escape(describe_amount(w))}</span></li>'
        for w in weights
    )
    warned = describe_imbalance(weights)
    warning = f'<p class="caution">{escape(warned)}</p>' if warned else ""
    return f'<section class="balance" aria-label="Balance of evidence"><h3>Balance of evidence</h3><ul>{rows}</ul>{warning}</section>'
