"""Nothing internal leaves: not by mail, not with an event, not at the portal."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.channels.portal import wire
from lambdesk.conversations.decide import Held
from lambdesk.conversations.model import Attachment, Message, MessageKind, SavedDraft, SendState
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.events import to_wire
from lambdesk.tickets.commands import SplitTicket
from lambdesk.tickets.decide import recall, splitting
from lambdesk.tickets.decide.following import Answer
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.relations.merges import Merges
from lambdesk.tickets.relations.service import Relations
from lambdesk.tickets.settings.model import DEFAULT_RULES
from tests.support.post import AGENT, NOW, Post, mail

DOING = st.sampled_from(
    ["note", "note with file", "note draft", "reply", "rich reply", "undone reply", "mail", "merge", "split", "later"]
)
INTERNAL = ("note", "note with file", "note draft", "undone reply", "merge", "split", "later")
SAID = st.lists(st.tuples(DOING, st.integers(0, 10**6)), max_size=8)


class Talk:
    """What happens on a ticket, with what of it is internal."""

    def __init__(self) -> None:
        self.post = Post()
        self.number = self.post.deliver(mail(message_id="<first@customer.example>")).number or 0
        self.secrets: list[str] = []
        self.replies = 0

    def secret(self, words: str) -> str:
        self.secrets.append(words)
        return words

    def note(self, words: str, **more: Any) -> None:
        html = f"<p>{self.secret(words)}<i>html{words}</i></p>"
        _, event = self.post.say(self.number, words, MessageKind.NOTE, html=html, **more)
        assert self.post.sender.handle(event, self.post.now(), "s") is None

    def note_with_file(self, words: str) -> None:
        key = f"files/t/upl_{words}"
        self.post.content.kept[key] = self.secret(f"bytes{words}").encode()
        self.note(words, attachments=(Attachment(f"name{self.secret(words)}.txt", "text/plain", 3, key, "upl_1"),))

    def note_draft(self, words: str) -> None:
        stored = self.post.tickets.draft(self.post.northwind.id, self.number, str(AGENT.id))
        if stored is None:
            draft = SavedDraft(self.number, str(AGENT.id), MessageKind.NOTE, self.secret(words), NOW, str(AGENT.id), 1)
            self.post.tickets.commit(self.post.northwind.id, ChangeSet((Insert(draft),)))

    def reply(self, words: str, **more: Any) -> None:
        _, event = self.post.say(self.number, words, **more)
        assert self.post.sender.handle(event, self.post.now(), "s") is SendState.SENT
        self.replies += 1

    def undone(self, words: str) -> None:
        message, event = self.post.say(self.number, self.secret(words), undo_seconds=60)
        loaded = self.post.tickets.load(self.post.northwind.id, self.number)[0]
        assert loaded
        saved = self.post.tickets.draft(self.post.northwind.id, self.number, str(AGENT.id))
        changes = recall.recall(loaded, Held(message, saved), str(AGENT.id), (), self.post._context())
        self.post.tickets.commit(self.post.northwind.id, changes)
        assert self.post.sender.handle(event, self.post.now(), "s") is SendState.RECALLED

    def merge(self, words: str) -> None:
        """Another ticket with a note and a reply that waits goes into this one."""
        source = (
            self.post.deliver(mail(message_id=f"<n{len(self.secrets)}@customer.example>", body="other")).number or 0
        )
        self.post.say(source, self.secret(words), MessageKind.NOTE)
        self.post.say(source, self.secret(f"waits{words}"), send_at=NOW + timedelta(days=30))
        version = self.post.ticket(source).version
        Merges(Relations(self.post.tickets, self.post.policies), self.post.rules).merge(
            self.post._context(), source, self.number, version
        )

    def split(self, words: str) -> None:
        """All that was said begins another ticket, notes too, which is answered."""
        tenant = self.post.northwind.id
        source, said = self.post.tickets.load(tenant, self.number)[0], self.post.tickets.messages(tenant, self.number)
        assert source
        number = self.post.tickets.next_number(tenant)
        command = SplitTicket(number, tuple(each.id for each in said), f"split {number}")
        asks = source.details.participants[0]
        self.post.tickets.commit(tenant, splitting.split_ticket(source, said, asks, command, self.post._context()))
        here, self.number = self.number, number
        self.note(words)
        self.reply(f"public {len(self.secrets)}")
        self.number = here

    def later(self, words: str) -> None:
        """A reply that waits, and a customer who is faster."""
        self.post.say(self.number, self.secret(words), send_at=NOW + timedelta(days=30))
        self.post.deliver(mail(body="more", in_reply_to="<first@customer.example>"))

    def do(self, what: str, words: str) -> None:
        match what:
            case "note":
                self.note(words)
            case "note with file":
                self.note_with_file(words)
            case "note draft":
                self.note_draft(words)
            case "reply":
                self.reply(f"public {words}")
            case "rich reply":
                self.reply(f"public {words}", html=f"<p>public {words}</p>", bcc=("z@far.example",))
            case "merge":
                self.merge(words)
            case "split":
                self.split(words)
            case "later":
                self.later(words)
            case "undone reply":
                self.undone(words)
            case _:
                self.post.deliver(mail(body=f"more {words}", in_reply_to="<first@customer.example>"))


def portal(talk: Talk) -> list[str]:
    """What the portal tells each requester of each of their tickets."""
    post, seen = talk.post, []
    for ticket in post.state.all(post.northwind.id, Ticket):
        conversation = post.conversation(ticket.number)
        shown = wire.thread(
            conversation, ticket.requester_id, "TKT-", DEFAULT_RULES, wire.Around(Answer.CONTINUES), ticket.updated_at
        )
        seen.append(json.dumps(shown))
    return seen


@settings(deadline=None)
@given(SAID)
def test_no_internal_word_is_in_any_mail_or_event_or_at_the_portal(said: list[tuple[str, int]]) -> None:
    talk = Talk()
    for index, (what, number) in enumerate(said):
        talk.do(what, f"{'s' if what in INTERNAL else 'p'}{index}x{number}q")
    told = [json.dumps(to_wire(event)) for events in talk.post.state.timelines.values() for event in events]
    told += [
        row
        for queue in ("open", "paused")
        for row in talk.post.tickets.queue(talk.post.northwind.id, queue, 99, None).rows
    ]
    sent = [mail.raw.decode("ascii") + str(mail.tags) for mail in talk.post.outbox.sent]
    seen = portal(talk)
    assert not [secret for secret in talk.secrets for text in (*told, *sent, *seen) if secret in text]
    public = [number for what, number in said if what == "reply"]
    assert all(any(f"x{number}q" in text for text in seen) for number in public)
    assert len(sent) == talk.replies


def test_a_draft_that_holds_a_note_is_never_offered_as_a_reply() -> None:
    talk = Talk()
    talk.note_draft("internal")
    talk.undone("words")
    draft = talk.post.tickets.draft(talk.post.northwind.id, talk.number, str(AGENT.id))
    assert draft
    assert draft.kind is MessageKind.NOTE
    assert isinstance(talk.post.conversation(talk.number).messages[-1], Message)
