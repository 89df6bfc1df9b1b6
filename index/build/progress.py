"""The progress of a build, reported between its batches; the callback may also stop the build."""

from collections.abc import Callable, Sequence

from index.records import Embedder, Window, WindowVectors

# Called with the step and the share of it that is done, from 0 to 1, or None where that is unknown.
# What it raises stops the build.
OnProgress = Callable[[str, float | None], None]
# Passages embedded between two reports: some seconds of work, and enough of each length to batch.
_CHUNK = 256


def embed_with_progress(
    embedder: Embedder, windows: Sequence[Window], on_progress: Callable[[float], None]
) -> list[WindowVectors]:
    """Embed the windows in chunks of similar length; `on_progress` gets the share done before each chunk."""
    order = sorted(range(len(windows)), key=lambda i: (len(windows[i].text), i))
    vectors: dict[int, WindowVectors] = {}
    for first in range(0, len(order), _CHUNK):
        on_progress(first / len(windows))
        chunk = order[first : first + _CHUNK]
        vectors.update(zip(chunk, embedder.embed_passages([windows[i] for i in chunk]), strict=True))
    return [vectors[i] for i in range(len(windows))]
