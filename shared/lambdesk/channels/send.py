"""Mail out: a reply's mail goes out at most once. The message's own delivery state is the lock.

held → queued → sending → sent | failed | uncertain, each step a conditional write; so is held → recalled, and whoever
writes first wins. It settles every doubled event, so none needs a claim of its own. See
docs/adr/0008-at-most-one-mail.md for the case that stays unknown.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdesk.channels.compose import Outgoing, compose
from lambdesk.channels.confirmations import confirmation_url
from lambdesk.channels.model import ThreadKey
from lambdesk.channels.ports import Content, Mailer, OutgoingMail, Refused
from lambdesk.channels.threading import own_message_id, ses_thread_key, thread_key
from lambdesk.conversations.events import MessageSendDue, MessageSendFailed, MessageSent
from lambdesk.conversations.model import Delivery, MailClass, Message, SendState
from lambdesk.identity.model import Tenant, TenantState
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import ChangeSet, Put, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.kit.errors import LambdeskError, NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Event, Payload, following, record
from lambdesk.kit.signing import Keyring
from lambdesk.sla.history import past_of
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.decide import bounces, recall
from lambdesk.tickets.decide.bounces import Bounce
from lambdesk.tickets.model import State, Ticket
from lambdesk.tickets.ports import Conversation, TicketStore

# Longer than a sender lives: what is still "sending" after this was left by one that died.
LEASE = timedelta(minutes=2)
_SETTLE_TRIES = 3
_TICKET_TRIES = 6


class Early(Unavailable):
    """The message is held for `seconds` more."""

    def __init__(self, seconds: int) -> None:
        super().__init__("This message is still held back.")
        self.seconds = seconds


@dataclass(frozen=True)
class Sender:
    """Sends the mail of `message.created` and `message.send_due` events. `origin` is that of the clients."""

    tickets: TicketStore
    policies: Policies
    identity: IdentityStore
    content: Content
    mailer: Mailer
    keys: Keyring
    origin: str

    def handle(self, event: Event, now: datetime, seed: str) -> SendState | None:
        """The state the message has afterwards; None when there was nothing to send. A closed tenant's message waits
        with its ticket, and goes out when time is made up for.

        Raises Unavailable when it should be tried again, because another sender is at it or the provider does not
        answer; and Early for a message that is still held back, to be tried again when its moment has come.
        """
        ctx = following(event, "mail_out", now, seed)
        number = event.number
        message = self.tickets.message(event.tenant, number, str(event.data["message_id"]))
        if message is None:
            raise NotFound
        if message.delivery is None:
            return None
        if message.delivery.state is SendState.SENDING:
            return self._abandoned(ctx, message, message.delivery)
        if message.delivery.state not in (SendState.QUEUED, SendState.HELD):
            return message.delivery.state
        if message.delivery.state is SendState.HELD and event.type != MessageSendDue.EVENT_TYPE:
            if message.delivery.scheduled:
                # Its ticket says when; until then there is nothing to do.
                return SendState.HELD
            _check_moment(message.delivery, now)
        return self._send(ctx, message)

    def _abandoned(self, ctx: Context, message: Message, delivery: Delivery) -> SendState:
        if delivery.started_at is not None and ctx.now - delivery.started_at < LEASE:
            raise Unavailable("Another sender is at this message.")
        return self._fail(ctx, message, SendState.UNCERTAIN, "interrupted")

    def _send(self, ctx: Context, queued: Message) -> SendState:
        tenant = self.identity.tenant(ctx.tenant)
        if tenant is None:
            raise NotFound
        if tenant.state is not TenantState.ACTIVE:
            return self._put_off(ctx, queued)
        try:
            mail = self._compose(ctx, tenant, queued)
        except Refused as refused:
            return self._fail(ctx, queued, SendState.FAILED, refused.reason)
        sending = _moved(queued, SendState.SENDING, started_at=ctx.now)
        try:
            self._commit(ctx, sending)
        except StaleVersion:
            raise Unavailable("Another sender is at this message.") from None
        try:
            provider_id = self.mailer.send(mail)
        except Refused as refused:
            return self._fail(ctx, sending, SendState.FAILED, refused.reason)
        except Unavailable:
            self._commit(ctx, _moved(sending, SendState.QUEUED, started_at=None))
            raise
        except Exception:  # Whatever it was, it may have come after the mail went out: never again.
            return self._fail(ctx, sending, SendState.UNCERTAIN, "no_answer")
        return self._sent(ctx, sending, provider_id, mail)

    def _put_off(self, ctx: Context, message: Message) -> SendState:
        loaded, _ = self.tickets.load(ctx.tenant, message.number)
        if loaded is None:
            raise NotFound
        loaded = queries.informed(self.policies, ctx.tenant, loaded)
        try:
            self.tickets.commit(ctx.tenant, recall.put_off(loaded, message, ctx))
        except StaleVersion:
            raise Unavailable("This ticket changed a moment ago.") from None
        return SendState.HELD

    def _compose(self, ctx: Context, tenant: Tenant, message: Message) -> OutgoingMail:
        conversation = queries.whole(self.tickets, ctx.tenant, message.number)
        if conversation is None:
            raise NotFound
        body = self.content.read(message.body_key).decode() if message.body_key else message.body
        outgoing = Outgoing(
            tenant=tenant,
            ticket=conversation.ticket,
            details=conversation.details,
            message=message,
            body=body,
            received=_received(conversation, message),
            files=self._files(message),
            confirmation_url=self._confirmation_url(ctx.tenant, conversation.ticket, message, body),
        )
        return compose(self.keys, outgoing)

    def _confirmation_url(self, tenant: str, ticket: Ticket, message: Message, body: str) -> str | None:
        if ticket.state is not State.RESOLVED or ticket.last_message_id != message.id:
            return None
        url = confirmation_url(self.keys, self.origin, tenant, ticket.number)
        return None if url in body else url

    def _files(self, message: Message) -> list[bytes]:
        try:
            return [self.content.read(each.key) for each in message.attachments]
        except NotFound:
            raise Refused("file_missing") from None

    def _sent(self, ctx: Context, sending: Message, provider_id: str, mail: OutgoingMail) -> SendState:
        domain = mail.sender.rpartition("@")[2]
        own = own_message_id(self.keys, ctx.tenant, sending.number, sending.id, domain)
        names = (thread_key(own), ses_thread_key(provider_id))
        keys = [Put(ThreadKey(name, sending.number, sending.id)) for name in names]
        sent = _moved(sending, SendState.SENT, provider_id=provider_id)
        self._settle(ctx, sent, MessageSent(message_id=sent.id, provider_id=provider_id), *keys)
        return SendState.SENT

    def _fail(self, ctx: Context, message: Message, state: SendState, reason: str) -> SendState:
        failed = _moved(message, state, error=reason)
        fact = MessageSendFailed(message_id=failed.id, outcome=state, reason=reason)
        if state is SendState.UNCERTAIN:
            self._settle(ctx, failed, fact)
            return state
        for _ in range(_TICKET_TRIES):
            without = self._unanswered(ctx, message)
            told = self._told(ctx, failed, fact), *without.events
            try:
                self._commit(ctx, failed, without.writes, told)
            except (StaleVersion, Unavailable):
                # Somebody changed the ticket at the same moment, or another sender has the message.
                continue
            return state
        raise Unavailable("This ticket changes too quickly, or another sender is at this message.")

    def _unanswered(self, ctx: Context, message: Message) -> ChangeSet:
        """What becomes of the ticket of a reply that will not go out."""
        loaded, _ = self.tickets.load(ctx.tenant, message.number)
        if loaded is None:
            raise NotFound
        loaded = queries.informed(self.policies, ctx.tenant, loaded)
        said, told = self.tickets.messages(ctx.tenant, message.number), self.tickets.history(ctx.tenant, message.number)
        answers = queries.answers(loaded.details, said, told)
        return bounces.never_sent(loaded, Bounce(message, (), None, answers, past_of(told)), ctx)

    def _told(self, ctx: Context, message: Message, fact: Payload) -> Event:
        aggregate = f"message:{message.id}"
        return record(ctx, fact, aggregate=aggregate, version=message.version, at=ctx.now, ordinal=0)

    def _settle(self, ctx: Context, message: Message, fact: Payload, *writes: Write) -> None:
        """Write the outcome, hard: a mail that is out and not marked so could only become uncertain."""
        told = self._told(ctx, message, fact)
        for tries_left in reversed(range(_SETTLE_TRIES)):
            try:
                return self._commit(ctx, message, writes, (told,))
            except StaleVersion:
                raise Unavailable("Another sender is at this message.") from None
            except LambdeskError:
                if not tries_left:
                    raise
        return None

    def _commit(
        self, ctx: Context, message: Message, writes: tuple[Write, ...] = (), events: tuple[Event, ...] = ()
    ) -> None:
        change = ChangeSet((Replace(message, message.version - 1), *writes), events, f"ticket:{message.number}")
        self.tickets.commit(ctx.tenant, change)


def _check_moment(delivery: Delivery, now: datetime) -> None:
    if delivery.send_after is not None and now < delivery.send_after:
        raise Early(math.ceil((delivery.send_after - now).total_seconds()))


def _moved(message: Message, state: SendState, **fields: object) -> Message:
    assert message.delivery is not None  # noqa: S101 - only messages with a delivery get here
    delivery = replace(message.delivery, state=state, **fields)  # type: ignore[arg-type]
    return replace(message, delivery=delivery, version=message.version + 1)


def _received(conversation: Conversation, message: Message) -> list[str]:
    """The ids of the customers' own mails before this message, oldest first. A robot's mail is not what we answer, nor
    what was meant for a ticket that stands for itself again.
    """
    here = {None, *conversation.details.merged}
    return [
        each.mail.message_id
        for each in conversation.messages
        if each.meant_for in here
        if each.id < message.id and each.mail and each.mail.message_id and each.mail.mail_class is MailClass.HUMAN
    ]
