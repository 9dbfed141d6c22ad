"""A desk whose changes can be watched: what people do, what the stream says of it, and a screen that frames keep up."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.realtime import MemoryRealtimeStore
from lambdesk.adapters.memory.sla import MemoryPolicyStore
from lambdesk.adapters.memory.state import State
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.conversations.events import MessageSent
from lambdesk.conversations.model import Message, MessageKind, SendState
from lambdesk.identity.model import AGENT, Tenant, User
from lambdesk.identity.queries import Directory
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Put, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import LambdeskError
from lambdesk.kit.events import record
from lambdesk.realtime.model import (
    Change,
    Connection,
    EventsWritten,
    MessageWritten,
    TicketWritten,
    queue_topic,
    ticket_topic,
    user_topic,
)
from lambdesk.realtime.push import Pusher, Telling
from lambdesk.sla.queries import Policies
from lambdesk.tickets import model as tickets
from lambdesk.tickets import wire
from lambdesk.tickets.commands import AssignTicket, LinkTickets, PostMessage, ReceiveMessage, SnoozeTicket, UpdateTicket
from lambdesk.tickets.decide import lifecycle, linking, messages, snoozing, watching
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.queries import list_changes, whole
from lambdesk.tickets.relations.merges import Merges
from lambdesk.tickets.relations.service import Relations
from lambdesk.tickets.settings.model import DEFAULT_RULES
from lambdesk.tickets.settings.queries import Rules
from tests.unit.tickets import samples

USERS = (samples.MAYA.id or "", "usr_01HQ0000000000000000000004")
DOINGS = (
    *("snooze", "wait_for_reply", "unsnooze", "watch", "unwatch", "link", "unlink"),
    *("customer", "reply", "note", "priority", "subject", "state", "assign", "give_back", "sent", "resolve"),
)
Frame = dict[str, Any]


class Clock:
    """A moment that tests move; sleeping moves it too."""

    def __init__(self, moment: datetime = samples.MORNING) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class RecordingState(State):
    """Stores in memory that note what a stream of theirs would say."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(now=clock)
        self.changes: list[Change] = []

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        written = [write.entity for write in changes.all_writes if isinstance(write, Insert | Put | Replace)]
        noted: list[Change] = []
        for entity in written:
            if isinstance(entity, tickets.Ticket):
                noted.append(TicketWritten(tenant, self.get(tenant, tickets.Ticket, entity.number), entity))
            elif isinstance(entity, Message):
                noted.append(MessageWritten(tenant, entity.number, entity.id))
        for part in changes.parts:
            if part.events:
                noted.append(EventsWritten(tenant, int(part.parent.removeprefix("ticket:")), part.events))
        super().commit(tenant, changes)
        self.changes += noted


@dataclass
class RecordingSockets:
    """Posts as a client would get them, and when."""

    clock: Clock
    posts: list[tuple[datetime, str, str]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)

    def post(self, texts: Mapping[str, str]) -> Sequence[str]:
        self.posts += [(self.clock(), each, text) for each, text in texts.items() if each not in self.gone]
        return [each for each in texts if each in self.gone]

    def end(self, connection_id: str) -> None:
        self.ended.append(connection_id)

    def frames(self, connection_id: str) -> list[Frame]:
        """Everything a connection was told, in order."""
        return [frame for _, each, text in self.posts if each == connection_id for frame in json.loads(text)]


