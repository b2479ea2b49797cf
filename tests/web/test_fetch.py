"""Fetching a document from a web address: against a real server, whose private address only a parameter lets in."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from assistant.faces.intake.fetch import Fetcher, FetchError, is_public, read_url
from tests.web.site import PAGE, Site, serving


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(most_bytes=100_000, seconds=20, private=True)


def cause(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    return caught.value.cause


def test_a_page_is_fetched_through_redirects_and_compression(site: str, fetcher: Fetcher) -> None:
    found = fetcher.fetch(f"{site}/moved#phan-2")
    assert (found.url, found.name, found.data) == (f"{site}/tin.html", "tin.html", PAGE)
    assert fetcher.fetch(f"{site}/packed").data == PAGE
    assert fetcher.fetch(f"{site}/tin.html?nolength").data == PAGE
    assert fetcher.fetch(f"{site}/báo.docx").name == "báo.docx"
    assert site.removeprefix("http://") in Site.hosts


def test_limits_of_size_time_type_and_redirects_hold(site: str, fetcher: Fetcher) -> None:
    assert cause(fetcher, f"{site}/large.pdf") == "large"
    assert cause(fetcher, f"{site}/large.pdf?nolength") == "large"
    assert cause(fetcher, f"{site}/bomb") == "large"
    assert cause(fetcher, f"{site}/program") == "type"
    assert cause(fetcher, f"{site}/none") == "status"
    assert cause(fetcher, f"{site}/loop") == "redirects"
    assert cause(fetcher, f"{site}/file") == "scheme"
    began = time.monotonic()
    assert cause(Fetcher(most_bytes=1000, seconds=1.5, private=True), f"{site}/slow") == "slow"
    assert time.monotonic() - began < 10


def test_private_addresses_are_refused_also_behind_a_redirect(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = Fetcher(most_bytes=1000, seconds=5)
    for url in (
        site,
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://169.254.169.254/",
    ):
        assert cause(guarded, url) == "private"
    real, asked = socket.getaddrinfo, []

    def names(host, port, *rest, **named):  # type: ignore[no-untyped-def]
        asked.append(host)
        if host == "bao.example":  # one public address and one that is not: refused whole
            return [(*real("8.8.8.8", port, *rest, **named)[0],), *real("127.0.0.1", port, *rest, **named)]
        return real(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", names)
    assert cause(guarded, "http://bao.example/") == "private"


def test_the_connection_goes_to_the_address_that_was_checked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real, port, asked = socket.getaddrinfo, int(site.rpartition(":")[2]), []

    def rebinding(host, wanted, *rest, **named):  # type: ignore[no-untyped-def]
        if host != "doi.example":
            return real(host, wanted, *rest, **named)
        asked.append(host)
        return real("8.8.8.8" if len(asked) == 1 else "127.0.0.1", wanted, *rest, **named)

    connected = []

    def connect(address, *rest, **named):  # type: ignore[no-untyped-def]
        connected.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert cause(Fetcher(most_bytes=1000, seconds=5), f"http://doi.example:{port}/") == "unreachable"
    assert connected == [("8.8.8.8", port)]
    assert asked == ["doi.example"]


@pytest.mark.parametrize(
    "url",
    ["", "tin.html", "ftp://x.vn/a", "javascript:alert(1)", "http://", "http://a:b@x.vn/", "http://x.vn:25/",
     "http://x.vn/\r\nHost: y", "http://x.vn\\@y/", "https://" + "a" * 2001],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        read_url(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "ff02::1", "không phải"],
)  # fmt: skip
def test_addresses_inside_networks_are_not_public(address: str) -> None:
    assert not is_public(address)
