"""How far a build has come, told between its batches; whoever listens may also stop it."""

from collections.abc import Callable, Sequence

from index.records import Embedder, Window, WindowVectors

# Called with what is being done and how much of it is, from 0 to 1 or None where that is not known. What it raises stops the build.
OnProgress = Callable[[str, float | None], None]
_CHUNK = 256  # passages embedded between two reports, some seconds of work: enough of each length for the encoder to batch


def embed_with_progress(
    embedder: Embedder, windows: Sequence[Window], told: Callable[[float], None]
) -> list[WindowVectors]:
    """Embed the windows, those of like length together as the encoder does; `told` hears the share that is done before each batch."""
    order = sorted(range(len(windows)), key=lambda i: (len(windows[i].text), i))
    found: dict[int, WindowVectors] = {}
    for first in range(0, len(order), _CHUNK):
        told(first / len(windows))
        chunk = order[first : first + _CHUNK]
        found.update(zip(chunk, embedder.embed_passages([windows[i] for i in chunk]), strict=True))
    return [found[i] for i in range(len(windows))]
