"""Requests that reach public addresses only, for a page whose users are not the server's owner.

A name is looked up once, each of its addresses is checked, and the connection goes to an address that was
checked: a name that leads elsewhere a moment later (DNS rebinding) gains nothing. Where a proxy is set, the
proxy looks names up; a request to an address that is private here is not sent to it either.
"""

import asyncio
import ipaddress
import socket
import urllib.request

import httpx

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address


class PrivateAddressError(Exception):
    """A request would have reached an address within this machine's network; the message is that address."""


class PublicTransport(httpx.AsyncBaseTransport):
    """A transport for `httpx.AsyncClient`; it uses the proxies of the environment."""

    def __init__(self) -> None:
        """Raises ImportError or ValueError for a proxy that cannot be used."""
        self._direct = httpx.AsyncHTTPTransport()
        self._proxies = {
            scheme: httpx.AsyncHTTPTransport(proxy=url if "://" in url else f"http://{url}")
            for scheme, url in urllib.request.getproxies().items()
            if scheme in ("http", "https", "all") and url
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises PrivateAddressError."""
        host = request.url.host
        proxy = self._find_proxy(request.url)
        try:
            addresses = await _resolve(host, request.url.port or 443)
        except (OSError, UnicodeError) as error:
            if proxy is None:
                raise httpx.ConnectError(f"{host} is not found") from error
            return await proxy.handle_async_request(request)  # a name that only the proxy knows
        for address in addresses:
            if not is_public(address):
                raise PrivateAddressError(str(address))
        if proxy is not None:
            return await proxy.handle_async_request(request)
        first_error: httpx.ConnectError | None = None
        for address in addresses:
            try:
                return await self._direct.handle_async_request(_pin(request, address))
            except httpx.ConnectError as error:
                first_error = first_error or error
        raise first_error or httpx.ConnectError(f"{host} has no address")

    def _find_proxy(self, url: httpx.URL) -> httpx.AsyncHTTPTransport | None:
        if urllib.request.proxy_bypass(url.host):
            return None
        return self._proxies.get(url.scheme) or self._proxies.get("all")

    async def aclose(self) -> None:
        """Close the connections."""
        for transport in (self._direct, *self._proxies.values()):
            await transport.aclose()


def is_public(address: _Address) -> bool:
    """True for an address of the open internet.

    False for private, shared, loopback, link-local, multicast and reserved addresses, and for IPv6 forms of
    them.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _pin(request: httpx.Request, address: _Address) -> httpx.Request:
    """Return the request, sent to a numeric address.

    Its Host header still has the name, and TLS requests the name and checks the certificate against it.
    """
    extensions = {**request.extensions, "sni_hostname": request.url.host}
    url = request.url.copy_with(host=str(address))
    return httpx.Request(
        request.method, url, headers=request.headers, stream=request.stream, extensions=extensions
    )


async def _resolve(host: str, port: int) -> list[_Address]:
    """Return all addresses of a host, in the system's order.

    2130706433, 0177.1 and 0x7f.1 are resolved too, because the system accepts them as addresses.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(socket_address[0]).partition("%")[0]) for *_, socket_address in found]
