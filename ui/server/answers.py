"""What the Ask tab can have done on the server: questions read and answered, stored answers shown and exported.

Each function takes one JSON value and gives one back, which `encode_json` writes; nothing of a conversation is kept here, the browser keeps it. An answer travels
as a record `{"answer": ..., "contexts": [...]}` that needs no index to be shown again. No Gradio in here, so that all of it is tested without a page.
"""

import base64
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import orjson

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from qa.ask import ask
from qa.read.question import read_question
from qa.records import Answer
from qa.write.export import export_answer
from qa.write.stored_answer import read_stored
from ui.html.answer_html import render_answer, render_error, render_reading, render_skeleton
from ui.html.evidence_html import Context, build_contexts, render_cards
from ui.question_form import compose_question, read_parts
from ui.server.index_service import IndexService

if TYPE_CHECKING:
    from index.store import PassageIndex

Json = dict[str, Any]  # records among its values are written as the objects they are
_MOST_BEFORE = 200  # questions of a conversation
_MOST_KEPT = 256  # answers
_UNKNOWN = "This could not be done; the server's log says why."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with those before it, oldest first, its ordinal in the conversation, and the build that a link promised."""

    question: str
    history: tuple[str, ...] = ()
    ordinal: int = 1
    build: str = ""


class _Kept:
    """The answers given last by the index that answers now: a class that is shown a question asks it all at once, and it has one answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: object = None
        self._answers: OrderedDict[tuple[str, tuple[str, ...]], tuple[Answer, tuple[Context, ...]]] = (
            OrderedDict()
        )

    @property
    def index(self) -> object:
        """The index that the answers are of, None at first."""
        return self._index

    def get(self, index: object, asked: Asked) -> tuple[Answer, tuple[Context, ...]] | None:
        with self._lock:
            return self._answers.get((asked.question, asked.history)) if index is self._index else None

    def put(self, index: object, asked: Asked, answer: tuple[Answer, tuple[Context, ...]]) -> None:
        with self._lock:
            if index is not self._index:  # a new build, or a document was put aside
                self._index = index
                self._answers.clear()
            self._answers[asked.question, asked.history] = answer
            while len(self._answers) > _MOST_KEPT:
                self._answers.popitem(last=False)


