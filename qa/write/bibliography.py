"""The works of an answer for reference managers: BibTeX, CSL-JSON and RIS. Pure: Answer in, text out."""

import json
import re
from typing import Any
from urllib.parse import quote

from qa.records import Answer
from qa.wording import collapse_whitespace
from qa.write.works import Work, collect_works

_TEX_ESCAPES = {c: "\\" + c for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_TEX_BRACES_BY_NAME = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_UNSAFE_IN_TEX_URL = re.compile(r"[{}\\\s]")


def to_bibtex(answer: Answer) -> str:
    """Write one entry for each work, with its pages and the quotations as its note."""
    return "\n".join(_format_bibtex(w) for w in collect_works(answer))


def to_csl_json(answer: Answer) -> str:
    """Write the works as CSL-JSON items, which Zotero and Pandoc read."""
    return (
        json.dumps([_build_csl_item(w) for w in collect_works(answer)], ensure_ascii=False, indent=1) + "\n"
    )


def to_ris(answer: Answer) -> str:
    """Write the works as RIS records; each quotation is a separate note."""
    return "".join(_format_ris(w) for w in collect_works(answer))


def _format_bibtex(work: Work) -> str:
    r = work.reference
    fields = {
        "title": f"{{{_escape_tex(r.title)}}}",  # inner braces keep capitals
        # The author is one name in braces: how a name divides into parts is unknown.
        "author": r.author and f"{{{_escape_tex(r.author)}}}",
        "publisher": r.publisher and _escape_tex(r.publisher),
        "year": r.date and _escape_tex(r.date[:4]),
        "date": r.date and _escape_tex(r.date),
        # LaTeX takes an address verbatim, but a brace or backslash would end it.
        "url": r.url and _UNSAFE_IN_TEX_URL.sub(lambda m: quote(m.group()), r.url),
        "pages": _join_pages(work),
        "note": _escape_tex(" ".join(work.notes)),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{work.key},\n{body}}}\n"


def _escape_tex(text: str) -> str:
    """Escape text for LaTeX. BibTeX counts escaped braces too, so unbalanced ones are written by name."""
    flat, depth = collapse_whitespace(text), 0
    for sign in flat:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            break
    escapes = _TEX_ESCAPES | (_TEX_BRACES_BY_NAME if depth != 0 else {})
    return "".join(escapes.get(c, c) for c in flat)


def _build_csl_item(work: Work) -> dict[str, Any]:
    r = work.reference
    item: dict[str, Any] = {"id": work.key, "type": "webpage" if r.url else "document", "title": r.title}
    if r.author:
        item["author"] = [{"literal": r.author}]
    if r.publisher:
        item["publisher"] = r.publisher
    if r.date and (parts := [int(p) for p in r.date.split("-") if p.isdigit()]):
        item["issued"] = {"date-parts": [parts]}
    if r.url:
        item["URL"] = r.url
    if work.pages:
        item["page"] = _join_pages(work)
    return item | {"note": "\n".join(work.notes)}


def _format_ris(work: Work) -> str:
    r = work.reference
    fields = [
        ("TY", "ELEC" if r.url else "GEN"),
        ("ID", work.key),
        ("TI", r.title),
        ("AU", r.author),
        ("PB", r.publisher),
        ("PY", r.date and r.date[:4]),
        ("DA", r.date and r.date.replace("-", "/")),
        ("UR", r.url),
        ("SP", _join_pages(work)),
        *(("N1", note) for note in work.notes),
    ]
    lines = [f"{tag}  - {collapse_whitespace(value)}\n" for tag, value in fields if value]
    return "".join(lines) + "ER  - \n\n"


def _join_pages(work: Work) -> str:
    return ", ".join(work.pages)
