"""What can be asked of a tenant's tickets, and what a ticket answers."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from lambdesk.conversations.model import Channel
from lambdesk.customers.organisations.model import Tier
from lambdesk.filters.evaluate import Found, Subject
from lambdesk.filters.fields import CUSTOM, ME, MY_TEAMS, Catalogue, Choice, Field, FieldKind, catalogue
from lambdesk.identity.model import Caller
from lambdesk.kit.context import ActorKind
from lambdesk.tickets.model import Loaded, ParticipantRole, Priority, State, StateCategory, Ticket
from lambdesk.tickets.settings.model import Category, FieldDefinition, FieldType, TicketRules

LAST_SPEAKERS = (ActorKind.CUSTOMER.value, "agent", ActorKind.SYSTEM.value)
_KINDS: Mapping[FieldType, FieldKind] = {
    FieldType.TEXT: FieldKind.TEXT,
    FieldType.REGEX: FieldKind.TEXT,
    FieldType.NUMBER: FieldKind.NUMBER,
    FieldType.DATE: FieldKind.DATE,
    FieldType.SELECT: FieldKind.CHOICE,
    FieldType.MULTI_SELECT: FieldKind.SET,
    FieldType.CHECKBOX: FieldKind.YES_NO,
}


def ticket_fields(rules: TicketRules, people: Mapping[str, Caller] | None = None) -> Catalogue:
    """Everything that can be asked, with what the tenant set up. What was deleted is there too, out of use.

    With `people` an assignee is one of them and may be called by name.
    """
    custom = sorted(rules.fields.values(), key=lambda each: (each.order, each.key))
    return catalogue((*_built_in(rules, people), *map(_custom, custom)))


def _built_in(rules: TicketRules, people: Mapping[str, Caller] | None) -> Iterable[Field]:
    staff = None if people is None else {each: Choice(each, caller.name) for each, caller in people.items()}
    yield _one_of("state", State)
    yield _one_of("state_category", StateCategory)
    yield Field("status", "status", FieldKind.CHOICE, choices=_statuses(rules))
    yield _one_of("priority", Priority)
    yield Field("team", "team", FieldKind.CHOICE, choices=_teams(rules), keywords=(MY_TEAMS,))
    yield Field("assignee", "assignee", FieldKind.CHOICE, choices=staff, keywords=(ME,))
    yield Field("category", "category", FieldKind.TREE, choices=_categories(rules.categories.values()))
    yield Field("tag", "tag", FieldKind.SET)
    yield _one_of("channel", Channel)
    yield Field("mailbox", "mailbox", FieldKind.TEXT)
    yield Field("subject", "subject", FieldKind.TEXT, optional=False)
    yield Field("requester", "requester", FieldKind.CHOICE, optional=False)
    yield Field("requester_email", "requester_email", FieldKind.TEXT)
    # There may be thousands: any id will do, and one that nobody has matches nothing.
    yield Field("organisation", "organisation", FieldKind.CHOICE)
    yield Field("tier", "tier", FieldKind.CHOICE, choices=_choices(each.value for each in Tier))
    yield Field("last_message_by", "last_message_by", FieldKind.CHOICE, choices=_choices(LAST_SPEAKERS), optional=False)
    for moment in ("created", "updated", "last_message"):
        yield Field(moment, moment, FieldKind.MOMENT, optional=False)
    for moment in ("due", "resolved", "closed"):
        yield Field(moment, moment, FieldKind.MOMENT)
    yield Field("escalation", "escalation", FieldKind.NUMBER)
    yield Field("snoozed", "snoozed", FieldKind.YES_NO, optional=False)
    yield Field("unauthenticated", "unauthenticated", FieldKind.YES_NO, optional=False)


def _choices(values: Iterable[str]) -> Mapping[str, Choice]:
    return {each: Choice(each, each) for each in values}


def _one_of(name: str, values: type[StrEnum]) -> Field:
    return Field(name, name, FieldKind.CHOICE, choices=_choices(each.value for each in values), optional=False)


def _statuses(rules: TicketRules) -> Mapping[str, Choice]:
    kept = sorted(rules.statuses.values(), key=lambda each: (each.order, each.id))
    return {each.id: Choice(each.id, each.agent_label, replaced_by=each.replaced_by) for each in kept}


def _teams(rules: TicketRules) -> Mapping[str, Choice]:
    kept = sorted(rules.teams.values(), key=lambda each: (each.name.casefold(), each.id))
    return {each.id: Choice(each.id, each.name, active=each.active) for each in kept}


def _categories(kept: Iterable[Category]) -> Mapping[str, Choice]:
    ordered = sorted(kept, key=lambda each: (each.order, each.id))
    return {each.id: Choice(each.id, each.label, each.parent_id, each.replaced_by, each.active) for each in ordered}


def _custom(field: FieldDefinition) -> Field:
    options = {each.value: Choice(each.value, each.label) for each in field.options} or None
    name = CUSTOM + field.key
    return Field(CUSTOM + field.id, name, _KINDS[field.type], field.label, options, active=field.active)


def subject(loaded: Loaded, rules: TicketRules) -> Subject:
    """What a ticket answers today: what was replaced since speaks as what stands for it."""
    ticket, details = loaded.ticket, loaded.details
    asks = next((each for each in details.participants if each.role is ParticipantRole.REQUESTER), None)
    custom: dict[str, Found] = {CUSTOM + name: value for name, value in details.fields.items()}
    return {**of_row(ticket, rules), "requester_email": asks.email if asks else None, **custom}


def of_row(ticket: Ticket, rules: TicketRules) -> Subject:
    """What of it the hot part of a ticket answers."""
    status = rules.status(ticket.status_id)
    running = [each.due_at for each in ticket.sla.clocks if not each.decided and not each.paused] if ticket.sla else []
    return {
        "state": ticket.state.value,
        "state_category": ticket.state_category.value,
        "status": status.id if status else None,
        "priority": ticket.priority.value,
        "team": ticket.team_id,
        "assignee": ticket.assignee_id,
        "category": _path(ticket.category_id, rules),
        "tag": ticket.tags,
        "channel": ticket.channel.value,
        "mailbox": ticket.mailbox,
        "subject": ticket.subject,
        "requester": ticket.requester_id,
        "organisation": ticket.organisation_id,
        "tier": ticket.tier.value if ticket.tier else None,
        "last_message_by": ticket.last_message_by,
        "created": ticket.created_at,
        "updated": ticket.updated_at,
        "last_message": ticket.last_message_at,
        "due": min(running, default=None),
        "resolved": ticket.resolved_at,
        "closed": ticket.closed_at,
        "escalation": ticket.escalation_level or None,
        "snoozed": ticket.asleep,
        "unauthenticated": ticket.unauthenticated,
    }


def _path(category_id: str | None, rules: TicketRules) -> tuple[str, ...]:
    """From the root of the tree down to what stands for the category today."""
    category, path = rules.category(category_id), []
    while category is not None and category.id not in path:
        path.append(category.id)
        category = rules.category(category.parent_id)
    return tuple(reversed(path))
