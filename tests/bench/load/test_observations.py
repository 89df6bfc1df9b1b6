"""Which replies of a busy server count as failed or wrong."""

import json
from typing import Any

from bench.load.expected import Expected, canonical_answer
from bench.load.observations import Observations, Reply


def answer(build: str, text: str) -> dict[str, Any]:
    return {"text": text, "index": {"build": build}, "timings_ms": {"total": 7}}


def reply(record: dict[str, Any], *builds: str) -> Reply:
    return Reply("Who?", json.dumps(record).encode(), builds)


EXPECTED = Expected(
    ("b1", "b2"),
    {(build, "Who?"): canonical_answer({**answer(build, build), "timings_ms": 9}) for build in ("b1", "b2")},
)


def test_a_reply_is_right_if_it_is_the_answer_of_a_build_in_use() -> None:
    observed = Observations(
        replies=[
            reply({"record": {"answer": answer("b1", "b1")}}, "b1"),
            reply({"record": {"answer": answer("b2", "b2")}}, "b1", "b2"),
        ]
    )
    observed.check_replies(EXPECTED)
    assert (observed.failed, observed.wrong, observed.builds_seen) == ([], [], {"b1", "b2"})


def test_another_answer_another_build_and_no_answer_are_counted() -> None:
    observed = Observations(
        replies=[
            reply({"record": {"answer": answer("b1", "other")}}, "b1"),
            reply({"record": {"answer": answer("b2", "b2")}}, "b1"),
            reply({"error": "Too many requests."}, "b1"),
        ]
    )
    observed.check_replies(EXPECTED)
    assert observed.wrong == ["Who?: not the answer of build b1", "Who?: build b2 is not one of b1"]
    assert observed.failed == ['Who?: {"error": "Too many requests."}']
