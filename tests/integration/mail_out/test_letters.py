"""Letters: once for each event, to an address that only the record knows, with a link made when they go out."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from lambdesk.adapters.memory.customers import MemoryCustomerStore
from lambdesk.channels.acknowledgements import read_token as call_of
from lambdesk.channels.letter_words import LATE, WORDS, lasting
from lambdesk.channels.letters import KINDS, Letters
from lambdesk.channels.ports import Refused
from lambdesk.identity.events import SessionReused, TenantSignUpAsked, UserInvited, UserLocked
from lambdesk.identity.members.invitations import read_token
from lambdesk.identity.model import AGENT, SignUp, TenantState, User
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.kit.context import SYSTEM, Actor, ActorKind, Context
from lambdesk.kit.errors import Unavailable
from lambdesk.kit.events import Event, Payload, record
from lambdesk.sla.events import EscalationAsked, EscalationCalled
from lambdesk.sla.model import MANUAL, Escalation, Metric
from lambdesk.tenants.sign_up.links import read_token as sign_up_of
from lambdesk.tickets.model import Ticket
from tests.support.post import BOX, KEYS, NOW, Post, mail

UMA = User(
    id="usr_01HQ0000000000000000000003",
    email="uma@northwind.example",
    name="Uma",
    role=AGENT,
    created_at=NOW,
    active=False,
    invited_at=NOW,
)


class Office:
    """Northwind's letters."""

    def __init__(self) -> None:
        self.post = Post()
        self.tenant = self.post.northwind
        self.letters = Letters(
            self.post.identity,
            MemoryCustomerStore(self.post.state),
            self.post.tickets,
            self.post.content,
            self.post.outbox,
            KEYS,
            "https://help.example.com/",
            "desk.example.com",
        )
        self.keep(UMA)

    def keep(self, *entities: object) -> None:
        self.post.identity.commit(self.tenant.id, ChangeSet(tuple(map(Put, entities))))

    def event(self, payload: Payload, seed: str = "s") -> Event:
        ctx = Context(self.tenant.id, SYSTEM, NOW, seed)
        return record(ctx, payload, aggregate=f"user:{UMA.id}", version=1, at=NOW, ordinal=0)

    def invited(self, seed: str = "s") -> Event:
        return self.event(UserInvited(user_id=UMA.id, role="agent", until=clock.to_text(NOW)), seed)

    def mails(self) -> list[EmailMessage]:
        raws = [each.raw for each in self.post.outbox.sent]
        return [cast("EmailMessage", message_from_bytes(raw, policy=default)) for raw in raws]  # type: ignore[arg-type]


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_invitation_goes_from_the_first_mailbox_with_a_link_of_ours(office: Office) -> None:
    assert office.letters.handle(office.invited(), NOW) == "sent"
    (mail,) = office.mails()
    assert mail["From"] == f"Northwind <{BOX}>"
    assert mail["To"] == UMA.email
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Your invitation to Northwind"
    (link,) = [line for line in mail.get_content().splitlines() if line.startswith("https://")]
    page, _, token = link.partition("#")
    assert page == "https://help.example.com/join"
    named = read_token(KEYS, token)
    assert named
    assert (named.tenant, named.user_id, named.invited_at) == (office.tenant.id, UMA.id, NOW)


def test_the_event_knows_neither_address_nor_link(office: Office) -> None:
    assert "@" not in repr(office.invited())


def test_one_event_makes_one_letter(office: Office) -> None:
    assert [office.letters.handle(office.invited(), NOW + timedelta(days=each)) for each in range(3)] == [
        "sent",
        "done",
        "done",
    ]
    assert office.letters.handle(office.invited("again"), NOW) == "sent"
    assert len(office.mails()) == 2


def test_what_surely_did_not_go_out_is_tried_again(office: Office) -> None:
    office.post.outbox.trouble = [Unavailable()]
    with pytest.raises(Unavailable):
        office.letters.handle(office.invited(), NOW)
    assert office.letters.handle(office.invited(), NOW) == "sent"


def test_what_may_have_gone_out_is_not(office: Office) -> None:
    office.post.outbox.trouble = [ConnectionResetError()]
    with pytest.raises(ConnectionResetError):
        office.letters.handle(office.invited(), NOW)
    assert office.letters.handle(office.invited(), NOW) == "done"


def test_what_the_provider_refuses_is_over(office: Office) -> None:
    office.post.outbox.trouble = [Refused("rejected")]
    assert office.letters.handle(office.invited(), NOW) == "refused"
    assert office.letters.handle(office.invited(), NOW) == "done"


def test_an_address_that_nobody_can_write_to_is_refused(office: Office) -> None:
    office.keep(replace(UMA, email="üma@northwind.example"))
    assert office.letters.handle(office.invited(), NOW) == "refused"


def test_nobody_is_written_to_whose_invitation_is_over(office: Office) -> None:
    office.keep(replace(UMA, active=True, invited_at=None))
    assert office.letters.handle(office.invited(), NOW) == "nothing"
    assert not office.mails()


APPLICANT = "tnt_01HQ0000000000000000000009"


