"""Patterns and words of English by name, read from `english.toml`: what wording says of a sentence."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("english.toml")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern and sentences that show what it is for: it is found in `matches` and not in `rejects`."""

    regex: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


@cache
def read_words(name: str) -> Mapping[str, str]:
    """Read the words of one kind, each with what it stands for: "percent" is "%" among the units.

    Raises:
        KeyError: there is no such kind.
    """
    kinds: dict[str, dict[str, str]] = _read_file()["words"]
    return {word: meaning for meaning, words in kinds[name].items() for word in words.split("|")}


def list_kinds_of_words() -> list[str]:
    """Return the kinds that `read_words` knows."""
    return list(_read_file()["words"])


@cache
def read_patterns() -> Mapping[str, Pattern]:
    """Read all patterns, by name."""
    data = _read_file()
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


@cache
def _read_file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
