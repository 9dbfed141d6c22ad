"""Between routes and canned responses."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call, current
from functions.http_api.parameters import key_of
from lambdesk.audit.model import Opened
from lambdesk.canned import decide, rendering
from lambdesk.canned.model import CannedResponse, Counted
from lambdesk.canned.schemas import CannedResponsePatch, NewCannedResponse, NewRendering
from lambdesk.channels.confirmations import confirmation_url
from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid, NotFound
from lambdesk.kit.htmltext import to_text
from lambdesk.kit.text import clip
from lambdesk.tickets.model import Loaded, State, label
from lambdesk.tickets.settings.model import FieldDefinition, TicketRules
from lambdesk.tickets.wire import Wire

PREVIEW = 160


def row(call: Call, counted: Counted) -> Wire:
    """What a list shows of a response."""
    found = counted.response
    language = decide.language_of(found.bodies, None, call.tenant.locale)
    return {
        "id": found.id,
        "name": found.name,
        "shortcut": found.shortcut,
        "folder": found.folder,
        "scope": found.scope.value,
        "team_id": found.team_id,
        "languages": list(found.bodies),
        "preview": clip(" ".join(to_text(found.bodies[language]).split()), PREVIEW),
        "usage_count": counted.uses,
        "updated_at": clock.to_text(found.updated_at),
        "owner_id": found.owner_id,
        "version": found.version,
    }


def answer(call: Call, counted: Counted, status: int = 200) -> Response:
    """A response with its bodies."""
    whole = {**row(call, counted), "bodies": dict(counted.response.bodies)}
    return json_answer(whole, status, etag(counted.response.version))


def create(request: Request, form: NewCannedResponse, key: str) -> Counted:
    """Make what the form says, of the caller's own."""
    call = current(request)
    _check_team(call, form.team_id)
    wanted = CannedResponse(
        id="",
        name=form.name.strip(),
        bodies=form.bodies,
        scope=form.scope,
        owner_id=call.caller.id,
        updated_at=call.ctx.now,
        shortcut=form.shortcut,
        folder=form.folder,
        team_id=form.team_id,
    )
    named = key_of(request, key, form)
    return call.product.canned_responses.create(
        call.ctx, call.caller, wanted, named.scope, named.key, named.body_digest
    )


def change(call: Call, response_id: str, version: int, form: CannedResponsePatch) -> Counted:
    """Change what the form names."""
    _check_team(call, form.team_id)
    fields: dict[str, Any] = {name: getattr(form, name) for name in form.model_fields_set}
    return call.product.canned_responses.change(call.ctx, call.caller, response_id, version, fields)


def _check_team(call: Call, team_id: str | None) -> None:
    if team_id is None:
        return
    team = call.product.ticket_rules.knowing(call.tenant.id, call.ctx.now, (team_id,)).teams.get(team_id)
    if team is None or not team.active:
        raise Invalid(fields=[FieldError("body.team_id", "is no team in use", "unknown_value")])


def rendered(call: Call, response_id: str, form: NewRendering) -> Response:
    """The response as it reads on a ticket."""
    bodies = call.product.canned_responses.one(call.tenant.id, call.caller, response_id).response.bodies
    loaded, _ = call.product.ticket_store.load(call.tenant.id, call.seen(form.number))
    if loaded is None:
        raise NotFound
    call.opens(f"ticket:{form.number}", Opened.THREAD)
    rules = call.product.ticket_rules.knowing(call.tenant.id, call.ctx.now, loaded.details.fields)
    language = decide.language_of(bodies, form.language, call.tenant.locale)
    keys = [each.key for each in rules.fields.values()]
    made = rendering.render(bodies[language], _values(call, loaded, rules), keys)
    unresolved = [{"variable": each.variable, "reason": each.reason, "hint": each.hint} for each in made.unresolved]
    return json_answer({"html": made.html, "text": to_text(made.html), "language": language, "unresolved": unresolved})


def _values(call: Call, loaded: Loaded, rules: TicketRules) -> dict[str, dict[str, rendering.Value]]:
    """What the variables say; what has no value is not there."""
    ticket, people = loaded.ticket, loaded.details.participants
    status = rules.status(ticket.status_id)
    url = confirmation_url(call.product.keyring, call.product.settings.origin, call.tenant.id, ticket.number)
    values: dict[str, dict[str, rendering.Value]] = {
        "customer": {**_person(ticket.requester_name), "email": people[0].email if people else ""},
        "ticket": {
            "number": ticket.number,
            "label": label(call.tenant.ticket_label, ticket.number),
            "subject": ticket.subject,
            "state": status.customer_label if status else _as_customers_say(ticket.state),
            "confirmation_url": url,
        },
        "agent": {**_person(call.caller.name)},
        "tenant": {"name": call.tenant.name},
        "fields": {key: _shown(rules, key, value) for key, value in rules.keyed(loaded.details.fields).items()},
    }
    return {group: {name: each for name, each in found.items() if each != ""} for group, found in values.items()}


def _person(name: str) -> dict[str, rendering.Value]:
    return {"name": name, "first_name": name.partition(" ")[0]}


def _as_customers_say(state: State) -> str:
    return "open" if state in (State.NEW, State.ON_HOLD, State.REOPENED) else state.value


def _shown(rules: TicketRules, key: str, value: Any) -> rendering.Value:
    """A custom field's value as people read it: the labels of choices."""
    (field,) = [each for each in rules.fields.values() if each.key == key]
    if isinstance(value, tuple):
        return [_label(field, each) for each in value]
    return _label(field, value) if isinstance(value, str) else value


def _label(field: FieldDefinition, value: str) -> str:
    return {option.value: option.label for option in field.options}.get(value, value)