def sign_up_asked(office: Office) -> Event:
    """Ana asked for a workspace, which is not made yet."""
    asked = SignUp("ana@bakery.example", "Evil words", "bakery", "de", NOW, NOW + timedelta(hours=1))
    office.post.identity.commit(APPLICANT, ChangeSet((Insert(asked),)))
    fact = TenantSignUpAsked(clock.to_text(asked.expires_at))
    ctx = Context(APPLICANT, SYSTEM, NOW, "s")
    return record(ctx, fact, aggregate=f"tenant:{APPLICANT}", version=1, at=NOW, ordinal=0)


def test_who_asked_for_a_workspace_gets_a_link_and_no_word_of_whoever_asked(office: Office) -> None:
    event = sign_up_asked(office)
    assert [office.letters.handle(event, NOW) for _ in range(2)] == ["sent", "done"]
    (mail,) = office.mails()
    assert (mail["From"], mail["To"]) == ("Lambdesk <sign-up@desk.example.com>", "ana@bakery.example")
    assert mail["Subject"] == "Ihr neuer Arbeitsbereich"
    assert "Evil" not in mail.as_string()
    (link,) = [line for line in mail.get_content().splitlines() if line.startswith("https://")]
    page, _, token = link.partition("#")
    assert page == "https://help.example.com/sign-up/confirm"
    assert sign_up_of(KEYS, token) == APPLICANT


def test_what_was_asked_for_ends_and_can_be_turned_off(office: Office) -> None:
    event = sign_up_asked(office)
    assert office.letters.handle(event, NOW + timedelta(hours=1)) == "nothing"
    assert replace(office.letters, sign_up_domain="").handle(event, NOW) == "nothing"
    assert not office.mails()


def test_it_speaks_the_language_of_the_tenant(office: Office) -> None:
    office.keep(replace(office.tenant, locale="de-AT"))
    office.letters.handle(office.event(UserLocked(user_id=UMA.id, until=clock.to_text(NOW))), NOW)
    (mail,) = office.mails()
    assert mail["Subject"] == "Anmeldung bei Northwind für 15 Minuten gesperrt"
    assert "Guten Tag Uma" in mail.get_content()


def test_a_session_that_two_parties_held_is_written_of_to_its_member(office: Office) -> None:
    event = office.event(SessionReused(user_id=UMA.id, session_id="ses_1"))
    assert office.letters.handle(event, NOW) == "sent"
    (mail,) = office.mails()
    assert (mail["To"], mail["Subject"]) == (UMA.email, "A session of yours at Northwind was ended")


def test_names_break_no_header_and_fill_no_placeholder(office: Office) -> None:
    office.keep(replace(office.tenant, name="North\r\nBcc: eve@x.example {name}"), replace(UMA, name="{link}\nUma"))
    office.letters.handle(office.invited(), NOW)
    (mail,) = office.mails()
    assert mail["Bcc"] is None
    assert "{name}" in mail["Subject"]
    assert "Hello {link} Uma," in mail.get_content()


def test_every_letter_has_words_in_every_language() -> None:
    assert all(set(words) == {"en", "de"} for words in WORDS.values())
    # A call is told in two ways: something is late, or somebody asks.
    assert len(KINDS) + 1 == len(WORDS)
    assert set(LATE) == {"en", "de"}
    assert all(set(words) == set(Metric) for words in LATE.values())


def test_a_closed_tenant_writes_to_nobody(office: Office) -> None:
    office.keep(replace(office.tenant, state=TenantState.SUSPENDED))
    assert office.letters.handle(office.invited(), NOW) == "closed"
    assert office.mails() == []


PNG = b"\x89PNG\r\n\x1a\nrest"


def test_a_letter_wears_the_brand_of_the_workspace(office: Office) -> None:
    office.post.content.put("files/t/logo", PNG, "image/png")
    office.keep(replace(office.tenant, name="North & <wind>", accent="#0f766e", logo_key="files/t/logo"))
    assert office.letters.handle(office.invited(), NOW) == "sent"
    (mail,) = office.mails()
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert page
    (link,) = [line for line in plain.get_content().splitlines() if line.startswith("https://")]
    html = page.get_content()
    assert f'<a href="{link}">{link}</a>' in html
    assert "color:#0f766e" in html
    assert "North &amp; &lt;wind&gt;" in html
    (picture,) = [part for part in mail.walk() if part.get_content_maintype() == "image"]
    assert picture.get_content() == PNG
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html


@pytest.mark.parametrize("kept", [None, b"<svg/>"])
def test_a_letter_goes_without_a_logo_that_cannot_be_shown(office: Office, kept: bytes | None) -> None:
    if kept is not None:
        office.post.content.put("files/t/logo", kept, "image/png")
    office.keep(replace(office.tenant, logo_key="files/t/logo"))
    assert office.letters.handle(office.invited(), NOW) == "sent"
    (mail,) = office.mails()
    assert mail.get_content_type() == "text/plain"


BREACH = NOW - timedelta(hours=2, minutes=5)
IVO = replace(UMA, id="usr_01HQ0000000000000000000004", email="ivo@northwind.example", name="Ivo")


