"""An address gets one plain form or is refused; a host's address is public, local or neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceUnreachableError
from index.intake.web_address import parse_web_address, reach_of, shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://charity.example", "https://charity.example/"),
        (" HTTPS://Charity.Example:443/A?b=C#part ", "https://charity.example/A?b=C"),
        ("http://charity.example:80/", "http://charity.example/"),
        ("http://charity.example:443/", "http://charity.example:443/"),
        ("https://charity.example.:8443?q", "https://charity.example:8443/?q"),
        ("https://charity.example/our leaflet.pdf", "https://charity.example/our%20leaflet.pdf"),
        ("https://charity.example/our%20leaflet", "https://charity.example/our%20leaflet"),
        ("https://charity.example/é?à=<b>", "https://charity.example/%C3%A9?%C3%A0=%3Cb%3E"),
        ("https://Bücherei.example/", "https://xn--bcherei-n2a.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://１２７。0.0.1/", "https://127.0.0.1/"),
        ("https://[2A00:0:0::1]:8443/", "https://[2a00::1]:8443/"),
        ("https://0x7f.1/", "https://0x7f.1/"),
    ],
)
def test_address_gets_its_plain_form(text: str, plain: str) -> None:
    assert str(parse_web_address(text)) == plain


@pytest.mark.parametrize(
    ("location", "plain"),
    [
        ("c.pdf", "https://charity.example/a/c.pdf"),
        ("/c.pdf?d=e", "https://charity.example/c.pdf?d=e"),
        ("?d=e", "https://charity.example/a/b?d=e"),
        ("//board.example/c", "https://board.example/c"),
        ("http://board.example/c", "http://board.example/c"),
    ],
)
def test_relative_address_is_taken_from_the_one_before(location: str, plain: str) -> None:
    base = parse_web_address("https://charity.example/a/b")
    assert str(parse_web_address(location, base)) == plain


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "does not begin with https://"),
        ("charity.example/leaflet", "does not begin with https://"),
        ("file:///etc/passwd", "does not begin with https://"),
        ("ftp://charity.example/", "does not begin with https://"),
        ("data:text/html,Hello", "does not begin with https://"),
        ("gopher://charity.example/", "does not begin with https://"),
        ("https:///leaflet", "has no host"),
        ("https:leaflet", "has no host"),
        ("https://charity..example/", "has no host"),
        ("https://-charity.example/", "has no host"),
        ("https://charity%2eexample/", "has no host"),
        ("https://charity.example\\@board.example/", "holds a user's name"),
        ("https://char\\ity.example/", "has no host"),
        (f"https://{'a' * 64}.example/", "has no host"),
        (f"https://{'a.' * 130}example/", "has no host"),
        (f"https://{'é' * 64}.example/", "has no host"),
        ("https://[fe80::1%25eth0]/", "has no host"),
        ("https://[v1.a:b]/", "has no host"),
        ("https://[::1/", "is no web address"),
        ("https://charity.example:port/", "is no web address"),
        ("https://charity.example:65536/", "is no web address"),
        ("https://charity.example:0/", "is no web address"),
        ("https://charity.example/\r\nHost: board.example", "holds a character that is not seen"),
        ("https://charity.example/\u202efdp", "holds a character that is not seen"),
        ("https://charity.example/\udcff", "holds a character that is not seen"),
        (f"https://charity.example/{'a' * 8000}", "8,024 characters"),
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(text: str, reason: str) -> None:
    with pytest.raises(SourceUnreachableError) as refused:
        parse_web_address(text)
    assert reason in str(refused.value)


def test_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(SourceUnreachableError) as refused:
        parse_web_address("https://ada:pass@word@charity.example/leaflet")
    assert str(refused.value).startswith("https://charity.example: holds a user's name or password")


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "100.63.255.255",
        "2001:4860:4860::8888",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_address_of_everybody_is_public(address: str) -> None:
    assert reach_of(address) == "public"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.3",
        "10.1.2.3",
        "172.31.0.1",
        "192.168.1.1",
        "::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::10.0.0.1",
    ],
)
def test_address_of_this_network_is_local(address: str) -> None:
    assert reach_of(address) == "local"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::7f00:1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fe80::1",
        "fe80::1%eth0",
        "2a00:1450::1%1",
        "fec0::1",
        "ff02::1",
        "charity.example",
        "",
    ],
)
def test_address_of_nobody_is_neither(address: str) -> None:
    assert reach_of(address) == "neither"


@given(st.text() | st.text().map("https://{}".format) | st.text().map("https://a.example{}".format))
def test_no_text_gives_anything_but_an_address_or_a_refusal(text: str) -> None:
    try:
        plain = str(parse_web_address(text))
    except SourceUnreachableError as error:
        plain, refused = "", str(error)
    else:
        refused = ""
        assert str(parse_web_address(plain)) == plain
    assert (plain + refused).isprintable()
    assert plain.isascii()
    assert " " not in plain


def test_message_shows_what_is_not_seen_and_is_not_long() -> None:
    assert shown("a\x1b[31m\u202eé\udcff") == "a\\x1b[31m\\u202eé\\udcff"
    assert shown("a" * 300) == "a" * 200 + "..."
