"""Builds that fail and indexes that are damaged: the old index answers, and the error is one sentence."""

from pathlib import Path

import pytest

from corpus.errors import StaleIndexError, UserError
from index.builds import directory
from index.store import PassageIndex
from tests.building import build, edit, passages_of
from tests.conftest import WordEmbedder

ROOT = Path(__file__).parents[2]


def flip(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 0xFF
    path.write_bytes(raw)


@pytest.mark.parametrize(
    "failing",
    [
        "index.build.writer.write_dense",
        "index.build.writer.write_impacts",
        "index.builds.directory.write_manifest",
    ],
)
def test_when_writing_fails_the_old_index_still_answers(
    docs: Path, folder: Path, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "current").read_text()
    hits = PassageIndex(folder, WordEmbedder()).search("drones", 3)
    edit(docs / "balkans" / "security.md", "six CH-92A drones", "seven CH-92A drones")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(failing, fail)
        with pytest.raises(
            UserError,
            match=r"^The index at .*index cannot be written "
            r"\(No space left on device\); free some space or choose",
        ):
            build(docs, folder)
    assert (folder / "current").read_text() == before
    assert [p.name for p in (folder / "builds").iterdir()] == [before.strip()]
    assert sorted(p.name for p in folder.iterdir() if p.name != ".lock") == [".embedded", "builds", "current"]
    assert PassageIndex(folder, WordEmbedder()).search("drones", 3) == hits
    assert build(docs, folder).embedded == 0  # vectors from before the failure are kept
    assert sorted(p.name for p in folder.iterdir() if p.name != ".lock") == ["builds", "current"]
    assert (
        "seven CH-92A drones" in passages_of(PassageIndex(folder, WordEmbedder()), "balkans/security.md")[0]
    )


def test_an_encoder_that_fails_leaves_the_old_index(
    docs: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(WordEmbedder):
        def embed_passages(self, windows: object) -> list:  # type: ignore[type-arg]
            raise RuntimeError("out of memory")

    before = (folder / "current").read_text()
    edit(docs / "balkans" / "security.md", "six CH-92A drones", "seven CH-92A drones")
    with pytest.raises(RuntimeError, match="out of memory"):
        build(docs, folder, Failing())
    assert (folder / "current").read_text() == before
    assert [p.name for p in (folder / "builds").iterdir()] == [before.strip()]


def test_a_build_becomes_current_only_after_its_manifest_is_written(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch, seen = directory.make_current, []

    def watch(folder: Path, build: str) -> None:
        seen.append(
            (
                directory.current_build(folder),
                directory.read_manifest(folder, build).build == build,
                directory.damaged_files(folder, directory.read_manifest(folder, build)),
            )
        )
        switch(folder, build)

    monkeypatch.setattr("index.builds.directory.make_current", watch)
    summary = build(docs, tmp_path / "index")
    assert seen == [(None, True, [])]
    assert directory.current_build(tmp_path / "index") == summary.build


def test_one_altered_byte_in_any_file_is_found_on_opening(folder: Path) -> None:
    path = directory.build_folder(folder, str(directory.current_build(folder)))
    names = sorted(directory.checksums(path))
    assert len(names) > 8
    for name in names:
        flip(path / name, (path / name).stat().st_size // 2)
        with pytest.raises(
            StaleIndexError,
            match=rf"is damaged \({name}\); run 'python -m index build --out {folder}' to repair it\.",
        ):
            PassageIndex(folder, WordEmbedder())
        flip(path / name, (path / name).stat().st_size // 2)
    assert PassageIndex(folder, WordEmbedder()).find_problems() == []


def test_a_missing_and_an_extra_file_are_found_on_opening(folder: Path) -> None:
    path = directory.build_folder(folder, str(directory.current_build(folder)))
    (path / "tags.npy").unlink()
    (path / "extra.txt").write_text("")
    with pytest.raises(StaleIndexError, match=r"is damaged \(extra\.txt, tags\.npy\)"):
        PassageIndex(folder, WordEmbedder())


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"null", b"\xff\xfe", b'{"build": '])
def test_a_broken_manifest_is_one_sentence(folder: Path, content: bytes) -> None:
    build_id = str(directory.current_build(folder))
    (directory.build_folder(folder, build_id) / "manifest.json").write_bytes(content)
    with pytest.raises(
        StaleIndexError,
        match=rf"is incomplete \(no readable manifest of build {build_id}\); run 'python -m index build'\.",
    ):
        PassageIndex(folder, WordEmbedder())


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\n", b"a\0b", b"../x", b"", b"0123456789abcdef", b"0123456789abcdef\n\n"]
)
def test_a_corrupt_current_file_is_one_sentence(folder: Path, content: bytes) -> None:
    (folder / "current").write_bytes(content)
    with pytest.raises(
        StaleIndexError,
        match=r"is damaged \(the `current` file is corrupt\); run 'python -m index build' to repair it\.",
    ):
        PassageIndex(folder, WordEmbedder())


def test_a_current_file_that_names_no_build_is_one_sentence(folder: Path) -> None:
    (folder / "current").write_bytes(b"0123456789abcdef\n")
    with pytest.raises(
        StaleIndexError,
        match=r"is incomplete \(no readable manifest of build .*\); run 'python -m index build'\.",
    ):
        PassageIndex(folder, WordEmbedder())


@pytest.mark.parametrize(
    "name", ["documents.jsonl", "passages.jsonl", "passages.faiss", "manifest.json", "current"]
)
def test_building_again_repairs_a_damaged_index(docs: Path, folder: Path, name: str) -> None:
    hits = PassageIndex(folder, WordEmbedder()).search("drones", 3)
    path = (
        folder / name
        if name == "current"
        else directory.build_folder(folder, str(directory.current_build(folder))) / name
    )
    flip(path, 0)
    summary = build(docs, folder)
    assert summary.embedded == summary.passages
    assert PassageIndex(folder, WordEmbedder()).find_problems() == []
    assert [h.score for h in PassageIndex(folder, WordEmbedder()).search("drones", 3)] == [
        h.score for h in hits
    ]


def test_an_index_of_another_model_is_refused_with_both_names(folder: Path) -> None:
    with pytest.raises(
        StaleIndexError,
        match=rf"^The index at {folder} was made with the model words \(1024 dimensions, weights 1\), "
        r"not with others \(1024 dimensions, weights 1\); .*--model.*'python -m index build",
    ):
        PassageIndex(folder, WordEmbedder(name="others"))
    with pytest.raises(
        StaleIndexError,
        match=r"model words \(1024 dimensions, weights 1\), not with words \(1024 dimensions, weights 2\)",
    ):
        PassageIndex(folder, WordEmbedder(revision="2"))


def test_a_missing_index_is_refused_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(
        StaleIndexError,
        match=rf"^There is no index at {tmp_path}; run 'python -m index build --out {tmp_path}'\.$",
    ):
        PassageIndex(tmp_path, WordEmbedder())
