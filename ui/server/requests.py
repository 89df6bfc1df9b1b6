"""The requests of the page: pydantic checks JSON values and turns them into records.

The shapes are those that the page's scripts send and keep in the browser, so an old conversation must stay
readable: new fields need a default, and unknown ones are ignored.
"""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from corpus.errors import UserError
from qa.theme_records import Place
from ui.html.evidence_html import Context

MAX_HISTORY = 200  # questions of a conversation

T = TypeVar("T")


def _clean_text(value: Any) -> Any:
    """Make text that UTF-8 can hold: half of a surrogate pair becomes "?", null becomes ""."""
    if value is None:
        return ""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _drop_blank(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value or ()
    return [item for item in value if item is not None and str(item).strip()]


Text = Annotated[str, BeforeValidator(_clean_text)]
History = Annotated[tuple[Text, ...], BeforeValidator(_drop_blank)]
Ordinal = Annotated[int, BeforeValidator(lambda value: value or 1)]
Contexts = Annotated[tuple[Context, ...], BeforeValidator(lambda value: value or ())]


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """A question, the ones before it (oldest first), its ordinal in the conversation, and a link's build."""

    question: Text = ""
    history: History = ()
    ordinal: Ordinal = 1
    build: Text = ""

    def __post_init__(self) -> None:
        if len(self.history) > MAX_HISTORY:
            raise UserError(
                f"The conversation has {len(self.history):,} questions; at most {MAX_HISTORY} are taken into "
                "account, so begin a new one."
            )


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """An answer as the browser keeps it; `qa.write.stored_answer` reads the answer itself."""

    answer: Any
    contexts: Contexts = ()
    followups: History | None = None


@dataclass(frozen=True, slots=True)
class StoredTurn(QuestionRequest):
    """A question of a stored conversation, with its answer or the error in its place."""

    record: StoredRecord | None = None
    error: Text = ""


@dataclass(frozen=True, slots=True)
class ConversationRequest:
    """A stored conversation. Its turns are read one by one, so a damaged one does not hide the others."""

    turns: list[Any]


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A stored answer and the format of the file."""

    record: StoredRecord
    format: Text


@dataclass(frozen=True, slots=True)
class FiguresRequest:
    """Figures of Explore to write: those of a year and region or, if given, of countries over the years.

    `measure` is the key of a `CountryMeasure`, `year` is None for all years together.
    """

    measure: Text
    year: int | None = None
    region: Text = ""
    countries: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source of a stored answer: characters `start` to `end` of a document with that hash."""

    n: int
    document_id: Text
    sha256: Text
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """The source whose document to open, and all sources of its answer."""

    n: int
    sources: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class PageRequest(DocumentRequest):
    """A page, counted from 1, of the document to open."""

    page: int


@dataclass(frozen=True, slots=True)
class PassagesRequest:
    """A topic of a theme of an answer from an index `build`: its places, and what its sentences are on."""

    build: Text
    subject: Text
    topic: Text
    passages: int
    places: tuple[Place, ...]
    aspect: Text = ""


QUESTION = TypeAdapter(QuestionRequest)
CONVERSATION = TypeAdapter(ConversationRequest)
TURN = TypeAdapter(StoredTurn)
EXPORT = TypeAdapter(ExportRequest)
FIGURES = TypeAdapter(FiguresRequest)
DOCUMENT = TypeAdapter(DocumentRequest)
PAGE = TypeAdapter(PageRequest)
PASSAGES = TypeAdapter(PassagesRequest)


def parse_request(shape: TypeAdapter[T], data: Any, *, remedy: str = "reload the page") -> T:
    """Read a JSON value as a request of that shape.

    Raises:
        UserError: it has another shape; the message names the first field that does not fit.
    """
    try:
        return shape.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"])) or "the request"
        reason = f"{first['msg'][:1].lower()}{first['msg'][1:]}"
        raise UserError(f"The page's request cannot be read ({field}: {reason}); {remedy}.") from error
