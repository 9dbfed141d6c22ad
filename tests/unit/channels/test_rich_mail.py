"""Mail with HTML, pictures and files, both ways."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from lambdesk.channels.compose import Outgoing, compose
from lambdesk.channels.parse import parse
from lambdesk.conversations.model import Attachment, Delivery, Message, SendState
from tests.support.post import KEYS, Post, mail

PNG = b"\x89PNG\r\n\x1a\n0000"
LOGO = Attachment("logo.png", "image/png", 12, "files/t/upl_1", "upl_1", None, inline=True)
BILL = Attachment("Rechnung für Ann.pdf", "application/pdf", 4, "files/t/upl_2", "upl_2")


def outgoing(**fields: object) -> Outgoing:
    post = Post()
    post.deliver(mail(message_id="<first@customer.example>"))
    message, _ = post.say(1, "Dear Ann")
    found = post.conversation(1)
    said = cast("Message", replace(message, **fields))  # type: ignore[arg-type]
    return Outgoing(post.northwind, found.ticket, found.details, said, said.body, [])


def read(found: Outgoing) -> EmailMessage:
    return message_from_bytes(compose(KEYS, found).raw, policy=default)  # type: ignore[return-value]


def tree(part: EmailMessage) -> object:
    inner = [tree(cast("EmailMessage", each)) for each in part.iter_parts()] if part.is_multipart() else []
    return (part.get_content_type(), *inner)


def test_text_html_pictures_and_files_stand_where_mail_programs_look() -> None:
    found = outgoing(html='<p>Dear <b>Ann</b> <img src="cid:upl_1"></p>', attachments=(LOGO, BILL))
    sent = read(replace(found, files=[PNG, b"%PDF"]))
    assert tree(sent) == (
        "multipart/mixed",
        ("multipart/alternative", ("text/plain",), ("multipart/related", ("text/html",), ("image/png",))),
        ("application/pdf",),
    )
    (bill,) = sent.iter_attachments()
    assert (bill.get_filename(), bill.get_content()) == ("Rechnung für Ann.pdf", b"%PDF")
    html = next(part for part in sent.walk() if part.get_content_type() == "text/html").get_content()
    picture = next(part for part in sent.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<upl_1@northwind.example>"
    assert 'src="cid:upl_1@northwind.example"' in html
    assert picture.get_content() == PNG
    body = sent.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Dear Ann"


@pytest.mark.parametrize(
    "media_type", ["message/rfc822", "multipart/mixed", "nonsense", "text/plain", "a/b; charset=x"]
)
def test_a_file_of_any_type_arrives_byte_for_byte(media_type: str) -> None:
    data = bytes(range(256)) * 3 + b"\r\n.\r\nFrom x\n"
    file = Attachment("a.bin", media_type, len(data), "k", "upl_1")
    sent = read(replace(outgoing(attachments=(file,)), files=[data]))
    (part,) = sent.iter_attachments()
    assert part.get_payload(decode=True) == data
    assert max(map(len, compose(KEYS, replace(outgoing(attachments=(file,)), files=[data])).raw.splitlines())) <= 998


def test_a_blind_copy_stands_in_the_envelope_alone() -> None:
    delivery = Delivery(
        SendState.QUEUED, ("ann@customer.example",), ("bob@customer.example",), bcc=("eve@far.example",)
    )
    found = outgoing(html="<p>Dear Ann</p>", delivery=delivery)
    sent = compose(KEYS, found)
    assert sent.recipients == ("ann@customer.example", "bob@customer.example", "eve@far.example")
    assert b"eve" not in sent.raw
    assert b"bcc" not in sent.raw.lower()


FORMED = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
    b"--r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
    b"--a\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
    b'--a\r\nContent-Type: text/html\r\n\r\n<p onclick="x">Hello <img src="cid:logo@x"><img src="https://far.example/p.gif">'
    b"<script>alert(1)</script></p>\r\n--a--\r\n"
    b"--r\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Disposition: attachment\r\n\r\nPNG\r\n"
    b"--r\r\nContent-Type: image/png\r\nContent-ID: <other@x>\r\nContent-Disposition: inline\r\n\r\nPNG\r\n--r--\r\n"
)


def formed() -> bytes:
    head = (
        b"From: Ann <ann@customer.example>\r\nTo: support@northwind.example\r\nSubject: Formed\r\nMessage-ID: <f@x>\r\n"
    )
    return head + FORMED


def test_the_html_of_a_mail_is_kept_harmless_and_its_pictures_are_matched_by_reference() -> None:
    post = Post()
    post.deliver(formed())
    (message,) = post.conversation(1).messages
    assert message.body == "Hello"
    assert message.html_key
    html = post.content.read(message.html_key).decode()
    assert html == '<p>Hello <img src="cid:logo@x"><img data-src="https://far.example/p.gif"></p>'
    assert [(each.content_id, each.inline) for each in message.attachments] == [("logo@x", True), ("other@x", False)]


def test_text_beside_html_is_part_of_it_and_plain_mails_have_none() -> None:
    both = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
        b"--m\r\nContent-Type: text/html\r\n\r\n<b>1</b>\r\n--m\r\nContent-Type: text/plain\r\n\r\n2 < 3\r\n--m--\r\n"
    )
    assert parse(both).html == "<b>1</b>\n<pre>2 &lt; 3</pre>"
    assert parse(mail()).html is None
