"""The one form in which entities are kept, in DynamoDB's own attribute values: pynamodb and the low-level client both
take and give these, so neither needs a second codec.

Attribute names are short because each name is paid for in every item and index entry. What a key says is not said
again; what is None or an empty list is left out. Moments are whole milliseconds.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from lambdesk.adapters.dynamodb import access, clocks, organisations, recomputed, rows, rules
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.calendars import CALENDAR, CALENDAR_VERSION, FEED
from lambdesk.adapters.dynamodb.notices import INBOX, NOTIFICATION
from lambdesk.adapters.dynamodb.policies import SLA_POLICIES
from lambdesk.adapters.dynamodb.responses import RESPONSE, USES
from lambdesk.adapters.dynamodb.rotas import ROTA
from lambdesk.adapters.dynamodb.said import DRAFT, MESSAGE
from lambdesk.adapters.dynamodb.shapes import (
    FIGURES,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    TEXTS,
    VALUES,
    Kind,
    Part,
    Shape,
    dumps,
    member,
    seconds_down,
    seconds_up,
)
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.canned.model import CannedResponse, CannedUses
from lambdesk.channels.model import LedgerEntry, Outcome, QuarantineEntry, SentLetter, ThreadKey
from lambdesk.channels.portal.model import CustomerSession
from lambdesk.conversations.model import Channel, Message, SavedDraft
from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.organisations.model import Tier
from lambdesk.escalation.rotas.model import Rota
from lambdesk.identity.model import (
    AllowedOrigin,
    Begun,
    Mailbox,
    Permission,
    Reach,
    RecoveryCodes,
    Role,
    Session,
    SignUp,
    Slug,
    StaffAddress,
    Tenant,
    TenantState,
    Tries,
    User,
    UserSession,
    Welcome,
)
from lambdesk.kit import clock
from lambdesk.kit.changes import Claim
from lambdesk.notifications.model import Inbox, Notification
from lambdesk.sla.calendars.feeds.model import CalendarFeed
from lambdesk.sla.calendars.model import BusinessCalendar, CalendarVersion
from lambdesk.sla.model import SlaPolicies
from lambdesk.tenants.exporting.model import TenantExport
from lambdesk.tickets.model import (
    Link,
    LinkKind,
    Participant,
    ParticipantRole,
    Priority,
    ScheduledSend,
    State,
    Ticket,
    TicketDetails,
)
from lambdesk.tickets.settings.model import Category, FieldDefinition, Status, Tag, Team, TicketSettings

PARTICIPANT = Part(
    Participant,
    email=TEXT,
    name=TEXT,
    role=member(ParticipantRole),
    customer_id=TEXT,
    came_with=TEXTS,
)
LINK = Part(Link, kind=member(LinkKind), number=NUMBER)
DETAILS = Shape(
    TicketDetails,
    participants=("p", PARTICIPANT.many()),
    follow_up_of=("f", NUMBER),
    created_by=("c", TEXT),
    fields=("cf", VALUES),
    links=("l", LINK.many()),
    watchers=("w", TEXTS),
    merged=("m", TEXTS),
    split_from=("s", NUMBER),
    touched=("t", FIGURES),
)
SCHEDULED = Part(ScheduledSend, message_id=TEXT, at=MOMENT, to_others=FLAG)
# What of a ticket is neither in its row nor often there, in one attribute.
RARE = Part(
    Ticket,
    resolved_at=MOMENT,
    closed_at=MOMENT,
    closes_at=MOMENT,
    scheduled=SCHEDULED.many(),
    touched=FIGURES,
)
CUSTOMER = Shape(
    Customer,
    id=("i", TEXT),
    name=("n", TEXT),
    emails=("e", TEXTS),
    created_at=("w", MOMENT),
    version=("v", NUMBER),
)
ADDRESS = Shape(CustomerAddress, address=("e", TEXT), customer_id=("i", TEXT), name=("n", TEXT))
TENANT = Shape(
    Tenant,
    id=("i", TEXT),
    name=("n", TEXT),
    slug=("s", TEXT),
    mailboxes=("e", TEXTS),
    created_at=("w", MOMENT),
    ticket_label=("l", TEXT),
    zone=("z", TEXT),
    locale=("lo", TEXT),
    member_limit=("ml", NUMBER),
    connection_limit=("cl", NUMBER),
    requests_per_minute=("rm", NUMBER),
    mfa_required=("m", FLAG),
    accent=("ac", TEXT),
    logo_key=("lk", TEXT),
    plan=("p", TEXT),
    state=("st", member(TenantState)),
    delete_at=("da", MOMENT),
    origins=("or", TEXTS),
    passwords=("pw", FLAG),
    welcome=("we", member(Welcome)),
    version=("v", NUMBER),
)
SLUG = Shape(Slug, slug=("s", TEXT), tenant=("t", TEXT))
ALLOWED_ORIGIN = Shape(AllowedOrigin, origin=("o", TEXT), tenant=("t", TEXT))
MAILBOX = Shape(Mailbox, address=("e", TEXT), tenant=("t", TEXT))
USER = Shape(
    User,
    id=("i", TEXT),
    email=("e", TEXT),
    name=("n", TEXT),
    role=("r", TEXT),
    created_at=("w", MOMENT),
    teams=("t", TEXTS),
    active=("a", FLAG),
    invited_at=("iv", MOMENT),
    mfa=("m", FLAG),
    until=("u", MOMENT),
    signed_out_at=("o", MOMENT),
    subject=("s", TEXT),
    version=("v", NUMBER),
)
_KNOWN = frozenset(Permission)
# What a role was given and is no permission any more is none.
PERMISSIONS = Kind("J", sorted, lambda names: frozenset(map(Permission, _KNOWN.intersection(names))), frozenset())
ROLE = Shape(
    Role,
    id=("i", TEXT),
    name=("n", TEXT),
    permissions=("p", PERMISSIONS),
    reach=("r", member(Reach)),
    version=("v", NUMBER),
)
STAFF_ADDRESS = Shape(StaffAddress, tenant=("t", TEXT), address=("e", TEXT), user_id=("u", TEXT))
SESSION = Shape(
    Session,
    id=("i", TEXT),
    user_id=("u", TEXT),
    refresh_token=("r", TEXT),
    handle_hash=("h", TEXT),
    created_at=("w", MOMENT),
    rotated_at=("x", MOMENT),
    expires_at=("z", MOMENT),
    previous_hash=("p", TEXT),
    device=("d", TEXT),
    begun=("b", member(Begun)),
    version=("v", NUMBER),
)
CUSTOMER_SESSION = Shape(
    CustomerSession,
    id=("i", TEXT),
    customer_id=("c", TEXT),
    device=("d", TEXT),
    handle_hash=("h", TEXT),
    created_at=("w", MOMENT),
    rotated_at=("x", MOMENT),
    expires_at=("z", MOMENT),
    previous_hash=("p", TEXT),
    version=("v", NUMBER),
)
USER_SESSION = Shape(UserSession, user_id=("u", TEXT), session_id=("i", TEXT), expires_at=("z", MOMENT))
TRIES = Shape(
    Tries,
    user_id=("u", TEXT),
    count=("n", NUMBER),
    since=("w", MOMENT),
    expires_at=("z", MOMENT),
    locked_until=("l", MOMENT),
    version=("v", NUMBER),
)
RECOVERY_CODES = Shape(RecoveryCodes, user_id=("u", TEXT), hashes=("h", TEXTS), version=("v", NUMBER))
THREAD_KEY = Shape(ThreadKey, key=("k", TEXT), number=("t", NUMBER), message_id=("m", TEXT), fingerprint=("f", TEXT))
LEDGER = Shape(
    LedgerEntry,
    raw_id=("i", TEXT),
    day=("y", TEXT),
    outcome=("o", member(Outcome)),
    at=("w", MOMENT),
    number=("t", NUMBER),
    message_id=("m", TEXT),
    cause=("c", TEXT),
)
QUARANTINE = Shape(
    QuarantineEntry,
    id=("i", TEXT),
    raw_key=("k", TEXT),
    cause=("c", TEXT),
    at=("w", MOMENT),
)
LETTER = Shape(
    SentLetter,
    event_id=("i", TEXT),
    kind=("k", TEXT),
    at=("w", MOMENT),
    expires_at=("z", MOMENT),
)


def _ticket_item(tenant: str, ticket: Ticket) -> Item:
    # The row holds all but three fields; `v` stands twice because conditions cannot look into it.
    item = {
        **keys.ticket_key(tenant, ticket.number).item(),
        **keys.index_attributes(tenant, ticket),
        "v": {"N": str(ticket.version)},
        "d": {"S": rows.pack(ticket)},
        "lm": {"S": ticket.last_message_id},
    }
    if ticket.mailbox is not None:
        item["mb"] = {"S": ticket.mailbox}
    if ticket.state_before is not None:
        item["sb"] = {"S": ticket.state_before.value}
    if ticket.sla is not None:
        item["sl"] = {"S": clocks.pack_sla(ticket.sla)}
    if ticket.escalations:
        item["es"] = {"S": clocks.pack_escalations(ticket.escalations)}
    rare = RARE.pack(ticket)
    if rare:
        item["x"] = {"S": dumps(rare)}
    return item


def ticket(item: Item) -> Ticket:
    """The ticket of an `A` item."""
    row = rows.unpack(item["d"]["S"])
    before = item.get("sb")
    return Ticket(
        number=row["number"],
        subject=row["subject"],
        state=State(row["state"]),
        priority=Priority(row["priority"]),
        channel=Channel(row["channel"]),
        requester_id=row["requester"]["id"],
        requester_name=row["requester"]["name"],
        created_at=clock.from_text(row["created_at"]),
        updated_at=clock.from_text(row["updated_at"]),
        last_message_at=clock.from_text(row["last_message_at"]),
        last_message_by=row["last_message_by"],
        last_message_id=item["lm"]["S"],
        message_count=row["message_count"],
        version=row["version"],
        assignee_id=row["assignee_id"],
        team_id=row["team_id"],
        mailbox=item.get("mb", {}).get("S"),
        unauthenticated=row["unauthenticated"],
        state_before=State(before["S"]) if before else None,
        sla=clocks.sla(item["sl"]["S"]) if "sl" in item else None,
        escalations=clocks.escalations(item["es"]["S"]) if "es" in item else (),
        status_id=row["status_id"],
        category_id=row["category_id"],
        tags=tuple(row["tags"]),
        snoozed_until=clock.from_text(row["snoozed_until"]) if row["snoozed_until"] else None,
        merged_into=row["merged_into"],
        snoozed_until_reply=row["snoozed_until_reply"],
        organisation_id=row["organisation_id"],
        tier=Tier(row["tier"]) if row["tier"] else None,
        **(RARE.values(json.loads(item["x"]["S"])) if "x" in item else {}),
    )


def details(item: Item) -> TicketDetails:
    """The cold part of a ticket."""
    return DETAILS.unpack(item, number=keys.number_of(item))


def message(item: Item) -> Message:
    """The message of an `M#` item."""
    return MESSAGE.unpack(item, id=keys.message_of(item), number=keys.number_of(item))


def draft(item: Item) -> SavedDraft:
    """What somebody is writing, of an item in a ticket's partition of drafts."""
    return DRAFT.unpack(item, number=keys.number_of(item), owner=item["sk"]["S"])


