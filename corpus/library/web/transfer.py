"""One download in progress: its limits, the partial file that can be resumed, and the result.

It makes no requests; `corpus.library.web.download` does.
"""

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """Bounds in bytes, seconds and counts.

    `total_timeout_s` bounds one request, `max_attempts` the requests to a busy server and `max_wait_s` the
    wait that it may ask for. `pause_s` is the time between two requests to one host, `max_concurrent` counts
    hosts. `public_only` refuses addresses of this machine and its network, for a page that others use
    (`corpus.library.web.public_transport`).
    """

    max_bytes: int = 50_000_000
    connect_timeout_s: float = 10
    read_timeout_s: float = 30
    total_timeout_s: float = 300
    pause_s: float = 1
    max_wait_s: float = 60
    max_attempts: int = 3
    max_redirects: int = 5
    max_concurrent: int = 4
    public_only: bool = False


@dataclass(slots=True)
class Transfer:
    """A download in progress into the file `part`.

    It can be resumed as long as the server still has the same `validator` (an ETag or a date).
    """

    url: str
    part: Path
    validator: str | None = None
    attempts: int = 0

    @property
    def resumable_bytes(self) -> int:
        """Bytes of the part that need not be requested again."""
        return self.part.stat().st_size if self.validator and self.part.is_file() else 0

    def refuse(self, sentence: str) -> CorpusError:
        """Discard what was received and return the error, for a failure that resuming cannot fix."""
        self.part.unlink(missing_ok=True)
        self.validator = None
        return CorpusError(sentence)

    def interrupt(self, reason: str) -> CorpusError:
        """Return the error for a connection that failed; what can be resumed is kept."""
        if size := self.resumable_bytes:
            return CorpusError(
                f"{self.url} was interrupted after {size:,d} bytes ({reason}); fetch it again to resume."
            )
        return CorpusError(f"{self.url} cannot be fetched ({reason}); check the address and your connection.")


@dataclass(frozen=True, slots=True)
class DownloadResult:
    """The address after redirects, and the content type and charset of the response header."""

    url: str
    content_type: str
    charset: str | None
