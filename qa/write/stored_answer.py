"""An answer kept outside the program, in a browser or a file, and read back whole: `read_stored(store_answer(a)) == a`.

`Answer.to_json` is what scripts read and leaves out how the question was understood; this keeps every field, so that an old answer can be shown,
exported and verified after the index has moved on. Fields that a later version adds take their defaults, fields that it drops are ignored.
"""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from corpus.errors import UserError
from qa.records import Answer


def store_answer(answer: Answer) -> dict[str, Any]:
    """The answer as plain lists and dictionaries, fit for JSON."""
    return asdict(answer)


def read_stored(data: object) -> Answer:
    """The answer that was stored.

    Raises:
        UserError: it is no stored answer; the sentence says what is wrong with it.
    """
    try:
        answer: Answer = _build(Answer, data)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"This is no stored answer of Parallax ({error}); ask the question again.") from error
    return answer


def _build(kind: Any, data: Any) -> Any:
    """A value of the annotated type, from what JSON keeps of it."""
    origin = get_origin(kind)
    if kind is Any:
        return data
    if origin is UnionType:
        rest = [k for k in get_args(kind) if k is not NoneType]
        return (
            None if data is None else _build(rest[0], data) if len(rest) == 1 else _checked(data, tuple(rest))
        )
    if origin is tuple:
        inner = get_args(kind)
        items = _checked(data, (list, tuple))
        return tuple(
            _build(k, d)
            for k, d in zip(inner if inner[-1] is not ... else (inner[0],) * len(items), items, strict=True)
        )
    if origin is dict:
        return {str(k): _build(get_args(kind)[1], v) for k, v in _checked(data, (dict,)).items()}
    if is_dataclass(kind):
        return _record(kind, _checked(data, (dict,)))
    if issubclass(kind, StrEnum):
        return kind(data)
    return _checked(data, (kind,))


def _record(kind: Any, data: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    given = {}
    for field in fields(kind):
        if field.name in data:
            given[field.name] = _build(hints[field.name], data[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise KeyError(f"{kind.__name__} has no {field.name}")
    return kind(**given)


def _checked(value: Any, kinds: tuple[Any, ...]) -> Any:
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise TypeError(f"{value!r:.60} is no {' or '.join(k.__name__ for k in kinds)}")
    return value
