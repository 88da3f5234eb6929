"""Which addresses may be asked, by text and by number."""

import ipaddress
import socket
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.collect.client.addresses import checked_url, dial, host_of, is_public, redirected, shown
from ocdsjp.errors import FetchError

HOSTS = frozenset({"city.example.jp", "xn--wgv71a.example.jp", "[2001:db8::1]"})


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",  # noqa: S104
        "255.255.255.255",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "64:ff9b:1::7f00:1",
        "::127.0.0.1%1",
        "::ffff:169.254.169.254",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "192.0.0.192",
        "192.88.99.1",
        "not an address",
        "",
    ],
)
def test_addresses_that_are_not_of_the_public_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["203.141.136.1", "8.8.8.8", "2400:4000::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_public_internet(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_in_ipv6_as_it_is_in_ipv4(number):
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | int(number))
    translated = ipaddress.IPv6Address((0x0064FF9B << 96) | int(number))
    assert is_public(str(mapped)) == is_public(str(translated)) == is_public(str(number))


@given(st.text())
def test_no_text_passes_as_a_url_of_an_undeclared_host(text):
    for url in (text, f"http://{text}", f"http://city.example.jp{text}", f"http://{text}@city.example.jp/"):
        try:
            parts = checked_url(url, HOSTS)
        except FetchError:
            continue
        assert parts.host in HOSTS
        assert parts.auth is None
        assert parts.port in {None, 80, 443}


def test_hosts_are_compared_as_names_are():
    assert checked_url("HTTPS://City.Example.JP/a?b#c", HOSTS).url == "https://city.example.jp/a?b"
    assert checked_url("http://日本.example.jp/", HOSTS).host == "xn--wgv71a.example.jp"
    assert checked_url("http://[2001:DB8::1]:80/", HOSTS).host == "[2001:db8::1]"
    with pytest.raises(FetchError):
        checked_url("http://city.example.jp./", HOSTS)


def test_the_host_of_a_url_is_the_one_that_is_compared():
    assert host_of("https://日本.example.jp/{date:%Y}/") == "xn--wgv71a.example.jp"
    assert host_of("http://[::1") is None
    assert host_of("/a.csv") is None


def test_a_redirect_may_be_relative_and_in_any_writing():
    base = checked_url("https://city.example.jp/a/b.html", HOSTS)
    assert redirected(base, "../c.csv?x=1&y=%20") == "https://city.example.jp/c.csv?x=1&y=%20"
    written = "/入札.csv".encode().decode("latin-1")
    assert redirected(base, written) == "https://city.example.jp/%E5%85%A5%E6%9C%AD.csv"
    assert redirected(base, "/a b") == "https://city.example.jp/a%20b"


@pytest.mark.parametrize("location", ["//[", "http://[::1", "//[x]/", "https://a]b/"])
def test_a_redirect_to_what_is_no_url_is_refused(location):
    with pytest.raises(FetchError) as caught:
        redirected(checked_url("https://city.example.jp/", HOSTS), location)
    assert caught.value.rule.id == "fetch-url-not-allowed"


@given(st.text())
def test_any_redirect_is_a_text_or_refused(location):
    with suppress(FetchError):
        assert redirected(checked_url("https://city.example.jp/", HOSTS), location)


@pytest.mark.parametrize("odd", ["/a\nb", "/\x00", "/\u202egpj.csv", "/\ud800", "/" + "a" * 8_000])
def test_what_nobody_sees_is_no_part_of_a_url_and_of_no_message(odd):
    url = f"https://city.example.jp{odd}"
    with pytest.raises(FetchError) as caught:
        checked_url(url, HOSTS)
    assert caught.value.rule.id == "fetch-url-not-allowed"
    assert caught.value.value.isprintable()
    assert len(caught.value.value) < 300
    assert host_of(url) is None


def test_other_signs_are_shown_as_they_are():
    url = "https://city.example.jp/入札　結果.csv?a=b c"
    assert shown(url) == url


def test_a_url_with_a_user_declares_no_host():
    assert host_of("https://city.example.jp@elsewhere.example/") is None


def test_dialling_checks_what_a_name_resolves_to():
    with pytest.raises(FetchError) as caught:
        dial("localhost", 80, 1.0)
    assert caught.value.rule.id == "fetch-address-not-public"


def test_dialling_goes_on_to_the_next_address_and_ends_with_a_reason():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with dial("localhost", port, 5.0, allow_private=True) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)
    with pytest.raises(FetchError) as caught:
        dial("127.0.0.1", port, 5.0, allow_private=True)
    assert caught.value.rule.id == "fetch-unreachable"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, "a..b"])
def test_a_name_that_is_none_is_unreachable(host):
    with pytest.raises(FetchError) as caught:
        dial(host, 80, 1.0)
    assert caught.value.rule.id == "fetch-unreachable"
