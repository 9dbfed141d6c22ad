"""What a ticket of another system would have become here, and in which changes it is written.

Its past is driven through the rules that live tickets follow (`life`), so clocks, pauses, verdicts and history are
those of a ticket that had been here from the beginning, with three exceptions: the state is what the other system says,
also where nobody could take a ticket from here; nothing closed by itself; and nobody is called for what was late.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lambdesk.conversations.model import Message, MessageKind
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.events import Event
from lambdesk.kit.text import normal_address
from lambdesk.sla.model import SlaPolicies, Terms
from lambdesk.tickets.commands import CustomerMessage, OpenTicket
from lambdesk.tickets.decide import fields, messages
from lambdesk.tickets.draft import after, begin, timed
from lambdesk.tickets.events import TicketImported
from lambdesk.tickets.filtering.promises import promised
from lambdesk.tickets.importing.commands import ImportTicket, PastChange, PastMessage, People
from lambdesk.tickets.importing.life import Life, member, then, wrong
from lambdesk.tickets.model import PARTICIPANT_LIMIT, STATE_CATEGORY, Loaded, State, StateCategory
from lambdesk.tickets.settings.model import TicketRules

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# A transaction takes 100 writes, among them the ticket, its details and its tags; an item takes 400 kB.
CHUNK_MESSAGES, CHUNK_EVENTS = 60, 500
_FOR_EVER_DAYS = 36_500


@dataclass(frozen=True)
class Replayed:
    """A past as `steps` in the order of time, and the `last` change, which makes the ticket ours.

    `terms` are those that it is promised, None for nothing.
    """

    loaded: Loaded
    steps: tuple[ChangeSet, ...]
    last: ChangeSet
    terms: Terms | None

    @property
    def events(self) -> tuple[Event, ...]:
        """All facts in their order."""
        return tuple(event for each in (*self.steps, self.last) for event in each.events)

    def chunks(self) -> tuple[ChangeSet, ...]:
        """The same as few changes, each of which a transaction takes. The last one has the ticket: until then nobody
        sees it.
        """
        *ahead, end = (_past(each, self.last.parent) for each in _grouped(self.steps))
        return (*ahead, end.together(self.last))


def replay(
    command: ImportTicket,
    people: People,
    number: int,
    ctx: Context,
    policies: SlaPolicies | Terms | None,
    rules: TicketRules,
) -> Replayed:
    """What becomes of a ticket that is imported at `ctx.now`; raises Invalid. Terms that were chosen already hold."""
    check(command, ctx.now)
    # There it closed when it did, and what was said on a closed one opened it again.
    there = replace(rules, close_after_days=None, reopen_days=_FOR_EVER_DAYS)
    life, terms = _begun(command, people, number, ctx, policies, there)
    life.goes_on()
    life.until(ctx.now)
    _check_end(command.state, life.loaded.ticket.state)
    last = _imported(life, rules)
    return Replayed(replace(after(life.loaded, last), terms=terms), tuple(life.steps), last, terms)


def _begun(
    command: ImportTicket,
    people: People,
    number: int,
    ctx: Context,
    policies: SlaPolicies | Terms | None,
    rules: TicketRules,
) -> tuple[Life, Terms | None]:
    """The ticket at its beginning, and what it is promised by the policies of today."""
    who = people.customers[normal_address(command.requester.email or "")]
    noted = replace(command.noted, assignee_id=member(people, command.assignee, "assignee_email"))
    opening = OpenTicket(
        number=number,
        subject=command.subject,
        message=CustomerMessage(who, command.body, command.channel),
        priority=command.priority,
        noted=fields.checked(noted, command.fields, rules, demanding=False),
    )
    began = then(ctx, command, command.created_at, Actor(ActorKind.CUSTOMER, who.customer_id), 0)
    terms = policies if isinstance(policies, Terms) else None
    if not isinstance(policies, Terms):
        bare = after(None, messages.open_ticket(opening, began, None, rules))
        bare = replace(bare, organisation=who.organisation)
        terms = promised(policies, bare, rules, began.now)
    # Without levels nobody is called.
    calm = replace(terms, policy=replace(terms.policy, levels=())) if terms else None
    opened = messages.open_ticket(opening, began, calm, rules)
    life = Life(command, people, ctx, rules, replace(after(None, opened), terms=calm))
    life.take(opened)
    return life, terms


def _imported(life: Life, rules: TicketRules) -> ChangeSet:
    """The change at the present moment by which the ticket is here. Its quiet days begin now."""
    command, ctx = life.command, life.ctx
    arrived = then(ctx, command, ctx.now, ctx.actor, len(life.steps))
    draft = begin(replace(arrived, causation_id=ctx.causation_id), life.loaded, rules)
    ticket, days = draft.ticket, rules.close_after_days
    fact = TicketImported(
        source=command.source,
        source_id=command.source_id,
        state=ticket.state,
        priority=ticket.priority,
        channel=ticket.channel,
        requester_id=ticket.requester_id,
        created_at=moments.to_text(ticket.created_at),
        messages=ticket.message_count,
    )
    quiet = ticket.state is State.RESOLVED and days is not None
    closes_at = draft.at + timedelta(days=days or 0) if quiet else None
    draft = timed(draft.to(fact, mailbox=command.mailbox, closes_at=closes_at), None)
    return ChangeSet((Insert(draft.ticket), Put(life.loaded.details)), draft.events(), ticket.aggregate)


def check(command: ImportTicket, now: datetime) -> None:
    """Raises Invalid for moments that cannot have been, and for people that nobody can tell."""
    found = list(_impossible(command, now))
    if len(command.customers) > PARTICIPANT_LIMIT:
        message = f"at most {PARTICIPANT_LIMIT} customers take part in a ticket"
        found.append(FieldError("body.messages", message, "too_many"))
    if found:
        raise Invalid(fields=found)


def _impossible(command: ImportTicket, now: datetime) -> Iterator[FieldError]:
    began = command.created_at
    told: dict[str, Sequence[PastMessage | PastChange]] = {"messages": command.messages, "changes": command.changes}
    if not EARLIEST <= began <= now:
        yield FieldError("body.created_at", f"lies between {EARLIEST.year} and now", "out_of_range")
        return
    for name, facts in told.items():
        for index, at in enumerate(each.at for each in facts):
            if not began <= at <= now:
                message = "lies between the beginning of the ticket and now"
                yield FieldError(f"body.{name}.{index}.at", message, "out_of_range")
    for index, said in enumerate(command.messages):
        if said.kind is not MessageKind.CUSTOMER and not (said.author.email or said.author.name):
            yield FieldError(f"body.messages.{index}.author", "an agent has a name or an address", "missing")


def _check_end(wanted: State | None, state: State) -> None:
    """Raises Invalid when the past leads elsewhere; new, open and reopened are one."""
    if wanted is None or wanted is state:
        return
    if StateCategory.OPEN is STATE_CATEGORY[wanted] is STATE_CATEGORY[state]:
        return
    raise wrong("state", f"what was said and changed leads to {state}", "conflicting")


def _grouped(steps: Sequence[ChangeSet]) -> Iterator[list[ChangeSet]]:
    """Steps in their order; those of one moment stay together, so that the order of the items is theirs."""
    group: list[ChangeSet] = []
    said = told = 0
    for step in steps:
        full = said >= CHUNK_MESSAGES or told >= CHUNK_EVENTS
        if full and step.events[0].at > group[-1].events[-1].at:
            yield group
            group, said, told = [], 0, 0
        group.append(step)
        said, told = said + len(_messages(step)), told + len(step.events)
    yield group


def _past(steps: Sequence[ChangeSet], parent: str) -> ChangeSet:
    said = tuple(Insert(each) for step in steps for each in _messages(step))
    return ChangeSet(said, tuple(event for step in steps for event in step.events), parent, past=True)


def _messages(step: ChangeSet) -> list[Message]:
    written = (each.entity for each in step.writes if isinstance(each, Insert))
    return [each for each in written if isinstance(each, Message)]
