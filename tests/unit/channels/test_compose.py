"""The mail that goes out."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from lambdesk.channels.addresses import read_reply_address
from lambdesk.channels.compose import Outgoing, compose
from lambdesk.channels.ports import Refused
from lambdesk.channels.threading import read_own_message_id
from lambdesk.conversations.model import Delivery, MessageKind, SendState
from lambdesk.tickets.model import Ticket
from tests.support.post import BOX, KEYS, Post, mail


def outgoing(body: str = "We are on it.\n", **ticket: object) -> Outgoing:
    post = Post()
    post.deliver(mail(cc="Björn Ök <bob@customer.example>", message_id="<first@customer.example>"))
    message, _ = post.say(1, body)
    found = post.conversation(1)
    changed = cast("Ticket", replace(found.ticket, **ticket))  # type: ignore[arg-type]
    return Outgoing(post.northwind, changed, found.details, message, message.body, ["first@customer.example"])


def read(found: Outgoing) -> EmailMessage:
    return message_from_bytes(compose(KEYS, found).raw, policy=default)  # type: ignore[return-value]


def test_the_headers_say_who_to_whom_and_where_it_belongs() -> None:
    found = outgoing()
    mail = read(found)
    assert mail["From"] == f'"Maya (Northwind)" <{BOX}>'
    assert mail["To"] == "Ann Bright <ann@customer.example>"
    assert mail["Cc"].addresses[0].display_name == "Björn Ök"
    assert mail["Subject"] == "Re: Broken handle [TKT-0001]"
    assert mail["In-Reply-To"] == "<first@customer.example>"
    own, *received = mail["References"].split()
    assert received == ["<first@customer.example>"]
    assert read_own_message_id(KEYS, found.tenant.id, own.strip("<>")) == 1
    signed = read_reply_address(KEYS, found.tenant.id, mail["Reply-To"])
    assert signed
    assert signed.number == 1
    assert mail["Auto-Submitted"] is None
    assert mail["Bcc"] is None


def test_the_envelope_is_to_and_cc_and_the_tags_name_the_message() -> None:
    found = outgoing()
    sent = compose(KEYS, found)
    assert (sent.sender, sent.recipients) == (BOX, ("ann@customer.example", "bob@customer.example"))
    assert sent.tags == {"message": found.message.id, "tenant": found.tenant.id}


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Re: AW: Broken [TKT-0001]", "Re: Broken [TKT-0001]"),
        ("[tkt-0009] Broken", "Re: Broken [TKT-0001]"),
        ("Re: ", "Re: [TKT-0001]"),
        ("Grüße 日本語 🙂", "Re: Grüße 日本語 🙂 [TKT-0001]"),
        ("a\r\nBcc: eve@elsewhere.example", "Re: a Bcc: eve@elsewhere.example [TKT-0001]"),
    ],
)
def test_a_subject_has_one_re_and_one_tag(subject: str, expected: str) -> None:
    mail = read(outgoing(subject=subject))
    assert " ".join(mail["Subject"].split()) == expected
    assert mail["Bcc"] is None


@pytest.mark.parametrize("body", ["Grüße\n\n日本語 🙂", "From here on\n.\n..dots", "x" * 5000, "a " * 3000, "=\n=20"])
def test_any_body_arrives_as_written_in_lines_mail_can_carry(body: str) -> None:
    found = outgoing(body)
    assert read(found).get_content().replace("\r\n", "\n") == body.rstrip() + "\n"
    raw = compose(KEYS, found).raw
    assert max(map(len, raw.splitlines())) <= 998
    assert raw.isascii()


def test_ids_stay_whole_however_long_and_hostile_ones_stay_out() -> None:
    long = "x" * 120 + "@customer.example"
    hostile = ["a b@x.example", "ü@x.example", "y" * 500 + "@x.example", "z@x.example\r\nBcc: eve@x.example"]
    mail = read(replace(outgoing(), received=[long, *hostile]))
    assert mail["In-Reply-To"] == f"<{long}>"
    assert mail["References"].split()[1:] == [f"<{long}>"]
    assert mail["Bcc"] is None


def test_names_of_any_kind_make_sound_headers() -> None:
    found = outgoing()
    for name in ('Maya "M" <x@y.example>', "Maya\r\nBcc: eve@x.example", "マヤ" * 40, "a" * 500, "\\", '"', ",;:@", ""):
        mail = read(replace(found, message=replace(found.message, author_name=name)))
        assert [each.addr_spec for each in mail["From"].addresses] == [BOX]
        assert mail["Bcc"] is None


def test_the_references_are_bounded() -> None:
    many = [f"{n}@customer.example" for n in range(500)]
    mail = read(replace(outgoing(), received=many))
    assert len(mail["References"].split()) == 11
    assert mail["In-Reply-To"] == "<499@customer.example>"


def reason(found: Outgoing) -> str:
    with pytest.raises(Refused) as refused:
        compose(KEYS, found)
    return refused.value.reason


def test_only_replies_are_composed() -> None:
    found = outgoing()
    for kind in (MessageKind.NOTE, MessageKind.CUSTOMER):
        assert reason(replace(found, message=replace(found.message, kind=kind))) == "not_a_reply"
    assert reason(replace(found, message=replace(found.message, delivery=None))) == "not_a_reply"
    assert reason(replace(found, ticket=replace(found.ticket, mailbox=None))) == "not_a_reply"


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ((), "no_recipient"),
        (("ann",), "invalid_recipient"),
        (("ann@customer.example", "a b@x.example"), "invalid_recipient"),
        (("jdöe@mächine.example",), "invalid_recipient"),
    ],
)
def test_who_cannot_be_written_to_is_refused(to: tuple[str, ...], expected: str) -> None:
    found = outgoing()
    delivery = Delivery(SendState.QUEUED, to=to)
    assert reason(replace(found, message=replace(found.message, delivery=delivery))) == expected


def test_the_reply_that_solves_it_asks_whether_that_is_so() -> None:
    url = "https://help.example.com/portal/confirm/a.b"
    found = replace(outgoing(), confirmation_url=url)
    lines = ["We are on it.", "", "Is it solved? Say so here:", url, "If not, just answer this mail."]
    assert read(found).get_content().splitlines() == lines
    rich = replace(found, message=replace(found.message, html="<p>We are on it.</p>"))
    page = read(rich).get_body(("html",))
    assert page is not None
    assert f'<a href="{url}">{url}</a>' in page.get_content()
    german = replace(found, tenant=replace(found.tenant, locale="de-AT"))
    assert "Ist es gelöst?" in read(german).get_content()
    assert "solved" not in read(outgoing()).get_content()
