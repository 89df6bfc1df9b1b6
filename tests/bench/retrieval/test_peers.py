"""The peers' environment and the errors of a peer; no peer is installed here."""

from pathlib import Path

import pytest

from bench.retrieval.beir import Collection
from bench.retrieval.peers.environment import make_environment, rank_with_peer
from corpus.errors import UserError


def test_an_interrupted_installation_is_not_used(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"{tmp_path.as_posix()}/nothing-here.whl\n", encoding="utf-8")
    with pytest.raises(UserError, match="peers cannot be installed"):
        make_environment(tmp_path, requirements)
    assert not (tmp_path / "installed.txt").exists()


def test_a_complete_installation_is_used_again(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("", encoding="utf-8")
    python = make_environment(tmp_path, requirements)
    requirements.write_text(f"{tmp_path.as_posix()}/nothing-here.whl\n", encoding="utf-8")
    (tmp_path / "installed.txt").write_bytes(requirements.read_bytes())
    assert make_environment(tmp_path, requirements) == python  # it would fail if it installed again
    with pytest.raises(UserError, match="no_such_peer failed on small with exit code 1"):
        rank_with_peer(python, "no_such_peer", Collection(tmp_path / "small", {}, {}, {}))
