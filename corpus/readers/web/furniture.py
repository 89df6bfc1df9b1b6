"""Parts of a page that are no words of its text: hidden ones, banners, skip links, numbers of printed pages.

<style>.x {display: none}</style><a class="skip" href="#main">Skip to content</a><p class="x">Draft 7</p>
"""

import re
from typing import Any

from corpus.readers.web.styles import find_style, read_rules

# A page opens what its style sheet hides (an accordion); a part with so much of the words is kept.
_MAX_SHARE = 0.3
_HIDDEN = re.compile(r"(?:^|;)display:none(?:;|$)")
_BANNER = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_BANNER_ROLES = {"dialog", "alertdialog"}
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:skip(?:-?link|-?nav|-?to)?|sr-only|visually-?hidden|screen-reader-text)", re.I
)
_SKIPS = re.compile(r"(?:skip|jump) to\b|zum inhalt|aller au contenu|перейти к|к содержанию|跳到|跳转", re.I)
_PAGE_NUMBER = re.compile(r"(?:^|\s)(?:page-?num(?:ber)?|page-?no|page-?break)(?:\s|$)", re.IGNORECASE)
_SHORT = 40  # characters of a link to the text, or of the mark of a page
_INLINE = {"a", "span", "div", "small", "b", "i", "hr", "sup"}


def drop_furniture(root: Any, sheet: str = "") -> None:
    """Remove from a parsed page what is no text; `sheet` holds its style sheets that stand in other files."""
    elements = [e for e in root.iter() if isinstance(e.tag, str) and e.getparent() is not None]
    rules = read_rules("".join([sheet, *(e.text or "" for e in root.iter("style"))]), media=False)
    limit = _MAX_SHARE * len(_words(root))
    for element in elements:
        if element.tag in ("html", "head", "body", "style", "script", "main", "article"):
            continue
        is_hidden = element.get("hidden") is not None or _HIDDEN.search(find_style(element, rules))
        if ((is_hidden or _is_banner(element)) and len(_words(element)) <= limit) or _is_sign(element):
            drop(element)


def drop(element: Any, instead: str = "") -> None:
    """Remove an element and its content from the tree, not the text behind it; put words in its place."""
    parent = element.getparent()
    if parent is None:
        return
    words = instead + (element.tail or "")
    element.tail = None
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent.remove(element)


def _is_banner(element: Any) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return element.get("role") in _BANNER_ROLES or _BANNER.search(names) is not None


def _is_sign(element: Any) -> bool:
    """Return whether an element is a link to the text, words for screen readers, or the number of a page."""
    if {element.get("epub:type"), element.get("role")} & {"pagebreak", "doc-pagebreak"}:
        return True
    names = element.get("class") or ""
    is_inner = element.tag == "a" and (element.get("href") or "").startswith("#")
    is_skip = is_inner and _SKIPS.match(_words(element)) is not None
    is_small = element.tag in _INLINE and (_UNSEEN.search(names) or _PAGE_NUMBER.search(names))
    return (is_skip or bool(is_small)) and len(_words(element)) <= _SHORT


def _words(element: Any) -> str:
    return str(element.xpath("string()")).strip()
