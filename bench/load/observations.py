"""What the people see: replies, failures and times; and which of the replies are wrong."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.load.expected import Expected, canonical_answer
from bench.timing import quantile


@dataclass(frozen=True, slots=True)
class Reply:
    """The body of a reply to a question, and the builds that were in use meanwhile."""

    question: str
    body: bytes
    builds: Sequence[str]


@dataclass(slots=True)
class Observations:
    """What the people see, times in seconds.

    `alone` are one person's questions when they are new, `alone_again` the same after the crowd has left;
    `crowd` are the questions of fifty people, `opened` the documents that one more person opens meanwhile.
    """

    alone: list[float] = field(default_factory=list)
    alone_again: list[float] = field(default_factory=list)
    crowd: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    rebuilds_s: float = 0.0
    replies: list[Reply] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    builds_seen: set[str] = field(default_factory=set)

    def check_replies(self, expected: Expected) -> None:
        """Fill `failed`, `wrong` and `builds_seen`.

        A reply is wrong if it is not, byte for byte, the answer of a build that was in use.
        """
        for reply in self.replies:
            record = json.loads(reply.body).get("record")
            if record is None:
                self.failed.append(f"{reply.question}: {reply.body.decode()[:300]}")
                continue
            answer = record["answer"]
            build = answer["index"]["build"]
            self.builds_seen.add(build)
            if build not in reply.builds:
                self.wrong.append(f"{reply.question}: build {build} is not one of {', '.join(reply.builds)}")
            elif expected.answers[build, reply.question] != canonical_answer(answer):
                self.wrong.append(f"{reply.question}: not the answer of build {build}")

    def summarise(self, people: int) -> dict[str, float | int | str]:
        """Return counts, and times also as multiples of one person's median."""
        alone = quantile([*self.alone, *self.alone_again], 0.5)
        return {
            "people": people,
            "answers": len(self.crowd),
            "failed": len(self.failed),
            "wrong": len(self.wrong),
            "builds answered from": len(self.builds_seen),
            "three rebuilds, s": round(self.rebuilds_s, 1),
            "one person, new questions, median ms": round(1000 * quantile(self.alone, 0.5)),
            "one person, the same again, median ms": round(1000 * quantile(self.alone_again, 0.5)),
            "one person, median ms": round(1000 * alone),
            "fifty people, median ms": round(1000 * quantile(self.crowd, 0.5)),
            "fifty people, p95 ms": round(1000 * quantile(self.crowd, 0.95)),
            "p95 / one person's median": round(quantile(self.crowd, 0.95) / alone, 1),
            "opening a document meanwhile, p95 ms": round(1000 * quantile(self.opened, 0.95)),
        }