def late(office: Office, **standing: object) -> None:
    """Ticket 1 is late, and Uma and Ivo are at work."""
    office.post.deliver(mail(subject="Dark"))
    office.keep(*(replace(each, active=True, invited_at=None) for each in (UMA, IVO)))
    ticket = office.post.ticket(1)
    one = replace(Escalation("first_response", BREACH, 2, called=2), **standing)  # type: ignore[arg-type]
    office.post.state.kept[(office.tenant.id, Ticket, 1)] = replace(ticket, escalations=(one,))


def called(office: Office, *users: User, done: tuple[str, ...] = ("notify",), seed: str = "s") -> Event:
    fact = EscalationCalled(
        "first_response", 2, clock.to_text(BREACH), [each.id for each in users], [], 0, False, [*done], []
    )
    ctx = Context(office.tenant.id, SYSTEM, NOW, seed)
    return record(ctx, fact, aggregate="ticket:1", version=3, at=NOW, ordinal=0)


def test_everybody_who_is_called_gets_a_letter_with_a_link_of_their_own(office: Office) -> None:
    late(office)
    event = called(office, UMA, IVO)
    assert [office.letters.handle(event, NOW) for _ in range(2)] == ["sent", "done"]
    mails = office.mails()
    assert [each["To"] for each in mails] == [UMA.email, IVO.email]
    assert len({each["Message-ID"] for each in mails}) == 2
    assert mails[0]["Subject"] == "TKT-0001 is late: Dark"
    assert "The first response to TKT-0001 is late by 2 h 5 min" in mails[0].get_content()
    for person, letter in zip((UMA, IVO), mails, strict=True):
        (link,) = [line for line in letter.get_content().splitlines() if line.startswith("https://")]
        page, _, token = link.rpartition("/")
        assert page == "https://help.example.com/portal/acknowledge"
        named = call_of(KEYS, token)
        assert named
        assert (named.user_id, named.number, named.breach) == (person.id, 1, BREACH)
        assert named.until == NOW + timedelta(hours=24)


def test_the_letter_that_did_not_go_out_is_tried_again_and_the_others_are_not(office: Office) -> None:
    late(office)
    office.post.outbox.trouble = [Unavailable()]
    with pytest.raises(Unavailable):
        office.letters.handle(called(office, UMA, IVO), NOW)
    office.post.outbox.trouble = [Refused("rejected")]
    assert office.letters.handle(called(office, UMA, IVO), NOW) == "sent"
    assert [each["To"] for each in office.mails()] == [IVO.email]
    assert office.letters.handle(called(office, UMA, IVO), NOW) == "done"


def test_nobody_is_written_to_who_is_not_called_any_more(office: Office) -> None:
    late(office)
    assert office.letters.handle(called(office, UMA, done=("reassign",)), NOW) == "nothing"
    office.keep(replace(UMA, active=False))
    assert office.letters.handle(called(office, UMA), NOW) == "nothing"
    late(office, acknowledged_at=NOW, acknowledged_by=IVO.id)
    assert office.letters.handle(called(office, IVO), NOW) == "nothing"
    late(office, breach=NOW)
    assert office.letters.handle(called(office, IVO), NOW) == "nothing"
    assert not office.mails()


def test_who_may_not_take_care_of_it_gets_the_way_to_the_ticket(office: Office) -> None:
    late(office)
    office.keep(replace(UMA, active=True, invited_at=None, role="rol_gone"))
    assert office.letters.handle(called(office, UMA), NOW) == "sent"
    (letter,) = office.mails()
    assert "https://help.example.com/northwind/tickets/1" in letter.get_content()
    assert "/acknowledge/" not in letter.get_content()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-5, "less than a minute"), (59, "less than a minute"), (60, "1 min"), (7_500, "2 h 5 min"), (90_060, "1 d 1 h")],
)
def test_how_late_is_said_in_two_units(seconds: int, told: str) -> None:
    assert lasting(timedelta(seconds=seconds), "en") == told


@pytest.mark.parametrize(("note", "told"), [("They are at the door", "at the door"), ("", "No reason was given.")])
def test_who_is_called_by_hand_hears_from_whom_and_why(office: Office, note: str, told: str) -> None:
    late(office, metric=MANUAL)
    moment = clock.to_text(BREACH)
    ctx = Context(office.tenant.id, Actor(ActorKind.USER, IVO.id), NOW, "a")
    asked = EscalationAsked(metric=MANUAL, level=1, due_at=moment, words_note=note or None)
    fact = record(ctx, asked, aggregate="ticket:1", version=2, at=NOW, ordinal=0)
    office.post.state.timelines[(office.tenant.id, "ticket:1")].append(fact)
    event = called(office, UMA)
    assert office.letters.handle(replace(event, data={**event.data, "metric": MANUAL}), NOW) == "sent"
    (letter,) = office.mails()
    assert letter["Subject"] == "TKT-0001 needs you: Dark"
    assert "Ivo calls for help with TKT-0001" in letter.get_content()
    assert told in letter.get_content()
