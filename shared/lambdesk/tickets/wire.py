"""The one form in which tickets leave us, as JSON values: for the API's answers and for live frames alike.

Without pydantic, so that every Lambda can make it; `schemas` describes the same forms, and a test holds them together.
"""

import json
from datetime import datetime
from typing import Any

from lambdesk.conversations.model import Message
from lambdesk.kit import clock as moments
from lambdesk.kit.events import Event
from lambdesk.sla.model import Clock, ClockState, Escalation
from lambdesk.tickets.model import Loaded, Ticket, label
from lambdesk.tickets.settings.model import TicketRules

Wire = dict[str, Any]


def row(ticket: Ticket) -> Wire:
    """A list row: ids and times, never names of staff, so that renaming one rewrites nothing.

    The requester's name is in it: a list of 50 would otherwise need 50 more reads, and customers rarely change names.
    """
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "state": ticket.state.value,
        "state_category": ticket.state_category.value,
        "priority": ticket.priority.value,
        "assignee_id": ticket.assignee_id,
        "team_id": ticket.team_id,
        "requester": {"id": ticket.requester_id, "name": ticket.requester_name},
        "created_at": moments.to_text(ticket.created_at),
        "updated_at": moments.to_text(ticket.updated_at),
        "last_message_at": moments.to_text(ticket.last_message_at),
        "last_message_by": ticket.last_message_by,
        "message_count": ticket.message_count,
        "version": ticket.version,
        "channel": ticket.channel.value,
        "unauthenticated": ticket.unauthenticated,
        "sla": _urgent(ticket),
        "escalation_level": ticket.escalation_level,
        "status_id": ticket.status_id,
        "category_id": ticket.category_id,
        "tags": list(ticket.tags),
        "snoozed_until": _moment(ticket.snoozed_until),
        "merged_into": ticket.merged_into,
        "snoozed_until_reply": ticket.snoozed_until_reply,
        "organisation_id": ticket.organisation_id,
        "tier": ticket.tier.value if ticket.tier else None,
    }


def number_of_row(stored: str) -> int:
    """The number of a row as it is stored: `row` as compact JSON, of which it is the first value."""
    return int(stored[stored.index(":") + 1 : stored.index(",")])


def _moment(moment: datetime | None) -> str | None:
    return moments.to_text(moment) if moment else None


def _urgent(ticket: Ticket) -> Wire | None:
    clock = ticket.urgent
    return _clock(clock) if clock else None


def _clock(clock: Clock) -> Wire:
    paused_at = clock.paused_at if clock.state is ClockState.PAUSED else None
    return {
        "metric": clock.metric.value,
        "due_at": moments.to_text(clock.due_at),
        "warn_at": moments.to_text(clock.warn_at),
        "state": clock.state.value,
        "paused_at": _moment(paused_at),
        "answered_at": _moment(clock.answered_at),
    }


def clocks(ticket: Ticket) -> list[Wire]:
    """All clocks of a ticket."""
    return [_clock(each) for each in (ticket.sla.clocks if ticket.sla else ())]


def _escalation(escalation: Escalation) -> Wire:
    return {
        "metric": escalation.metric,
        "breach_at": moments.to_text(escalation.breach),
        "level": escalation.level,
        "next_at": _moment(escalation.next_at),
        "acknowledged_by": escalation.acknowledged_by,
        "acknowledged_at": _moment(escalation.acknowledged_at),
    }


def row_text(ticket: Ticket) -> str:
    """The row in the form that is stored and sent: compact JSON."""
    return json.dumps(row(ticket), ensure_ascii=False, separators=(",", ":"))


def ticket(loaded: Loaded, prefix: str, rules: TicketRules) -> Wire:
    """A ticket; `prefix` is that of the tenant's ticket numbers, `rules` tell how its fields are called."""
    hot, cold = loaded.ticket, loaded.details
    people = cold.participants
    return {
        **row(hot),
        "requester": {
            "id": hot.requester_id,
            "name": hot.requester_name,
            "email": people[0].email if people else "",
        },
        "label": label(prefix, hot.number),
        "participants": [
            {"id": each.customer_id, "name": each.name, "email": each.email, "role": each.role.value} for each in people
        ],
        "allowed_states": [state.value for state in hot.allowed_states],
        "last_message_id": hot.last_message_id,
        "clocks": clocks(hot),
        "escalations": list(map(_escalation, hot.escalations)),
        "resolved_at": _moment(hot.resolved_at),
        "closed_at": _moment(hot.closed_at),
        "closes_at": _moment(hot.closes_at),
        "scheduled": [{"message_id": each.message_id, "at": moments.to_text(each.at)} for each in hot.scheduled],
        "fields": rules.keyed(cold.fields),
        "links": [{"kind": each.kind.value, "number": each.number} for each in cold.links],
        "watchers": list(cold.watchers),
        "follow_up_of": cold.follow_up_of,
        "split_from": cold.split_from,
        "merged": list(cold.merged),
    }


def message(said: Message) -> Wire:
    """A message as staff see it: notes are shown too."""
    mail, delivery = said.mail, said.delivery
    return {
        "id": said.id,
        "number": said.number,
        "meant_for": said.meant_for,
        "kind": said.kind.value,
        "author": {"kind": said.author.kind.value, "id": said.author.id, "name": said.author_name},
        "body_text": said.body,
        "quoted_from": said.quoted_from,
        "truncated": said.body_key is not None,
        "created_at": moments.to_text(said.created_at),
        "channel": said.channel.value,
        "authenticated": mail.authenticated if mail else None,
        "mail_class": mail.mail_class.value if mail else None,
        "attachments": [
            {
                "index": index,
                "name": each.name,
                "media_type": each.media_type,
                "size": each.size,
                "content_id": each.content_id,
                "inline": each.inline,
            }
            for index, each in enumerate(said.attachments)
        ],
        "send_state": delivery.state.value if delivery else None,
        "send_error": delivery.error if delivery else None,
        "to": list(delivery.to if delivery else mail.recipients if mail else ()),
        "cc": list(delivery.cc if delivery else ()),
        "bcc": list(delivery.bcc if delivery else ()),
        "send_after": _moment(delivery.send_after) if delivery else None,
        "html": said.html,
        "has_html": said.html is not None or said.html_key is not None,
    }


def event(fact: Event) -> Wire:
    """A fact on the timeline, with people's words in it: this form is for staff who may read the ticket."""
    return {
        "id": fact.id,
        "type": fact.type,
        "at": moments.to_text(fact.at),
        "actor": {"kind": fact.actor.kind.value, "id": fact.actor.id},
        "cause": fact.cause,
        "data": {**fact.data, **fact.words},
    }


def view(
    loaded: Loaded,
    messages: tuple[Message, ...],
    events: tuple[Event, ...],
    prefix: str,
    rules: TicketRules,
    *,
    complete: bool,
) -> Wire:
    """A ticket with all that was said and done."""
    return {
        "ticket": ticket(loaded, prefix, rules),
        "messages": [message(each) for each in messages],
        "events": [event(each) for each in events],
        "complete": complete,
    }
