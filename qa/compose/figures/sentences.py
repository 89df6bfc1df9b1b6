"""Sentences that state figures, in the words that the description of a table has for its measure."""

from corpus.figure_tables import Measure
from qa.figure_records import Bounds, Years
from qa.figure_units import format_number, format_value, parse_unit
from qa.wording import add_article


def state_value(measure: Measure, subject: str, value: str, years: Years | None) -> str:
    """Write what a measure says of a subject, without a full stop: "Laos owed lenders …"."""
    text = measure.sentence.format(subject=subject, value=value, when=format_when(measure, years))
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def format_when(measure: Measure, years: Years | None) -> str:
    """Write the years of a figure as its measure does: "at the end of 2024", "from 2000 to 2021"."""
    if years is None:
        return ""
    first, last = years
    if first != last:
        return f"from {first} to {last}"
    return measure.when.format(years=last)


def format_amount(value: float | None, unit: str) -> str:
    """Write a value with its unit; one that is missing is no figure."""
    return "no figure" if value is None else format_value(value, unit)


def format_difference(value: float, unit: str) -> str:
    """Write how much more or less a figure is: "20.24 percentage points more", "7 fewer projects"."""
    if not value:
        return "no change"
    if unit == "%":
        return f"{format_number(abs(value))} percentage points {'more' if value > 0 else 'less'}"
    counted = parse_unit(unit)
    if counted.is_money or not counted.noun:
        return f"{format_value(abs(value), unit)} {'more' if value > 0 else 'less'}"
    number, noun = format_value(abs(value), unit).split(" ", 1)
    return f"{number} {'more' if value > 0 else 'fewer'} {noun}"


def write_less(unit: str) -> str:
    """Write "less", of what is counted "fewer"."""
    counted = parse_unit(unit)
    return "fewer" if counted.noun and not counted.is_money else "less"


def format_bounds(bounds: Bounds, unit: str) -> str:
    """Write limits: "more than $5 billion", "at least 10,000 students"."""
    parts = []
    if bounds.low is not None and bounds.low == bounds.high:
        return format_value(bounds.low, unit)
    if bounds.low is not None:
        parts.append(f"{'at least' if bounds.includes_low else 'more than'} {format_value(bounds.low, unit)}")
    if bounds.high is not None:
        parts.append(
            f"{'at most' if bounds.includes_high else 'less than'} {format_value(bounds.high, unit)}"
        )
    return " and ".join(parts)


def count_countries(count: int, places: tuple[str, ...]) -> str:
    """Write a number of countries and where they are: "30 countries in Africa"."""
    where = " and ".join(add_article(place) for place in places)
    return f"{count} {'country' if count == 1 else 'countries'}{f' in {where}' if where else ''}"
