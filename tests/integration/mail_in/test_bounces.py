"""What delivery reports do to the replies that they speak of, and what a robot leaves to the first human after it."""

from email import message_from_bytes
from email.policy import default

import pytest

from lambdesk.channels.model import Outcome
from lambdesk.conversations.model import MailClass, MessageKind, SendState
from lambdesk.tickets.model import State
from tests.support.clocks import clock_of
from tests.support.post import Post, mail


@pytest.fixture
def post() -> Post:
    return Post()


BOUNCE = b"""From: Mail Delivery System <MAILER-DAEMON@mx.example>\r
To: support@northwind.example\r
Subject: Undelivered Mail Returned to Sender\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
\r
I could not deliver it.\r
--b\r
Content-Type: message/delivery-status\r
\r
Final-Recipient: rfc822; ann@customer.example\r
Status: 5.1.1\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <%s>\r
--b--\r
"""


def test_a_bounce_finds_the_ticket_of_the_mail_it_speaks_of(post: Post) -> None:
    first = post.deliver(mail())
    post.answer(first.number)
    entry = post.deliver(BOUNCE % b"0100018-1-000000@email.amazonses.com", source="")
    assert (entry.outcome, entry.number) == (Outcome.APPENDED, first.number)
    message = post.conversation(first.number).messages[-1]
    assert message.mail
    assert message.mail.mail_class is MailClass.BOUNCE
    assert post.deliver(BOUNCE % b"unknown@x.example", source="").cause == "unmatched_bounce"


def returned(address: bytes = b"ann@customer.example", action: bytes = b"failed", name: bytes = b"") -> bytes:
    raw = BOUNCE.replace(b"ann@customer.example", address + b"\r\nAction: " + action) + name
    return raw % b"0100018-1-000000@email.amazonses.com"


def test_a_reply_that_comes_back_was_no_answer(post: Post) -> None:
    first = post.deliver(mail(cc="Bob <bob@customer.example>"))
    post.answer(first.number)
    post.move(first.number, State.PENDING)
    assert post.deliver(returned(action=b"delayed", name=b"1"), source="").outcome is Outcome.APPENDED
    assert post.deliver(returned(b"bob@customer.example", name=b"2"), source="").outcome is Outcome.APPENDED
    assert post.ticket(first.number).state is State.PENDING
    assert clock_of(post.ticket(first.number)).answered_at
    post.deliver(returned(name=b"3"), source="")
    post.deliver(returned(name=b"4"), source="")
    found = post.conversation(first.number)
    reply = next(each for each in found.messages if each.kind is MessageKind.REPLY)
    assert reply.delivery
    assert reply.delivery.state is SendState.BOUNCED
    assert set(reply.delivery.bounced) == {"ann@customer.example", "bob@customer.example"}
    assert found.ticket.state is State.OPEN
    assert clock_of(found.ticket).answered_at is None
    told = [each.type for each in found.events]
    assert (told.count("message.bounced"), told.count("sla.fact_voided")) == (2, 1)


def test_the_first_human_on_a_ticket_of_a_robot_is_promised_what_others_are(post: Post) -> None:
    robot = post.deliver(mail(message_id="<r@customer.example>", auto_submitted="auto-generated"))
    post.deliver(mail("x", "again", in_reply_to="<r@customer.example>", auto_submitted="auto-generated"))
    assert post.ticket(robot.number).sla is None
    post.deliver(mail("Re: x", "I am real.", in_reply_to="<r@customer.example>"))
    ticket = post.ticket(robot.number)
    assert clock_of(ticket).started_at == ticket.last_message_at
    assert ticket.next_due_at
    post.deliver(mail("Re: x", "Are you?", in_reply_to="<r@customer.example>"))
    assert post.ticket(robot.number).sla == ticket.sla


def test_a_lone_recipient_may_have_another_name_in_the_report(post: Post) -> None:
    first = post.deliver(mail())
    post.answer(first.number)
    post.deliver(returned(b"a17@inner.example"), source="")
    assert clock_of(post.ticket(first.number)).answered_at is None


def test_a_report_that_names_no_mail_of_ours_voids_nothing(post: Post) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>"))
    sent = message_from_bytes(post.answer(first.number).raw, policy=default)
    forged = BOUNCE.replace(b"Status:", b"Action: failed\r\nStatus:") % b"first@customer.example"
    assert post.deliver(forged, str(sent["reply-to"]), source="").number == first.number
    assert clock_of(post.ticket(first.number)).answered_at
