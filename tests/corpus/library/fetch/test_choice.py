"""Which entries and addresses are wanted, the command that fetches them, and the reading list that comes with the program."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.errors import CorpusError
from corpus.library.fetch import Wanted, choose
from corpus.starter.reading_list import Entry, read_reading_list
from tests.corpus.library.fetch.site import PAGE, Site, serve

ENTRIES = (
    Entry("lee-2024", "Ports", author="Lee, Ann", year=2024, url="https://example.org/ports"),
    Entry("lee-2025", "Rails", author="Lee, Ann", year=2025, doi="10.1/x"),
    Entry("ng-nd", "Roads", publisher="Road Desk"),
)


def test_without_names_every_entry_with_an_address_is_wanted() -> None:
    assert choose([], ENTRIES) == [Wanted("lee-2024", "https://example.org/ports", "lee-2024")]


def test_ids_and_addresses_may_be_named_together_and_twice() -> None:
    assert choose(["https://example.org/x/b%20c.pdf", "lee-2024", "lee-2024"], ENTRIES) == [
        Wanted("https://example.org/x/b%20c.pdf", "https://example.org/x/b%20c.pdf", "b c"),
        Wanted("lee-2024", "https://example.org/ports", "lee-2024"),
    ]


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (
            "lee-2023",
            "There is no entry 'lee-2023' in the reading list; the nearest are lee-2025, lee-2024; 'python -m corpus fetch --list' shows all.",
        ),
        ("zzz", "There is no entry 'zzz' in the reading list; 'python -m corpus fetch --list' shows all."),
        (
            "lee-2025",
            "lee-2025 has no address in the reading list; get it from https://doi.org/10.1/x, save it as lee-2025.pdf and add that file.",
        ),
        (
            "ng-nd",
            "ng-nd has no address in the reading list; get it from where you find it, save it as ng-nd.pdf and add that file.",
        ),
        ("file:///etc/passwd", "'file:///etc/passwd' is no web address; give one that begins with https://."),
        ("http://", "'http://' is no web address; give one that begins with https://."),
    ],
)
def test_what_cannot_be_chosen_is_a_users_error(item: str, told: str) -> None:
    with pytest.raises(CorpusError, match=f"^{re.escape(told)}$"):
        choose([item], ENTRIES)


def test_the_command_fetches_tells_and_lists(
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
    assert site.asked == []
    assert capsys.readouterr().out.splitlines() == [
        "lee-2024                       not fetched  Lee, Ann (2024). Ports",
        "lee-2025                       not fetched  Lee, Ann (2025). Rails",
        "ng-nd                          no address   Road Desk (n.d.). Roads",
    ]
    told = f"{site.url('/rails')} cannot be fetched (404 Not Found); check the address."
    assert main(["fetch", "--data", str(data)]) == 1
    output = capsys.readouterr()
    assert output.out == f"1 fetched, 0 already there, 1 failed\n  lee-2025: {told}\n"
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
        f"    {told}",
    ]


def test_the_reading_list_is_bibliographic_data_with_unique_ids() -> None:
    entries = read_reading_list()
    assert len(entries) == 59
    assert [e.id for e in entries] == sorted({e.id for e in entries})
    assert sum(e.url is not None for e in entries) == 37
    assert all(e.url is None or re.fullmatch(r"https?://\S+", e.url) for e in entries)
    assert all(e.doi is None or re.fullmatch(r"10\.\d{4,}/\S+", e.doi) for e in entries)
    assert all(
        set(e.aspects) <= {"security", "economic", "political", "social"} and e.aspects and e.regions
        for e in entries
    )
    assert all(e.date is None or e.date.startswith(str(e.year)) for e in entries)


def test_an_entry_is_read_with_all_it_says() -> None:
    (entry,) = (e for e in read_reading_list() if e.id == "avdaliani-2025")
    assert entry == Entry(
        id="avdaliani-2025",
        title="How Central Asia Is Embracing Chinese Arms Sales",
        author="Avdaliani, Emil",
        year=2025,
        date="2025-04-30",
        publisher="South China Morning Post",
        url="https://www.scmp.com/opinion/asia-opinion/article/3308328/how-central-asia-embracing-chinese-arms-sales",
        regions=("Central Asia",),
        aspects=("security",),
    )


def test_an_id_that_is_no_file_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the id 'Lee 2024' is not small letters, digits and hyphens"):
        Entry("Lee 2024", "Ports")