PLACES: dict[type, tuple[Shape[Any], Callable[[str, Any], keys.Key]]] = {
    **access.PLACES,
    **recomputed.PLACES,
    **organisations.PLACES,
    Status: (rules.STATUS, lambda t, e: keys.rule_key(t, e.id)),
    FieldDefinition: (rules.FIELD, lambda t, e: keys.rule_key(t, e.id)),
    Category: (rules.CATEGORY, lambda t, e: keys.rule_key(t, e.id)),
    Team: (rules.TEAM, lambda t, e: keys.rule_key(t, e.id)),
    TicketSettings: (rules.SETTINGS, lambda t, e: keys.ticket_settings_key(t)),
    Tag: (rules.TAG, lambda t, e: keys.tag_key(t, e.name)),
    CannedResponse: (RESPONSE, lambda t, e: keys.canned_key(t, e.id)),
    CannedUses: (USES, lambda t, e: keys.canned_key(t, e.id, uses=True)),
    SlaPolicies: (SLA_POLICIES, lambda t, e: keys.policy_key(t, e.version)),
    BusinessCalendar: (CALENDAR, lambda t, e: keys.calendar_key(t, e.id)),
    CalendarVersion: (CALENDAR_VERSION, lambda t, e: keys.calendar_version_key(t, e.id, e.version)),
    CalendarFeed: (FEED, lambda t, e: keys.feed_key(t, e.calendar_id)),
    Rota: (ROTA, lambda t, e: keys.rota_key(t, e.id)),
    TicketDetails: (DETAILS, lambda t, e: keys.details_key(t, e.number)),
    Message: (MESSAGE, lambda t, e: keys.message_key(t, e.number, e.id)),
    SavedDraft: (DRAFT, lambda t, e: keys.draft_key(t, e.number, e.owner)),
    Customer: (CUSTOMER, lambda t, e: keys.customer_key(t, e.id)),
    CustomerAddress: (ADDRESS, lambda t, e: keys.address_key(t, e.address)),
    Tenant: (TENANT, lambda t, e: keys.tenant_key(t)),
    Slug: (SLUG, lambda t, e: keys.slug_key(e.slug)),
    AllowedOrigin: (ALLOWED_ORIGIN, lambda t, e: keys.origin_key(e.origin, e.tenant)),
    Mailbox: (MAILBOX, lambda t, e: keys.mailbox_key(e.address)),
    Role: (ROLE, lambda t, e: keys.role_key(t, e.id)),
    User: (USER, lambda t, e: keys.user_key(t, e.id)),
    StaffAddress: (STAFF_ADDRESS, lambda t, e: keys.staff_key(t, e.tenant, e.address)),
    Session: (SESSION, lambda t, e: keys.session_key(t, e.id)),
    CustomerSession: (CUSTOMER_SESSION, lambda t, e: keys.device_key(t, e.customer_id, e.id)),
    UserSession: (USER_SESSION, lambda t, e: keys.user_session_key(t, e.user_id, e.session_id)),
    Tries: (TRIES, lambda t, e: keys.tries_key(t, e.user_id)),
    RecoveryCodes: (RECOVERY_CODES, lambda t, e: keys.recovery_key(t, e.user_id)),
    ThreadKey: (THREAD_KEY, lambda t, e: keys.thread_key(t, e.key)),
    LedgerEntry: (LEDGER, lambda t, e: keys.ledger_key(t, e.day, e.raw_id)),
    QuarantineEntry: (QUARANTINE, lambda t, e: keys.quarantine_key(t, e.id)),
    SentLetter: (LETTER, lambda t, e: keys.letter_key(t, e.event_id)),
    Inbox: (INBOX, lambda t, e: keys.inbox_key(t, e.user_id)),
    Notification: (NOTIFICATION, lambda t, e: keys.notification_key(t, e.user_id, e.id)),
}

