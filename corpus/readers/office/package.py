"""The ZIP packages that Word, PowerPoint, Excel and electronic books are: parts of XML behind limits.

Nothing is unpacked to disk, no entity is resolved, nothing is fetched. A part that unpacks to far more than it holds is refused before it is unpacked.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from lxml import etree

from corpus.errors import CorpusError

_MAX_PARTS = 20_000
_MAX_UNPACKED = 500_000_000  # bytes of all parts together
_MAX_RATIO, _SPARE = (
    200,
    5_000_000,
)  # bytes unpacked for one packed, beyond what is spared; running text reaches 20
_NAMESPACE = re.compile(r"\{[^}]*\}")


class Package:
    """An open package, for use in a `with` block."""

    def __init__(self, path: Path) -> None:
        """Raises CorpusError if it is no ZIP, or one that unpacks to too much."""
        self._name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise CorpusError(
                f"{path.name} is damaged or not what its suffix says ({error}); save it again from the program that made it."
            ) from error
        self._check_size()

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def has_part(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def names(self) -> list[str]:
        """Its parts, in the order of the file."""
        return self._zip.namelist()

    def read_bytes(self, part: str) -> bytes:
        """A part unpacked; raises CorpusError if it is absent, encrypted or damaged."""
        try:
            return self._zip.read(part)
        except KeyError:
            raise CorpusError(
                f"{self._name} lacks its part {part}; save it again from the program that made it."
            ) from None
        except RuntimeError as error:  # what zipfile raises where a password is needed
            raise CorpusError(
                f"{self._name} cannot be unpacked ({error}); save it without a password."
            ) from error
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
            raise CorpusError(
                f"{self._name} is damaged in its part {part} ({error}); save it again from the program that made it."
            ) from error
        except Exception as error:  # zlib.error and what other compressions raise
            raise CorpusError(
                f"{self._name} is damaged in its part {part} ({error}); save it again from the program that made it."
            ) from error

    def read_xml(self, part: str) -> Any:
        """The root element of a part; raises CorpusError if it is no XML, or nested too deeply."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self.read_bytes(part), parser)
        except etree.XMLSyntaxError as error:
            raise CorpusError(
                f"{self._name} is damaged in its part {part} ({str(error)[:120]}); save it again from the program that made it."
            ) from error

        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and list(declared.entities()):
            raise CorpusError(
                f"{self._name} declares entities in its part {part}, which no program that writes documents does; it is not read."
            )
        return root

    def read_optional_xml(self, part: str) -> Any:
        """As `read_xml`, or None where the package has no such part."""
        return self.read_xml(part) if self.has_part(part) else None

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to: id → (last word of the kind, part)."""
        folder, name = posixpath.split(part)
        relations = self.read_optional_xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in relations if relations is not None else ():
            if relation.get("TargetMode") != "External" and relation.get("Id") and relation.get("Target"):
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target"))).lstrip("/")
                found[relation.get("Id")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def properties(self) -> dict[str, str]:
        """What docProps/core.xml says: title, creator, created, modified, language ..."""
        core = self.read_optional_xml("docProps/core.xml")
        return (
            {local_name(e): " ".join(e.text.split()) for e in core if e.text and e.text.strip()}
            if core is not None
            else {}
        )

    def _check_size(self) -> None:
        parts = self._zip.infolist()
        unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
        if len(parts) > _MAX_PARTS or unpacked > min(_MAX_UNPACKED, _MAX_RATIO * packed + _SPARE):
            self._zip.close()
            raise CorpusError(
                f"{self._name} unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, which no document does; it is not read."
            )


def local_name(element: Any) -> str:
    """The name of an element or attribute without its namespace; empty for comments."""
    return _NAMESPACE.sub("", element.tag) if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """The value of an attribute, whatever its namespace."""
    return next(
        (str(value) for key, value in element.attrib.items() if _NAMESPACE.sub("", key) == name), None
    )


def children(element: Any, name: str) -> Iterator[Any]:
    """The children of that name."""
    return (child for child in element if local_name(child) == name)


def descendants(element: Any, name: str) -> Iterator[Any]:
    """All elements below of that name, in document order."""
    return (found for found in element.iter() if local_name(found) == name)
