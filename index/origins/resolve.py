"""The origin of every sentence of a build. Two sentences of one origin do not confirm each other.

They have one origin if they
- rest on one published work: the same reference, address, or title of one year, without notes and subtitle,
  in whatever document, or one publisher's stories of one day with like titles (see `stories`);
- credit the same survey, data, report or statement, or one credits what the other's work published;
- credit one agency, newspaper or speaker, or one credits the other's, for the same figure on the same name;
- have nearly the same words in different documents (see `near`).
A publisher alone is no origin, nor an agency that is credited with different news. What no other work has
leads no further than the work that tells it. A work whose sentences mostly credit one survey, data, report or
statement goes back to that as a whole; of any other work, the sentences that credit one do.

document-origins.jsonl  what the sentences of each document rest on and credit, see `works`
origins.npy             int32 (sentences,), the number of each sentence's origin
origin-names.txt        the name of each origin, no two alike
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.origins.keys import AMBIGUOUS, Key, list_claims
from index.origins.near import find_near
from index.origins.sources import compare_sources
from index.origins.stories import find_same_stories
from index.origins.works import CreditingSentence, DocumentOrigins, Work, read_document_origins
from index.records import Flags, Rows
from index.search.bm25 import LexicalIndex
from index.storage.lines import Lines, write_lines

ORIGINS, ORIGIN_NAMES, DOCUMENT_ORIGINS = "origins.npy", "origin-names.txt", "document-origins.jsonl"
_MOSTLY = 0.5  # of the sentences of a work: those that credit one source, or are those of another work

_UNDATED = "9999"

Node = int


@dataclass(slots=True)
class _Claimants:
    """The sentences that have a key: each with its work, and whether it passes on what another published."""

    name: str
    is_work: bool  # a survey, data or report, not news of which one story has the key
    rows: dict[int, tuple[Node, bool]] = field(default_factory=dict)

    @property
    def is_shared(self) -> bool:
        works = {work for work, _ in self.rows.values()}
        return len(works) > 1 and any(passes_on for _, passes_on in self.rows.values())

    def list_own(self) -> set[Node]:
        """The works that the source itself published."""
        return {work for work, passes_on in self.rows.values() if not passes_on}

    def drop_ambiguous(self) -> None:
        """Leave out what the source itself published if that is several works: which is meant is unknown."""
        if len(self.list_own()) > 1:
            self.rows = {row: found for row, found in self.rows.items() if found[1]}


class _Forest:
    """Disjoint sets of nodes."""

    def __init__(self) -> None:
        self._parents: list[Node] = []

    def add(self) -> Node:
        self._parents.append(len(self._parents))
        return len(self._parents) - 1

    def find(self, node: Node) -> Node:
        while self._parents[node] != node:
            self._parents[node] = self._parents[self._parents[node]]
            node = self._parents[node]
        return node

    def join(self, one: Node, other: Node) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._parents[second] = first


def write_origins(folder: Path, terms: LexicalIndex, stems: Sequence[bytes]) -> None:
    """Find the origins of the sentences of a build folder, whose words are `terms`, and write them."""
    documents = [read_document_origins(line) for line in Lines(folder / DOCUMENT_ORIGINS)]
    numbers, names = find_origins(documents, terms, stems)
    np.save(folder / ORIGINS, numbers)
    write_lines(folder / ORIGIN_NAMES, (" ".join(name.split()).encode() for name in names))


def find_origins(
    documents: Sequence[DocumentOrigins], terms: LexicalIndex, stems: Sequence[bytes]
) -> tuple[Rows, list[str]]:
    """The number of each sentence's origin, in order of first use, and the names of the origins."""
    resolver = _Resolver(documents)
    resolver.join_credited()
    resolver.join_repeated(terms, stems)
    return resolver.number()


