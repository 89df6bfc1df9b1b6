"""The peers' virtual environment, made on first use from pinned versions; peers run in it offline."""

import os
import subprocess
import sys
import venv
from pathlib import Path

from filelock import FileLock

from bench.retrieval.beir import Collection, parse_rankings
from corpus.errors import UserError

PEERS = {
    "LangChain, FAISS, 1,000-character chunks": "langchain_faiss",
    "LlamaIndex, vector index": "llamaindex_vector",
    "txtai, hybrid": "txtai_hybrid",
}
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_PROJECT = Path(__file__).parents[3]


def make_environment(folder: Path, requirements: Path = REQUIREMENTS) -> Path:
    """Return the Python of the environment in a folder, installed first if it differs from the requirements.

    pip runs with the caller's environment variables, so that a mirror or proxy set there is used.

    Raises:
        UserError: the environment cannot be made, for instance because there is no network.
    """
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    installed = folder / "installed.txt"  # written last: without it, an installation was interrupted
    wanted = requirements.read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):  # two at once would delete each other's packages
            is_ready = python.is_file() and installed.is_file()
            if not (is_ready and installed.read_text(encoding="utf-8") == wanted):
                installed.unlink(missing_ok=True)
                venv.create(folder / "venv", clear=True, with_pip=True)
                _install(python, requirements)
                installed.write_text(wanted, encoding="utf-8")
    except (OSError, subprocess.CalledProcessError) as error:
        raise UserError(
            f"The peers cannot be installed in {folder} ({error}); "
            "see pip's messages above. It needs a network or a mirror."
        ) from error
    return python


def _install(python: Path, requirements: Path) -> None:
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(requirements)], stdout=sys.stderr, check=True)


def rank_with_peer(python: Path, script: str, collection: Collection) -> dict[str, list[str]]:
    """Return the documents that a peer ranks for each question of a collection.

    Raises:
        UserError: the peer fails or leaves out a question.
    """
    print(f"Ranking {collection.name} with {script}", file=sys.stderr)
    command = [str(python.absolute()), "-m", "bench.retrieval.peers.rank", script, str(collection.folder)]
    done = subprocess.run(
        command,
        cwd=_PROJECT,
        env={**os.environ, **OFFLINE},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise UserError(
            f"{script} failed on {collection.name} with exit code {done.returncode}; see its messages above."
        )
    return parse_rankings(done.stdout.splitlines(), collection)
