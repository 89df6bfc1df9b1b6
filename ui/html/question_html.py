"""How a question was read, as chips that can be corrected. Empty, the same form composes a comparison.

The form carries no question: the page sends its fields, and `ui.question_form` puts them into words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.framework import Framework
from ui.html.environment import load_macro
from ui.question_form import MAX_SIDES, QuestionParts

_PERIODS = (
    "since 2013",
    "since 2020",
    "since 2022",
    "before 2013",
    "before 2020",
    "before 2022",
    "2013-2019",
    "2020-2025",
)
_chips = load_macro("question.html", "chips")
_suggestions = load_macro("question.html", "suggestions")


@dataclass(frozen=True, slots=True)
class ChipsForm:
    """The form as drawn: `sides` may end with empty fields, `aspects` are all with those chosen as True."""

    parts: QuestionParts
    sides: tuple[str, ...]
    aspects: tuple[tuple[str, bool], ...]
    button: str

    @property
    def can_add(self) -> bool:
        """True if the form has room for another side."""
        return len(self.sides) < MAX_SIDES


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What the fields of the form suggest."""

    sides: tuple[str, ...]
    topics: tuple[str, ...]
    periods: tuple[str, ...] = _PERIODS


def build_form(parts: QuestionParts, aspects: Sequence[str], *, button: str, sides: int = 0) -> ChipsForm:
    """The form with at least `sides` fields for sides. Without aspect and topic, all aspects are chosen."""
    chosen = parts.aspects or (() if parts.topic else aspects)
    fields = parts.sides + ("",) * (sides - len(parts.sides))
    return ChipsForm(parts, fields, tuple((a, a in chosen) for a in aspects), button)


def render_chips(parts: QuestionParts, aspects: Sequence[str], *, button: str, sides: int = 0) -> str:
    """The form: a field for each side, a box for each aspect, topic, period and focus.

    `button` is the label of the button that sends it.
    """
    return _chips(build_form(parts, aspects, button=button, sides=sides))


def render_suggestions(framework: Framework) -> str:
    """The names that the fields suggest; one copy serves every form of the page."""
    return _suggestions(list_known_names(framework))


def list_known_names(framework: Framework) -> KnownNames:
    """The names of the framework, regions first, the other sides by name."""
    regions = [s.name for s in framework.subjects.values() if s.kind == "region"]
    others = sorted(
        s.name for s in framework.subjects.values() if framework.is_regional(s.name) and s.kind != "region"
    )
    return KnownNames((*regions, *others), tuple(framework.topics))
