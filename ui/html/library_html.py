"""The catalogue, its health and the progress of a build as HTML."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.coverage import describe_coverage
from corpus.health import Health, describe_unknown, language_name
from corpus.ingest.injection import is_suspicion_note
from corpus.readers.registry import SUFFIXES
from ui.html.environment import load_macro
from ui.html.evidence_html import is_web_address
from ui.html.tables.figure_set import split_attribution
from ui.records import CatalogueRow, DocumentState, Progress

MAX_ROWS = 300
_MAX_PERSPECTIVES = 3  # of a document that are shown; the rest are counted
_MAX_NAMED = 5  # documents of a summary that are named; the rest are counted
_status = load_macro("library.html", "status")
_note = load_macro("library.html", "note")
_catalogue = load_macro("library.html", "catalogue")
_unlisted = load_macro("library.html", "unlisted")
_no_documents = load_macro("library.html", "no_documents")
_health = load_macro("library.html", "health")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table row: its CSS class, the labelled plain-text cells, the perspectives shortened and in full.

    `coverage` is what can be quoted and what was left out; empty while it is not known. `attribution`
    is that of a table before, of and after the name of its licence, whose address is `licence_url`, empty if
    it has none.
    """

    row: CatalogueRow
    css_class: str
    texts: tuple[tuple[str, str], ...]
    perspectives: str
    all_perspectives: str
    coverage: str
    has_issues: bool
    attribution: tuple[str, str, str]
    licence_url: str


def render_status(progress: Progress, notice: str = "") -> str:
    """What the build does or did, and a notice on the index in use, for the element `#rebuild-status`."""
    state = "running" if progress.running else "failed" if progress.failed else "ready"
    return _status(progress, state, notice, _list_changes(progress))


def render_note(*sentences: str) -> str:
    """What an action did or why it failed, read out by screen readers; empty if there is nothing to say."""
    return _note(" ".join(sentences)) if sentences else ""


def find_rows(rows: Iterable[CatalogueRow], words: str) -> list[CatalogueRow]:
    """The rows that have every word in their id, title, regions, aspects, state or date; case is ignored.

    A table also has the word "table" and its attribution.
    """
    wanted = words.casefold().split()
    return [r for r in rows if all(w in _searchable_text(r) for w in wanted)]


def render_table(rows: Sequence[CatalogueRow], caption: str) -> str:
    """One row for each document, up to `MAX_ROWS`: a check box excludes it, a button removes a file."""
    if not rows:
        return ""
    shown = [_build_entry(r) for r in rows[:MAX_ROWS]]
    return _catalogue(shown, caption, len(rows) - len(shown))


def render_unlisted(count: int) -> str:
    """How many documents have no row; empty if all have one."""
    return _unlisted(count) if count else ""


def render_no_documents(filtered: bool) -> str:
    """What is shown where there is no row."""
    return _no_documents(filtered, SUFFIXES)


def render_health(rows: Sequence[CatalogueRow]) -> str:
    """A line for each measure, then the documents that fail one."""
    examined = [(r, r.health) for r in rows if r.health is not None]
    documents = [(r, issues) for r, _ in examined if (issues := _list_issues(r))]
    return _health(_measure_health(rows, examined) if examined else [], documents)


def _build_entry(row: CatalogueRow) -> _Entry:
    perspectives = [f"{name} {count}" for name, count in row.perspective]
    rest, table = len(perspectives) - _MAX_PERSPECTIVES, row.table
    return _Entry(
        row=row,
        css_class=f"is-{row.state.name.lower()}",
        texts=(("Regions", ", ".join(row.regions)), ("Aspects", ", ".join(row.aspects)), ("Date", row.date)),
        perspectives=", ".join(perspectives[:_MAX_PERSPECTIVES]) + (f" and {rest} more" if rest > 0 else ""),
        all_perspectives=", ".join(perspectives),
        coverage=describe_coverage(row.health.coverage) if row.health and row.health.coverage else "",
        has_issues=bool(_list_issues(row)),
        attribution=split_attribution(table.attribution, table.licence) if table else ("", "", ""),
        licence_url=table.licence_url if table and is_web_address(table.licence_url) else "",
    )


def _list_changes(progress: Progress) -> list[str]:
    """The changes since the index before; empty while they are not known."""
    if progress.changes is None:
        return []
    if not progress.changes:
        return ["No document has changed."]
    changes = (
        ("Added", progress.changes.added),
        ("Changed", progress.changes.changed),
        ("Removed", progress.changes.removed),
    )
    return [f"{verb}: {_name_first(ids)}." for verb, ids in changes if ids]


def _name_first(names: Sequence[str]) -> str:
    shown, rest = ", ".join(names[:_MAX_NAMED]), len(names) - _MAX_NAMED
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def _searchable_text(row: CatalogueRow) -> str:
    table = ("table", row.table.attribution, row.table.licence) if row.table else ()
    words = (row.id, row.title, *row.regions, *row.aspects, row.state, row.date, *table)
    return " ".join(words).casefold()


def _measure_health(
    rows: Iterable[CatalogueRow], examined: Sequence[tuple[CatalogueRow, Health]]
) -> list[tuple[str, str]]:
    """Each measure of the corpus with its value in words."""
    healths = [health for _, health in examined]
    languages = Counter(language_name(h.language) for h in healths)
    excluded = sum(r.excluded for r, _ in examined)
    skipped = sum(r.state is DocumentState.SKIPPED for r in rows)
    return [
        (
            "Documents",
            f"{len(examined):,} indexed, {excluded:,} of them excluded from the answers; {skipped:,} skipped",
        ),
        ("Passages", f"{sum(r.passages or 0 for r, _ in examined):,}"),
        (
            "Language",
            ", ".join(
                f"{name} {n:,}" for name, n in sorted(languages.items(), key=lambda item: (-item[1], item[0]))
            ),
        ),
        ("Partly read", _count_documents(not all(map(is_suspicion_note, h.notes)) for h in healths)),
        ("Hidden or planted text", _count_documents(any(map(is_suspicion_note, h.notes)) for h in healths)),
        ("Mostly left out", _count_documents(h.is_low for h in healths)),
        ("Garbled text", _count_documents(h.is_garbled or describe_unknown(h.unknown) for h in healths)),
        ("Repeated text", _count_documents(h.duplicate_of is not None for h in healths)),
    ]


def _count_documents(failures: Iterable[object]) -> str:
    count = sum(map(bool, failures))
    return f"{count:,} document{'s' * (count > 1)}" if count else "none found"


def _list_issues(row: CatalogueRow) -> list[str]:
    """The issues of the document's text, one phrase each."""
    health = row.health
    if health is None or health.is_sound:
        return []
    issues = [note.rstrip(".") for note in health.notes]
    if health.coverage and health.is_low:
        issues.append(describe_coverage(health.coverage))
    if health.is_garbled:
        issues.append(f"{health.garbled:.0%} of its characters are garbled")
    if misread := describe_unknown(health.unknown):
        issues.append(misread)
    if health.language not in ("en", None):
        language = language_name(health.language)
        issues.append(
            f"it is in {language}, which the search model reads poorly, so it is found mostly by keywords"
        )
    if health.duplicate_of:
        issues.append(f"{health.overlap:.0%} of the shorter text is the same as in {health.duplicate_of}")
    return issues
