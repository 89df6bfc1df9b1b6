"""The commands `add`, `list`, `remove` and `fetch`: their output and their exit status."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.library.folder import list_files
from corpus.starter.reading_list import Entry
from tests.corpus.library.fetch.site import PAGE, Site, serve

ENTRIES = (
    Entry("lee-2024", "Ports", author="Lee, Ann", year=2024, url="https://example.org/ports"),
    Entry("lee-2025", "Rails", author="Lee, Ann", year=2025, doi="10.1/x"),
    Entry("ng-nd", "Roads", publisher="Road Office"),
)


def test_the_commands_add_list_and_remove(
    tmp_path: Path, note: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    url = serve(site, "/brief.md", b"# Ports\n\nSerbia.")
    assert main(["add", str(note), url, "--data", str(data)]) == 0
    output = capsys.readouterr()
    assert output.out.splitlines() == [str(data / "library" / "note.md"), str(data / "library" / "brief.md")]
    assert output.err == "Run 'python -m index build' to ask about them.\n"
    assert main(["list", "--data", str(data)]) == 0
    assert capsys.readouterr().out == (
        "        16  brief.md: not read yet: run 'python -m index build'\n"
        "        21  note.md: not read yet: run 'python -m index build'\n"
    )
    assert main(["remove", "note.md", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "Removed note.md.\n"
    assert [p.name for p in list_files(data / "library")] == ["brief.md"]


def test_a_bad_item_does_not_keep_the_good_ones_out(
    tmp_path: Path, note: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["add", "absent.md", str(note), "--data", str(data)]) == 2
    output = capsys.readouterr()
    assert (
        output.err == "There is no file absent.md; name one that exists.\n"
        "Run 'python -m index build' to ask about them.\n"
    )
    assert [p.name for p in list_files(data / "library")] == ["note.md"]
    assert main(["remove", "absent.md", "--data", str(data)]) == 2
    assert capsys.readouterr().err == "There is no 'absent.md' in the library; it holds note.md.\n"


def test_the_command_fetches_reports_and_lists(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    listed = (
        replace(ENTRIES[0], url=serve(site, "/ports", PAGE, "text/html")),
        replace(ENTRIES[1], url=serve(site, "/rails", b"", status=404)),
        ENTRIES[2],
    )
    monkeypatch.setattr("corpus.__main__.read_reading_list", lambda: listed)
    assert main(["fetch", "--list", "--data", str(data)]) == 0
    assert site.paths == []
    assert capsys.readouterr().out.splitlines() == [
        "lee-2024                       not fetched  Lee, Ann (2024). Ports",
        "lee-2025                       not fetched  Lee, Ann (2025). Rails",
        "ng-nd                          no address   Road Office (n.d.). Roads",
    ]
    message = f"{site.url('/rails')} cannot be fetched (404 Not Found); check the address."
    assert main(["fetch", "--data", str(data)]) == 1
    output = capsys.readouterr()
    assert output.out == f"1 fetched, 0 already there, 1 failed\n  lee-2025: {message}\n"
    assert "Fetching: 100%" in output.err
    assert output.err.endswith("Run 'python -m index build' to ask about them.\n")
    assert main(["fetch", "lee-2024", "--data", str(data)]) == 0
    assert capsys.readouterr() == ("0 fetched, 1 already there, 0 failed\n", "")
    assert main(["fetch", "lee-2026", "--data", str(data)]) == 2
    assert capsys.readouterr().err.startswith(
        "There is no entry 'lee-2026' in the reading list; the nearest are lee-202"
    )
    assert main(["fetch", "--list", "--data", str(data)]) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "lee-2024                       there        Lee, Ann (2024). Ports",
        "lee-2025                       failed       Lee, Ann (2025). Rails",
        f"    {message}",
    ]
