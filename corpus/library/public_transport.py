"""Requests that reach public addresses only, for a page whose users are not the server's owner.

A name is looked up once, every address it has is judged, and the connection goes to an address that was judged: a name that leads elsewhere a moment later
(DNS rebinding) gains nothing. Where a proxy is set, the proxy looks names up; what is known here to be private is not asked of it either.
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
    """What `httpx.AsyncClient(transport=…)` takes; proxies are those of the environment."""

    def __init__(self) -> None:
        """Raises ImportError or ValueError for a proxy that cannot be used."""
        self._direct = httpx.AsyncHTTPTransport()
        named = urllib.request.getproxies()
        usable = {
            s: named[s] if "://" in named[s] else f"http://{named[s]}"
            for s in ("http", "https", "all")
            if named.get(s)
        }
        self._proxies = {scheme: httpx.AsyncHTTPTransport(proxy=url) for scheme, url in usable.items()}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises PrivateAddressError."""
        host = request.url.host
        proxy = (
            None
            if urllib.request.proxy_bypass(host)
            else self._proxies.get(request.url.scheme) or self._proxies.get("all")
        )
        try:
            found = await _addresses(host, request.url.port or 443)
        except (OSError, UnicodeError) as error:
            if proxy is None:
                raise httpx.ConnectError(f"{host} is not found") from error
            return await proxy.handle_async_request(request)  # a name that only the proxy knows
        for address in found:
            if not is_public(address):
                raise PrivateAddressError(str(address))
        if proxy is not None:
            return await proxy.handle_async_request(request)
        refused: httpx.ConnectError | None = None
        for address in found:
            try:
                return await self._direct.handle_async_request(_pinned(request, address))
            except httpx.ConnectError as error:
                refused = refused or error
        raise refused or httpx.ConnectError(f"{host} has no address")

    async def aclose(self) -> None:
        """Close the connections."""
        for transport in (self._direct, *self._proxies.values()):
            await transport.aclose()


def is_public(address: _Address) -> bool:
    """Whether an address is one of the open internet: no private, shared, loopback, link-local, multicast or reserved one, nor a way around to such a one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _pinned(request: httpx.Request, address: _Address) -> httpx.Request:
    """The request, addressed by number. Its Host header was set from the name; TLS asks for the name and checks the certificate against it."""
    extensions = {**request.extensions, "sni_hostname": request.url.host}
    url = request.url.copy_with(host=str(address))
    return httpx.Request(
        request.method, url, headers=request.headers, stream=request.stream, extensions=extensions
    )


async def _addresses(host: str, port: int) -> list[_Address]:
    """All addresses of a host, in the system's order; also of 2130706433, 0177.1 and 0x7f.1, which the system takes for addresses."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
