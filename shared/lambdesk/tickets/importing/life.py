"""A ticket's past in the making: each fact of it decided at its own moment, by the rules that live tickets follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from lambdesk.conversations.model import MessageKind
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import SYSTEM, Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.kit.text import digest, normal_address
from lambdesk.sla.clocks import stood_still
from lambdesk.sla.follow import reckons_anew
from lambdesk.sla.history import Past, past_of
from lambdesk.sla.model import Metric
from lambdesk.tickets.commands import ApplyDue, CustomerMessage, PostMessage, ReceiveMessage, Unset
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.draft import Draft, after, begin, clocks_of
from lambdesk.tickets.importing.commands import ImportTicket, PastChange, PastMessage, People
from lambdesk.tickets.model import STATE_CATEGORY, Loaded, State, StateCategory
from lambdesk.tickets.settings.model import TicketRules

DOOR = "import"
REASON = "imported"
_TICK = timedelta(milliseconds=1)


class _Step(Enum):
    TIME = auto()
    SAID = auto()
    CHANGED = auto()


@dataclass
class Life:
    """A ticket as far as its past was replayed: `steps` are its changes in the order of time."""

    command: ImportTicket
    people: People
    ctx: Context
    rules: TicketRules
    loaded: Loaded
    steps: list[ChangeSet] = field(default_factory=list)
    _past: Mapping[Metric, Past] = field(default_factory=dict)
    _last: _Step = _Step.SAID

    def goes_on(self) -> None:
        """All that was said and changed, in the order of time, and what time did between."""
        for at, fact, index in sorted(_facts(self.command), key=lambda each: each[0]):
            self.until(at)
            if isinstance(fact, PastMessage):
                self._say(fact, index)
            else:
                self._change(fact, index)

    def until(self, at: datetime) -> None:
        """Let time do what was due before `at`."""
        while (due := self.loaded.ticket.next_due_at) is not None and due < at:
            ctx = self._context(due + _TICK, SYSTEM)
            self.take(lifecycle.apply_due(self._known(), ApplyDue(), ctx, self.rules), _Step.TIME)

    def take(self, changes: ChangeSet, step: _Step = _Step.SAID) -> None:
        """The ticket after a change; one that changes nothing leaves no trace."""
        if changes.writes:
            self.loaded = replace(after(self.loaded, changes), terms=self.loaded.terms)
            self.steps.append(changes)
            self._past = past_of(changes.events, self._past)
            self._last = step

    def _say(self, said: PastMessage, index: int) -> None:
        known = self._known(beside=self._last is _Step.TIME)
        if said.kind is MessageKind.CUSTOMER:
            who = self.people.customers[normal_address(said.author.email or self.command.requester.email or "")]
            heard = ReceiveMessage(CustomerMessage(who, said.body, self.command.channel), trusted=True)
            ctx = self._context(said.at, Actor(ActorKind.CUSTOMER, who.customer_id))
            self.take(messages.receive_message(known, heard, ctx, self.rules))
            return
        name = said.author.name or said.author.email or ""
        seen = known.ticket.last_message_id
        reply = PostMessage(said.kind, said.body, name, self.command.channel, last_seen_message_id=seen)
        ctx = self._context(said.at, Actor(ActorKind.USER, self._member(said.author.email)))
        try:
            self.take(messages.post_message(known, reply, ctx, self.rules))
        except Conflict:
            raise wrong(f"messages.{index}.at", "the ticket was closed then", "conflicting") from None

    def _change(self, changed: PastChange, index: int) -> None:
        actor = Actor(ActorKind.USER, self._member(changed.by)) if changed.by else SYSTEM
        known = self._known(beside=self._last is not _Step.CHANGED, retimed=changed.priority is not None)
        draft = begin(self._context(changed.at, actor), known, self.rules)
        if changed.priority is not None:
            draft = lifecycle.prioritise(draft, known, changed.priority)
        if not isinstance(changed.assignee, Unset):
            name = f"changes.{index}.assignee_email"
            draft = lifecycle.assign(draft, member(self.people, changed.assignee, name), REASON)
        if changed.state is not None:
            draft = _stood(draft, changed.state)
        self.take(draft.changes(known.ticket), _Step.CHANGED)

    def _known(self, *, beside: bool = False, retimed: bool = False) -> Loaded:
        """The ticket as it is loaded for a decision: with the history of its clocks where that is looked up.

        `beside`: what comes next may bear the moment of the last change, as a reply and its state do.
        """
        loaded, ticket, terms = self.loaded, self.loaded.ticket, self.loaded.terms
        still = retimed and any(map(stood_still, clocks_of(ticket)))
        if still or (terms is not None and reckons_anew(ticket.sla, terms, ticket.priority)):
            loaded = replace(loaded, past=self._past)
        return replace(loaded, ticket=replace(ticket, updated_at=ticket.updated_at - _TICK)) if beside else loaded

    def _member(self, address: str | None) -> str | None:
        return self.people.agents.get(normal_address(address)) if address else None

    def _context(self, at: datetime, actor: Actor) -> Context:
        return then(self.ctx, self.command, at, actor, len(self.steps))


def then(ctx: Context, command: ImportTicket, at: datetime, actor: Actor, step: int) -> Context:
    """The world at a moment of the past: told twice it gives the same ids."""
    seed = digest(DOOR, ctx.tenant, command.source, command.source_id)
    cause = {"door": DOOR, "source": command.source}
    return Context(ctx.tenant, actor, at, f"{seed}/{step}", cause, ctx.correlation_id)


def member(people: People, address: str | None, name: str) -> str | None:
    """The member with this address, None for nobody; raises Invalid when there is none."""
    found = people.agents.get(normal_address(address)) if address else None
    if address and found is None:
        raise wrong(name, "is not a member", "unknown_user")
    return found


def wrong(name: str, message: str, code: str) -> Invalid:
    """What is said of a field of the body."""
    return Invalid(fields=[FieldError(f"body.{name}", message, code)])


def _facts(command: ImportTicket) -> Iterator[tuple[datetime, PastMessage | PastChange, int]]:
    """Of one moment what was said comes first."""
    yield from ((each.at, each, index) for index, each in enumerate(command.messages))
    yield from ((each.at, each, index) for index, each in enumerate(command.changes))


def _stood(draft: Draft, to: State) -> Draft:
    """The draft where the other system had it. What was done and is open again is reopened here."""
    state = draft.ticket.state
    if to is State.OPEN:
        if state is State.REOPENED:
            return draft
        to = State.REOPENED if STATE_CATEGORY[state] in (StateCategory.RESOLVED, StateCategory.TERMINAL) else to
    return draft if to is state else lifecycle.move(draft, to, REASON)