# What says itself when it is over.
_ENDING = (Session, CustomerSession, UserSession, SignUp, Tries, Notification, SentLetter, TenantExport)


def item_of(tenant: str, entity: object) -> Item:
    """The item in which a tenant keeps an entity; KeyError for what is no entity."""
    if isinstance(entity, Ticket):
        return _ticket_item(tenant, entity)
    shape, place = PLACES[type(entity)]
    item = {**place(tenant, entity).item(), **shape.pack(entity)}
    if isinstance(entity, CalendarFeed):
        item.update(keys.feed_attributes(tenant, entity.calendar_id, entity.due_at))
    if isinstance(entity, _ENDING):
        item["ttl"] = {"N": str(seconds_up(entity.expires_at))}
    return item


def key_of(tenant: str, entity: object) -> keys.Key:
    """Where a tenant keeps an entity; KeyError for what is no entity."""
    if isinstance(entity, Ticket):
        return keys.ticket_key(tenant, entity.number)
    return PLACES[type(entity)][1](tenant, entity)


def claim_item(tenant: str, claim: Claim) -> Item:
    """A claim. Items outlive their TTL by up to days, so readers compare it too."""
    item = {**keys.claim_key(tenant, claim.scope, claim.key).item(), "d": {"S": dumps(claim.data)}}
    if claim.expires_at is not None:
        item["ttl"] = {"N": str(seconds_up(claim.expires_at))}
    return item


def claim_data(item: Item | None, now: datetime) -> dict[str, str] | None:
    """What the taker of a claim left; None when nobody did or the claim has run out."""
    if item is None or ("ttl" in item and int(item["ttl"]["N"]) <= seconds_down(now)):
        return None
    data: dict[str, str] = json.loads(item["d"]["S"])
    return data
