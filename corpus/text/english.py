"""Patterns of English by name, read from `english.toml`: what the wording of a sentence says of it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("english.toml")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern and sentences that show what it is for: it is found in `matches` and not in `rejects`."""

    regex: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


@cache
def read_patterns() -> Mapping[str, Pattern]:
    """Read all patterns, by name."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    parts: dict[str, str] = data["parts"]

    def compile_alternatives(alternatives: list[str]) -> re.Pattern[str]:
        joined = "|".join(alternatives)
        for name, part in parts.items():
            joined = joined.replace(f"<{name}>", part)
        return re.compile(joined, re.IGNORECASE)

    return {
        name: Pattern(
            regex=compile_alternatives(entry["alternatives"]),
            matches=tuple(entry["matches"]),
            rejects=tuple(entry["rejects"]),
        )
        for name, entry in data["patterns"].items()
    }


def find_pattern(name: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern.

    Raises:
        KeyError: there is no pattern of that name.
    """
    return read_patterns()[name].regex
