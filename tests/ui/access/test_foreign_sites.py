"""A page of another site and a foreign name of this machine are refused; every response has its headers."""

import pytest

from tests.ui.access.serving import PASSWORD, Client
from ui.access.middleware import refuse


def test_a_page_of_another_site_cannot_use_a_login(private: int) -> None:
    client = Client(private)
    client.log_in("ann", PASSWORD)
    host = "parallax.example.org"
    assert (
        client.ask("GET", "/config", Host=host, Origin=f"https://{host}")[0] == 200
    )  # as a proxy passes it on
    for foreign in ("https://evil.example", "null", f"https://{host}.evil.example", f"https://{host}:444"):
        assert client.ask("GET", "/config", Host=host, Origin=foreign)[0] == 403
        assert client.ask("POST", "/login", "username=ann", Host=host, Origin=foreign)[0] == 403


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "127.0.0.1"])
def test_the_names_of_this_machine_are_answered(plain: int, host: str) -> None:
    assert Client(plain).ask("GET", "/config", Host=host.format(port=plain))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "192.168.1.5:{port}",
        "",
        "[::1",
        "0x7f.1",
    ],
)
def test_a_foreign_name_that_leads_to_this_machine_is_refused(plain: int, host: str) -> None:
    status, text, _ = Client(plain).ask("GET", "/config", Host=host.format(port=plain))
    assert status == 403 and "is not this machine's own name" in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
    ],
    ids=lambda h: " ".join(h.values()),
)
def test_a_foreign_page_cannot_post_to_this_machine(plain: int, headers: dict[str, str]) -> None:
    sent = {"data": {"question": "x"}, "component_id": 1, "fn_name": "read", "session_hash": "x"}
    status, text, response_headers = Client(plain).ask(
        "POST", "/gradio_api/component_server", sent, Host=f"localhost:{plain}", **headers
    )
    assert status == 403 and text.startswith("A page of another site may not use this one")
    assert (
        headers.get("Origin") in (None, "http://localhost:1")
        or "access-control-allow-origin" not in response_headers
    )


def test_a_link_from_another_site_and_requests_of_the_page_are_answered() -> None:
    host = {"host": "127.0.0.1:7860"}
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert refuse("GET", {**host, **link}, loopback_only=True) == ""
    assert refuse("POST", {**host, **link}, loopback_only=True) != ""
    assert (
        refuse(
            "POST",
            {**host, "origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"},
            loopback_only=True,
        )
        == ""
    )
    assert (
        refuse("POST", {"host": "p.example.org", "origin": "https://p.example.org"}, loopback_only=False)
        == ""
    )


def test_every_response_has_the_security_headers(plain: int) -> None:
    client = Client(plain)
    for path in ("/", "/config", "/theme.css", "/nowhere"):
        headers = client.ask("GET", path)[2]
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert (
            "default-src 'self'" in headers["content-security-policy"]
            and "frame-ancestors 'none'" in headers["content-security-policy"]
        )


def test_the_browser_may_show_only_the_page_and_inert_text(plain: int) -> None:
    client = Client(plain)
    for path in ("/", "/config", "/nowhere"):
        assert "content-disposition" not in client.ask("GET", path)[2]
    for path in ("/static/img/logo.svg", "/favicon.ico", "/theme.css"):
        status, _, headers = client.ask("GET", path)
        assert (status, headers["content-disposition"]) == (200, "attachment")
        assert headers["x-content-type-options"] == "nosniff"
