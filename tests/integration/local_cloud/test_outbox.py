"""The page of outgoing mail, for people and for programs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from infra.local.outbox import Outbox, as_sent, mail_pages, without_headers

RAW = (
    b"From: =?utf-8?q?Zo=C3=AB?= <zoe@acme.example>\r\nTo: you@there.example\r\nSubject: <b>Hi</b>\r\n"
    b"\r\nA & B <script>\r\n"
)


@pytest.fixture
def pages(tmp_path: Path) -> TestClient:
    outbox = Outbox(tmp_path / "outbox")
    request = {"FromEmailAddress": "zoe@acme.example", "Destination": {"ToAddresses": ["you@there.example"]}}
    outbox.keep("id-1", RAW, request)
    outbox.keep("id-2", RAW.replace(b"Hi", b"Later"), {})
    return TestClient(mail_pages(outbox))


def test_the_newest_mail_is_listed_first(pages: TestClient) -> None:
    listed = pages.get("/messages").json()
    assert [mail["id"] for mail in listed] == ["id-2", "id-1"]
    assert listed[1]["from"] == "Zoë <zoe@acme.example>"
    assert listed[1]["subject"] == "<b>Hi</b>"
    assert listed[1]["date"].endswith("+00:00")


def test_a_mail_is_given_as_it_was_sent(pages: TestClient) -> None:
    answer = pages.get("/messages/id-1")
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.content.endswith(RAW)
    assert b"Message-ID: <id-1@email.amazonses.com>" in answer.content


def test_what_a_mail_says_is_shown_and_never_run(pages: TestClient) -> None:
    for path in ("/", "/view/id-1"):
        answer = pages.get(path)
        assert "&lt;b&gt;Hi&lt;/b&gt;" in answer.text
        assert "<b>" not in answer.text
        assert "<script>" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "A &amp; B &lt;script&gt;" in pages.get("/view/id-1").text


@pytest.mark.parametrize("path", ["/messages/none", "/view/none", "/messages/..%2fid-1", "/view/%2e%2e"])
def test_other_mails_are_not_there(pages: TestClient, path: str) -> None:
    assert pages.get(path).status_code == 404


def test_an_empty_outbox_says_so(tmp_path: Path) -> None:
    empty = TestClient(mail_pages(Outbox(tmp_path / "none")))
    assert "Nothing sent yet" in empty.get("/").text
    assert empty.get("/messages").json() == []


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        (b"A: 1\r\nBcc: x\r\n y\r\nB: 2\r\n\r\nBcc: body\r\n", b"A: 1\r\nB: 2\r\n\r\nBcc: body\r\n"),
        (b"bCC : x\nA: 1\n\nbody", b"A: 1\n\nbody"),
        (b"\r\nBcc: body", b"\r\nBcc: body"),
        (b"Bcc: x", b""),
        (b"", b""),
        (b"no header\xff", b"no header\xff"),
    ],
)
def test_headers_go_with_their_continuation_and_nothing_else(raw: bytes, rest: bytes) -> None:
    assert without_headers(raw, names=(b"bcc",)) == rest


def test_a_mail_without_headers_is_sent_too() -> None:
    sent = as_sent(b"\r\nbody", "id", datetime(2026, 11, 22, tzinfo=UTC))
    assert sent == b"Date: Sun, 22 Nov 2026 00:00:00 +0000\r\nMessage-ID: <id@email.amazonses.com>\r\n\r\nbody"
