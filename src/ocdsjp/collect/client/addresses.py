"""Which addresses may be asked: of URLs by their text, of hosts by what they resolve to; and the connection itself.

Text alone is no protection (a name may resolve to anything, and to something else a moment later), so ``dial`` checks
the numbers and connects to these very numbers.
"""

import ipaddress
import re
import socket
from urllib.parse import quote, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from ocdsjp.collect.client.rules import ADDRESS_NOT_PUBLIC, HOST_NOT_ALLOWED, UNREACHABLE, URL_NOT_ALLOWED
from ocdsjp.errors import FetchError

PORTS = {"http": 80, "https": 443}
_ATTEMPTED = 4
_LONGEST_URL = 8_000  # what RFC 9110, 4.1, asks everybody to support
_LONGEST_SHOWN = 200
# Control characters, signs that turn the direction of writing, and halves of characters.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
# Numbers that this Python calls global and that are not: what IANA lists for special purposes in the meantime, and
# those behind which clouds keep what is private to a machine.
_NOT_GLOBAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "3fff::/20"))
)

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def checked_url(url: str, hosts: frozenset[str], *, any_port: bool = False) -> Url:
    """The URL in its parts, if its text may be asked for; without fragment.

    The same parser reads it here and for the request, so that no two readings can differ.

    Args:
        url: As written.
        hosts: The hosts that may be asked, in lower case.
        any_port: For tests.

    Raises:
        FetchError: If scheme, port, credentials or host are not allowed, or it is no URL.
    """
    if shown(url) != url:
        raise FetchError(URL_NOT_ALLOWED, shown(url), reason="URL")
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise FetchError(URL_NOT_ALLOWED, url, reason="URL") from error
    if parts.scheme not in PORTS or not parts.host:
        raise FetchError(URL_NOT_ALLOWED, url, reason=f"{parts.scheme}:")
    if parts.auth is not None:
        raise FetchError(URL_NOT_ALLOWED, _without_credentials(parts), reason="user:password@")
    if not any_port and parts.port not in {None, *PORTS.values()}:
        raise FetchError(URL_NOT_ALLOWED, url, reason=f":{parts.port}")
    if parts.host not in hosts:
        raise FetchError(HOST_NOT_ALLOWED, url, host=parts.host)
    return parts._replace(fragment=None)


def host_of(url: str) -> str | None:
    """The host of a URL as ``checked_url`` compares it; None if it has none, names a user, or is no URL."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        return None
    return None if parts.auth is not None or shown(url) != url else parts.host


def shown(url: str) -> str:
    """A URL as it may stand in a message or a catalogue: itself, unless it is over-long or holds what nobody sees."""
    if len(url) > _LONGEST_URL:
        return f"{shown(url[:_LONGEST_SHOWN])}…"
    return _INVISIBLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", url)


def redirected(base: Url, location: str) -> str:
    """Where a ``Location`` header leads. Servers send raw Japanese in it, which arrives as Latin-1.

    Raises:
        FetchError: If it is no URL. Whether it may be asked for is left to ``checked_url``.
    """
    try:
        return urljoin(base.url, quote(location.encode("latin-1", "replace"), safe="%/:=&?~#+!$,;'@()*[]|"))
    except ValueError as error:
        raise FetchError(URL_NOT_ALLOWED, shown(location), reason="Location") from error


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whichever way it is written.

    IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo) counts as the IPv4 that it stands for.
    """
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(it) for it in (number, *_embedded(number)))


def _is_public(number: _Address) -> bool:
    if isinstance(number, ipaddress.IPv6Address):
        if number.ipv4_mapped is not None or number in _NAT64:
            return True  # as public as what is embedded
        return number in _GLOBAL_UNICAST and number.is_global and not _is_listed(number)
    return number.is_global and not number.is_multicast and not number.is_reserved and not _is_listed(number)


def _is_listed(number: _Address) -> bool:
    return any(number in network for network in _NOT_GLOBAL)


def _embedded(number: _Address) -> list[_Address]:
    if isinstance(number, ipaddress.IPv4Address):
        return []
    found: list[_Address | None] = [number.ipv4_mapped, number.sixtofour, *(number.teredo or ())]
    if number in _NAT64:
        found.append(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return [it for it in found if it is not None]


def dial(host: str, port: int, timeout: float | None, *, allow_private: bool = False) -> socket.socket:
    """Resolve a host, check everything that it resolves to, and connect to one of those addresses.

    Raises:
        FetchError: If the name is unknown, any of its addresses is not public, or none of them answers.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(UNREACHABLE, host, reason=error) from error
    for *_, address in found:
        if not allow_private and not is_public(str(address[0])):
            raise FetchError(ADDRESS_NOT_PUBLIC, host, address=address[0])
    last: OSError | None = None
    for family, kind, protocol, _, address in found[:_ATTEMPTED]:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(timeout)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.connect(address)
        except OSError as error:
            connection.close()
            last = error
        else:
            return connection
    raise FetchError(UNREACHABLE, host, reason=last) from last


def _without_credentials(parts: Url) -> str:
    """For messages: what is secret stays so."""
    return parts._replace(auth="…").url
