"""What the last build read of each file of the library: DATA/read.json, one record for each file.

    {"report.pdf": {"state": "read", "documents": 1, "characters": 48210, "language": "tr", "notes": ["14 of 20 pages have no text ..."], ...}}

`python -m corpus list` shows it. A file that could not be read is tried again by every build; what was read of it before stays in the index (`kept`).
"""

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from corpus.library.download_log import write_records
from corpus.records import Document
from corpus.text.language import name_language

MULTILINGUAL_MODEL = (
    "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"  # 50 languages, 384 dimensions, Apache-2.0
)


class State(StrEnum):
    """What came of a file."""

    READ = "read"
    PARTLY = "read in part"
    FAILED = "cannot be read"


@dataclass(frozen=True, slots=True)
class Reading:
    """One record; `bytes` and `modified` (nanoseconds) tell whether the file is still the one that was read, `kept` whether an earlier version answers."""

    state: State
    bytes: int
    modified: int
    documents: int = 0
    characters: int = 0
    language: str | None = None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kept: bool = False


class Readings:
    """The records by file, as POSIX path within the library."""

    def __init__(self, data: Path) -> None:
        self._path = data / "read.json"
        self._before = _read(self._path)
        self._now: dict[str, Reading] = {}

    def get(self, file: str, path: Path) -> Reading | None:
        """What was read of a file as it is now; None if it is new or was changed since."""
        found, status = self._before.get(file), path.stat()
        return (
            found if found and (found.bytes, found.modified) == (status.st_size, status.st_mtime_ns) else None
        )

    def note(
        self, status: os.stat_result, file: str, documents: Sequence[Document], reasons: Sequence[str]
    ) -> None:
        """Take down what a file gave; `status` is that of the file before it was read, so that one replaced meanwhile counts as not read yet."""
        before = self._before.get(file)
        state = State.FAILED if not documents else State.PARTLY if reasons else State.READ
        languages = Counter(d.language for d in documents).most_common(1)
        self._now[file] = Reading(
            state,
            status.st_size,
            status.st_mtime_ns,
            len(documents),
            sum(len(d.text) for d in documents),
            languages[0][0] if languages else None,
            tuple(reasons[:20]),
            tuple(dict.fromkeys(n for d in documents for n in d.notes))[:20],
            state is State.FAILED
            and before is not None
            and (before.kept or before.state is not State.FAILED),
        )

    def write(self) -> None:
        """Store what was noted; files that are gone are forgotten. Raises CorpusError if it cannot be written."""
        write_records(self._path, {file: asdict(reading) for file, reading in self._now.items()})


def describe(reading: Reading | None) -> str:
    """One line on a file, for a list."""
    if reading is None:
        return "not read yet: run 'python -m index build'"
    told = [reading.state.value]
    if reading.documents > 1:
        told.append(f"{reading.documents:,} documents")
    if reading.language:
        told.append(name_language(reading.language))
    said = [
        *reading.reasons,
        *reading.notes,
        *(["What was read of it before still answers."] if reading.kept else []),
    ]
    return ", ".join(told) + "".join(f"\n{'':12s}{sentence}" for sentence in said)


def make_language_warning(documents: Sequence[Document], model: str) -> str | None:
    """What to tell of documents that an encoder for English reads poorly; None if there are none."""
    foreign = Counter(name_language(d.language) for d in documents if d.language not in (None, "en"))
    if not foreign:
        return None
    count, names = sum(foreign.values()), ", ".join(sorted(foreign))
    return (
        f"{count} document{'s are' if count > 1 else ' is'} not in English ({names}), the language of the model {model}: found by words, hardly by meaning. "
        f"To search by meaning too, build and ask with --model {MULTILINGUAL_MODEL}."
    )


def _read(path: Path) -> dict[str, Reading]:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        return {
            file: Reading(
                **{
                    **r,
                    "state": State(r["state"]),
                    "reasons": tuple(r["reasons"]),
                    "notes": tuple(r["notes"]),
                }
            )
            for file, r in records.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # absent or damaged: the next build writes it anew, and until then files are "not read yet"
