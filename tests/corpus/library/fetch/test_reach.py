"""With `public_only`, downloads reach the open internet only, however an address is written or redirected."""

import ipaddress
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import corpus.library.web.public_transport
from corpus.errors import CorpusError
from corpus.library.fetch import FetchReport, fetch
from corpus.library.fetch_targets import FetchTarget, target_from_url
from corpus.library.web.public_transport import is_public
from tests.corpus.library.fetch.site import NOTE, QUICK, Site, failure_reason, files, serve

PUBLIC_ONLY = replace(QUICK, public_only=True)


@pytest.mark.parametrize(
    "address",
    # loopback, unspecified, private, shared, link-local, documentation, benchmark, multicast, broadcast
    "127.0.0.1 127.255.255.254 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1 100.64.0.1 "
    "169.254.169.254 192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 "
    "255.255.255.255 :: ::1 fc00::1 fd12::1 fe80::1 fec0::1 ff02::1 2001:db8::1 "
    # IPv4 within IPv6: mapped, compatible, 6to4, Teredo (the address is inverted), NAT64
    "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: 2002:a00:1:: "
    "2001:0:4136:e378:8000:63bf:80ff:fffe 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe".split(),
)
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    "1.1.1.1 172.32.0.1 100.128.0.1 93.184.216.34 "
    "2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::".split(),
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    "127.0.0.1 localhost 127.1 2130706433 0x7f000001 0x7f.1 0177.1 0 0.0.0.0 "
    "[::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] 169.254.169.254 "
    "100.64.0.1 10.0.0.1 localhost.".split(),
)
def test_no_spelling_of_a_private_address_reaches_it(site: Site, library: Path, host: str) -> None:
    serve(site, "/inside.txt", NOTE)
    target = FetchTarget("x", site.url("/inside.txt", host), "x")
    message = failure_reason(fetch(library, [target], limits=PUBLIC_ONLY))
    assert (
        "within this machine's network" in message
        or "is not found" in message
        or "Name or service not known" in message
    )
    assert site.paths == [] and files(library) == {}


def only_the_site_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        corpus.library.web.public_transport, "is_public", lambda address: str(address) == "127.0.0.1"
    )


def test_a_public_page_cannot_redirect_to_a_private_one(
    site: Site, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_the_site_is_public(monkeypatch)
    serve(site, "/a.txt", b"", status=302, Location=site.url("/inside.txt", "127.0.0.2"))
    assert "leads to 127.0.0.2, an address within this machine's network" in failure_reason(
        fetch(library, [FetchTarget("x", site.url("/a.txt"), "x")], limits=PUBLIC_ONLY)
    )
    assert site.paths == ["/a.txt"]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://127.0.0.1/x", "http://public.example@127.0.0.1/"],
)
def test_a_redirect_to_anything_but_a_plain_web_address_is_refused(
    site: Site,
    library: Path,
    monkeypatch: pytest.MonkeyPatch,
    location: str,
) -> None:
    only_the_site_is_public(monkeypatch)
    serve(site, "/a.txt", b"", status=302, Location=location)
    assert "which is not a web address" in failure_reason(
        fetch(library, [FetchTarget("x", site.url("/a.txt"), "x")], limits=PUBLIC_ONLY)
    )


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(
    site: Site, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_the_site_is_public(monkeypatch)
    serve(site, "/a.txt", NOTE)
    looked_up: list[str] = []
    system = socket.getaddrinfo

    def rebinding(host: Any, *rest: Any, **named: Any) -> Any:
        if host == "rebind.example":
            looked_up.append(host)
            return system("127.0.0.1" if len(looked_up) == 1 else "127.0.0.3", *rest, **named)
        return system(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert fetch(
        library, [FetchTarget("x", site.url("/a.txt", "rebind.example"), "x")], limits=PUBLIC_ONLY
    ) == FetchReport((library / "x.txt",), (), ())
    assert looked_up == ["rebind.example"]
    assert site.headers[0]["Host"] == f"rebind.example:{site.port}"
    assert "leads to 127.0.0.3" in failure_reason(
        fetch(library, [FetchTarget("y", site.url("/a.txt", "rebind.example"), "y")], limits=PUBLIC_ONLY)
    )


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    site: Site, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_the_site_is_public(monkeypatch)
    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 80)) for a in ("127.0.0.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    assert "leads to 10.0.0.1" in failure_reason(
        fetch(library, [FetchTarget("x", site.url("/a.txt", "two.example"), "x")], limits=PUBLIC_ONLY)
    )
    assert site.paths == []


def test_a_proxy_gets_names_that_it_alone_knows_and_nothing_private(
    site: Site, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, site.url(""))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    serve(site, "http://known-to-the-proxy.invalid/a.txt", NOTE)
    report = fetch(
        library, [FetchTarget("x", "http://known-to-the-proxy.invalid/a.txt", "x")], limits=PUBLIC_ONLY
    )
    assert (report.failed, files(library)) == ((), {"x.txt": NOTE})
    assert "leads to 10.0.0.1" in failure_reason(
        fetch(library, [FetchTarget("y", "http://10.0.0.1/a.txt", "y")], limits=PUBLIC_ONLY)
    )
    assert site.paths == ["http://known-to-the-proxy.invalid/a.txt"]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br"])
def test_an_encoding_that_may_unpack_without_bound_is_refused(
    site: Site, library: Path, encoding: str
) -> None:
    serve(site, "/a.txt", NOTE, Content_Encoding=encoding)
    assert f"is compressed in a form that is not accepted ({encoding})" in failure_reason(
        fetch(library, [FetchTarget("x", site.url("/a.txt"), "x")], limits=QUICK)
    )
    assert files(library) == {}


@pytest.mark.parametrize(
    "url", ["https://example.org@10.0.0.1/", "https://user:secret@example.org/", "http://:x@example.org/"]
)
def test_an_address_that_shows_one_host_and_means_another_is_refused(url: str) -> None:
    with pytest.raises(
        CorpusError,
        match=r"is not a web address \(it contains a name or password\); give one that begins with https://\.$",
    ):
        target_from_url(url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://example.org/x",
            "javascript:alert(1)",
            "data:text/plain,x",
            "//example.org/x",
            "http:/x",
        ),
        *(
            "http://\n10.0.0.1/",
            "https://<img src=x>",
            "https://exa mple.org/",
            "https://a%2fb.org/",
            "http://0177.0.0.1/",
            "http://①②⑦.⓪.⓪.①/",
        ),
    ],
)
def test_anything_but_a_web_address_is_refused(url: str) -> None:
    with pytest.raises(CorpusError, match=r"is not a web address"):
        target_from_url(url)
