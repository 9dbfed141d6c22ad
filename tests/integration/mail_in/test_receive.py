"""What becomes of deliveries, on stores in memory."""

from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default

import pytest

from lambdesk.channels.model import LedgerEntry, Outcome, QuarantineEntry
from lambdesk.channels.receive import TRIES
from lambdesk.conversations.model import MailClass
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.errors import Invalid, Unavailable
from lambdesk.tickets.model import ParticipantRole, State
from tests.support.post import BOX, Post, mail


@pytest.fixture
def post() -> Post:
    return Post()


def headers_of(raw: bytes) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in message_from_bytes(raw, policy=default).items()}


def cause(entry: LedgerEntry) -> str | None:
    assert entry.outcome is Outcome.QUARANTINED
    return entry.cause


def test_a_first_mail_opens_a_ticket(post: Post) -> None:
    entry = post.deliver(mail(cc="Bob <bob@customer.example>, sales@northwind.example, reply+x@northwind.example"))
    found = post.conversation(entry.number)
    assert entry.outcome is Outcome.NEW
    assert (found.ticket.state, found.ticket.subject, found.ticket.mailbox) == (State.NEW, "Broken handle", BOX)
    assert not found.ticket.unauthenticated
    (message,) = found.messages
    assert (message.body, message.author_name) == ("The handle broke.", "Ann Bright")
    assert message.mail
    assert (message.mail.raw_key, message.mail.mail_class) == ("raw/raw1", MailClass.HUMAN)
    assert [(person.email, person.role) for person in found.details.participants] == [
        ("ann@customer.example", ParticipantRole.REQUESTER),
        ("bob@customer.example", ParticipantRole.CC),
    ]
    told = ["ticket.created", "message.created", "sla.clock_started", "ticket.timer_moved"]
    assert [event.type for event in found.events] == told


def test_answers_join_by_the_signed_address_and_by_every_id(post: Post) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>"))
    sent = headers_of(post.answer(first.number).raw)
    own = sent["references"].split()[0]
    ways = [
        mail("Completely different", "a", to=sent["reply-to"]),
        mail("x", "b", to="nobody@elsewhere.example", delivered_to=sent["reply-to"].upper()),
        mail("x", "c", in_reply_to=own),
        mail("x", "d", in_reply_to="<0100018-1-000000@email.amazonses.com>"),
        mail("x", "e", references="<0100018-1-000000@eu-west-1.amazonses.com> <unknown@x.example>"),
        mail("x", "f", in_reply_to="<first@customer.example>", **{"from": "Bob <bob@customer.example>"}),
        mail(f"Re: Broken handle [TKT-{first.number:04}]", "g"),
    ]
    for raw in ways:
        entry = post.deliver(raw)
        assert (entry.outcome, entry.number) == (Outcome.APPENDED, first.number), raw
    bcc = post.deliver(mail("x", "h"), sent["reply-to"])
    assert bcc.number == first.number
    assert post.ticket(first.number).message_count == 10
    joined = [person.email for person in post.conversation(first.number).details.participants]
    assert joined == ["ann@customer.example", "bob@customer.example"]


def test_subject_text_alone_never_threads(post: Post) -> None:
    first = post.deliver(mail(body="one"))
    assert post.deliver(mail(body="two")).outcome is Outcome.NEW
    assert post.deliver(mail("Re: Broken handle", "three")).outcome is Outcome.NEW
    tagged = f"Re: Broken handle [TKT-{first.number:04}]"
    stranger = {"from": "Eve <eve@elsewhere.example>"}
    assert post.deliver(mail(tagged, "four", **stranger)).outcome is Outcome.NEW
    assert post.deliver(mail(tagged, "five"), dmarc="FAIL").outcome is Outcome.NEW
    assert post.deliver(mail(tagged, "six"), dmarc="GRAY").outcome is Outcome.NEW


