"""The library's own records on disk: JSON files that are checked when read and replaced whole when written.

It knows nothing of what the records mean. A reader sees the file before a change or after it, never half of
it.
"""

import os
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from corpus.errors import CorpusError

_T = TypeVar("_T")


def read_json(path: Path, adapter: TypeAdapter[_T], *, absent: _T, remedy: str) -> _T:
    """Return the content of a file, or `absent` if there is no such file.

    Raises:
        CorpusError: the file cannot be read or is corrupt; the message ends with the remedy.
    """
    try:
        return adapter.validate_json(path.read_bytes())
    except FileNotFoundError:
        return absent
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}); {remedy}.") from error
    except ValidationError as error:
        raise CorpusError(f"{path} is corrupt ({_first_problem(error)}); {remedy}.") from error


def write_json(path: Path, adapter: TypeAdapter[_T], content: _T) -> None:
    """Replace a file by the content, an indented entry a line; raises CorpusError if it cannot be written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(adapter.dump_json(content, indent=1) + b"\n")
        os.replace(temporary, path)
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be written ({error.strerror}); check space and permissions."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    place = ".".join(map(str, problem["loc"]))
    return f"{place}: {problem['msg']}" if place else problem["msg"]
