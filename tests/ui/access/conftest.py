"""Pages in subprocesses, with and without accounts, and a foreign site; each is started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.access.serving import ALL_PUBLIC, PASSWORD, Site, serve_page
from ui.access.accounts import add_account


@pytest.fixture(scope="session")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the accounts ann, bo and cy."""
    file = tmp_path_factory.mktemp("accounts") / "accounts"
    for name in ("ann", "bo", "cy"):
        add_account(file, name, PASSWORD)
    return file


@pytest.fixture(scope="session")
def private(accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a page with accounts. All tests share one address, which has 20 wrong passwords free."""
    yield from serve_page(tmp_path_factory.mktemp("private"), str(accounts))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a page without accounts."""
    yield from serve_page(tmp_path_factory.mktemp("plain"), "")


@pytest.fixture(scope="session")
def reaching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a page without accounts, to which this machine is a public address."""
    yield from serve_page(tmp_path_factory.mktemp("reaching"), before=ALL_PUBLIC)


@pytest.fixture
def site() -> Iterator[Site]:
    opened = Site()
    yield opened
    opened.close()