class _Resolver:
    """Joins works, credited sources and repeated sentences to origins."""

    def __init__(self, documents: Sequence[DocumentOrigins]) -> None:
        self._forest, self._documents = _Forest(), documents
        self._works: dict[Node, Work] = {}
        self._work_of: list[Node] = []  # of each row
        self._own_words: list[bool] = []
        by_key: dict[str, Node] = {}
        for document in documents:
            nodes = [self._add_work(work, by_key) for work in document.works]
            self._work_of += [nodes[number] for number in document.work_of]
            self._own_words += document.quotes_itself
        for node, work in self._works.items():
            if work.part_of in by_key:
                self._forest.join(by_key[work.part_of], node)
        for one, other in find_same_stories(self._works):
            self._forest.join(one, other)
        self._node_of = [self._forest.find(work) for work in self._work_of]
        self._names: dict[Node, str] = {}  # of nodes of credited sources

    def _add_work(self, work: Work, by_key: dict[str, Node]) -> Node:
        node = self._forest.add()
        self._works[node] = work
        for key in work.keys:
            self._forest.join(by_key.setdefault(key, node), node)
        return node

    def join_credited(self) -> None:
        """Give the sentences that credit one source, or that are its own, one node."""
        claims, keys_of_row = self._collect_claims()
        nodes = {key: self._forest.add() for key, claim in claims.items() if claim.is_shared}
        self._names |= {node: claims[key].name for key, node in nodes.items()}
        for key, node in nodes.items():
            own = claims[key].list_own()
            if len(own) == 1:
                self._forest.join(node, own.pop())
        for row, keys in keys_of_row.items():
            shared = [key for key in keys if key in nodes and row in claims[key].rows]
            # What is credited first; a source has several keys, and they become one.
            for key in shared:
                if key[0] == shared[0][0]:
                    self._forest.join(nodes[shared[0]], nodes[key])
            if shared:
                self._node_of[row] = nodes[shared[0]]
        self._join_works({row for key in nodes if claims[key].is_work for row in claims[key].rows})

    def _collect_claims(self) -> tuple[dict[Key, _Claimants], dict[int, list[Key]]]:
        sources = compare_sources(self._documents)
        claims: dict[Key, _Claimants] = {}
        keys_of_row: dict[int, list[Key]] = {}
        for row, sentence, work in self._list_crediting():
            for claim in list_claims(sentence, self._works[work], sources):
                claimants = claims.setdefault(claim.key, _Claimants(claim.name, claim.is_work))
                claimants.rows.setdefault(row, (self._forest.find(work), claim.passes_on))
                keys_of_row.setdefault(row, []).append(claim.key)
        for key, claimants in claims.items():
            if key[1] in AMBIGUOUS:
                claimants.drop_ambiguous()
        return claims, keys_of_row

    def join_repeated(self, terms: LexicalIndex, stems: Sequence[bytes]) -> None:
        """Lead sentences that repeat those of other works back to these, and join reprints as a whole."""
        works = np.array([self._forest.find(work) for work in self._work_of], dtype=np.int64)
        own_words: Flags = np.array(self._own_words, dtype=np.bool_)
        tokens, lengths = terms.tokens_of(slice(0, len(works)))
        pairs = find_near(tokens, lengths, stems, own_words, works)
        for one, other in _find_reprints(pairs, works):
            self._forest.join(one, other)
        groups = _Forest()
        nodes: dict[int, Node] = {}  # of the rows in the groups
        for first, second in pairs:
            one, other = (
                nodes[r] if r in nodes else nodes.setdefault(r, groups.add()) for r in (first, second)
            )
            groups.join(one, other)
        rows_of_group: dict[Node, list[int]] = {}
        for row, node in sorted(nodes.items()):
            rows_of_group.setdefault(groups.find(node), []).append(row)
        for rows in rows_of_group.values():
            credited = [self._node_of[row] for row in rows if self._node_of[row] in self._names]
            first_work = min((self._work_of[row] for row in rows), key=self._rank_as_origin)
            for row in rows:
                self._node_of[row] = credited[0] if credited else first_work
            for node in credited:
                self._forest.join(credited[0], node)

    def _rank_as_origin(self, work: Node) -> tuple[bool, str]:
        """What is credited to an author or an agency comes first, then what is earliest."""
        found = self._works[work]
        return not found.publishers, found.date or _UNDATED

    def _join_works(self, rows: set[int]) -> None:
        """Join a work with the origin that most of its sentences have, if these are among the rows."""
        of_work: dict[Node, list[int]] = {}
        for row, work in enumerate(self._work_of):
            of_work.setdefault(self._forest.find(work), []).append(row)
        for work, all_rows in of_work.items():
            found = Counter(self._forest.find(self._node_of[row]) for row in all_rows if row in rows)
            for node, count in found.most_common(1):
                if count >= _MOSTLY * len(all_rows):
                    self._forest.join(work, node)

    def _list_crediting(self) -> Iterator[tuple[int, CreditingSentence, Node]]:
        start = 0
        for document in self._documents:
            for sentence in document.crediting:
                row = start + sentence.row
                yield row, sentence, self._work_of[row]
            start += len(document.work_of)

    def number(self) -> tuple[Rows, list[str]]:
        """Number the origins in the order of their first sentences, and name them."""
        roots = [self._forest.find(node) for node in self._node_of]
        numbers = {root: number for number, root in enumerate(dict.fromkeys(roots))}
        names = [""] * len(numbers)
        for node, name in sorted(self._names.items()):
            number = numbers.get(self._forest.find(node))
            if number is not None:
                names[number] = names[number] or name
        works: dict[int, list[Node]] = {}
        for node in self._works:
            number = numbers.get(self._forest.find(node))
            if number is not None:
                works.setdefault(number, []).append(node)
        named = [
            name or self._works[min(works[number], key=self._rank_as_origin)].name
            for number, name in enumerate(names)
        ]
        return np.array([numbers[root] for root in roots], dtype=np.int32), _tell_apart(named)


def _find_reprints(pairs: Sequence[tuple[int, int]], works: Rows) -> list[tuple[Node, Node]]:
    """Pairs of works of which one repeats most sentences of the other."""
    sizes = Counter(works.tolist())
    repeated: dict[tuple[Node, Node], set[int]] = {}
    for first, second in pairs:
        for row, other in ((first, second), (second, first)):
            repeated.setdefault((int(works[row]), int(works[other])), set()).add(row)
    return [
        pair for pair, rows in repeated.items() if len(rows) > 1 and len(rows) >= _MOSTLY * sizes[pair[0]]
    ]


def _tell_apart(names: Sequence[str]) -> list[str]:
    """Number all but the first of equal names."""
    seen: Counter[str] = Counter()
    different = []
    for name in names:
        seen[name] += 1
        different.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return different
