"""Formats that no reader takes, but that other programs can save as one that is read: old Office files.

A file is recognised by its suffix, or by its content where it has the suffix of another format.

>>> refuse_unread_suffix("report.doc")
CorpusError: report.doc is an old Word document, which cannot be read; open it in Word or LibreOffice and save
it as DOCX.
"""

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class UnreadFormat:
    """What a file is, with its article; the programs that open it; the format to save it in."""

    what: str
    programs: str
    target: str
    media_type: str = ""


UNREAD_FORMATS = {  # by suffix
    ".doc": UnreadFormat("an old Word document", "Word or LibreOffice", "DOCX", "application/msword"),
    ".xls": UnreadFormat("an old Excel workbook", "Excel or LibreOffice", "XLSX", "application/vnd.ms-excel"),
    ".ppt": UnreadFormat(
        "an old PowerPoint presentation", "PowerPoint or LibreOffice", "PPTX", "application/vnd.ms-powerpoint"
    ),
    ".odp": UnreadFormat(
        "an OpenDocument presentation",
        "PowerPoint or LibreOffice",
        "PPTX",
        "application/vnd.oasis.opendocument.presentation",
    ),
    ".xlsb": UnreadFormat("a binary Excel workbook", "Excel or LibreOffice", "XLSX"),
    ".msg": UnreadFormat("an Outlook message", "Outlook", "HTML"),
    ".wpd": UnreadFormat("a WordPerfect document", "WordPerfect or LibreOffice", "DOCX"),
    ".pages": UnreadFormat("a Pages document", "Pages", "DOCX"),
    ".numbers": UnreadFormat("a Numbers spreadsheet", "Numbers", "XLSX"),
    ".key": UnreadFormat("a Keynote presentation", "Keynote", "PPTX"),
}
_UNKNOWN_OLD = UnreadFormat("an old Office file", "Microsoft Office or LibreOffice", "DOCX, XLSX or PPTX")
_OLE, _ZIP, _WORD_PERFECT = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\xffWPC"
_BY_STREAM = {
    "WordDocument": ".doc",
    "Workbook": ".xls",
    "Book": ".xls",
    "PowerPoint Document": ".ppt",
    "__properties_version1.0": ".msg",
}
_ENCRYPTED = "EncryptedPackage"
_MAX_SECTORS = 1_000  # of the directory of an old Office file
_LAST_SECTOR = 0xFFFFFFFA


def refuse_unread_suffix(name: str) -> None:
    """Raise CorpusError if the name has the suffix of a format that has to be converted."""
    if found := UNREAD_FORMATS.get(PurePath(name).suffix.lower()):
        raise _refusal(name, found)


def refuse_unread_type(url: str, media_type: str) -> None:
    """Raise CorpusError if a server sends a document in a format that has to be converted."""
    for found in UNREAD_FORMATS.values():
        if media_type and media_type == found.media_type:
            raise _refusal(url, found)


def refuse_unread_file(path: Path, name: str) -> None:
    """Raise CorpusError if a file is in a format that has to be converted, by its suffix or by its content.

    `name` is what the user calls it.
    """
    refuse_unread_suffix(name)
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == _WORD_PERFECT:
        raise _refusal(name, UNREAD_FORMATS[".wpd"])
    if head == _ZIP and (suffix := _find_zipped(path)):
        raise _refusal(name, UNREAD_FORMATS[suffix])
    if head == _OLE:
        streams = [s for s in _stream_names(path) if s in _BY_STREAM or s == _ENCRYPTED]
        if streams[:1] == [_ENCRYPTED]:
            raise CorpusError(f"{name} is protected by a password; save it without one.")
        raise _refusal(name, UNREAD_FORMATS[_BY_STREAM[streams[0]]] if streams else _UNKNOWN_OLD)


def _refusal(name: str, found: UnreadFormat) -> CorpusError:
    return CorpusError(
        f"{name} is {found.what}, which cannot be read; "
        f"open it in {found.programs} and save it as {found.target}."
    )


def _find_zipped(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as package:
            if "xl/workbook.bin" in package.NameToInfo:
                return ".xlsb"
            if "mimetype" in package.NameToInfo:
                with package.open("mimetype") as stream:
                    media_type = stream.read(100).strip()
                return ".odp" if media_type == UNREAD_FORMATS[".odp"].media_type.encode() else None
    except Exception:  # zipfile raises anything on damaged files; their readers say what is wrong
        return None
    return None


def _stream_names(path: Path) -> Iterator[str]:
    """Yield the names in the directory of an old Office file, in its order: those of embedded files are last.

    See [MS-CFB], 2.2 and 2.6: the directory is a chain of sectors, of 128 bytes for each name.
    """
    with path.open("rb") as stream:
        header = stream.read(512)
        if len(header) < 512:
            return
        size = 1 << min(struct.unpack_from("<H", header, 30)[0], 12)
        (sector,) = struct.unpack_from("<I", header, 48)
        tables = struct.unpack_from("<109I", header, 76)
        for _ in range(_MAX_SECTORS):
            if sector >= _LAST_SECTOR:
                return
            stream.seek((sector + 1) * size)
            block = stream.read(size)
            for at in range(0, len(block) - 127, 128):
                length = min(struct.unpack_from("<H", block, at + 64)[0], 64)
                yield block[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            table, place = divmod(sector, size // 4)
            if table >= len(tables):
                return
            stream.seek((tables[table] + 1) * size + 4 * place)
            following = stream.read(4)
            if len(following) < 4:
                return
            (sector,) = struct.unpack("<I", following)
