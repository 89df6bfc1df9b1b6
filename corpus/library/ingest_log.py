"""The log of ingestion: DATA/read.json, one record for each file of the library that the last build read.

    {"report.pdf": {"state": "read", "documents": 1, "characters": 48210, "language": "tr",
                    "notes": ["14 of 20 pages have no text ..."],
                    "coverage": {"quotable": 40510, "characters": 48002, "left_out": [...]}, ...}}

`python -m corpus list` shows it. Every build tries again to read a file that failed; until then the version
read before stays in the index (`kept`).
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import fmean

from pydantic import TypeAdapter

from corpus.coverage import Coverage, describe_coverage, describe_left_out, describe_share, measure_coverage
from corpus.errors import CorpusError
from corpus.health import describe_unknown, unknown_share
from corpus.library.stored_json import read_json, write_json
from corpus.records import Document
from corpus.text.language import name_language

# 50 languages, 384 dimensions, Apache-2.0
MULTILINGUAL_MODEL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
_MAX_SENTENCES = 20  # reasons, and notes, that a record keeps


class ReadState(StrEnum):
    """Whether a file could be read."""

    READ = "read"
    PARTLY = "read in part"
    FAILED = "cannot be read"


@dataclass(frozen=True, slots=True)
class IngestRecord:
    """One file: `bytes` and `modified` (nanoseconds) identify the version that was read.

    `kept` is true if the file failed and an earlier version is still in the index. `coverage` is what of it
    can be quoted, `unknown` the mean share of words that English lacks in its documents; both are None if
    they are not known.
    """

    state: ReadState
    bytes: int
    modified: int
    documents: int = 0
    characters: int = 0
    language: str | None = None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kept: bool = False
    coverage: Coverage | None = None
    unknown: float | None = None


_RECORDS = TypeAdapter(dict[str, IngestRecord])


class IngestLog:
    """The records by file, as POSIX path within the library."""

    def __init__(self, data: Path) -> None:
        self._path = data / "read.json"
        self._before = _read_records(self._path)
        self._now: dict[str, IngestRecord] = {}

    def get(self, file: str, path: Path) -> IngestRecord | None:
        """Return the record of a file; None if the file is new or has changed since it was read."""
        record, status = self._before.get(file), path.stat()
        version = (status.st_size, status.st_mtime_ns)
        return record if record and (record.bytes, record.modified) == version else None

    def put(
        self, status: os.stat_result, file: str, documents: Sequence[Document], reasons: Sequence[str]
    ) -> None:
        """Record what a file gave.

        `status` is that of the file before it was read, so that a file replaced meanwhile counts as not read
        yet.
        """
        state = ReadState.FAILED if not documents else ReadState.PARTLY if reasons else ReadState.READ
        unknown = [share for d in documents if (share := unknown_share(d)) is not None]
        languages = Counter(d.language for d in documents).most_common(1)
        self._now[file] = IngestRecord(
            state=state,
            bytes=status.st_size,
            modified=status.st_mtime_ns,
            documents=len(documents),
            characters=sum(len(d.text) for d in documents),
            language=languages[0][0] if languages else None,
            reasons=tuple(reasons[:_MAX_SENTENCES]),
            notes=tuple(dict.fromkeys(n for d in documents for n in d.notes))[:_MAX_SENTENCES],
            kept=state is ReadState.FAILED and self._has_earlier_version(file),
            coverage=measure_coverage(documents) if documents else None,
            unknown=round(fmean(unknown), 4) if unknown else None,
        )

    def _has_earlier_version(self, file: str) -> bool:
        before = self._before.get(file)
        return before is not None and (before.kept or before.state is not ReadState.FAILED)

    def write(self) -> None:
        """Store the records put since the log was opened, and no others; raises CorpusError if it cannot."""
        write_json(self._path, _RECORDS, dict(sorted(self._now.items())))


def describe_record(record: IngestRecord | None) -> str:
    """Describe a file for a list: one line, and an indented line for each reason and note."""
    if record is None:
        return "not read yet: run 'python -m index build'"
    parts = [record.state.value]
    if record.documents > 1:
        parts.append(f"{record.documents:,} documents")
    if record.language:
        parts.append(name_language(record.language))
    if record.coverage and not record.coverage.is_low:  # where it is low, a sentence says it
        parts.append(describe_share(record.coverage))
    sentences = [*record.reasons, *record.notes, *_describe_losses(record)]
    if record.kept:
        sentences.append("Answers still use the version read before.")
    return ", ".join(parts) + "".join(f"\n{'':12s}{sentence}" for sentence in sentences)


def _describe_losses(record: IngestRecord) -> Iterator[str]:
    """Yield a sentence for what was left out, and one if the words look misread."""
    if record.coverage and record.coverage.is_low:
        phrase = describe_coverage(record.coverage)
        yield f"{phrase[0].upper()}{phrase[1:]}."
    elif record.coverage and record.coverage.left_out:
        yield f"Left out: {describe_left_out(record.coverage)}."
    if phrase := describe_unknown(record.unknown):
        yield f"{phrase[0].upper()}{phrase[1:]}."


def make_language_warning(documents: Sequence[Document], model: str) -> str | None:
    """Warn of documents in languages that an English model searches poorly; None if there are none."""
    foreign = Counter(name_language(d.language) for d in documents if d.language not in (None, "en"))
    if not foreign:
        return None
    count, names = sum(foreign.values()), ", ".join(sorted(foreign))
    return (
        f"{count} document{'s are' if count > 1 else ' is'} not in English ({names}), "
        f"the language of the model {model}, so mostly keywords find {'them' if count > 1 else 'it'}. "
        f"To search by meaning too, build and ask with --model {MULTILINGUAL_MODEL}."
    )


def _read_records(path: Path) -> dict[str, IngestRecord]:
    try:
        return read_json(path, _RECORDS, absent={}, remedy="the next build replaces it")
    except CorpusError:
        return {}  # until the next build replaces a corrupt log, its files count as not read yet