def test_another_tenants_tokens_and_ids_mean_nothing(post: Post) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>"))
    sent = headers_of(post.answer(first.number).raw)
    token = sent["reply-to"].partition("@")[0]
    for raw, recipient in (
        (mail(body="a"), f"{token}@kitefly.example"),
        (mail(body="b", in_reply_to=sent["references"].split()[0]), "support@kitefly.example"),
        (mail(body="c", in_reply_to="<first@customer.example>"), "support@kitefly.example"),
        (mail(body="d", to=sent["reply-to"]), "support@kitefly.example"),
    ):
        (arrival,) = post.arrivals(raw, recipient)
        assert (arrival.tenant, arrival.entry.outcome) == (post.kitefly.id, Outcome.NEW)
    assert post.ticket(first.number).message_count == 2


def test_the_same_delivery_a_hundred_times_is_one_message(post: Post) -> None:
    raw = mail()
    with ThreadPoolExecutor(16) as threads:
        records = [post.record(b"Received: by hop%d\r\n" % n + raw, (BOX,)) for n in range(100)]
        seeds = [f"seed{n}" for n in range(100)]
        found = list(
            threads.map(lambda pair: post.room.accept(pair[0], post.now(), pair[1]), zip(records, seeds, strict=True))
        )
    outcomes = [arrival.entry.outcome for arrivals in found for arrival in arrivals]
    assert sorted(outcomes) == [Outcome.DUPLICATE] * 99 + [Outcome.NEW]
    assert len({arrival.entry.message_id for arrivals in found for arrival in arrivals}) == 1
    assert post.count(Outcome.DUPLICATE) == 99


def test_parallel_answers_all_join(post: Post) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>"))
    records = [post.record(mail(body=f"answer {n}", in_reply_to="<first@customer.example>"), (BOX,)) for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: post.room.accept(records[n], post.now(), f"s{n}"), range(8)))
    assert post.ticket(first.number).message_count == 9


def test_one_mail_to_two_mailboxes_is_one_ticket(post: Post) -> None:
    raw = mail(to=f"{BOX}, sales@northwind.example")
    first = post.deliver(raw)
    assert post.deliver(b"Delivered-To: x\r\n" + raw, "sales@northwind.example").outcome is Outcome.DUPLICATE
    (both,) = post.arrivals(mail(body="other"), BOX, "sales@northwind.example")
    assert both.entry.outcome is Outcome.NEW
    assert post.ticket(first.number).message_count == 1


def test_one_mail_to_two_tenants_is_one_ticket_each(post: Post) -> None:
    arrivals = post.arrivals(mail(), BOX, "support@kitefly.example", "unknown@elsewhere.example")
    assert [(each.tenant, each.entry.outcome) for each in arrivals] == [
        (post.northwind.id, Outcome.NEW),
        (post.kitefly.id, Outcome.NEW),
    ]


def test_processing_a_raw_mail_again_changes_nothing(post: Post) -> None:
    record = post.record(mail(), (BOX,))
    first = post.room.accept(record, post.now(), "s1")
    assert post.room.accept(record, post.now(), "s2") == first
    assert post.reconciliation.balance(post.now(), post.now()).raw_in == 0
    assert post.count(Outcome.NEW) == 1
    assert post.count(Outcome.DUPLICATE) == 0


def test_colliding_ids_with_other_bodies_are_both_kept(post: Post) -> None:
    one = post.deliver(mail(body="one", message_id="<same@customer.example>"))
    two = post.deliver(mail(body="two", message_id="<same@customer.example>"))
    assert (one.outcome, two.outcome) == (Outcome.NEW, Outcome.NEW)
    # Whoever answers that id joins the mail that had it first.
    assert post.deliver(mail(body="three", in_reply_to="<same@customer.example>")).number == one.number


def test_a_mail_without_an_id_is_a_message_and_its_double_is_none(post: Post) -> None:
    raw = mail(message_id="")
    assert post.deliver(raw).outcome is Outcome.NEW
    assert post.deliver(raw).outcome is Outcome.DUPLICATE
    assert post.deliver(mail(body="else", message_id="")).outcome is Outcome.NEW


