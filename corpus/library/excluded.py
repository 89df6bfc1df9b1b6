"""Documents that the user has put aside: they stay in the library and in the index, and nothing is answered from them.

DATA/excluded.json is a list of document ids, written whole on every change; it lies beside the library, as the ledger does.
"""

import json
import os
import threading
from pathlib import Path

from corpus.errors import CorpusError

_writing = threading.Lock()  # two sessions of one server


def excluded_file(data: Path) -> Path:
    return data / "excluded.json"


def read_excluded(data: Path) -> frozenset[str]:
    """The ids put aside, whether or not such documents are still there.

    Raises:
        CorpusError: the file is damaged.
    """
    path = excluded_file(data)
    try:
        ids = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"{path} is damaged ({error}); remove it, and every document is answered from again."
        ) from error
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise CorpusError(
            f"{path} is no list of document ids; remove it, and every document is answered from again."
        )
    return frozenset(ids)


def set_excluded(data: Path, identifier: str, excluded: bool) -> frozenset[str]:
    """Put a document aside or take it back, and give all that are put aside now.

    Raises:
        CorpusError: the file is damaged or cannot be written.
    """
    path = excluded_file(data)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with _writing:
        ids = read_excluded(data) - {identifier} | ({identifier} if excluded else set())
        try:
            temporary.write_text(
                json.dumps(sorted(ids), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
            )
            os.replace(temporary, path)
        except OSError as error:
            raise CorpusError(
                f"{path} cannot be written ({error.strerror}); check space and permissions."
            ) from error
        finally:
            temporary.unlink(missing_ok=True)
    return ids
