"""How far a build has come, told between its batches; whoever listens may also stop it."""

from collections.abc import Callable, Sequence

from index.records import Embedded, Embedder, Vectors, Window

# Called with what is being done and how much of it is, from 0 to 1 or None where that is not known. What it raises stops the build.
Report = Callable[[str, float | None], None]
_CHUNK = 64  # passages embedded between two reports; a multiple of the encoder's batch


class ReportingEmbedder:
    """An `Embedder` that reports how far it has come; it batches like the one it wraps, so the vectors are the same."""

    def __init__(self, embedder: Embedder, report: Report) -> None:
        self._embedder, self._report = embedder, report
        self.name, self.revision, self.dim = embedder.name, embedder.revision, embedder.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.queries(texts)

    def passages(self, windows: Sequence[Window]) -> list[Embedded]:
        order = sorted(range(len(windows)), key=lambda i: (len(windows[i].text), i))
        found: dict[int, Embedded] = {}
        for first in range(0, len(order), _CHUNK):
            self._report(f"Embedding passages: {first:,} of {len(windows):,} done", first / len(windows))
            chunk = order[first : first + _CHUNK]
            found.update(zip(chunk, self._embedder.passages([windows[i] for i in chunk]), strict=True))
        return [found[i] for i in range(len(windows))]