def test_without_a_from_the_envelope_says_who_wrote(post: Post) -> None:
    raw = mail(**{"from": ""}, message_id="")
    assert post.deliver(raw, source="zoe@customer.example").outcome is Outcome.NEW
    assert post.deliver(raw, source="tom@customer.example").outcome is Outcome.NEW
    assert cause(post.deliver(mail(body="x", **{"from": ""}), source="")) == "no_sender"


@pytest.mark.parametrize(
    ("dmarc", "after"), [("PASS", State.REOPENED), ("FAIL", State.RESOLVED), ("GRAY", State.RESOLVED)]
)
def test_only_the_proven_reopen_by_an_id(post: Post, dmarc: str, after: State) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>"))
    post.answer(first.number)
    post.move(first.number, State.RESOLVED)
    entry = post.deliver(mail(body="Still broken", in_reply_to="<first@customer.example>"), dmarc=dmarc)
    assert (entry.outcome, post.ticket(first.number).state) == (Outcome.APPENDED, after)
    assert post.ticket(first.number).unauthenticated is (dmarc != "PASS")


def test_a_valid_token_reopens_without_dmarc(post: Post) -> None:
    first = post.deliver(mail())
    sent = headers_of(post.answer(first.number).raw)
    post.move(first.number, State.RESOLVED)
    post.deliver(mail(body="Still broken"), sent["reply-to"], dmarc="FAIL")
    assert post.ticket(first.number).state is State.REOPENED


def test_two_senders_are_nobody_proven(post: Post) -> None:
    entry = post.deliver(mail(**{"from": "ann@customer.example, eve@elsewhere.example"}))
    assert post.ticket(entry.number).unauthenticated


ROBOTS = [
    {"auto_submitted": "auto-replied"},
    {"list_id": "<news.customer.example>"},
    {"precedence": "bulk"},
    {"return_path": "<>"},
]


@pytest.mark.parametrize("robot", ROBOTS)
def test_a_robot_is_kept_and_moves_nothing(post: Post, robot: dict[str, str]) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>"))
    post.answer(first.number)
    post.move(first.number, State.PENDING)
    entry = post.deliver(mail("Away", "I am away", in_reply_to="<first@customer.example>", **robot))
    assert (entry.outcome, entry.number) == (Outcome.APPENDED, first.number)
    assert post.ticket(first.number).state is State.PENDING


def test_a_closed_ticket_gets_a_linked_follow_up(post: Post) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>", cc="bob@customer.example"))
    post.close(first.number)
    entry = post.deliver(mail("Re: again", "Broken again", in_reply_to="<first@customer.example>"))
    found = post.conversation(entry.number)
    assert entry.outcome is Outcome.NEW
    assert (found.ticket.subject, found.details.follow_up_of) == ("Broken handle", first.number)
    assert [person.email for person in found.details.participants] == ["ann@customer.example", "bob@customer.example"]
    unproven = post.deliver(mail("x", "me too", in_reply_to="<first@customer.example>"), dmarc="FAIL")
    assert len(post.conversation(unproven.number).details.participants) == 1
    robot = post.deliver(mail("x", "away", in_reply_to="<first@customer.example>", auto_submitted="auto-replied"))
    assert cause(robot) == "closed_ticket"


RECEIPT = b"""From: Ann <ann@customer.example>\r
Subject: Read: x\r
Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r
\r
--b\r
\r
It was read.\r
--b\r
Content-Type: message/disposition-notification\r
\r
Original-Message-ID: <0100018-1-000000@email.amazonses.com>\r
Disposition: manual-action/MDN-sent-manually; displayed\r
--b--\r
"""


def test_a_read_receipt_joins_its_ticket_and_moves_nothing(post: Post) -> None:
    first = post.deliver(mail())
    assert cause(post.deliver(RECEIPT)) == "unmatched_receipt"
    post.answer(first.number)
    post.move(first.number, State.RESOLVED)
    assert post.deliver(RECEIPT + b"\r\n").number == first.number
    assert post.ticket(first.number).state is State.RESOLVED


