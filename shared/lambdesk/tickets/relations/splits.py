"""One ticket becomes two, and one answer goes to many: keyed, so that a repetition does nothing again."""

from dataclasses import dataclass, replace

from lambdesk.conversations.model import Message
from lambdesk.customers.ports import CustomerStore
from lambdesk.identity.model import Caller
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Put
from lambdesk.kit.context import Context
from lambdesk.kit.errors import (
    AlreadyExists,
    Conflict,
    IdempotencyMismatch,
    Invalid,
    LambdeskError,
    NotFound,
    StaleVersion,
    Unavailable,
)
from lambdesk.kit.text import normal_address
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import PostMessage, SplitTicket
from lambdesk.tickets.decide import splitting
from lambdesk.tickets.decide.seeing import may_see
from lambdesk.tickets.model import LinkKind, Loaded, Participant, ParticipantRole, Ticket, TicketDetails
from lambdesk.tickets.ports import Conversation
from lambdesk.tickets.relations.service import Relations
from lambdesk.tickets.service import KEY_LIFETIME, Key, Tickets
from lambdesk.tickets.settings.queries import Rules

CHILDREN_AT_ONCE = 50
_TRIES = 6
# Each child stands for itself: what keeps one from its answer keeps no other.
_OF_ONE_CHILD = (Conflict, NotFound, Invalid, Unavailable)


@dataclass(frozen=True)
class Answered:
    """What became of the answer to one child; `error` is None when it was said."""

    number: int
    error: LambdeskError | None = None


@dataclass(frozen=True)
class Begun:
    """A ticket that was split off. `seen` is how it began; None when an earlier call with this key had begun it."""

    number: int
    seen: Conversation | None = None


@dataclass(frozen=True)
class Splits:
    """Commands with an idempotency key that concern several tickets."""

    relations: Relations
    customers: CustomerStore
    policies: Policies
    tickets: Tickets
    rules: Rules

    def split(self, ctx: Context, number: int, command: SplitTicket, key: Key) -> Begun:
        """Begin a ticket with messages of this one. Without a number in the command the next one is taken."""
        store = self.relations.store
        claim = Claim("http", f"{key.scope}\x00{key.key}", {"body": key.body_digest}, ctx.now + KEY_LIFETIME)
        for _ in range(_TRIES):
            loaded, taken = store.load(ctx.tenant, number, claim)
            if taken is not None:
                return _replayed(taken, key)
            if loaded is None:
                raise NotFound
            loaded = queries.informed(self.policies, ctx.tenant, loaded)
            said = self._said(ctx.tenant, loaded)
            asks = self._requester(ctx.tenant, loaded, splitting.first_of(splitting.chosen(said, command.message_ids)))
            if not command.number:
                command = replace(command, number=store.next_number(ctx.tenant))
            policies, rules = self.policies.newest(ctx.tenant, ctx.now), self.rules.of(ctx.tenant, ctx.now)
            organisation = self.customers.known(ctx.tenant, normal_address(asks.email))[1]
            changes = splitting.split_ticket(loaded, said, asks, command, ctx, policies, rules, organisation)
            kept = replace(claim, data={**claim.data, "number": str(command.number)})
            try:
                store.commit(ctx.tenant, changes.also(kept))
            except (AlreadyExists, StaleVersion):
                continue
            return _begun(changes)
        raise Unavailable("This ticket changes too quickly; try again.")

    def answer_children(
        self, ctx: Context, caller: Caller, number: int, command: PostMessage, key: Key
    ) -> tuple[Answered, ...]:
        """Say the same to every child, as a reply of its own on what stood there when this began. A child that the
        caller may not see is not there for them.

        Repeated with the same key, only those get it that did not yet. Raises Conflict for more than CHILDREN_AT_ONCE.
        """
        links = self.relations.load(ctx.tenant, number).details.links
        children = sorted(link.number for link in links if link.kind is LinkKind.PARENT_OF)
        if len(children) > CHILDREN_AT_ONCE:
            raise Conflict(f"At most {CHILDREN_AT_ONCE} children are answered at once.")
        return tuple(self._answer(ctx, caller, each, command, key) for each in children)

    def _answer(self, ctx: Context, caller: Caller, number: int, command: PostMessage, key: Key) -> Answered:
        own = replace(ctx, seed=f"{ctx.seed}/{number}")
        try:
            child = self.relations.load(ctx.tenant, number).ticket
            if not may_see(caller, child):
                raise NotFound
            command = replace(command, last_seen_message_id=child.last_message_id)
            self.tickets.post(own, number, command, replace(key, scope=f"{key.scope} {number}"))
        except IdempotencyMismatch:
            raise
        except _OF_ONE_CHILD as error:
            return Answered(number, error)
        return Answered(number)

    def _said(self, tenant: str, loaded: Loaded) -> tuple[Message, ...]:
        """Everything that a view of the ticket shows, each message once."""
        numbers = (*loaded.details.merged, loaded.ticket.number)
        found = {each.id: each for number in numbers for each in self.relations.store.messages(tenant, number)}
        return tuple(found[each] for each in sorted(found))

    def _requester(self, tenant: str, loaded: Loaded, first: Message) -> Participant:
        customer_id = first.author.id or ""
        known = splitting.person_of(loaded, customer_id)
        if known is not None:
            return known
        # Somebody whose mail nothing vouched for: they said it, but take no part.
        customer = self.customers.customer(tenant, customer_id)
        email = customer.emails[0] if customer and customer.emails else ""
        return Participant(email, first.author_name, ParticipantRole.REQUESTER, customer_id)


def _begun(changes: ChangeSet) -> Begun:
    new = changes.parts[0]
    written = [write.entity for write in new.writes if isinstance(write, Insert | Put)]
    (ticket,) = (each for each in written if isinstance(each, Ticket))
    (details,) = (each for each in written if isinstance(each, TicketDetails))
    messages = tuple(each for each in written if isinstance(each, Message))
    return Begun(ticket.number, Conversation(ticket, details, messages, new.events))


def _replayed(taken: dict[str, str], key: Key) -> Begun:
    if taken["body"] != key.body_digest:
        raise IdempotencyMismatch
    return Begun(int(taken["number"]))
