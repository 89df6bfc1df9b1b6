"""The figures' tables and the passages behind a mark become HTML. Pure; everything is escaped.

Each number of a table is a button with the data of its mark: what a click in a figure opens, the keyboard opens here.
"""

from collections.abc import Iterable, Sequence
from html import escape

from index.records import LocatedSentence
from qa.survey import Survey, Tally, Term, list_references
from ui.html.evidence_html import find_surroundings, render_reference
from ui.html.plots import told

SHOWN = 40  # passages of a mark before more are asked for


def render_size(survey: Survey) -> str:
    """One sentence on the whole."""
    sample = (
        f" These are a sample, spread evenly over all {survey.sampled_from:,} sentences."
        if survey.sampled_from
        else ""
    )
    return f"<p>{escape(told(survey.count_all()).capitalize())} can be quoted.{sample} Click a mark, or a number of a table, to read what is behind it.</p>"


def render_coverage_table(survey: Survey, measure: str) -> str:
    """Regions by aspects."""
    rows = [
        (r, [(a, _measured(survey.count_evidence(survey.find_rows(r, a)), measure)) for a in survey.aspects])
        for r in survey.regions
    ]
    return _table(
        "coverage", f"Quotable {measure} by region and aspect", [a.capitalize() for a in survey.aspects], rows
    )


def render_years_table(survey: Survey) -> str:
    """Years by regions; the newest first."""
    years = sorted({year for _, year in survey.years}, reverse=True)
    rows = [(r, [(str(y), len(survey.years.get((r, y), ()))) for y in years]) for r in survey.regions]
    return _table("years", "Sentences that name a year, by region", [str(y) for y in years], rows)


def render_perspectives_table(survey: Survey) -> str:
    """Regions by perspectives."""
    names = survey.perspective_names
    rows = [(r, [(n, len(survey.perspectives.get((r, n), ()))) for n in names]) for r in survey.regions]
    return _table(
        "perspectives", "Sentences by region and by the perspective of their publishers", list(names), rows
    )


def render_terms_table(terms: Sequence[Term]) -> str:
    """A line a term."""
    if not terms:
        return '<p class="hint">No word tells these two sides apart: there are too few sentences, or they speak of the same.</p>'
    rows = "".join(
        f'<tr><th scope="row">{escape(t.words)}</th><td>{escape(t.side)}</td><td>{_button("terms", t.side, t.stem, len(t.rows), t.words)}</td>'
        f"<td>{t.elsewhere:,}</td><td>{t.score:.1f}</td></tr>"
        for t in terms
    )
    heads = ("Term", "Side", "Sentences", "On the other side", "z-score")
    return _frame("Terms that tell the two sides apart", heads, rows)


def render_marked(
    title: str, located: Sequence[LocatedSentence], questions: Iterable[str], *, everything: bool = False
) -> str:
    """What is behind a mark: each sentence opens its passage, with the references it rests on; `questions` can be asked of it."""
    asks = "".join(
        f'<button type="button" class="ask-this" data-question="{escape(q)}">Compare in Ask: {escape(q)}</button>'
        for q in questions
    )
    shown = located if everything else located[:SHOWN]
    more = (
        f'<button type="button" class="show-all">Show all {len(located):,}</button>'
        if len(shown) < len(located)
        else ""
    )
    said = f"{len(located):,} sentence{'' if len(located) == 1 else 's'}"
    return (
        f'<div class="marked-head"><h2 tabindex="-1">{escape(title)}</h2><button type="button" class="marked-close">Close</button></div>'
        f'<p class="hint">{said}; each opens its passage.</p>{asks}<ol class="found">{"".join(_found(x) for x in shown)}</ol>{more}'
    )


def render_no_selection() -> str:
    """What the pane says before a mark is chosen."""
    return '<p class="hint">Click a cell, a bubble or a bar: the sentences it counts are listed here, each with its passage and references.</p>'


def _found(located: LocatedSentence) -> str:
    document, sentence = located.document, located.sentence
    before, after = find_surroundings(document, sentence.start, sentence.end)
    block = next(b for b in document.blocks if b.start <= sentence.start < b.end)
    place = f", {escape(block.locator)}" if block.locator else ""
    references = "".join(f"<li>{render_reference(r)}</li>" for r in list_references(located))
    return (
        f'<li><details><summary><span class="quoted">{escape(located.text)}</span><span class="from">{escape(document.title)}{place}</span></summary>'
        f"<blockquote>{escape(before)}<mark>{escape(located.text)}</mark>{escape(after)}</blockquote>"
        + (f'<ul class="references">{references}</ul>' if references else "")
        + f'<p class="file">{escape(document.id)}, characters {sentence.start:,}–{sentence.end:,}</p></details></li>'
    )


def _measured(tally: Tally, measure: str) -> int:
    return int(getattr(tally, measure))


def _table(
    figure: str, caption: str, columns: Sequence[str], rows: Sequence[tuple[str, list[tuple[str, int]]]]
) -> str:
    body = "".join(
        f'<tr><th scope="row">{escape(row)}</th>'
        + "".join(f"<td>{_button(figure, row, key, n, f'{row}, {key}')}</td>" for key, n in cells)
        + "</tr>"
        for row, cells in rows
    )
    return _frame(caption, ("Region", *columns), body)


def _frame(caption: str, heads: Sequence[str], body: str) -> str:
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    return (
        f'<details class="as-table"><summary>As a table</summary><div><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def _button(figure: str, row: str, column: str, count: int, label: str) -> str:
    if not count:
        return "0"
    data = f'data-figure="{figure}" data-row="{escape(row)}" data-column="{escape(column)}"'
    return f'<button type="button" class="mark" {data} aria-label="{escape(label)}: {count:,}, open">{count:,}</button>'
