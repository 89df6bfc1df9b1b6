"""ZIP packages: the parts of Word, PowerPoint, Excel, OpenDocument and EPUB files, read within limits.

Nothing is unpacked to disk, no entity is resolved, nothing is fetched. A package that unpacks to far more
than its size is refused before it is unpacked.
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
_MAX_RATIO = 200  # bytes unpacked for one packed; running text reaches 20
_FREE_BYTES = 5_000_000  # unpacked bytes that the ratio does not count
_SAVE_AGAIN = "save it again from the program that made it"
_NAMESPACE = re.compile(r"\{[^}]*\}")


class Package:
    """An open package; a context manager."""

    def __init__(self, path: Path, *, max_parts: int = _MAX_PARTS) -> None:
        """Open a package.

        Raises:
            CorpusError: the file is not a ZIP archive, or unpacks to too much.
        """
        self._name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise CorpusError(
                f"{path.name} is damaged or not what its suffix says ({error}); {_SAVE_AGAIN}."
            ) from error
        self._check_size(max_parts)

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def has_part(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def names(self) -> list[str]:
        """Return the names of the parts, in the order of the file."""
        return self._zip.namelist()

    def read_bytes(self, part: str) -> bytes:
        """Return a part unpacked.

        Raises:
            CorpusError: the part is absent, encrypted or damaged.
        """
        try:
            return self._zip.read(part)
        except KeyError:
            raise CorpusError(f"{self._name} lacks its part {part}; {_SAVE_AGAIN}.") from None
        except RuntimeError as error:  # what zipfile raises where a password is needed
            raise CorpusError(
                f"{self._name} cannot be unpacked ({error}); save it without a password."
            ) from error
        except Exception as error:  # of zipfile, zlib and the other compressions
            raise self._damage(part, str(error)) from error

    def read_xml(self, part: str) -> Any:
        """Return the root element of a part.

        Raises:
            CorpusError: as `read_bytes`; or the part is not XML, is nested too deeply or declares entities.
        """
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self.read_bytes(part), parser)
        except etree.XMLSyntaxError as error:
            raise self._damage(part, str(error)[:120]) from error
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and list(declared.entities()):
            raise CorpusError(
                f"{self._name} declares entities in its part {part}, which no program that writes documents "
                "does; it is not read."
            )
        return root

    def read_optional_xml(self, part: str) -> Any:
        """Return what `read_xml` does, None if the package has no such part."""
        return self.read_xml(part) if self.has_part(part) else None

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part points to: id → (last word of the type, part)."""
        folder, name = posixpath.split(part)
        relations = self.read_optional_xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in relations if relations is not None else ():
            if relation.get("TargetMode") != "External" and relation.get("Id") and relation.get("Target"):
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target"))).lstrip("/")
                found[relation.get("Id")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def main_part(self, default: str) -> str:
        """Return the part that holds the document, `default` if the package does not say which."""
        documents = (part for kind, part in self.relationships("").values() if kind == "officeDocument")
        return next(documents, default)

    def properties(self) -> dict[str, str]:
        """Return the values of docProps/core.xml: title, creator, created, modified, language ..."""
        core = self.read_optional_xml("docProps/core.xml")
        elements = core if core is not None else ()
        return {local_name(e): " ".join(e.text.split()) for e in elements if e.text and e.text.strip()}

    def _damage(self, part: str, reason: str) -> CorpusError:
        return CorpusError(f"{self._name} is damaged in its part {part} ({reason}); {_SAVE_AGAIN}.")

    def _check_size(self, max_parts: int) -> None:
        parts = self._zip.infolist()
        unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
        if len(parts) > max_parts or unpacked > min(_MAX_UNPACKED, _MAX_RATIO * packed + _FREE_BYTES):
            self._zip.close()
            size = f"{unpacked / 1e6:,.0f} MB in {len(parts):,} parts"
            raise CorpusError(f"{self._name} unpacks to {size}, which no document does; it is not read.")


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace, empty for a comment."""
    return _NAMESPACE.sub("", element.tag) if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return the value of the first attribute of that name in any namespace."""
    values = (str(value) for key, value in element.attrib.items() if _NAMESPACE.sub("", key) == name)
    return next(values, None)


def relationship_id(element: Any) -> str:
    """Return the `r:id` of an element, its id within a namespace; empty if it has none."""
    return next((str(v) for k, v in element.attrib.items() if k.startswith("{") and k.endswith("}id")), "")


def children(element: Any, name: str) -> Iterator[Any]:
    """Yield the children of that name."""
    return (child for child in element if local_name(child) == name)


def descendants(element: Any, name: str) -> Iterator[Any]:
    """Yield the elements of that name in the tree, in document order."""
    return (found for found in element.iter() if local_name(found) == name)
