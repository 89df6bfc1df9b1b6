"""Time from the start of the server to the page and to the first answer, with the index already built.

The unit of comparison is the time that Python needs to import the heavy libraries alone.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.server import (
    OFFLINE_ENVIRONMENT,
    PROJECT,
    component_ids,
    fetch_json,
    find_free_port,
    running_server,
)
from bench.timing import measure_seconds

_IMPORTS = "import torch, sentence_transformers, gradio"
_QUESTION = "How does China's security role differ between Central Asia and the Balkans?"


def build_starter_index(data: Path) -> None:
    """Build the index of the starter corpus."""
    _run([sys.executable, "-m", "index", "build", "--data", str(data)])


def time_imports() -> float:
    """Return the seconds of a process that imports what the server needs, and ends."""
    return measure_seconds(lambda: _run([sys.executable, "-c", _IMPORTS]))


def time_server(data: Path) -> tuple[float, float]:
    """Return the seconds from the start of `app.py` to the page, and to the answer of a question."""
    port, started = find_free_port(), time.perf_counter()
    with running_server([sys.executable, "app.py", "--port", str(port), "--data", str(data)], port):
        page_s = time.perf_counter() - started
        url = f"http://127.0.0.1:{port}"
        request = {
            "data": {"question": _QUESTION},
            "component_id": component_ids(fetch_json(f"{url}/config"))["desk"],
            "fn_name": "answer",
            "session_hash": "bench",
        }
        while "record" not in fetch_json(f"{url}/gradio_api/component_server", request):
            time.sleep(0.05)
        return page_s, time.perf_counter() - started


def _run(command: list[str]) -> None:
    environment = {**os.environ, **OFFLINE_ENVIRONMENT}
    subprocess.run(command, cwd=PROJECT, env=environment, stdout=sys.stderr, check=True)
