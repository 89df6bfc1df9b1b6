"""A question beside the measure that it is about: what its operation is read from."""

from dataclasses import dataclass

from corpus.figure_tables import Addition, Measure
from qa.figure_records import Bounds, Years
from qa.read.figures.limits import Limits
from qa.read.figures.matching import Match
from qa.read.figures.wording import Wording
from qa.records import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the measure of a table that it is about.

    `text` is without its limits and the names of its places; `whole` is the place that the others are parts
    of, where a share is asked for.
    """

    question: Question
    wording: Wording
    text: str
    match: Match
    places: tuple[str, ...]
    whole: str
    limits: Limits
    years: Years | None

    @property
    def measure(self) -> Measure | None:
        """The measure, None where only rows are asked for."""
        return self.match.find_measure()

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit if self.measure else ""

    @property
    def is_own(self) -> bool:
        """Whether it is about a user's table."""
        return not self.match.is_described

    @property
    def has_bounds(self) -> bool:
        """Whether it sets limits to the values."""
        return self.limits.bounds != Bounds()

    @property
    def is_of_region(self) -> bool:
        """Whether its only place is no row of the table but a region."""
        return len(self.places) == 1 and self.places[0] not in self.match.table.subjects

    def adds_over(self, over: Addition) -> bool:
        """Return whether figures of the measure may be added over subjects, years or parts."""
        return self.measure is not None and over in self.measure.adds_over
