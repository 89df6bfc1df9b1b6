"""Choosing entries and addresses to download, and the reading list of the program."""

import re

import pytest

from corpus.errors import CorpusError
from corpus.library.fetch_targets import FetchTarget, choose_targets
from corpus.starter.reading_list import Entry, read_reading_list

ENTRIES = (
    Entry("lee-2024", "Ports", author="Lee, Ann", year=2024, url="https://example.org/ports"),
    Entry("lee-2025", "Rails", author="Lee, Ann", year=2025, doi="10.1/x"),
    Entry("ng-nd", "Roads", publisher="Road Office"),
)


def test_without_items_every_entry_with_an_address_is_chosen() -> None:
    assert choose_targets([], ENTRIES) == [FetchTarget("lee-2024", "https://example.org/ports", "lee-2024")]


def test_ids_and_addresses_may_be_mixed_and_repeated() -> None:
    assert choose_targets(["https://example.org/x/b%20c.pdf", "lee-2024", "lee-2024"], ENTRIES) == [
        FetchTarget("https://example.org/x/b%20c.pdf", "https://example.org/x/b%20c.pdf", "b c"),
        FetchTarget("lee-2024", "https://example.org/ports", "lee-2024"),
    ]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (
            "lee-2023",
            "There is no entry 'lee-2023' in the reading list; the nearest are lee-2025, lee-2024; "
            "'python -m corpus fetch --list' shows all.",
        ),
        ("zzz", "There is no entry 'zzz' in the reading list; 'python -m corpus fetch --list' shows all."),
        (
            "lee-2025",
            "lee-2025 has no address in the reading list; get it from https://doi.org/10.1/x, "
            "save it as lee-2025.pdf and add that file.",
        ),
        (
            "ng-nd",
            "ng-nd has no address in the reading list; get it from its publisher, "
            "save it as ng-nd.pdf and add that file.",
        ),
        (
            "file:///etc/passwd",
            "'file:///etc/passwd' is not a web address; give one that begins with https://.",
        ),
        ("http://", "'http://' is not a web address; give one that begins with https://."),
    ],
)
def test_what_cannot_be_chosen_is_a_users_error(item: str, message: str) -> None:
    with pytest.raises(CorpusError, match=f"^{re.escape(message)}$"):
        choose_targets([item], ENTRIES)


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


def test_an_entry_is_read_with_all_its_fields() -> None:
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


def test_an_id_that_is_not_a_file_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the id 'Lee 2024' is not small letters, digits and hyphens"):
        Entry("Lee 2024", "Ports")