class Stage:
    """One tenant with two agents, its tickets, and the sockets that watch them."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.state = RecordingState(self.clock)
        self.store = MemoryTicketStore(self.state)
        self.realtime = MemoryRealtimeStore(self.state)
        self.sockets = RecordingSockets(self.clock)
        people = MemoryIdentityStore(self.state)
        tenant = Tenant(samples.TENANT, "Northwind", "northwind", (samples.MAILBOX,), samples.MORNING)
        users = [User(each, f"{each}@northwind.example", "Maya", AGENT, samples.MORNING) for each in USERS]
        people.commit(samples.TENANT, ChangeSet((Insert(tenant), *map(Insert, users))))
        self.directory = Directory(people)
        self.rules = Rules(MemoryTicketSettingsStore(self.state))
        self.policies = Policies(MemoryPolicyStore(self.state))
        telling = Telling(self.realtime, self.directory, self.rules, self.sockets, self.clock)
        self.pusher = Pusher(lambda _: telling, self.sockets, self.clock, self.clock.sleep)
        self._turn = 0
        self.step = 1.0
        """How many seconds pass before each thing that is done."""

    def context(self) -> Context:
        self._turn += 1
        self.clock.sleep(self.step)
        return replace(samples.context(seed=f"turn-{self._turn}"), now=self.clock())

    def open(self, number: int, subject: str = "Printer on fire") -> None:
        command = replace(samples.opening(subject=subject), number=number)
        self.state.commit(samples.TENANT, messages.open_ticket(command, self.context()))

    def loaded(self, number: int) -> Loaded:
        found, _ = self.store.load(samples.TENANT, number)
        assert found is not None
        return found

    def act(self, number: int, doing: str, choice: int = 0) -> bool:
        """Do something; False when the ticket's state does not allow it."""
        try:
            changes = self._decide(number, doing, choice)
        except LambdeskError:
            return False
        if changes.writes:
            self.state.commit(samples.TENANT, changes)
        return bool(changes.writes)

    def _decide(self, number: int, doing: str, choice: int) -> ChangeSet:
        loaded, ctx = self.loaded(number), self.context()
        version = loaded.ticket.version
        match doing:
            case "customer":
                return messages.receive_message(loaded, ReceiveMessage(samples.said(f"Still {choice}."), True), ctx)
            case "reply" | "note":
                seen = loaded.ticket.last_message_id if doing == "reply" else None
                return messages.post_message(
                    loaded,
                    PostMessage(MessageKind(doing), f"Look at {choice}.", "Maya", last_seen_message_id=seen),
                    ctx,
                )
            case "snooze" | "wait_for_reply" | "unsnooze" | "watch" | "unwatch" | "link" | "unlink":
                return self._relate(loaded, doing, choice, ctx)
            case "sent":
                return self._sent(number, ctx)
            case "assign" | "give_back":
                user = USERS[choice % len(USERS)] if doing == "assign" else None
                return lifecycle.assign_ticket(loaded, AssignTicket(version, user), ctx)
        states, priorities = list(tickets.State), list(tickets.Priority)
        state = tickets.State.RESOLVED if doing == "resolve" else states[choice % len(states)]
        command = UpdateTicket(
            version,
            state=state if doing in {"state", "resolve"} else None,
            priority=priorities[choice % len(priorities)] if doing == "priority" else None,
            subject=f"Subject {choice}" if doing == "subject" else None,
        )
        return lifecycle.update_ticket(loaded, command, ctx)

    def _relate(self, loaded: Loaded, doing: str, choice: int, ctx: Context) -> ChangeSet:
        number, version = loaded.ticket.number, loaded.ticket.version
        match doing:
            case "snooze" | "wait_for_reply":
                until = ctx.now + timedelta(hours=1 + choice) if doing == "snooze" else None
                return snoozing.snooze_ticket(loaded, SnoozeTicket(version, until, choice % 2 == 0 or not until), ctx)
            case "unsnooze":
                return snoozing.unsnooze_ticket(loaded, version, ctx)
            case "watch" | "unwatch":
                decide = watching.watch_ticket if doing == "watch" else watching.unwatch_ticket
                return decide(loaded, USERS[choice % len(USERS)], ctx)
            case _:
                other = self.loaded(3 - number if number < 3 else 1)
                if doing == "unlink":
                    return linking.unlink_tickets(loaded, other, version, ctx)
                kinds = list(tickets.LinkKind)
                return linking.link_tickets(loaded, other, LinkTickets(version, kinds[choice % len(kinds)]), ctx)

    def _sent(self, number: int, ctx: Context) -> ChangeSet:
        """The mail of the first reply that waits went out: a message changes, its ticket does not."""
        seen = self.store.open(samples.TENANT, number)
        waiting = (
            [each for each in seen.messages if each.delivery and each.delivery.state is SendState.QUEUED]
            if seen
            else []
        )
        if not waiting:
            return ChangeSet(())
        said = waiting[0]
        assert said.delivery is not None
        sent = replace(said, version=said.version + 1, delivery=replace(said.delivery, state=SendState.SENT))
        fact = record(
            ctx,
            MessageSent(said.id, "p-1"),
            aggregate=f"message:{said.id}",
            version=sent.version,
            at=ctx.now,
            ordinal=0,
        )
        return ChangeSet((Replace(sent, said.version),), (fact,), f"ticket:{number}")

    def merge(self, source: int, into: int) -> bool:
        """One ticket goes on in another; False when it cannot."""
        return self._joined(lambda merges, ctx, version: merges.merge(ctx, source, into, version), source)

    def unmerge(self, source: int) -> bool:
        """It stands for itself again; False when it is not merged."""
        return self._joined(lambda merges, ctx, version: merges.unmerge(ctx, source, version), source)

    def _joined(self, change: Callable[[Merges, Context, int], object], source: int) -> bool:
        try:
            change(
                Merges(Relations(self.store, self.policies), self.rules),
                self.context(),
                self.loaded(source).ticket.version,
            )
        except LambdeskError:
            return False
        return True

    def rows(self) -> dict[int, Frame]:
        """All rows as a fetch gives them."""
        found = self.state.all(samples.TENANT, tickets.Ticket)
        return {each.number: json.loads(wire.row_text(each)) for each in sorted(found, key=lambda each: each.number)}

    def view(self, number: int) -> Frame:
        """A ticket as a fetch gives it."""
        seen = whole(self.store, samples.TENANT, number)
        assert seen is not None
        loaded = Loaded(seen.ticket, seen.details)
        view: Frame = json.loads(
            json.dumps(wire.view(loaded, seen.messages, seen.events, "TKT-", DEFAULT_RULES, complete=True))
        )
        return view

    def connect(self, connection_id: str, *topics: str, user: str = USERS[0]) -> None:
        connection = Connection(connection_id, samples.TENANT, user, self.clock() + timedelta(hours=2))
        claim = Claim("socket", connection_id, {}, self.clock() + timedelta(hours=2))
        self.realtime.connect(connection, claim, 5_000)
        self.realtime.subscribe(connection, topics)

    def watch_all(self, connection_id: str, number: int, user: str = USERS[0]) -> None:
        self.connect(connection_id, queue_topic(None), user_topic(user), ticket_topic(number), user=user)

    def changes_since(self, watermark: str) -> list[Frame]:
        """What catching up answers, as row frames."""
        found = list_changes(self.store, samples.TENANT, clock.from_text(watermark), self.clock())
        assert not found.refetch
        rows = [json.loads(text) for text in found.rows]
        return [{"type": "row", "number": row["number"], "version": row["version"], "row": row} for row in rows]

    def taken(self) -> list[Change]:
        """What the stream says since it was last asked."""
        changes, self.state.changes = self.state.changes, []
        return changes


