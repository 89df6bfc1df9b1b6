"""Declarations of style sheets for an element; only rules of a single class or id are read.

.note {display: none}   p.note {...}   #note {...}
"""

import re
from typing import Any

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"(\w*)([.#])([\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA = re.compile(r"@media\b[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")

Rules = dict[tuple[str, str], str]  # declarations by tag ("" for any) and selector


def read_rules(sheet: str, *, media: bool = True) -> Rules:
    """Return the rules of a style sheet; those for print or small screens are left out without `media`."""
    found: Rules = {}
    plain = _COMMENT.sub("", sheet)
    for selectors, declarations in _RULE.findall(plain if media else _MEDIA.sub("", plain)):
        for selector in selectors.split(","):
            if simple := _SIMPLE_SELECTOR.fullmatch(selector.strip()):
                key = (simple.group(1), simple.group(2) + simple.group(3))
                found[key] = f"{found.get(key, '')};{declarations}"
    return found


def find_style(element: Any, rules: Rules) -> str:
    """Return all declarations for an element, without spaces, in lower case."""
    selectors = [f".{c}" for c in (element.get("class") or "").split()]
    if element.get("id"):
        selectors.append(f"#{element.get('id')}")
    declarations = [rules.get((tag, s), "") for s in selectors for tag in ("", element.tag)]
    declarations.append(element.get("style") or "")
    return re.sub(r"\s+|!important", "", ";".join(declarations).lower())