class AnswerService:
    """Answers for all sessions; safe to use from several threads, as the service is."""

    def __init__(self, service: IndexService) -> None:
        self._service = service
        self._framework = load_framework()
        self._aspects = [a.name for a in self._framework.aspects]
        self._kept = _Kept()

    def read(self, data: Any) -> Json:
        """How a question is read, and the shape of its answer; needs no index."""
        asked = _asked(data)
        question = read_question(asked.question, self._framework, asked.history)
        return {"html": render_reading(question, self._aspects, "") + render_skeleton(question)}

    def answer(self, data: Any) -> Json:
        """The answer as HTML, its cards and its record; while there is no index, a sentence on what is being waited for."""
        asked = _asked(data)
        progress = (
            self._service.progress
        )  # read before the index, lest a build that ends in between be taken for a failed one
        ready = self._service.index()
        if ready is None:
            if not progress.running:
                raise UserError(progress.text)
            return {"waiting": f"{progress.text}. Your question is answered as soon as the index is ready"}
        index, framework = ready
        found, contexts = self._kept.get(index, asked) or self._work(asked, index, framework)
        return self._shown(found, contexts, asked, self._service.notice()) | {
            "record": {"answer": found, "contexts": contexts}
        }

    def knows(self, data: Any) -> bool:
        """Whether the answer is kept, so that giving it takes no time to speak of; never waits."""
        try:
            return (
                self._service.serves(self._kept.index)
                and self._kept.get(self._kept.index, _asked(data)) is not None
            )
        except (UserError, AttributeError, TypeError, ValueError):  # told when it is answered
            return False

    def _work(
        self, asked: Asked, index: "PassageIndex", framework: Framework
    ) -> tuple[Answer, tuple[Context, ...]]:
        found = ask(asked.question, index, framework, asked.history)
        contexts = build_contexts(found, index.documents)
        self._kept.put(index, asked, (found, contexts))
        return found, contexts

    def show(self, data: Any) -> Json:
        """Turns of a stored conversation as HTML, in order; what can no longer be read is said in its place."""
        return {"turns": [self._show(turn, number) for number, turn in enumerate(data["turns"], start=1)]}

    def compose(self, data: Any) -> Json:
        """The question that the chips make."""
        return {"question": compose_question(read_parts(data))}

    def export(self, data: Any) -> Json:
        """A stored answer as a file: its name, media type and content in base 64."""
        found, kind = read_stored(data["record"]["answer"]), str(data["format"])
        media, content = export_answer(found, kind)
        return {
            "name": f"{_file_name(found.question.text)}.{kind}",
            "type": media,
            "content": base64.b64encode(content).decode(),
        }

    def _show(self, turn: Mapping[str, Any], number: int) -> Json:
        record = turn.get("record")
        try:
            if not record:
                raise UserError(str(turn.get("error") or "This question was not answered."))
            return self._shown(
                read_stored(record["answer"]), _contexts(record), replace(_asked(turn), ordinal=number)
            )
        except UserError as error:
            return {"html": render_error(str(error), number)}

    def _shown(self, found: Answer, contexts: Sequence[Context], asked: Asked, notice: str = "") -> Json:
        build = str(found.index.get("build", ""))
        if asked.build and asked.build != build:
            notice += (
                " " * bool(notice)
                + f"The link to this question was made on build {asked.build[:8]}; this answer is from build {build[:8]}, so it may differ."
            )
        follows = bool(asked.history) and self._follows(found)
        html = render_answer(
            found, asked.ordinal, self._aspects, history=asked.history, follows=follows, notice=notice
        )
        return {"html": html, "cards": render_cards(found, asked.ordinal, contexts)}

    def _follows(self, found: Answer) -> bool:
        """Whether the question took something from those before it: alone it is read otherwise."""
        alone = read_question(found.question.text, self._framework)
        return replace(found.question, text="") != replace(alone, text="")


def encode_json(reply: Json) -> bytes:
    """What the browser gets. orjson takes records as they are, in a twentieth of the time of `asdict` and `json`, which hold up everybody who asks."""
    return orjson.dumps(reply)


def guarded(function: Callable[[Any], Json]) -> Callable[[Any], Json]:
    """The function as the page calls it: what goes wrong is one sentence under `error`, and the page does not wait for ever."""

    @wraps(function)
    def call(data: Any) -> Json:
        try:
            return function(data)
        except UserError as error:
            return {"error": str(error)}
        except Exception:
            logging.getLogger(__name__).exception("%s failed", function.__name__)
            return {"error": _UNKNOWN}

    return call


def _asked(data: Mapping[str, Any]) -> Asked:
    history = tuple(_text(h) for h in data.get("history") or [] if str(h).strip())
    if len(history) > _MOST_BEFORE:
        raise UserError(
            f"The conversation has {len(history):,} questions, more than the {_MOST_BEFORE} that are looked back at; begin a new one."
        )
    return Asked(
        _text(data.get("question")), history, int(data.get("ordinal") or 1), _text(data.get("build"))
    )


def _text(value: Any) -> str:
    """The value as text that can be written as UTF-8: JSON may hold half a character, which becomes "?"."""
    return str(value or "").encode("utf-8", "replace").decode()


def _contexts(record: Mapping[str, Any]) -> list[Context]:
    known = {f.name for f in fields(Context)}
    contexts = [Context(**{k: v for k, v in c.items() if k in known}) for c in record.get("contexts") or []]
    return [
        replace(c, perspective=tuple((str(view), int(count)) for view, count in c.perspective))
        for c in contexts
    ]


def _file_name(question: str) -> str:
    """Words of the question, fit for any file system."""
    words = "".join(c if c.isalnum() and c.isascii() else " " for c in question).split()
    return "-".join(words)[:60].strip("-").lower() or "answer"
