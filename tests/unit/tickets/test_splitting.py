"""What a split takes along, and since when the new ticket's customer waits."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.conversations.model import Attachment, Delivery, MailClass, Message, MessageKind, SendState
from lambdesk.kit.errors import Invalid
from lambdesk.sla.model import DEFAULT_POLICIES
from lambdesk.tickets.commands import PostMessage, SplitTicket
from lambdesk.tickets.decide import messages, splitting
from lambdesk.tickets.model import Loaded, Participant, ParticipantRole, Ticket, TicketDetails
from tests.support.clocks import clock_of
from tests.unit.tickets import samples

ASKS = Participant(samples.ANNA.address, samples.ANNA.name, ParticipantRole.REQUESTER, samples.ANNA.customer_id)
HOUR = 3600


def thread(*turns: tuple[str, float]) -> tuple[Loaded, list[Message]]:
    """A ticket on which `customer`, `robot`, `reply` and `note` were said so many seconds after its first message."""
    opened = messages.open_ticket(samples.opening(), samples.context())
    loaded, said = samples.after(None, opened), [samples.message_of(opened)]
    for who, seconds in turns:
        if who in ("customer", "robot"):
            facts = samples.mail(mail_class=MailClass.AUTO_REPLY) if who == "robot" else None
            changes = samples.receive(loaded, samples.said(f"At {seconds}", facts=facts), seconds=seconds)
        else:
            last = loaded.ticket.last_message_id
            command = PostMessage(MessageKind(who), "Look.", "Maya", last_seen_message_id=last)
            changes = messages.post_message(loaded, command, samples.context(seconds))
        loaded = samples.after(loaded, changes)
        said.append(samples.message_of(changes))
    return loaded, said


def split(loaded: Loaded, said: list[Message], *wanted: int, seconds: float = 2 * HOUR) -> tuple[Ticket, list[str]]:
    command = SplitTicket(8, tuple(said[index].id for index in wanted), "Ink")
    changes = splitting.split_ticket(loaded, said, ASKS, command, samples.context(seconds), DEFAULT_POLICIES)
    return samples.written(changes, Ticket)[0], samples.facts(changes)


def started(ticket: Ticket) -> datetime | None:
    return clock_of(ticket).started_at if ticket.sla else None


def after(seconds: float) -> datetime:
    return samples.MORNING + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("turns", "wanted", "since"),
    [
        ([], [0], 0),
        ([("customer", 60), ("customer", 90)], [1, 2], 60),
        ([("reply", 60)], [0], 2 * HOUR),  # answered: nobody has waited
        ([("reply", 60), ("customer", 90)], [0, 2], 90),
        ([("note", 60)], [0, 1], 0),
        ([("robot", 60)], [1], None),  # a robot waits for nobody
    ],
)
def test_the_customer_waits_since_the_oldest_question_nobody_answered(
    turns: list[tuple[str, float]], wanted: list[int], since: float | None
) -> None:
    ticket, _ = split(*thread(*turns), *wanted)
    assert started(ticket) == (None if since is None else after(since))


def test_a_promise_that_has_run_out_is_told_at_once() -> None:
    ticket, told = split(*thread(), 0, seconds=9 * HOUR)
    assert clock_of(ticket).breached_at == clock_of(ticket).due_at
    assert told[-3:] == ["sla.clock_started", "sla.target_breached", "escalation.raised"]


def test_files_come_along_and_mails_do_not_go_out_again() -> None:
    loaded, said = thread(("reply", 60), ("reply", 70))
    file = Attachment("a.png", "image/png", 3, "tnt/a")
    said[0] = replace(said[0], attachments=(file,), body_key="tnt/body", meant_for=3, version=4)
    said[1] = replace(said[1], delivery=Delivery(SendState.SENT, ("a@b.example",), provider_id="p"))
    command = SplitTicket(8, tuple(each.id for each in said), "Ink")
    changes = splitting.split_ticket(loaded, said, ASKS, command, samples.context(HOUR), DEFAULT_POLICIES)
    first, second, third = samples.written(changes, Message)
    assert first == replace(said[0], number=8, meant_for=None, version=1)
    assert (second.delivery, third.delivery) == (said[1].delivery, None)
    assert "message.created" not in samples.facts(changes)
    (left,) = changes.beside
    assert samples.facts(left) == ["ticket.split"]
    assert samples.written(left, Message) == []


def test_who_said_something_of_it_comes_along() -> None:
    loaded, said = thread()
    changes = samples.receive(loaded, samples.said("Me too.", customer=samples.BEN))
    loaded, said = samples.after(loaded, changes), [*said, samples.message_of(changes)]
    for wanted, people in (([0], {samples.ANNA.address}), ([0, 1], {samples.ANNA.address, samples.BEN.address})):
        command = SplitTicket(8, tuple(said[index].id for index in wanted), "Ink")
        split_off = splitting.split_ticket(loaded, said, ASKS, command, samples.context(HOUR))
        assert {each.email for each in samples.written(split_off, TicketDetails)[0].participants} == people


def test_a_subject_needs_words() -> None:
    loaded, said = thread()
    with pytest.raises(Invalid):
        splitting.split_ticket(loaded, said, ASKS, SplitTicket(8, (said[0].id,), " \t "), samples.context(5))
