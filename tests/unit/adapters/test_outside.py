"""Requests to addresses of others go to the public internet over TLS, and to nothing else."""

import socket
from typing import Any

import pytest

from lambdesk.adapters.outside import LIMIT_BYTES, Outside, Unreachable
from tests.support.provider import TestProvider

PRIVATE = (
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),  # noqa: S104 - an address to refuse
    *("::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::1", "64:ff9b::a00:1"),
)


class Reached(Exception):
    """A connection was about to be made."""


def looked_up(*addresses: str) -> Any:
    return lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where a connection went; it is never made."""
    went: list[Any] = []

    def connect(address: Any, *_: Any, **__: Any) -> Any:
        went.append(address)
        raise Reached

    monkeypatch.setattr(socket, "create_connection", connect)
    return went


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_net_is_not_followed(address: str, connected: list[Any]) -> None:
    for found in ((address,), ("93.184.216.34", address)):
        with pytest.raises(Unreachable):
            Outside(resolve=looked_up(*found)).get("https://id.example/")
    assert connected == []


def test_the_connection_goes_to_the_address_that_was_looked_at(connected: list[Any]) -> None:
    """Looked up a second time, a name could lead elsewhere."""
    with pytest.raises(Reached):
        Outside(resolve=looked_up("93.184.216.34")).get("https://id.example:8443/x")
    assert connected == [("93.184.216.34", 8443)]


@pytest.mark.parametrize(
    "url",
    [
        *("http://id.example/", "http://127.0.0.1:9/", "file:///etc/passwd", "ftp://id.example/", "//id.example"),
        *("https://user@id.example/", "https:///x", "https://id.example:99999/", "not an address"),
    ],
)
@pytest.mark.parametrize("local", [False, True])
def test_what_is_no_address_of_the_web_is_not_asked(url: str, local: bool, connected: list[Any]) -> None:
    if local and "127.0.0.1" in url:
        with pytest.raises(Reached):
            Outside(local=True).get(url)
        return
    with pytest.raises(Unreachable):
        Outside(local=local, resolve=looked_up("93.184.216.34")).get(url)
    assert connected == []


def test_a_body_is_posted_only_where_an_answer_could_be_fetched(connected: list[Any]) -> None:
    for url, found in (("https://hooks.example/", "10.0.0.1"), ("http://hooks.example/", "93.184.216.34")):
        with pytest.raises(Unreachable):
            Outside(resolve=looked_up(found)).post(url, b"{}", {})
    assert connected == []


def test_local_means_this_machine_alone(connected: list[Any]) -> None:
    for url in ("http://10.0.0.1/", "http://169.254.169.254/latest", "http://localhost.example/"):
        with pytest.raises(Unreachable):
            Outside(local=True).get(url)
    assert connected == []


def test_an_answer_is_read_as_far_as_it_may_be_long() -> None:
    provider = TestProvider()
    try:
        outside = Outside(local=True)
        assert outside.get(f"{provider.issuer}/.well-known/openid-configuration").json["issuer"] == provider.issuer
        provider.says = {"long": "x" * LIMIT_BYTES}
        with pytest.raises(Unreachable):
            outside.get(f"{provider.issuer}/.well-known/openid-configuration")
        assert outside.get(f"{provider.issuer}/nowhere").status == 404
        # What answers a body is not read, however long.
        assert outside.post(f"{provider.issuer}/nowhere", b"{}", {"webhook-id": "msg_1"}) == 401
        # A redirect is an answer like another: nobody follows it.
        sent = "response_type=code&code_challenge_method=S256&scope=openid&redirect_uri=http://10.0.0.1/&state=1"
        assert outside.get(f"{provider.issuer}/authorize?{sent}").status == 302
    finally:
        provider.stop()
