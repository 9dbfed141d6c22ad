"""Load, decide, commit: the one way in which every door changes tickets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache

from lambdesk.conversations.decide import Held
from lambdesk.conversations.model import SHARED, Channel, Message, SavedDraft
from lambdesk.customers import service as customers
from lambdesk.customers.ports import CustomerStore
from lambdesk.escalation.decide import Roster
from lambdesk.kit.changes import ChangeSet, Claim, Put, entity_in
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, IdempotencyMismatch, NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.clocks import stood_still
from lambdesk.sla.model import ORGANISATION, TEAM
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import (
    AcknowledgeEscalation,
    ApplyDue,
    AssignTicket,
    CallPeople,
    CustomerMessage,
    Noted,
    OpenTicket,
    PostMessage,
    RaiseEscalation,
    RecallMessage,
    ReceiveMessage,
    RescheduleMessage,
    RestateVerdict,
    TellWebhook,
    Unset,
    UpdateTicket,
)
from lambdesk.tickets.decide import calling, fields, lifecycle, messages, raising, recall, restating
from lambdesk.tickets.decide.following import Answer, answer_to, follow_up
from lambdesk.tickets.draft import after, clocks_of
from lambdesk.tickets.model import FieldValue, Loaded, Priority, Ticket, TicketDetails
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.settings.model import TicketRules
from lambdesk.tickets.settings.queries import KnownTags, Rules

KEY_LIFETIME = timedelta(hours=24)
_TRIES = 6


@dataclass(frozen=True)
class Key:
    """An idempotency key as the door got it: `scope` is actor and route, `body_digest` stands for the body."""

    scope: str
    key: str
    body_digest: str


@dataclass(frozen=True)
class Posted:
    """The outcome of a keyed command and the facts it left; `replayed` when an earlier call had done it."""

    ticket: Ticket
    details: TicketDetails
    message: Message
    events: tuple[Event, ...] = ()
    replayed: bool = False


@dataclass(frozen=True)
class Recalled:
    """A message that does not go out, its ticket as it was before, and the draft that has its words."""

    ticket: Ticket
    details: TicketDetails
    message: Message
    draft: SavedDraft


@dataclass(frozen=True)
class RequestedTicket:
    """A ticket that a door opens in a customer's name.

    `fields` are values by the keys of custom fields; those in `noted` are not looked at. `demanding`: whoever asks can
    fill in the fields that are required on create, and must.
    """

    subject: str
    body: str
    email: str
    name: str = ""
    priority: Priority = Priority.NORMAL
    mailbox: str | None = None
    channel: Channel = Channel.API
    noted: Noted = field(default_factory=Noted)
    fields: Mapping[str, FieldValue | None] = field(default_factory=dict)
    demanding: bool = True


class Tickets:
    """Commands on tickets; every method commits one transaction or raises and leaves nothing behind."""

    def __init__(self, store: TicketStore, customer_store: CustomerStore, policies: Policies, rules: Rules) -> None:
        self._store = store
        self._policies = policies
        self._customers = customer_store
        self._rules = rules
        self._tags = KnownTags()

    def open(self, ctx: Context, request: RequestedTicket, key: Key) -> Posted:
        """Open a ticket in a customer's name. A repeated key gives the ticket it opened then."""
        claim = _claim(ctx, key)
        named = filter(None, (request.noted.category_id, request.noted.team_id))
        rules = self._rules.knowing(ctx.tenant, ctx.now, (*request.fields, *named))
        # Before a person is made and a number is taken for it.
        noted = fields.checked(request.noted, request.fields, rules, demanding=request.demanding)
        customer = customers.identify(self._customers, ctx, request.email, request.name)
        command = OpenTicket(
            number=self._store.next_number(ctx.tenant),
            subject=request.subject,
            message=CustomerMessage(customer, request.body, request.channel),
            priority=request.priority,
            mailbox=request.mailbox,
            noted=noted,
        )
        changes = messages.open_ticket(command, ctx, self._policies.newest(ctx.tenant, ctx.now), rules)
        try:
            self._commit(ctx.tenant, changes.also(_with(claim, changes)))
        except AlreadyExists:
            taken = self._store.claimed(ctx.tenant, claim)
            if taken is None:
                raise
            return self._replay(ctx, taken, key)
        return _posted(changes)

    def post(self, ctx: Context, number: int, command: PostMessage, key: Key) -> Posted:
        """Say something as staff. Retries until nobody else's change came between, unless the command forbids that."""
        claim, named = _claim(ctx, key), (command.status_after,) if command.status_after else ()
        rules = self._rules.knowing(ctx.tenant, ctx.now, named)
        for _ in range(_TRIES):
            loaded, taken = self._store.load(ctx.tenant, number, claim)
            if taken is not None:
                return self._replay(ctx, taken, key)
            loaded = self._with_terms(ctx.tenant, loaded)
            changes = messages.post_message(loaded, command, ctx, rules)
            try:
                self._store.commit(ctx.tenant, changes.also(_with(claim, changes)))
            except (AlreadyExists, StaleVersion):
                # Another change came between, or a twin with this key: decide again on what stands now. A version
                # the caller named is compared inside the decision, so a stale caller is refused there.
                continue
            return _posted(changes, loaded)
        raise Unavailable("This ticket changes too quickly; try again.")

    def hear(self, ctx: Context, number: int, said: CustomerMessage, key: Key) -> Posted:
        """A signed-in customer says more on a ticket of theirs, or on the one in which it goes on.

        On a closed one that nothing opens again, it is the beginning of a follow-up: another ticket comes back.
        """
        claim, rules = _claim(ctx, key), self._rules.of(ctx.tenant, ctx.now)
        next_number = cache(lambda: self._store.next_number(ctx.tenant))
        for _ in range(_TRIES):
            loaded, taken = self._store.load(ctx.tenant, number, claim)
            if taken is not None:
                return self._replay(ctx, taken, key)
            own = self._with_terms(ctx.tenant, loaded)
            there = queries.final(self._store, ctx.tenant, own)
            there = own if there is own else self._with_terms(ctx.tenant, there)
            if answer_to(there.ticket, rules, ctx.now) is Answer.FOLLOWS_UP:
                # Not from somebody else's ticket: its subject would be shown to this customer.
                closed = there if there.ticket.requester_id == said.customer.customer_id else own
                asks = replace(said, customer=customers.placed(self._customers, ctx.tenant, said.customer))
                command, before = follow_up(closed, asks, next_number(), rules, trusted=True), None
                changes = messages.open_ticket(command, ctx, self._policies.newest(ctx.tenant, ctx.now), rules)
            else:
                before, waiting = there, queries.waiting(self._store, ctx.tenant, there.ticket)
                heard = ReceiveMessage(said, trusted=True, meant_for=number if there is not own else None)
                policies = queries.first_asked(self._store, self._policies, ctx.tenant, there.ticket, ctx.now)
                there = queries.belonging(self._customers, ctx.tenant, there, policies)
                changes = messages.receive_message(there, heard, ctx, rules, waiting, policies=policies)
            try:
                self._store.commit(ctx.tenant, changes.also(_with(claim, changes)))
            except (AlreadyExists, StaleVersion):
                continue
            return _posted(changes, before)
        raise Unavailable("This ticket changes too quickly; try again.")

    def update(self, ctx: Context, number: int, command: UpdateTicket) -> Loaded:
        """Change what the command names. A stale version is good for fields that nobody set since."""
        ids = (each for each in (command.status_id, command.category_id, command.team_id) if isinstance(each, str))
        rules = self._rules.knowing(ctx.tenant, ctx.now, (*command.fields, *ids))

        def decision(loaded: Loaded) -> ChangeSet:
            if command.priority is not None or isinstance(command.team_id, str | None):
                loaded = self._with_past(ctx.tenant, loaded, command.team_id, rules)
            return lifecycle.update_ticket(loaded, command, ctx, rules)

        return self._change(ctx, number, decision)

    def assign(self, ctx: Context, number: int, command: AssignTicket) -> Loaded:
        """Give the ticket to somebody or to nobody, and perhaps to another team."""
        team = (command.team_id,) if isinstance(command.team_id, str) else ()
        rules = self._rules.knowing(ctx.tenant, ctx.now, team)

        def decision(loaded: Loaded) -> ChangeSet:
            if isinstance(command.team_id, str | None):
                loaded = self._with_past(ctx.tenant, loaded, command.team_id, rules)
            return lifecycle.assign_ticket(loaded, command, ctx, rules)

        return self._change(ctx, number, decision)

    def confirm(self, ctx: Context, number: int) -> Loaded:
        """The customer says that it is done: resolved becomes closed, closed stays. Raises IllegalTransition else."""
        rules = self._rules.of(ctx.tenant, ctx.now)
        return self._change(ctx, number, lambda loaded: lifecycle.confirm_resolution(loaded, ctx, rules))

    def acknowledge(self, ctx: Context, number: int, command: AcknowledgeEscalation) -> Loaded:
        """Take care of a breach."""
        return self._change(ctx, number, lambda loaded: lifecycle.acknowledge_escalation(loaded, command, ctx))

    def escalate(self, ctx: Context, number: int, command: RaiseEscalation) -> Loaded:
        """Call people for a ticket by hand."""
        rules = self._rules.of(ctx.tenant, ctx.now)
        return self._change(ctx, number, lambda loaded: raising.raise_escalation(loaded, command, ctx, rules))

    def call_people(self, ctx: Context, number: int, command: CallPeople, roster: Callable[[Loaded], Roster]) -> Loaded:
        """A level calls its people; `roster` says who there is, and is asked only when it has to call."""
        rules = self._rules.of(ctx.tenant, ctx.now)

        def decision(loaded: Loaded) -> ChangeSet:
            if not calling.is_due(loaded, command):
                return ChangeSet(())
            people = roster(loaded)
            # It may raise the priority, or give the ticket to another team.
            team = calling.team_given(loaded, command, people, ctx, rules)
            loaded = self._with_past(ctx.tenant, loaded, team, rules)
            return calling.call_people(loaded, command, people, ctx, rules)

        return self._change(ctx, number, decision)

    def tell_webhook(self, ctx: Context, number: int, told: TellWebhook) -> Loaded:
        """What became of calling an address; raises AlreadyExists when that was told before."""
        rules = self._rules.of(ctx.tenant, ctx.now)
        return self._change(ctx, number, lambda loaded: calling.webhook_told(loaded, told, ctx, rules))

    def apply_due(self, ctx: Context, number: int, command: ApplyDue) -> Ticket:
        """Let time do to the ticket what is due; it may be asked any number of times. The ticket as it stands then."""
        rules = self._rules.of(ctx.tenant, ctx.now)
        return self._change(ctx, number, lambda loaded: lifecycle.apply_due(loaded, command, ctx, rules)).ticket

    def restate(self, ctx: Context, number: int, command: RestateVerdict) -> Loaded:
        """Take back a breach that was none."""
        rules = self._rules.of(ctx.tenant, ctx.now)

        def decision(loaded: Loaded) -> ChangeSet:
            asked = restating.asks_history(loaded, command)
            history = self._store.history(ctx.tenant, number) if asked else ()
            return restating.restate(loaded, command, ctx, rules, history)

        return self._change(ctx, number, decision)

    def recall(self, ctx: Context, number: int, command: RecallMessage) -> Recalled:
        """Take a held mail back into the actor's draft. Whether it or the sender is first, the message itself says."""
        owner, rules = ctx.actor.id or SHARED, self._rules.of(ctx.tenant, ctx.now)

        def decision(loaded: Loaded, message: Message) -> ChangeSet:
            held = Held(message, self._store.draft(ctx.tenant, number, owner))
            if recall.asks_history(loaded.ticket, message):
                loaded = queries.with_past(self._store, ctx.tenant, loaded)
            answers = queries.answers_after(self._store, ctx.tenant, message) if message.undo else ()
            return recall.recall(loaded, held, owner, answers, ctx, rules)

        changes, details = self._on_message(ctx, number, command.message_id, decision)
        ticket, message = entity_in(changes.writes, Ticket), entity_in(changes.writes, Message)
        return Recalled(ticket, details, message, entity_in(changes.writes, SavedDraft))

    def reschedule(self, ctx: Context, number: int, command: RescheduleMessage) -> Posted:
        """Send a scheduled mail at another time, or now."""
        rules = self._rules.of(ctx.tenant, ctx.now)

        def decision(loaded: Loaded, message: Message) -> ChangeSet:
            return recall.reschedule(loaded, message, command, ctx, rules)

        changes, details = self._on_message(ctx, number, command.message_id, decision)
        ticket, message = entity_in(changes.writes, Ticket), entity_in(changes.writes, Message)
        return Posted(ticket, details, message, changes.events)

    def _on_message(
        self, ctx: Context, number: int, message_id: str, decision: Callable[[Loaded, Message], ChangeSet]
    ) -> tuple[ChangeSet, TicketDetails]:
        """A change of a ticket and one of its messages, decided again as long as others come between."""
        for _ in range(_TRIES):
            loaded = self._with_terms(ctx.tenant, self._store.load(ctx.tenant, number)[0])
            message = self._store.message(ctx.tenant, number, message_id)
            if message is None:
                raise NotFound
            changes = decision(loaded, message)
            try:
                self._store.commit(ctx.tenant, changes)
            except (AlreadyExists, StaleVersion):
                continue
            return changes, loaded.details
        raise Unavailable("This ticket changes too quickly; try again.")

    def _change(self, ctx: Context, number: int, decision: Callable[[Loaded], ChangeSet]) -> Loaded:
        """Decide on what stands until nobody else's change comes between. A decision itself may refuse what stands."""
        for _ in range(_TRIES):
            loaded = self._with_terms(ctx.tenant, self._store.load(ctx.tenant, number)[0])
            changes = decision(loaded)
            if not changes.writes:
                return loaded
            try:
                self._commit(ctx.tenant, changes)
            except StaleVersion:
                continue
            return after(loaded, changes)
        raise Unavailable("This ticket changes too quickly; try again.")

    def _with_terms(self, tenant: str, loaded: Loaded | None) -> Loaded:
        """What was loaded, ready for a decision; raises NotFound."""
        return queries.ready(self._store, self._policies, tenant, _found(loaded))

    def _with_past(self, tenant: str, loaded: Loaded, team_id: str | Unset | None, rules: TicketRules) -> Loaded:
        """With the terms of another team, and the history of its clocks if one has stood still."""
        policy = loaded.terms.policy if loaded.terms and loaded.ticket.sla else None
        if policy is not None and policy.hours in (TEAM, ORGANISATION) and not isinstance(team_id, Unset):
            named = loaded.ticket.organisation_id if policy.hours == ORGANISATION else None
            found = self._customers.organisation(tenant, named) if named else None
            theirs = found.calendar_id if found else None
            moved = self._policies.moved(tenant, policy, rules.calendar_of(team_id), rules.calendar_id, theirs)
            loaded = replace(loaded, moved=moved)
        if not any(map(stood_still, clocks_of(loaded.ticket))):
            return loaded
        return queries.with_past(self._store, tenant, loaded)

    def _commit(self, tenant: str, changes: ChangeSet) -> None:
        """With the tags in it that were not known to be in use."""
        tags = self._tags.new(tenant, changes)
        self._store.commit(tenant, changes.also(*map(Put, tags)))
        self._tags.remember(tenant, tags)

    def _replay(self, ctx: Context, taken: dict[str, str], key: Key) -> Posted:
        if taken["body"] != key.body_digest:
            raise IdempotencyMismatch
        number = int(taken["number"])
        loaded = _found(self._store.load(ctx.tenant, number)[0])
        message = self._store.message(ctx.tenant, number, taken["message"])
        if message is None:
            raise NotFound
        return Posted(loaded.ticket, loaded.details, message, replayed=True)


def _claim(ctx: Context, key: Key) -> Claim:
    return Claim("http", f"{key.scope}\x00{key.key}", {"body": key.body_digest}, ctx.now + KEY_LIFETIME)


def _with(claim: Claim, changes: ChangeSet) -> Claim:
    message = entity_in(changes.writes, Message)
    data = {**claim.data, "number": str(message.number), "message": message.id}
    return Claim(claim.scope, claim.key, data, claim.expires_at)


def _found(loaded: Loaded | None) -> Loaded:
    if loaded is None:
        raise NotFound
    return loaded


def _posted(changes: ChangeSet, loaded: Loaded | None = None) -> Posted:
    stands = after(loaded, changes)
    return Posted(stands.ticket, stands.details, entity_in(changes.writes, Message), changes.events)
