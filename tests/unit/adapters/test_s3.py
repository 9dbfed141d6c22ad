"""The buckets, on moto."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit.errors import NotFound
from tests.support.account import account


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    with account(monkeypatch) as found:
        yield found


def test_what_was_kept_is_found_and_what_was_not_is_said(product: Lambdesk) -> None:
    product.content.put("tnt_1/m/0", b"abc", "image/png")
    assert product.content.read("tnt_1/m/0") == b"abc"
    with pytest.raises(NotFound):
        product.content.read("tnt_1/m/1")
    assert product.raw_mail.receipt("m") is None
    product.raw_mail.keep_receipt("m", {"mail": {"source": "ü"}})
    assert product.raw_mail.receipt("m") == {"mail": {"source": "ü"}}


def test_raw_mails_are_listed_over_pages_and_without_receipts(product: Lambdesk) -> None:
    events = product.clients.s3.meta.events
    events.register("before-parameter-build.s3.ListObjectsV2", lambda params, **_: params.update(MaxKeys=2))
    for number in range(5):
        product.clients.s3.put_object(Bucket="raw", Key=f"raw/m{number}", Body=b"x")
    product.raw_mail.keep_receipt("m1", {})
    now = datetime.now(UTC)
    assert len(list(product.raw_mail.received_since(now - timedelta(minutes=5)))) == 5
    assert list(product.raw_mail.received_since(now + timedelta(minutes=5))) == []


@pytest.mark.parametrize("name", ["a.pdf", 'a";b.pdf', "Größe 日本.pdf", "a\r\nSet-Cookie: x.pdf", ""])
def test_a_link_is_a_download_on_the_content_origin(product: Lambdesk, name: str) -> None:
    link = urlsplit(product.content.link("tnt_1/m/0", name, "text/html", 60))
    query = parse_qs(link.query)
    assert (link.scheme, link.netloc, link.path) == ("https", "content.example", "/content/tnt_1/m/0")
    assert query["X-Amz-Expires"] == ["60"]
    assert query["response-content-type"] == ["application/octet-stream"]
    (disposition,) = query["response-content-disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.count('"') == 2
    assert "\n" not in disposition
    assert unquote(disposition.rpartition("''")[2]) == name


def test_a_picture_keeps_its_type(product: Lambdesk) -> None:
    assert "response-content-type=image%2Fpng" in product.content.link("k", "a.png", "image/png", 60)
