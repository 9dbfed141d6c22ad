"""Between the route of imports and their domain."""

from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call
from functions.http_api.parameters import body_digest
from lambdesk.conversations.model import MessageKind
from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.reports.fold import fold
from lambdesk.reports.model import Judged
from lambdesk.tickets import wire
from lambdesk.tickets.commands import UNSET, Noted
from lambdesk.tickets.importing.commands import Author, ImportTicket, PastChange, PastMessage
from lambdesk.tickets.importing.schemas import ImportChange, ImportMessage, NewImport
from lambdesk.tickets.importing.service import Imported
from lambdesk.tickets.model import State, label


def imported(call: Call, form: NewImport) -> Response:
    """The ticket that came of it now or before, or would come of it."""
    command = _command(call, form)
    if form.dry_run:
        return _answer(call, call.product.importing.look(call.ctx, command), 200)
    done = call.product.importing.take(call.ctx, command, body_digest(form))
    return _answer(call, done, 201 if done.created else 200)


def _command(call: Call, form: NewImport) -> ImportTicket:
    notes = [
        FieldError(f"body.messages.{index}.kind", "a customer writes no notes", "conflicting")
        for index, each in enumerate(form.messages)
        if each.kind == "note" and each.author.kind == "customer"
    ]
    if notes:
        raise Invalid(fields=notes)
    return ImportTicket(
        source=form.source,
        source_id=form.source_id,
        subject=form.subject,
        body=form.body,
        requester=Author(form.requester.email, form.requester.name),
        created_at=clock.from_text(form.created_at),
        messages=tuple(map(_message, form.messages)),
        changes=tuple(map(_change, form.changes)),
        priority=form.priority,
        channel=form.channel,
        assignee=form.assignee_email,
        noted=Noted(form.category_id, form.tags, form.team_id),
        fields=form.fields,
        state=State(form.state) if form.state else None,
        mailbox=next(iter(call.tenant.mailboxes), None),
    )


def _message(said: ImportMessage) -> PastMessage:
    kind = MessageKind.CUSTOMER if said.author.kind == "customer" else MessageKind(said.kind)
    return PastMessage(clock.from_text(said.at), kind, said.body, Author(said.author.email, said.author.name))


def _change(changed: ImportChange) -> PastChange:
    return PastChange(
        clock.from_text(changed.at),
        by=changed.by,
        state=State(changed.state) if changed.state else None,
        priority=changed.priority,
        assignee=changed.assignee_email if "assignee_email" in changed.model_fields_set else UNSET,
    )


def _answer(call: Call, done: Imported, status: int) -> Response:
    ticket = done.loaded.ticket
    zone = call.product.ticket_rules.of(call.tenant.id, call.ctx.now).zone
    judged = sorted(fold(done.events, zone), key=lambda each: each.due_at)
    body: wire.Wire = {
        "number": done.number,
        "label": label(call.tenant.ticket_label, done.number) if done.number else None,
        "created": done.created,
        "state": ticket.state.value,
        "priority": ticket.priority.value,
        "message_count": ticket.message_count,
        "policy_id": ticket.sla.policy_id if ticket.sla else None,
        "policy_version": ticket.sla.policy_version if ticket.sla else None,
        "clocks": wire.clocks(ticket),
        "verdicts": list(map(_verdict, judged)),
    }
    return json_answer(body, status, {"location": f"/v1/tickets/{done.number}"} if done.number else None)


def _verdict(judged: Judged) -> wire.Wire:
    return {
        "metric": judged.metric.value,
        "started_at": clock.to_text(judged.started_at),
        "due_at": clock.to_text(judged.due_at),
        "verdict": judged.verdict.value,
        "answered_at": clock.to_text(judged.answered_at) if judged.answered_at else None,
        "seconds": judged.seconds,
    }
