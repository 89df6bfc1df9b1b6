r"""RTF as text and control words in order, each with the format that it stands in.

    {\rtf1\ansi\ansicpg1251 {\b \'d1\'e5\'f0\'e1\'e8\'ff}\par}   →   text "Сербия", word par

A group (in braces) keeps its format to itself, and may be a destination: a footnote, a picture, a table of
fonts. What is not text for a reader is left out here.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])"
    rb"|[\r\n\x00]+|([^\\{}\r\n\x00]+)"
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_CHARACTERS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "tab": " ", "line": " ", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
# Destinations that a reader is told of; their text comes between the words "NAME" and "end NAME".
DESTINATIONS = frozenset("footnote listtext pntext shptxt dptxbxtext title author".split())
_ENTERED = (
    frozenset("rtf shp shpinst do dptxbx nesttableprops field fldrslt ud info shpgrp".split()) | DESTINATIONS
)
_SKIPPED = frozenset(
    "pict object header headerl headerr headerf footer footerl footerr footerf fldinst themedata datafield "
    "nonshppict shprslt pn xe tc tcn sp nonesttables ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn annotation "
    "operator keywords comment doccomm subject category manager company hlinkbase template upr filetbl "
    "listtable listoverridetable revtbl rsidtbl creatim revtim printim buptim bkmkstart bkmkend rxe".split()
)
_TABLES = frozenset(("fonttbl", "colortbl", "stylesheet"))
_FORMATS = frozenset("plain pard intbl v deleted f fs cf highlight chcbpat cb cbpat".split())
_STRUCTURE = frozenset(
    "par sect page column cell nestcell row nestrow s outlinelevel itap ftnalt trowd trleft trhdr clvmrg "
    "clmrg cellx".split()
)
# The words that mean something here; most of a file is about looks, and is passed over at once.
_KNOWN = frozenset(
    word.encode("ascii")
    for words in (_FORMATS, _STRUCTURE, _ENTERED, _SKIPPED, _TABLES, _CHARACTERS, ("ansicpg", "mac", "uc"))
    for word in words
)
_MAX_DEPTH = 5_000  # of groups


@dataclass(frozen=True, slots=True)
class Format:
    """The format of characters: colours are numbers in the table of colours, `size` is in points."""

    font: int = -1
    size: float = 12
    colour: int = 0
    background: int = 0
    is_hidden: bool = False
    is_deleted: bool = False
    is_in_table: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """Text, or a control word (with its number if it has one); `format` is that of its group."""

    text: str
    word: str
    number: int | None
    format: Format


@dataclass(slots=True)
class Tables:
    """What the head of a file defines: colours as (red, green, blue), styles as (name, heading level)."""

    colours: list[tuple[int, int, int]] = field(default_factory=list)
    styles: dict[int, tuple[str, int]] = field(default_factory=dict)
    codecs: dict[int, str] = field(default_factory=dict)
    codec: str = "cp1252"


@dataclass(frozen=True, slots=True)
class _Group:
    """A group: its destination ("" for that around it), whether its text is left out, and its format.

    `table` names the table that its text belongs to.
    """

    name: str = ""
    table: str = ""
    is_skipped: bool = False
    may_be_skipped: bool = False  # it began with \*
    fallback: int = 1  # characters after \u that stand for it
    format: Format = Format()


def read_tokens(content: bytes, tables: Tables) -> Iterator[Token]:
    """Yield the text and control words of a file; `tables` are filled as they are read."""
    return _Tokenizer(content, tables).read()


class _Tokenizer:
    def __init__(self, content: bytes, tables: Tables) -> None:
        self._content, self._tables = content, tables
        self._groups = [_Group()]
        self._raw = bytearray()  # of text, not yet decoded: a character may be several bytes
        self._text = ""
        self._left_out = 0  # characters that stand for the last \u
        self._definition = _Definition()

    def read(self) -> Iterator[Token]:
        at = 0
        while match := _TOKEN.search(self._content, at):
            at = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if brace:
                yield from self._flush()
                yield from self._change_group(brace)
            elif word == b"bin":
                at += max(0, int(number or 0))
            elif word == b"u" and number:
                self._add_character(chr(int(number) % 65536))
            elif word:
                self._left_out = 0
                if word in _KNOWN or self._group.table or self._group.may_be_skipped:
                    yield from self._flush()
                    yield from self._read_word(word.decode("ascii"), int(number) if number else None)
            elif code:
                self._add_bytes(bytes.fromhex(code.decode("ascii")))
            elif symbol:
                yield from self._read_symbol(symbol)
            elif text:
                self._add_bytes(text)
        yield from self._flush()

    @property
    def _group(self) -> _Group:
        return self._groups[-1]

    def _change_group(self, brace: bytes) -> Iterator[Token]:
        self._left_out = 0
        if brace == b"{":
            if len(self._groups) > _MAX_DEPTH:
                raise RecursionError
            self._groups.append(replace(self._group, name="", may_be_skipped=False))
        elif len(self._groups) > 1:
            closed = self._groups.pop()
            if closed.name in DESTINATIONS and not closed.is_skipped:
                yield Token("", f"end {closed.name}", None, self._group.format)

    def _add_bytes(self, raw: bytes) -> None:
        if self._group.is_skipped and not self._group.table:  # a picture, for one, may be very long
            return
        left_out = min(self._left_out, len(raw))
        self._left_out -= left_out
        if len(raw) > left_out:
            self._raw += raw[left_out:]

    def _add_character(self, character: str) -> None:
        self._decode()
        self._text += character
        self._left_out = self._group.fallback

    def _decode(self) -> None:
        if self._raw:
            codec = self._tables.codecs.get(self._group.format.font, self._tables.codec)
            self._text += self._raw.decode(codec, "replace")
            self._raw.clear()

    def _flush(self) -> Iterator[Token]:
        self._decode()
        text, self._text = self._text, ""
        if not text:
            return
        if any("\ud800" <= c <= "\udfff" for c in text):  # characters written as two halves
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if self._group.table:
            self._definition.add_text(text, self._tables)
        elif not self._group.is_skipped:
            yield Token(text, "", None, self._group.format)

    def _read_symbol(self, symbol: bytes) -> Iterator[Token]:
        if symbol == b"*":
            self._groups[-1] = replace(self._group, may_be_skipped=True)
        elif symbol in (b"\n", b"\r") and not self._group.is_skipped:
            yield from self._flush()
            yield Token("", "par", None, self._group.format)
        elif symbol in _SYMBOLS:
            self._decode()
            self._text += _SYMBOLS[symbol]

    def _read_word(self, word: str, number: int | None) -> Iterator[Token]:
        group = self._group
        if word in _CHARACTERS:
            self._add_character(_CHARACTERS[word])
            self._left_out = 0
        elif group.table and not group.may_be_skipped:
            self._definition.words[word] = number
        elif group.is_skipped and word != "ud":
            self._groups[-1] = replace(group, table="")
        elif word in _TABLES:
            self._definition = _Definition(word)
            self._groups[-1] = replace(group, name=word, table=word, is_skipped=True)
        elif word in _SKIPPED or (group.may_be_skipped and word not in _ENTERED):
            self._groups[-1] = replace(group, name=word, is_skipped=True)
        elif word in _ENTERED:
            yield from self._enter_group(word)
        else:
            self._change_format(word, number)
            yield Token("", word, number, self._group.format)

    def _enter_group(self, word: str) -> Iterator[Token]:
        is_skipped = self._group.is_skipped
        if word == "ud" and len(self._groups) > 2 and self._groups[-2].name == "upr":
            is_skipped = self._groups[-3].is_skipped  # it replaces the text around it
        self._groups[-1] = replace(self._group, name=word, is_skipped=is_skipped, may_be_skipped=False)
        if word in DESTINATIONS and not is_skipped:
            yield Token("", word, None, self._group.format)

    def _change_format(self, word: str, number: int | None) -> None:
        group, now = self._group, self._group.format
        if word == "ansicpg" and number:
            self._tables.codec = find_codec(f"cp{number}") or self._tables.codec
        elif word == "mac":
            self._tables.codec = "mac_roman"
        elif word == "uc":
            self._groups[-1] = replace(group, fallback=max(0, min(number or 0, 100)))
        elif changed := _change_format(now, word, number):
            self._groups[-1] = replace(group, format=changed)


@dataclass(slots=True)
class _Definition:
    """The entry of a table that is being read."""

    table: str = ""
    words: dict[str, int | None] = field(default_factory=dict)
    text: str = ""

    def add_text(self, text: str, tables: Tables) -> None:
        """Add text; a semicolon ends an entry."""
        *ended, self.text = (self.text + text).split(";")
        for entry in ended:
            self._enter(entry.strip(), tables)
            self.words = {}

    def _enter(self, entry: str, tables: Tables) -> None:
        if self.table == "colortbl":
            red, green, blue = (self.words.get(c) for c in ("red", "green", "blue"))
            tables.colours.append((red or 0, green or 0, blue or 0))
        elif self.table == "fonttbl" and self.words.get("f") is not None:
            page = self.words.get("cpg")
            codec = find_codec(f"cp{page}") if page else _CHARSETS.get(self.words.get("fcharset") or 0)
            if codec:
                tables.codecs[self.words["f"] or 0] = codec
        elif self.table == "stylesheet":
            tables.styles[self.words.get("s") or 0] = (entry.lower(), _level_of(entry.lower(), self.words))


def _level_of(name: str, words: dict[str, int | None]) -> int:
    if name == "title":
        return 1
    if name.startswith("heading ") and name[8:].isdigit():
        return int(name[8:])
    outline = words.get("outlinelevel")
    return outline + 1 if outline is not None and 0 <= outline < 9 else 0


def _change_format(now: Format, word: str, number: int | None) -> Format | None:
    """Return the format after a control word, None if it changes none."""
    is_on = number != 0
    if word == "plain":
        return Format(is_deleted=now.is_deleted, is_in_table=now.is_in_table)
    if word in ("pard", "intbl"):
        return replace(now, is_in_table=word == "intbl")
    if word == "v":
        return replace(now, is_hidden=is_on)
    if word == "deleted":
        return replace(now, is_deleted=is_on)
    if word == "f":
        return replace(now, font=number or 0)
    if word == "fs":
        return replace(now, size=(24 if number is None else number) / 2)
    if word == "cf":
        return replace(now, colour=number or 0)
    if word in ("highlight", "chcbpat", "cb", "cbpat"):
        return replace(now, background=number or 0)
    return None


def find_codec(name: str) -> str | None:
    """Return the name of an encoding if Python has it."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
