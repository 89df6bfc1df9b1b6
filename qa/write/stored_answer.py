"""An answer stored outside the program, in a browser or a file: `read_stored(store_answer(a)) == a`.

`Answer.to_json` is what scripts read and omits how the question was understood. The stored form keeps every
field, so that an old answer can be shown, exported and verified after the index has changed. A field that a
later version adds takes its default; a field that it drops is ignored.
"""

from dataclasses import asdict
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from corpus.errors import UserError
from qa.records import Answer

_ANSWER = TypeAdapter(Answer)


def store_answer(answer: Answer) -> dict[str, Any]:
    """Turn the answer into dictionaries and sequences that JSON can hold."""
    return asdict(answer)


def read_stored(data: object) -> Answer:
    """Rebuild the answer from what `json.loads` gives for a stored one.

    Raises:
        UserError: it is not a stored answer; the sentence names the first field that is wrong.
    """
    try:
        # As JSON, since only there strict types go with lists for tuples and texts for enumerations.
        return _ANSWER.validate_json(orjson.dumps(data), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the answer"
        reason = f"{field}: {first['msg'][:1].lower()}{first['msg'][1:]}"
    except TypeError as error:  # of orjson: no JSON holds this value
        reason = str(error)
    raise UserError(f"This is not a stored answer of Parallax ({reason}); ask the question again.")
