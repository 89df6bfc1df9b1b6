"""From the start of the server to the page and to the first answer, with a ready index, beside the time Python needs for its heavy imports."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench.speed.page_latency import free_port, serving

_ROOT = Path(__file__).parents[2]
_IMPORTS = "import torch, sentence_transformers, gradio"
_QUESTION = "How does China's security role differ between Central Asia and the Balkans?"
_ENVIRONMENT = {**os.environ, "HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False"}


def prepare(data: Path) -> None:
    """Build the index of the starter corpus."""
    subprocess.run(
        [sys.executable, "-m", "index", "build", "--data", str(data)],
        cwd=_ROOT,
        env=_ENVIRONMENT,
        stdout=sys.stderr,
        check=True,
    )


def import_seconds() -> float:
    """A process that imports what the server needs, and ends."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], env=_ENVIRONMENT, check=True)
    return time.perf_counter() - began


def server_seconds(data: Path) -> tuple[float, float]:
    """From the start of `app.py` until the page is served, and until a question is answered."""
    port, began = free_port(), time.perf_counter()
    with serving([sys.executable, "app.py", "--port", str(port), "--data", str(data)], port):
        served = time.perf_counter() - began
        url = f"http://127.0.0.1:{port}"
        desk = next(
            c["id"] for c in _get(f"{url}/config")["components"] if c["props"].get("elem_id") == "desk"
        )
        asked = {
            "data": {"question": _QUESTION},
            "component_id": desk,
            "fn_name": "answer",
            "session_hash": "bench",
        }
        while "record" not in _get(f"{url}/gradio_api/component_server", asked):
            time.sleep(0.05)
        return served, time.perf_counter() - began


def _get(url: str, sent: Any = None) -> Any:
    body = None if sent is None else json.dumps(sent).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310  # of this machine
    with urllib.request.urlopen(request, timeout=300) as reply:  # noqa: S310
        return json.load(reply)
