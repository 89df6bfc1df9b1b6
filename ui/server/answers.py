"""What the Ask tab asks of the server: read and answer questions, show and export stored answers.

Each method takes one JSON value and returns one, which `encode_json` writes. The server keeps no
conversation; the browser does. An answer travels as a record `{"answer": ..., "contexts": [...]}`, which can
be shown again without an index. Nothing here imports Gradio, so all of it can be tested without a page.
"""

import base64
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import orjson
from cachetools import LRUCache

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from qa.ask import ask, find_followups
from qa.read.question import know, read_question
from qa.records import Answer
from qa.write.export import export_answer
from qa.write.stored_answer import read_stored
from ui.html.answer_html import (
    render_answer,
    render_error,
    render_followups,
    render_reading,
    render_skeleton,
)
from ui.html.evidence_html import Context, build_contexts, render_cards
from ui.question_form import compose_question, read_parts
from ui.server.index_service import IndexService
from ui.server.requests import CONVERSATION, EXPORT, QUESTION, TURN, QuestionRequest, parse_request

if TYPE_CHECKING:
    from index.store import PassageIndex

Json = dict[str, Any]  # orjson writes the records among its values as objects
CACHE_SIZE = 256  # answers
_NOT_ANSWERED = "This question was not answered."
_UNEXPECTED = "This could not be done; the server's log says why."


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer, the context of each of its sources, and what to ask next; None until that was tried."""

    answer: Answer
    contexts: Sequence[Context]
    followups: Sequence[str] | None = None


class AnswerCache:
    """The latest answers from the current index; safe to use from several threads.

    A class that is shown a question asks it at the same time, and it has one answer.
    """

    def __init__(self, size: int = CACHE_SIZE) -> None:
        self._lock = threading.Lock()
        self._index: object = None
        self._answers: LRUCache[tuple[str, tuple[str, ...]], AnswerRecord] = LRUCache(size)

    @property
    def index(self) -> object:
        """The index that gave the answers, None at first."""
        return self._index

    def get(self, index: object, asked: QuestionRequest) -> AnswerRecord | None:
        """The answer to the question with its history, None unless that index gave it."""
        with self._lock:
            return self._answers.get((asked.question, asked.history)) if index is self._index else None

    def put(self, index: object, asked: QuestionRequest, record: AnswerRecord) -> None:
        """Keep an answer; the answers of another index are dropped."""
        with self._lock:
            if index is not self._index:  # a new build, or a document was excluded
                self._index = index
                self._answers.clear()
            self._answers[asked.question, asked.history] = record


class AnswerService:
    """Answers questions for all sessions; safe to use from several threads, as the service is."""

    def __init__(self, service: IndexService, *, cache_size: int = CACHE_SIZE) -> None:
        self._service = service
        self._framework = load_framework()
        self._aspects = [a.name for a in self._framework.aspects]
        self._cache = AnswerCache(cache_size)

    def read(self, data: Any) -> Json:
        """Show how a question is read, and the shape of its answer; without an index, by its words alone."""
        asked = parse_request(QUESTION, data)
        index = self._service.peek()  # opening a newer one is left to the answer, which runs at the same time
        known = know(index) if index else None
        question = read_question(asked.question, self._framework, asked.history, known)
        return {"html": render_reading(question, self._aspects, "") + render_skeleton(question)}

    def answer(self, data: Any) -> Json:
        """Answer a question: HTML, cards and record; while there is no index, a sentence about the wait."""
        asked = parse_request(QUESTION, data)
        # Read before the index: otherwise a build that ends in between would look like a failed one.
        progress = self._service.progress
        ready = self._service.index()
        if ready is None:
            if not progress.running:
                raise UserError(progress.text)
            return {"waiting": f"{progress.text}. Your question is answered as soon as the index is ready"}
        record = self._cache.get(ready[0], asked) or self._compute(asked, *ready)
        shown = self._render(record, asked, self._service.notice())
        kept = {"answer": record.answer, "contexts": record.contexts, "followups": record.followups}
        return shown | {"record": kept}

    def suggest(self, data: Any) -> Json:
        """Find questions to ask next of an answer in the cache, each of which has a full answer.

        They are for the record, and as HTML if there are any; nothing for an answer that is not cached.
        """
        asked, ready = parse_request(QUESTION, data), self._service.index()
        record = self._cache.get(ready[0], asked) if ready else None
        if ready is None or record is None:
            return {}
        if record.followups is None:
            record = replace(record, followups=find_followups(record.answer, *ready))
            self._cache.put(ready[0], asked, record)
        found = record.followups or ()
        return {"followups": found, "html": render_followups(found) if found else ""}

    def is_cached(self, data: Any) -> bool:
        """Whether the answer is in the cache, so that it takes next to no time; never waits."""
        index = self._cache.index
        try:
            asked = parse_request(QUESTION, data)
        except UserError:  # `answer` reports it
            return False
        return self._service.serves(index) and self._cache.get(index, asked) is not None

    def show(self, data: Any) -> Json:
        """Render the turns of a stored conversation in order; an unreadable one becomes an error."""
        turns = parse_request(CONVERSATION, data).turns
        return {"turns": [self._show_turn(turn, ordinal) for ordinal, turn in enumerate(turns, start=1)]}

    def compose(self, data: Any) -> Json:
        """Compose the question that the chips describe."""
        return {"question": compose_question(read_parts(data))}

    def export(self, data: Any) -> Json:
        """Write a stored answer as a file: its name, media type and content in base 64."""
        request = parse_request(EXPORT, data)
        answer = read_stored(request.record.answer)
        media_type, content = export_answer(answer, request.format)
        return {
            "name": f"{make_file_name(answer.question.text)}.{request.format}",
            "type": media_type,
            "content": base64.b64encode(content).decode(),
        }

    def _compute(self, asked: QuestionRequest, index: "PassageIndex", framework: Framework) -> AnswerRecord:
        answer = ask(asked.question, index, framework, asked.history)
        record = AnswerRecord(answer, build_contexts(answer, index.documents))
        self._cache.put(index, asked, record)
        return record

    def _show_turn(self, data: Any, ordinal: int) -> Json:
        try:
            turn = parse_request(TURN, data, remedy="ask the question again")
            if turn.record is None:
                raise UserError(turn.error or _NOT_ANSWERED)
            stored = turn.record
            record = AnswerRecord(read_stored(stored.answer), stored.contexts, stored.followups)
            return self._render(record, replace(turn, ordinal=ordinal))
        except UserError as error:
            return {"html": render_error(str(error), ordinal)}

    def _render(self, record: AnswerRecord, asked: QuestionRequest, notice: str = "") -> Json:
        answer, build = record.answer, str(record.answer.index.get("build", ""))
        if asked.build and asked.build != build:
            other_build = (
                f"The link to this question was made on build {asked.build[:8]}; "
                f"this answer is from build {build[:8]}, so it may differ."
            )
            notice = f"{notice} {other_build}" if notice else other_build
        html = render_answer(
            answer,
            asked.ordinal,
            self._aspects,
            history=asked.history,
            follows=bool(asked.history) and bool(answer.question.before),
            notice=notice,
            followups=record.followups or (),
        )
        return {"html": html, "cards": render_cards(answer, asked.ordinal, record.contexts)}


def encode_json(reply: Json) -> bytes:
    """Encode a reply for the browser.

    orjson writes records directly, in a twentieth of the time of `asdict` and `json`, which would block
    other requests.
    """
    return orjson.dumps(reply)


def report_errors(function: Callable[[Any], Json]) -> Callable[[Any], Json]:
    """Wrap a function for the page: an error becomes a sentence under `error`."""

    @wraps(function)
    def call(data: Any) -> Json:
        try:
            return function(data)
        except UserError as error:
            return {"error": str(error)}
        except Exception:
            logging.getLogger(__name__).exception("%s failed", function.__name__)
            return {"error": _UNEXPECTED}

    return call


def make_file_name(text: str, *, default: str = "answer") -> str:
    """Join words of the text into a name that any file system accepts."""
    words = "".join(c if c.isalnum() and c.isascii() else " " for c in text).split()
    return "-".join(words)[:60].strip("-").lower() or default
