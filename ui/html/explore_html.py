"""Tables of the figures, and the sentences behind a mark, as HTML.

Each number of a table is a button with the data of its mark: what a click in a figure opens, the keyboard
opens there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.records import LocatedSentence
from qa.survey import Survey, Term, list_references
from qa.wording import add_article
from ui.html.environment import load_macro
from ui.html.evidence_html import CitedReference, cite_references, find_surroundings
from ui.html.figures.plots import describe_tally, find_year_range

SHOWN = 40  # sentences of a mark that are listed until all are asked for
_heading = load_macro("explore.html", "heading")
_hint = load_macro("explore.html", "hint")
_size = load_macro("explore.html", "size")
_terms_note = load_macro("explore.html", "terms_note")
_years_note = load_macro("explore.html", "years_note")
_counts_table = load_macro("explore.html", "counts_table")
_terms_table = load_macro("explore.html", "terms_table")
_marked = load_macro("explore.html", "marked")
_no_selection = load_macro("explore.html", "no_selection")


@dataclass(frozen=True, slots=True)
class _FoundSentence:
    text: str
    title: str
    locator: str
    before: str
    after: str
    cited: list[CitedReference]
    document_id: str
    start: int
    end: int


def render_heading(title: str, hint: str = "") -> str:
    """The heading of a figure, with a sentence on how to read it."""
    return _heading(title, hint)


def render_hint(sentence: str) -> str:
    """A sentence in the place of figures."""
    return _hint(sentence)


def render_size(survey: Survey) -> str:
    """One sentence on how much there is in all."""
    return _size(describe_tally(survey.count_all()).capitalize(), survey.sampled_from)


def render_terms_note(first: str, second: str) -> str:
    """How to read the figure of terms, whose sides are `first` and `second`."""
    return _terms_note(add_article(first), add_article(second))


def render_years_note(survey: Survey) -> str:
    """Which years are drawn, and how many sentences name none."""
    return _years_note(*find_year_range(survey), survey.count_undated())


def render_coverage_table(survey: Survey, measure: str) -> str:
    """Regions by aspects; `measure` is one of `plots.MEASURES`."""
    counts = {
        region: [
            (aspect, int(getattr(survey.count_evidence(survey.find_rows(region, aspect)), measure)))
            for aspect in survey.aspects
        ]
        for region in survey.regions
    }
    heads = ["Region", *(a.capitalize() for a in survey.aspects)]
    return _counts_table("coverage", f"Quotable {measure} by region and aspect", heads, counts.items())


def render_years_table(survey: Survey) -> str:
    """Regions by years, the newest first."""
    years = sorted({year for _, year in survey.years}, reverse=True)
    counts = {r: [(str(y), len(survey.years.get((r, y), ()))) for y in years] for r in survey.regions}
    return _counts_table("years", "Sentences that name a year, by region", ["Region", *years], counts.items())


def render_perspectives_table(survey: Survey) -> str:
    """Regions by perspectives."""
    names = survey.perspective_names
    counts = {r: [(n, len(survey.perspectives.get((r, n), ()))) for n in names] for r in survey.regions}
    caption = "Sentences by region and by the perspective of their publishers"
    return _counts_table("perspectives", caption, ["Region", *names], counts.items())


def render_terms_table(terms: Sequence[Term]) -> str:
    """A row for each term, or a sentence where there is none."""
    return _terms_table(terms)


def render_marked(
    title: str, located: Sequence[LocatedSentence], questions: Iterable[str], *, everything: bool = False
) -> str:
    """The sentences behind a mark, each opening its passage and references; `questions` can be asked."""
    shown = located if everything else located[:SHOWN]
    return _marked(title, len(located), questions, [_build_sentence(x) for x in shown])


def render_no_selection() -> str:
    """What the pane shows before a mark is chosen."""
    return _no_selection()


def _build_sentence(located: LocatedSentence) -> _FoundSentence:
    document, sentence = located.document, located.sentence
    before, after = find_surroundings(document, sentence.start, sentence.end)
    block = next(b for b in document.blocks if b.start <= sentence.start < b.end)
    return _FoundSentence(
        text=located.text,
        title=document.title,
        locator=block.locator,
        before=before,
        after=after,
        cited=cite_references(list_references(located)),
        document_id=document.id,
        start=sentence.start,
        end=sentence.end,
    )