@dataclass
class Screen:
    """What a client shows: rows by number, and one open ticket."""

    rows: dict[int, Frame]
    view: Frame
    fetch: Callable[[], Frame] | None = None
    """How the open ticket is fetched, for frames that ask for it."""

    def apply(self, frames: Iterable[Frame]) -> None:
        """The rules that a client keeps (the web client's are held to the same frames by its own tests)."""
        for frame in frames:
            if frame["type"] == "row":
                known = self.rows.get(frame["number"])
                if known is None or known["version"] < frame["version"]:
                    self.rows[frame["number"]] = frame["row"]
            elif frame["type"] == "refetch" and frame["scope"] == ticket_topic(self.view["ticket"]["number"]):
                assert self.fetch is not None
                self.view = self.fetch()
            elif frame["type"] == "ticket" and frame["number"] in self.view["ticket"]["merged"]:
                self.view = {**self.view, "messages": _merged(self.view["messages"], frame["messages"])}
            elif frame["type"] == "ticket" and frame["number"] == self.view["ticket"]["number"]:
                newer = frame["version"] >= self.view["ticket"]["version"]
                self.view = {
                    **self.view,
                    "ticket": frame["ticket"] if newer else self.view["ticket"],
                    "messages": _merged(self.view["messages"], frame["messages"]),
                    "events": _merged(self.view["events"], frame["events"]),
                }


def _merged(known: list[Frame], more: list[Frame]) -> list[Frame]:
    by_id = {each["id"]: each for each in [*known, *more]}
    return [by_id[each] for each in sorted(by_id)]