def test_what_is_kept_out_has_a_cause_and_the_way_to_its_bytes(post: Post) -> None:
    assert cause(post.deliver(mail(), virus="FAIL")) == "virus"
    assert cause(post.deliver(b"\r\n", BOX)) == "unreadable"
    assert cause(post.deliver(mail(**{"from": f"Maya <{BOX}>"}))) == "loop"
    (stray,) = post.arrivals(mail(), "nobody@elsewhere.example")
    assert (stray.tenant, cause(stray.entry)) == (SYSTEM_TENANT, "unknown_mailbox")
    kept: list[QuarantineEntry] = list(post.mail.quarantine(post.northwind.id, 10))
    assert {entry.raw_key for entry in kept} == {"raw/raw1", "raw/raw2", "raw/raw3"}


def test_a_plus_address_reaches_its_mailbox(post: Post) -> None:
    entry = post.deliver(mail(), "Support+Shop@Northwind.example")
    assert post.ticket(entry.number).mailbox == BOX


def test_a_look_that_meets_others_is_tried_again_after_growing_pauses(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = post.deliver(mail(message_id="<first@customer.example>"))
    load, troubles = post.tickets.load, [Unavailable(), Unavailable()]

    def busy(tenant: str, number: int) -> object:
        if troubles:
            raise troubles.pop()
        return load(tenant, number)

    monkeypatch.setattr(post.tickets, "load", busy)
    entry = post.deliver(mail(body="again", in_reply_to="<first@customer.example>"))
    assert (entry.outcome, entry.number) == (Outcome.APPENDED, first.number)
    assert post.pauses == [0.01, 0.02]
    troubles.extend(Unavailable() for _ in range(1000))
    with pytest.raises(Unavailable):
        post.deliver(mail(body="never", in_reply_to="<first@customer.example>"))
    assert len(post.pauses) == 2 + TRIES
    assert max(post.pauses) == 0.5


def test_the_last_of_a_hundred_recipients_is_served_and_an_own_sender_known_among_them(post: Post) -> None:
    many = [f"nobody+{n}@elsewhere.example" for n in range(99)]
    (arrival,) = post.arrivals(mail(), *many, BOX)
    assert (arrival.tenant, arrival.entry.outcome) == (post.northwind.id, Outcome.NEW)
    own = mail(**{"from": "sales@northwind.example"})
    (arrival,) = post.arrivals(own, *many, BOX)
    assert cause(arrival.entry) == "loop"


def test_a_mail_without_id_and_date_is_itself_for_a_day(post: Post) -> None:
    raw = mail(message_id="", date="")
    assert post.deliver(raw).outcome is Outcome.NEW
    assert post.deliver(raw).outcome is Outcome.DUPLICATE
    record = post.record(raw, (BOX,))
    record["mail"]["timestamp"] = "2026-11-23T10:00:00.000Z"
    (arrival,) = post.room.accept(record, post.now(), "the next day")
    assert arrival.entry.outcome is Outcome.NEW


def test_files_and_long_bodies_go_to_the_content_bucket(post: Post) -> None:
    words = "wörd " * 20_000
    head = mail(body="").partition(b"Content-Type")[0]
    raw = head + (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + words.encode()
        + b"\r\n--b\r\nContent-Type: image/png; name=a.png\r\n"
        + b"Content-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n"
    )
    (message,) = post.conversation(post.deliver(raw).number).messages
    key = f"{post.northwind.id}/raw1"
    assert message.body_key == f"{key}/body"
    assert post.content.kept[f"{key}/body"].decode() == words.rstrip()
    assert words.startswith(message.body)
    assert len(message.body.encode()) in range(32 * 1024 - 3, 32 * 1024 + 1)
    (file,) = message.attachments
    assert (file.name, file.size, post.content.kept[file.key]) == ("a.png", 3, b"ABC")


def test_what_is_no_receipt_is_refused(post: Post) -> None:
    with pytest.raises(Invalid):
        post.room.accept({"mail": {}}, post.now(), "s")
