"""The tables of figures of an index, and the words by which a question finds them."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import overload

from corpus.figure_tables import FigureTable, TableDescription
from corpus.text.english_words import is_english
from corpus.text.tokens import content_stems, split_words
from index.records import Form, TableWords

_ACTOR = frozenset(content_stems("China Chinese PRC"))  # name no measure by themselves


class TableIndex(Sequence[FigureTable]):
    """The tables in the order of their documents."""

    def __init__(self, tables: Sequence[FigureTable]) -> None:
        self._tables = tuple(tables)
        self._by_id = {table.id: table for table in self._tables}

    @overload
    def __getitem__(self, number: int) -> FigureTable: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[FigureTable, ...]: ...
    def __getitem__(self, number: int | slice) -> FigureTable | tuple[FigureTable, ...]:
        return self._tables[number]

    def __len__(self) -> int:
        return len(self._tables)

    def __iter__(self) -> Iterator[FigureTable]:
        return iter(self._tables)

    def get(self, identifier: str) -> FigureTable:
        """Return a table by its id.

        Raises:
            KeyError: there is no such table.
        """
        return self._by_id[identifier]

    def get_words(self, identifier: str) -> TableWords:
        """Return the words of a table by its id.

        Raises:
            KeyError: there is no such table.
        """
        return self._words[identifier]

    def without(self, documents: Collection[str]) -> "TableIndex":
        """The tables that are not of these documents."""
        return TableIndex([t for t in self._tables if t.document_id not in documents])

    @cached_property
    def _words(self) -> dict[str, TableWords]:
        return {table.id: _find_words(table) for table in self._tables}


def _find_words(table: FigureTable) -> TableWords:
    description = table.description
    labels = {(p.column, p.value): _to_forms(p.asked) for p in description.parts}
    named = {(column, value) for column, values in table.labels.items() for value in values if value.strip()}
    named = {label for label in named if not _is_header(label[1], description)}
    labels |= {
        label: _to_forms([label[1], *short]) for label, short in _shorten(named - labels.keys()).items()
    }
    described = bool(description.attribution)
    title = "" if described else description.title.replace("_", " ")
    return TableWords(
        measures=_name_described(description) if described else _name_columns(description),
        labels=labels,
        items={item: _to_form(item) for item in dict.fromkeys(table.items) if item},
        rows=frozenset(content_stems(f"{description.item} {description.row} {title}")),
        headers=frozenset(
            content_stems(" ".join((description.year, description.subject, *description.labels)))
        ),
    )


def _name_described(description: TableDescription) -> dict[str, tuple[Form, ...]]:
    return {m.id: _to_forms(m.asked) for m in description.measures}


def _name_columns(description: TableDescription) -> dict[str, tuple[Form, ...]]:
    """The names of the columns of a user's table, and those of their words that not all of them have."""
    words = {m.id: content_stems(m.name) for m in description.measures}
    shared = set.intersection(*map(set, words.values())) if len(words) > 1 else set()
    shared |= _ACTOR
    return {
        m.id: tuple(dict.fromkeys([*_to_forms([m.name]), *((w,) for w in words[m.id] if w not in shared)]))
        for m in description.measures
    }


def _is_header(value: str, description: TableDescription) -> bool:
    """Whether a value is the name of a column too: "signed" below "State", beside "Signed"."""
    return value.lower() in {
        name.lower() for name in (description.year, description.subject, description.item)
    }


def _shorten(labels: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """The first words of labels by which they are known: "COSCO" of "COSCO Shipping Ports"."""
    firsts = Counter(value.split()[0] for _, value in labels)
    found: dict[tuple[str, str], list[str]] = {}
    for column, value in sorted(labels):
        first = value.split()[0]
        is_name = firsts[first] == 1 and len(first) > 1 and not is_english(first.lower())
        found[column, value] = [first] if is_name else []
    return found


def _to_forms(texts: Sequence[str]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(form for text in texts if (form := _to_form(text))))


def _to_form(text: str) -> Form:
    return tuple(word.stem for word in split_words(text))
