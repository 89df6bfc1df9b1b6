"""How much evidence each side of a comparison rests on: quotations, works, years. A comparison with a thin side says so. Pure."""

from dataclasses import dataclass
from html import escape

from corpus.bibliography import read_bibliography
from qa.records import Answer, Role, Source
from qa.wording import listed, with_article
from ui.said_html import side_class

_THIN = 0.5  # of the fullest side's quotations
_VIEWS = 3  # perspectives named


@dataclass(frozen=True, slots=True)
class Weight:
    """One side's evidence: distinct quotations, the works they rest on, the years those were published in, where their publishers look from."""

    side: str
    quotations: int
    works: int
    years: tuple[int, int] | None
    views: tuple[str, ...]


def weigh(answer: Answer) -> tuple[Weight, ...]:
    """The evidence in the cells of each side, in the question's order."""
    return tuple(_weigh(answer, side) for side in answer.question.subjects)


def render_balance(answer: Answer) -> str:
    """A bar a side, as long as its share of the fullest side's quotations; empty where nothing is compared."""
    weights = weigh(answer) if answer.question.compares else ()
    most = max((w.quotations for w in weights), default=0)
    if not most:
        return ""
    rows = "".join(
        f'<li class="{side_class(answer, w.side)}"><span class="side-name">{escape(w.side)}</span>'
        f'<span class="meter" aria-hidden="true"><i style="width: {100 * w.quotations / most:.0f}%"></i></span><span class="figures">{_figures(w)}</span></li>'
        for w in weights
    )
    caution = _caution(weights, most)
    warning = f'<p class="caution">{escape(caution)}</p>' if caution else ""
    return f'<section class="balance" aria-label="Balance of evidence"><h3>Balance of evidence</h3><ul>{rows}</ul>{warning}</section>'


def _weigh(answer: Answer, side: str) -> Weight:
    cited = {n for s in answer.statements if s.role is Role.CELL and side in s.subjects for n in s.cites}
    sources = [s for s in answer.sources if s.n in cited]
    works = {w for s in sources for w in _works(s)}
    years = sorted(int(r.date[:4]) for s in sources for r in s.references if r.date and r.date[:4].isdigit())
    publishers = read_bibliography().publishers
    known = [publishers[r.publisher].perspective for s in sources for r in s.references if r.publisher in publishers]
    views = sorted(dict.fromkeys(known), key=lambda v: (-known.count(v), v))
    return Weight(side, len(sources), len(works), (years[0], years[-1]) if years else None, tuple(views[:_VIEWS]))


def _works(source: Source) -> list[str]:
    return [r.id for r in source.references] or [source.document_id]


def _figures(weight: Weight) -> str:
    if not weight.quotations:
        return "no evidence"
    parts = [_count(weight.quotations, "quotation"), _count(weight.works, "work")]
    if weight.years:
        first, last = weight.years
        parts.append(str(first) if first == last else f"{first}–{last}")
    if weight.views:
        parts.append(", ".join(weight.views))
    return escape(" · ".join(parts))


def _caution(weights: tuple[Weight, ...], most: int) -> str:
    thin = [w.side for w in weights if w.quotations <= _THIN * most or w.works == 1 < most]
    return f"Little evidence on {listed([with_article(s) for s in thin])}: read the comparison with care." if thin and len(thin) < len(weights) else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
