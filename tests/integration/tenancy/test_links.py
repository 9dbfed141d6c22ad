"""Links and places that are signed for a browser: bent, late, for another method or another tenant's they open nothing.

The local S3 checks signatures, their time and what the signer may; here it checks roles as well, so each answer is what
the credentials and the signature make of it, whatever our routes would have said.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import botocore.auth
import httpx
import pytest

from infra.local.client import LocalCloud
from lambdesk.identity.model import Tenant, User
from lambdesk.tenancy import OfTenant, Scoped

pytestmark = pytest.mark.local_cloud

Homes = tuple[tuple[Tenant, User], tuple[Tenant, User]]
Bend = Callable[[str], str]
FILE = b"mine"
SHA256 = base64.b64encode(hashlib.sha256(FILE).digest()).decode()
PUT_HEADERS = {"content-type": "text/plain", "x-amz-checksum-sha256": SHA256}
OPENING = {"file": "files/{}/upl_1", "export": "exports/{}/exp_1/0001-a.zip", "file of a mail": "{}/raw/0"}


@pytest.fixture(scope="module")
def alder(door: Scoped, homes: Homes) -> OfTenant:
    """What a request of the first tenant gets; both tenants have one file of each kind."""
    for home, _ in homes:
        for key in OPENING.values():
            door.for_tenant(home.id).content.put(key.format(home.id), FILE, "text/plain")
    return door.for_tenant(homes[0][0].id)


def at_s3(cloud: LocalCloud, link: str) -> str:
    """The link for S3 itself: the content origin passes path and query on as they are."""
    there = urlsplit(cloud.outputs["aws_endpoint_url"])
    return urlunsplit(urlsplit(link)._replace(scheme=there.scheme, netloc=there.netloc))


def with_query(**other: str | None) -> Bend:
    """The link with other values; None takes one out."""

    def bend(link: str) -> str:
        found = urlsplit(link)
        query = {**dict(parse_qsl(found.query)), **{name.replace("_", "-"): each for name, each in other.items()}}
        return urlunsplit(found._replace(query=urlencode({name: each for name, each in query.items() if each})))

    return bend


BENT: dict[str, Bend] = {
    "another key": lambda link: link.replace("upl_1", "upl_2").replace("0001-a", "0002-a").replace("/raw/0", "/raw/1"),
    "nothing signed": with_query(X_Amz_Signature=None),
    "another signature": with_query(X_Amz_Signature="0" * 64),
    "longer": with_query(X_Amz_Expires="86400"),
    "another session": with_query(X_Amz_Security_Token="made-up"),
    "a page": with_query(response_content_type="text/html"),
    "opened in place": with_query(response_content_disposition="inline"),
}


def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is signed now was signed two hours ago."""
    then = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=2)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *_, **__: then)


@pytest.mark.parametrize("kind", OPENING)
def test_a_link_opens_what_it_was_made_for_and_nothing_else(
    kind: str, alder: OfTenant, cloud: LocalCloud, homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mine, _), (theirs, _) = homes
    key = OPENING[kind].format(mine.id)
    link = at_s3(cloud, alder.content.link(key, "a.txt", "text/plain", 60))
    right = httpx.get(link)
    assert (right.status_code, right.content) == (200, FILE)
    assert right.headers["content-disposition"].startswith("attachment")
    refused = {name: httpx.get(bend(link)).status_code for name, bend in BENT.items()}
    refused["of another tenant"] = httpx.get(link.replace(mine.id, theirs.id)).status_code
    # Signed in order, by somebody whose session does not reach it.
    foreign = alder.content.link(OPENING[kind].format(theirs.id), "a.txt", "text/plain", 60)
    refused["made for another tenant's"] = httpx.get(at_s3(cloud, foreign)).status_code
    for method in ("PUT", "DELETE", "POST"):
        refused[method] = httpx.request(method, link, content=b"x").status_code
    with monkeypatch.context() as patch:
        long_ago(patch)
        late = alder.content.link(key, "a.txt", "text/plain", 60)
    refused["late"] = httpx.get(at_s3(cloud, late)).status_code
    assert {name: status for name, status in refused.items() if status not in (400, 403, 405)} == {}
    assert alder.content.read(key) == FILE


def place(product: OfTenant, key: str) -> str:
    """Where FILE may be put under this key."""
    url, _ = product.content.place(key, "text/plain", len(FILE), SHA256, 60)
    return url


def put(url: str, content: bytes = FILE, **headers: str) -> int:
    sent = {**PUT_HEADERS, **{name.replace("_", "-"): each for name, each in headers.items()}}
    return httpx.put(url, content=content, headers=sent).status_code


def test_a_place_takes_the_announced_file_and_no_other(
    alder: OfTenant, homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mine, _), (theirs, _) = homes
    key, other = f"uploads/{mine.id}/upl_7", f"uploads/{mine.id}/upl_8"
    url = place(alder, key)
    refused = {
        "another key": put(url.replace("upl_7", "upl_8")),
        "of another tenant": put(url.replace(mine.id, theirs.id)),
        "a lasting one": put(url.replace("uploads/", "files/")),
        "made for another tenant": put(place(alder, f"uploads/{theirs.id}/upl_7")),
        "another type": put(url, content_type="text/html"),
        "longer": put(url, b"mine and more"),
        "other words": put(url, b"ours"),
        "another sum": put(url, b"ours", x_amz_checksum_sha256=base64.b64encode(b"0" * 32).decode()),
        "nothing signed": put(with_query(X_Amz_Signature=None)(url)),
        "longer good": put(with_query(X_Amz_Expires="86400")(url)),
        "reading": httpx.get(url).status_code,
        "deleting": httpx.delete(url).status_code,
    }
    with monkeypatch.context() as patch:
        long_ago(patch)
        late = place(alder, key)
    refused["late"] = put(late)
    assert {name: status for name, status in refused.items() if status not in (400, 403, 405)} == {}
    assert alder.content.look(key) is None
    assert alder.content.look(other) is None
    assert put(url) == 200
    assert alder.content.read(key) == FILE
