"""The shelf, its health and the builder's progress become HTML. Pure; names, titles and reasons are the world's and are escaped."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from corpus.health import GARBLED_SHARE, language_name
from corpus.ingest.injection import is_suspicion_note
from corpus.readers.registry import SUFFIXES
from ui.records import CatalogueRow, DocumentState, Progress

MAX_ROWS = 300
_NAMED = 5  # documents of a summary that are named, the rest counted
_LOOKS = 3  # perspectives of a document that are shown
_COLUMNS = (
    "Document",
    "Regions",
    "Aspects",
    "Date",
    "Perspective",
    "Passages",
    "State",
    "In answers",
    '<span class="visually-hidden">Remove</span>',
)


def render_status(progress: Progress, notice: str = "") -> str:
    """What the builder does or did, and a notice on the index in use, for the element `#rebuild-status`."""
    state = "running" if progress.running else "failed" if progress.failed else "ready"
    if not progress.running:
        bar = ""
    elif progress.done is None:
        bar = '<progress aria-label="Rebuild"></progress>'
    else:
        bar = f'<progress aria-label="Rebuild" value="{progress.done:.3f}" max="1"></progress>'
    changes = (
        f'<ul class="changes">{"".join(f"<li>{escape(line)}</li>" for line in _changed(progress))}</ul>'
        if progress.changes is not None
        else ""
    )
    skipped = "".join(
        f"<li>Skipped <b>{escape(s['file'])}</b>: {escape(s['reason'])}</li>" for s in progress.skipped
    )
    said = f"<p>{escape(progress.text)}{'…' if progress.running else ''}</p>"
    said += f'<p class="notice">{escape(notice)}</p>' if notice else ""
    return f'<div class="status is-{state}" role="status" aria-live="polite">{said}{bar}{changes}<ul class="skipped">{skipped}</ul></div>'


def _changed(progress: Progress) -> list[str]:
    if not progress.changes:
        return ["No document has changed."]
    told = (
        ("Added", progress.changes.added),
        ("Changed", progress.changes.changed),
        ("Removed", progress.changes.removed),
    )
    return [f"{verb}: {_first(ids)}." for verb, ids in told if ids]


def _first(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else shown


def find_rows(rows: Iterable[CatalogueRow], words: str) -> list[CatalogueRow]:
    """The rows that have every word somewhere: in the title, the name, the regions, aspects or state; in any case."""
    wanted = words.casefold().split()
    return [
        r
        for r in rows
        if all(
            w in " ".join((r.id, r.title, *r.regions, *r.aspects, r.state, r.date)).casefold() for w in wanted
        )
    ]


def render_table(rows: Sequence[CatalogueRow], caption: str) -> str:
    """One row a document; a check box puts it aside, a button removes the user's own files."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    body = "".join(_row(r) for r in rows[:MAX_ROWS])
    more = (
        f'<p class="hint">{len(rows) - MAX_ROWS:,} more documents; find them by a word of their title, region or state.</p>'
        if len(rows) > MAX_ROWS
        else ""
    )
    return (
        f'<div class="shelf-frame"><table class="shelf"><caption class="visually-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def render_unlisted(count: int) -> str:
    """What is said of documents that have no row."""
    return (
        f'<p class="hint">{count:,} more document{"s are" if count > 1 else " is"} in the index and not listed here.</p>'
        if count
        else ""
    )


def render_no_documents(filtered: bool) -> str:
    """What is said where no row is."""
    kinds = ", ".join(SUFFIXES)
    return f'<p class="hint">{"No document fits these words." if filtered else f"None yet. Files of these kinds can be added: {kinds}."}</p>'


def render_health(rows: Sequence[CatalogueRow]) -> str:
    """A line for each measure, then the documents that fail one."""
    held = [r for r in rows if r.health is not None]
    told = [(r, r.health) for r in held if r.health is not None]
    if not told:
        return '<p class="hint">The documents are being examined.</p>'
    languages = Counter(language_name(h.language) for _, h in told)
    skipped = sum(r.state is DocumentState.SKIPPED for r in rows)
    lines = (
        (
            "Documents",
            f"{len(told):,} indexed, {sum(r.excluded for r in held):,} of them excluded from the answers; {skipped:,} skipped",
        ),
        ("Passages", f"{sum(r.passages or 0 for r in held):,}"),
        (
            "Language",
            ", ".join(
                f"{name} {languages[name]:,}" for name in sorted(languages, key=lambda n: (-languages[n], n))
            ),
        ),
        ("Read in part", _of(sum(not all(map(is_suspicion_note, h.notes)) for _, h in told))),
        ("Hidden or planted text", _of(sum(any(map(is_suspicion_note, h.notes)) for _, h in told))),
        ("Garbled text", _of(sum(h.garbled >= GARBLED_SHARE for _, h in told))),
        ("Repeated text", _of(sum(h.duplicate_of is not None for _, h in told))),
    )
    facts = "".join(f"<div><dt>{name}</dt><dd>{escape(text)}</dd></div>" for name, text in lines)
    ills = "".join(
        f"<li><b>{escape(r.title)}</b> ({escape(r.id)}): {escape('; '.join(_ills(r)))}.</li>"
        for r in held
        if _ills(r)
    )
    return f'<dl class="health">{facts}</dl><ul class="ills">{ills}</ul>'


def _of(count: int) -> str:
    return f"{count:,} document{'s' * (count > 1)}" if count else "none found"


def _ills(row: CatalogueRow) -> list[str]:
    health = row.health
    if health is None or health.is_sound:
        return []
    said = [note.rstrip(".") for note in health.notes]
    if health.garbled >= GARBLED_SHARE:
        said.append(f"{health.garbled:.0%} of its characters are garbled")
    if health.language not in ("en", None):
        said.append(
            f"it is in {language_name(health.language)}, which the search model reads poorly: found by its words, hardly by meaning"
        )
    if health.duplicate_of:
        said.append(f"{health.overlap:.0%} of the shorter text is the same as in {health.duplicate_of}")
    return said


def _row(row: CatalogueRow) -> str:
    looks = [f"{name} {count}" for name, count in row.perspective]
    more = f" and {len(looks) - _LOOKS} more" if len(looks) > _LOOKS else ""
    ill = '<span class="ill">see Health</span>' if _ills(row) else ""
    reason = f'<span class="reason">{escape(row.reason)}</span>' if row.reason else ""
    passages = "" if row.passages is None else f"{row.passages:,}"
    cells = (
        ("Regions", escape(", ".join(row.regions))),
        ("Aspects", escape(", ".join(row.aspects))),
        ("Date", escape(row.date)),
        (
            "Perspective",
            f'<span class="mix" title="{escape(", ".join(looks))}">{escape(", ".join(looks[:_LOOKS]) + more)}</span>'
            if looks
            else "",
        ),
        ("Passages", passages),
        ("State", f'<span class="state">{row.state}</span>{reason}{ill}'),
        ("In answers", _switch(row)),
        ("", _remover(row)),
    )
    name = "" if row.id == row.title else f'<span class="file">{escape(row.id)}</span>'
    title = f'<th scope="row"><span class="name">{escape(row.title)}</span>{name}</th>'
    classes = f"is-{row.state.name.lower()}"
    return f'<tr class="{classes}">{title}{"".join(_cell(label, content) for label, content in cells)}</tr>'


def _cell(label: str, content: str) -> str:
    return f'<td data-label="{label}">{content}</td>' if content else '<td class="bare"></td>'


def _switch(row: CatalogueRow) -> str:
    if row.passages is None:
        return ""
    checked = "" if row.excluded else " checked"
    return f'<input type="checkbox" data-document="{escape(row.id)}" aria-label="Answer from {escape(row.title)}"{checked}>'


def _remover(row: CatalogueRow) -> str:
    if row.file is None:
        return ""
    return f'<button type="button" data-name="{escape(row.file)}" aria-label="Remove {escape(row.file)}">Remove</button>'
