"""`app.py` without rate limits, for `bench load`: `python -m bench.load.unlimited_server PORT DATA`.

There one address asks for fifty people.
"""

import sys
from pathlib import Path

from app import open_page
from ui.access.rate_limit import DEFAULT_RATES, Rate, RateLimiter
from ui.server.index_service import IndexService


def main() -> None:
    port, data = int(sys.argv[1]), Path(sys.argv[2])
    limiter = RateLimiter({act: Rate(1_000_000, 1) for act in DEFAULT_RATES})
    open_page(IndexService(data), "127.0.0.1", port, None, limiter).block_thread()


if __name__ == "__main__":
    main()
