"""Who speaks in a mail."""

import pytest

from lambdesk.channels.classify import classify
from lambdesk.channels.parse import parse
from lambdesk.conversations.model import MailClass
from tests.support.post import BOX, mail


def report(kind: str, outer: str = "multipart/report") -> bytes:
    return (
        f"From: x@y.example\r\nContent-Type: {outer}; report-type={kind}; boundary=b\r\n\r\n"
        f"--b\r\n\r\nwords\r\n--b\r\nContent-Type: message/{kind}\r\n\r\nA: b\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (report("delivery-status"), MailClass.BOUNCE),
        (report("disposition-notification"), MailClass.RECEIPT),
        (report("feedback-report"), MailClass.FEEDBACK),
        (report("delivery-status", "multipart/mixed"), MailClass.BOUNCE),
        (mail(x_failed_recipients="a@b.example"), MailClass.BOUNCE),
        (mail("Mail delivery failed", "x", **{"from": "Mailer-Daemon@mx.example"}), MailClass.BOUNCE),
        (mail("failure notice", "x", **{"from": "MAILER-DAEMON <>"}), MailClass.BOUNCE),
        (mail("Nachricht", "550 5.1.1 user unknown", **{"from": "postmaster@mx.example"}), MailClass.BOUNCE),
        (mail("Undeliverable: x", "could not be delivered", return_path="<>"), MailClass.BOUNCE),
        (mail("Your quota", "Hello, how are you", **{"from": "postmaster@mx.example"}), MailClass.HUMAN),
        (mail("Mail delivery failed yesterday", "my parcel"), MailClass.HUMAN),
    ],
)
def test_reports(raw: bytes, expected: MailClass) -> None:
    assert classify(parse(raw)) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, MailClass.HUMAN),
        ({"auto_submitted": "no"}, MailClass.HUMAN),
        ({"auto_submitted": "No; comment=x"}, MailClass.HUMAN),
        ({"auto_submitted": "(a person) no"}, MailClass.HUMAN),
        ({"auto_submitted": "no", "precedence": "bulk"}, MailClass.HUMAN),
        ({"auto_submitted": "auto-replied"}, MailClass.AUTO_REPLY),
        ({"auto_submitted": "AUTO-REPLIED; owner-email=x"}, MailClass.AUTO_REPLY),
        ({"auto_submitted": "auto-generated"}, MailClass.AUTO_GENERATED),
        ({"auto_submitted": "auto-notified; owner"}, MailClass.AUTO_GENERATED),
        ({"x_autoreply": "yes"}, MailClass.AUTO_REPLY),
        ({"x_autorespond": "anything"}, MailClass.AUTO_REPLY),
        ({"x_autoreply": "no"}, MailClass.HUMAN),
        ({"precedence": "auto_reply"}, MailClass.AUTO_REPLY),
        ({"precedence": "Bulk"}, MailClass.AUTO_GENERATED),
        ({"precedence": "junk"}, MailClass.AUTO_GENERATED),
        ({"precedence": "list"}, MailClass.LIST),
        ({"list_id": "Friends <friends.x.example>"}, MailClass.LIST),
        ({"list_unsubscribe": "<mailto:x@y.example>"}, MailClass.LIST),
        ({"x_auto_response_suppress": "All"}, MailClass.AUTO_GENERATED),
        ({"return_path": "<>"}, MailClass.AUTO_GENERATED),
        ({"return_path": "<ann@x.example>"}, MailClass.HUMAN),
    ],
)
def test_headers(headers: dict[str, str], expected: MailClass) -> None:
    assert classify(parse(mail(**headers)), "ann@x.example") is expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Automatic reply: Broken", MailClass.AUTO_REPLY),
        ("Automatische Antwort: Kaputt", MailClass.AUTO_REPLY),
        ("Réponse automatique : Cassé", MailClass.AUTO_REPLY),
        ("自動応答: 件名", MailClass.AUTO_REPLY),
        ("Out of Office: Broken", MailClass.AUTO_REPLY),
        ("Out of office hours, who answers", MailClass.HUMAN),
        ("Re: Automatic reply: Broken", MailClass.HUMAN),
    ],
)
def test_subjects_of_auto_replies(subject: str, expected: MailClass) -> None:
    assert classify(parse(mail(subject))) is expected


@pytest.mark.parametrize("sender", ["", "<>"])
def test_an_empty_envelope_sender_is_a_robot(sender: str) -> None:
    assert classify(parse(mail()), sender) is MailClass.AUTO_GENERATED


def test_our_own_group_address_makes_nobody_a_robot() -> None:
    raw = mail(list_id="<support.northwind.example>", list_post=f"<mailto:{BOX}>", precedence="list")
    assert classify(parse(raw)) is MailClass.LIST
    assert classify(parse(raw), own=[BOX]) is MailClass.HUMAN
