"""Mails that wait: early, taken back, due; and both at the same moment. One mail or none, never two."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from functions.mail_out import handler as door
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.channels.send import Early
from lambdesk.conversations.model import Message, MessageKind, SendState
from lambdesk.identity.model import TenantState
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, StaleThread, Unavailable
from lambdesk.kit.events import Event, to_wire
from lambdesk.tickets.commands import ApplyDue, PostMessage, RecallMessage
from lambdesk.tickets.service import Key, Tickets
from tests.support.post import AGENT, NOW, Post, mail


@pytest.fixture
def post() -> Post:
    post = Post()
    post.deliver(mail(message_id="<first@customer.example>"))
    return post


def tickets(post: Post) -> Tickets:
    return Tickets(post.tickets, post.room._desk.customers, post.room._desk.policies, post.rules)


def context(post: Post, later: timedelta = timedelta(0)) -> Context:
    return Context(post.northwind.id, AGENT, post.now() + later, f"x{post.moments}", correlation_id="c")


def send(post: Post, event: Event, later: timedelta = timedelta(0)) -> SendState | None:
    return post.sender.handle(event, post.now() + later, "s")


def state(post: Post, message: Message) -> SendState | None:
    found = post.tickets.message(post.northwind.id, message.number, message.id)
    return found.delivery.state if found and found.delivery else None


def test_an_early_one_waits_and_then_goes_out_once(post: Post) -> None:
    message, event = post.say(1, "Done.", undo_seconds=30)
    with pytest.raises(Early) as early:
        send(post, event)
    assert 0 < early.value.seconds <= 30
    assert state(post, message) is SendState.HELD
    assert [send(post, event, timedelta(seconds=30)) for _ in range(2)] == [SendState.SENT] * 2
    assert len(post.outbox.sent) == 1


def test_one_that_was_taken_back_never_goes_out(post: Post) -> None:
    message, event = post.say(1, "Done.", undo_seconds=30)
    tickets(post).recall(context(post), 1, RecallMessage(message.id))
    assert send(post, event, timedelta(seconds=60)) is SendState.RECALLED
    assert not post.outbox.sent


def test_a_sent_one_is_not_taken_back(post: Post) -> None:
    message, event = post.say(1, "Done.", undo_seconds=5)
    send(post, event, timedelta(seconds=10))
    with pytest.raises(Conflict) as late:
        tickets(post).recall(context(post), 1, RecallMessage(message.id))
    assert late.value.data["send_state"] == "sent"


def test_undo_and_sender_at_the_same_moment_make_one_mail_or_none(post: Post) -> None:
    for _ in range(60):
        post.outbox.sent.clear()
        message, event = post.say(1, "Done.", undo_seconds=1)
        start, service, ctx = Barrier(3), tickets(post), context(post)
        moments = [post.now() + timedelta(seconds=9)] * 2

        def undo(
            start: Barrier = start, service: Tickets = service, ctx: Context = ctx, name: str = message.id
        ) -> bool:
            start.wait()
            try:
                service.recall(ctx, 1, RecallMessage(name))
            except Conflict:
                return False
            return True

        def sender(moment: Any, start: Barrier = start, event: Event = event) -> None:
            start.wait()
            try:
                post.sender.handle(event, moment, "s")
            except Unavailable:
                return

        with ThreadPoolExecutor(3) as threads:
            taken = threads.submit(undo)
            list(threads.map(sender, moments))
        assert len(post.outbox.sent) == (0 if taken.result() else 1)
        assert state(post, message) is (SendState.RECALLED if taken.result() else SendState.SENT)


def scheduled(post: Post) -> tuple[Message, Event]:
    return post.say(1, "Done.", send_at=NOW + timedelta(hours=1))


def due(post: Post) -> list[Event]:
    tickets(post).apply_due(context(post, timedelta(hours=1)), 1, ApplyDue())
    return [event for event in post.conversation(1).events if event.type == "message.send_due"]


def test_a_scheduled_one_goes_out_when_its_ticket_says_so_and_once(post: Post) -> None:
    message, created = scheduled(post)
    assert send(post, created) is SendState.HELD
    assert send(post, created, timedelta(hours=2)) is SendState.HELD
    (event,) = due(post)
    assert due(post) == [event]
    assert [send(post, each) for each in (event, created, event)] == [SendState.SENT] * 3
    assert len(post.outbox.sent) == 1
    assert state(post, message) is SendState.SENT


def test_a_customer_who_writes_first_takes_it_back(post: Post) -> None:
    message, created = scheduled(post)
    post.deliver(mail(subject="Re: Broken handle", body="It works now.", in_reply_to="<first@customer.example>"))
    assert state(post, message) is SendState.RECALLED
    assert due(post) == []
    assert send(post, created, timedelta(hours=2)) is SendState.RECALLED
    draft = post.tickets.draft(post.northwind.id, 1, str(AGENT.id))
    assert draft
    assert draft.body == "Done."
    assert not post.outbox.sent


def test_a_sender_that_dies_over_a_held_one_leaves_at_most_one_mail(post: Post) -> None:
    class Crash(BaseException):
        """The end of a process."""

    message, event = post.say(1, "Done.", undo_seconds=1)
    post.outbox.trouble = [Crash()]  # type: ignore[list-item]
    with pytest.raises(Crash):
        send(post, event, timedelta(seconds=5))
    with pytest.raises(Conflict) as late:
        tickets(post).recall(context(post), 1, RecallMessage(message.id))
    assert late.value.data["send_state"] == "sending"
    assert send(post, event, timedelta(minutes=5)) is SendState.UNCERTAIN
    assert not post.outbox.sent


def test_two_agents_who_send_at_the_same_moment_make_one_mail(post: Post) -> None:
    seen, service, start = post.ticket(1).last_message_id, tickets(post), Barrier(8)

    def answer(index: int) -> str:
        ctx = replace(context(post), seed=f"agent-{index}")
        command = PostMessage(MessageKind.REPLY, f"Answer {index}", "Maya", last_seen_message_id=seen)
        start.wait()
        try:
            service.post(ctx, 1, command, Key(f"usr_{index}", "k", "d"))
        except StaleThread:
            return "stale"
        return "said"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(answer, range(8)))
    assert sorted(outcomes) == ["said"] + ["stale"] * 7
    for event in post.conversation(1).events:
        if event.type == "message.created" and event.data["kind"] == "reply":
            send(post, event)
    assert len(post.outbox.sent) == 1


class Queue:
    """Notes what was put back."""

    def __init__(self) -> None:
        self.back: list[tuple[str, str, int]] = []

    def put_back(self, arn: str, handle: str, seconds: int) -> None:
        self.back.append((arn, handle, seconds))


def test_the_door_puts_an_early_one_back_for_as_long_as_it_waits(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    class Product(Lambdesk):
        """The product with the mail channel in memory."""

        mail_sender = post.sender  # type: ignore[assignment]
        queues = Queue()  # type: ignore[assignment]

    product = Product.__new__(Product)
    monkeypatch.setattr(door, "product", product)
    monkeypatch.setattr(door.clock, "now", post.now)
    _, event = post.say(1, "Done.", undo_seconds=30)
    record = {"messageId": "m", "eventSource": "aws:sqs", "eventSourceARN": "arn:q", "receiptHandle": "h"}
    body = {"Records": [record | {"body": json.dumps({"detail": to_wire(event)})}]}
    assert door.handler(body, None)["batchItemFailures"] == [{"itemIdentifier": "m"}]
    ((arn, handle, seconds),) = product.queues.back  # type: ignore[attr-defined]
    assert (arn, handle) == ("arn:q", "h")
    assert 0 < seconds <= 30
    assert not post.outbox.sent


def close(post: Post, state: TenantState) -> None:
    home = post.identity.tenant(post.northwind.id)
    assert home
    post.identity.commit(home.id, ChangeSet((Put(replace(home, state=state)),)))


def test_what_a_closed_tenant_was_about_to_send_waits_with_its_ticket(post: Post) -> None:
    message, created = post.say(1, "Done.")
    close(post, TenantState.SUSPENDED)
    assert [send(post, created) for _ in range(2)] == [SendState.HELD] * 2
    assert post.outbox.sent == []
    ticket = post.ticket(1)
    assert [each.message_id for each in ticket.scheduled] == [message.id]
    assert ticket.next_due_at is not None
    close(post, TenantState.ACTIVE)
    assert send(post, created) is SendState.HELD
    (event,) = due(post)
    assert [send(post, each) for each in (event, created, event)] == [SendState.SENT] * 3
    assert len(post.outbox.sent) == 1
    assert post.ticket(1).scheduled == ()
