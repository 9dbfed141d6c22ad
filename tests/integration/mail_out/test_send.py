"""At most one mail for a reply, whatever happens on the way."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from lambdesk.channels.model import ThreadKey
from lambdesk.channels.ports import Refused
from lambdesk.channels.send import LEASE
from lambdesk.channels.threading import ses_thread_key
from lambdesk.conversations.model import Message, MessageKind, SendState
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Event
from lambdesk.kit.signed import read
from lambdesk.tickets.model import State
from tests.support.clocks import clock_of
from tests.support.post import KEYS, Post, mail


@pytest.fixture
def post() -> Post:
    post = Post()
    post.deliver(mail(message_id="<first@customer.example>"))
    return post


def state(post: Post, message: Message) -> SendState | None:
    found = post.tickets.message(post.northwind.id, message.number, message.id)
    assert found
    return found.delivery.state if found.delivery else None


def send(post: Post, event: Event, later: timedelta = timedelta(0)) -> SendState | None:
    return post.sender.handle(event, post.now() + later, "s")


def told(post: Post) -> list[Event]:
    return [event for event in post.conversation(1).events if event.aggregate.startswith("message:")]


def test_a_reply_goes_out_once_however_often_its_event_comes(post: Post) -> None:
    message, event = post.say(1, "Done.")
    assert [send(post, event) for _ in range(3)] == [SendState.SENT] * 3
    assert len(post.outbox.sent) == 1
    (sent,) = told(post)
    assert (sent.type, sent.aggregate, sent.version) == ("message.sent", f"message:{message.id}", 3)
    assert sent.data == {"message_id": message.id, "provider_id": "0100018-1-000000"}
    assert sent.causation_id == event.id
    assert post.state.get(post.northwind.id, ThreadKey, ses_thread_key("0100018-1-000000"))


def test_only_the_reply_that_solves_it_asks_for_a_confirmation_and_once(post: Post) -> None:
    def texts(body: str, **more: State) -> list[str]:
        _, event = post.say(1, body, **more)
        send(post, event)
        found = message_from_bytes(post.outbox.sent[-1].raw, policy=default).get_content()
        return re.findall(r"https://help\.example\.com/portal/confirm/\S+", found)

    assert texts("Look here.") == []
    (url,) = texts("Done.", state_after=State.RESOLVED)
    number = int(read(KEYS, "confirmation", url.rpartition("/")[2]).rpartition(".")[2])
    assert number == 1
    assert texts(f"Done. Say so at {url}", state_after=State.RESOLVED) == [url]


def test_two_events_of_one_message_at_once_make_one_mail(post: Post) -> None:
    _, event = post.say(1, "Done.")

    def attempt(number: int) -> SendState | None:
        try:
            return send(post, replace(event, id=f"evt_{number}"))
        except Unavailable:
            return None

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(16)))
    assert set(outcomes) <= {SendState.SENT, None}
    assert len(post.outbox.sent) == 1


def test_a_note_and_a_reply_on_a_ticket_without_mailbox_send_nothing(post: Post) -> None:
    _, event = post.say(1, "Between us", MessageKind.NOTE)
    assert send(post, event) is None
    assert not post.outbox.sent


def test_what_the_provider_refuses_has_failed_with_its_reason(post: Post) -> None:
    message, event = post.say(1, "Done.")
    post.outbox.trouble = [Refused("rejected")]
    assert send(post, event) is SendState.FAILED
    assert send(post, event) is SendState.FAILED
    assert not post.outbox.sent
    (failed,) = told(post)
    assert failed.type == "message.send_failed"
    assert failed.data == {"message_id": message.id, "outcome": "failed", "reason": "rejected"}


def test_a_reply_that_never_went_out_was_no_answer(post: Post) -> None:
    number = post.ticket(1).number
    before = clock_of(post.ticket(number))
    _, event = post.say(number, "Done.")
    assert clock_of(post.ticket(number)).answered_at is not None
    post.outbox.trouble = [Refused("rejected")]
    assert send(post, event) is SendState.FAILED
    after = clock_of(post.ticket(number))
    assert (after.answered_at, after.due_at) == (None, before.due_at)
    (fact,) = [each for each in post.tickets.history(post.northwind.id, number) if each.type == "sla.fact_voided"]
    assert (fact.data["metric"], fact.data["reason"]) == ("first_response", "bounced")
    assert send(post, event) is SendState.FAILED
    assert clock_of(post.ticket(number)) == after


def test_what_became_of_a_refused_reply_is_told_though_its_ticket_changes(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, event = post.say(1, "Done.")
    post.outbox.trouble = [Refused("rejected")]
    commit, failures = post.tickets.commit, [StaleVersion(9), StaleVersion(9)]

    def faulty(tenant: str, changes: ChangeSet) -> None:
        if changes.events and failures:
            raise failures.pop()
        commit(tenant, changes)

    monkeypatch.setattr(post.tickets, "commit", faulty)
    assert send(post, event) is SendState.FAILED
    assert clock_of(post.ticket(1)).answered_at is None


def test_a_provider_that_does_not_answer_is_asked_again(post: Post) -> None:
    message, event = post.say(1, "Done.")
    post.outbox.trouble = [Unavailable()]
    with pytest.raises(Unavailable):
        send(post, event)
    assert state(post, message) is SendState.QUEUED
    assert send(post, event) is SendState.SENT


def test_a_lost_answer_is_never_asked_for_again(post: Post) -> None:
    message, event = post.say(1, "Done.")
    post.outbox.trouble = [TimeoutError()]
    assert send(post, event) is SendState.UNCERTAIN
    assert send(post, event, timedelta(hours=1)) is SendState.UNCERTAIN
    assert not post.outbox.sent
    assert state(post, message) is SendState.UNCERTAIN
    assert told(post)[0].data["reason"] == "no_answer"


class Crash(BaseException):
    """The end of a process."""


def test_a_sender_that_died_leaves_it_uncertain_after_its_lease(post: Post) -> None:
    message, event = post.say(1, "Done.")
    post.outbox.trouble = [Crash()]  # type: ignore[list-item]
    with pytest.raises(Crash):
        send(post, event)
    assert state(post, message) is SendState.SENDING
    with pytest.raises(Unavailable):
        send(post, event)
    assert send(post, event, LEASE) is SendState.UNCERTAIN
    assert not post.outbox.sent
    assert told(post)[0].data["reason"] == "interrupted"


def test_the_outcome_is_written_although_the_store_fails_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    message, event = post.say(1, "Done.")
    commit, failures = post.tickets.commit, [Unavailable()]

    def faulty(tenant: str, changes: ChangeSet) -> None:
        if changes.events and failures:
            raise failures.pop()
        commit(tenant, changes)

    monkeypatch.setattr(post.tickets, "commit", faulty)
    assert send(post, event) is SendState.SENT
    assert state(post, message) is SendState.SENT


def test_an_event_of_a_message_that_is_not_there_is_no_mail(post: Post) -> None:
    _, event = post.say(1, "Done.")
    with pytest.raises(NotFound):
        send(post, replace(event, data={"message_id": "msg_other"}))


def test_a_long_body_goes_out_whole(post: Post) -> None:
    message, event = post.say(1, "beginning")
    post.content.kept["whole"] = b"beginning and end"
    name = (post.northwind.id, Message, message.number, message.id)
    post.state.kept[name] = replace(message, body_key="whole")
    send(post, event)
    assert b"beginning and end" in post.outbox.sent[0].raw
