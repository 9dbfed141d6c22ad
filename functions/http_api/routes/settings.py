"""What a tenant sets up for its tickets: statuses, custom fields, categories, teams, days; and the tags in use."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, Replacement, TagPrefix, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict
from lambdesk.tickets.decide.fields import normal_tag
from lambdesk.tickets.settings import model, schemas, wire
from lambdesk.tickets.settings.decide import N
from lambdesk.tickets.settings.queries import TAGS_SHOWN

routes = Group("settings")
_CHANGE: Any = {
    "needs": Permission.SETTINGS_WRITE,
    "refuses": CHANGE,
    "sends": ("ETag",),
}
_NEW: Any = {"needs": Permission.SETTINGS_WRITE, "status": 201, "refuses": (Conflict,), "sends": ("ETag",)}


def _made(request: Request, noun: N) -> Response:
    call = current(request)
    made = call.product.ticket_setup.create(call.ctx, noun)
    return json_answer(wire.noun(made), 201, etag(made.version))


def _changed(request: Request, kind: type[N], noun_id: str, if_match: str, form: schemas.Form) -> Response:
    call = current(request)
    setup, version = call.product.ticket_setup, version_of(if_match)
    changed = setup.change(call.ctx, kind, noun_id, version, schemas.told(form))
    return json_answer(wire.noun(changed), headers=etag(changed.version))


def _deleted(request: Request, kind: type[N], noun_id: str, if_match: str, replacement: str | None = None) -> Response:
    call = current(request)
    gone = call.product.ticket_setup.delete(call.ctx, kind, noun_id, version_of(if_match), replacement)
    return json_answer(wire.noun(gone), headers=etag(gone.version))


@routes.route(
    "GET", "/v1/settings/tickets", needs=Permission.TICKETS_READ, answers=schemas.TicketSettings, sends=("ETag",)
)
async def get_ticket_settings(request: Request) -> Response:
    """Everything that is set up for tickets."""
    call = current(request)
    rules = call.product.ticket_settings_store.rules(call.tenant.id)
    return json_answer(wire.rules(rules), headers=etag(rules.version))


@routes.route("PATCH", "/v1/settings/tickets", answers=schemas.TicketSettings, **_CHANGE)
async def patch_ticket_settings(request: Request, if_match: IfMatch, body: schemas.TicketSettingsPatch) -> Response:
    """Change days and seconds. Their version grows with every change of any setting here."""
    call = current(request)
    rules = call.product.ticket_setup.set(call.ctx, version_of(if_match), schemas.told(body))
    return json_answer(wire.rules(rules), headers=etag(rules.version))


@routes.route("POST", "/v1/statuses", answers=schemas.Status, **_NEW)
async def create_status(request: Request, body: schemas.NewStatus) -> Response:
    """A status of your own for one of the states."""
    return _made(request, model.Status(id="", **schemas.told(body)))  # type: ignore[arg-type]


@routes.route("PATCH", "/v1/statuses/{id}", answers=schemas.Status, **_CHANGE)
async def patch_status(request: Request, noun_id: Id, if_match: IfMatch, body: schemas.StatusPatch) -> Response:
    """Change a status; tickets that have it show it changed."""
    return _changed(request, model.Status, noun_id, if_match, body)


@routes.route("DELETE", "/v1/statuses/{id}", answers=schemas.Status, **_CHANGE)
async def delete_status(request: Request, noun_id: Id, if_match: IfMatch, replacement: Replacement = None) -> Response:
    """Delete a status; what replaces it (another one of its state, or the state) stands for it on tickets."""
    return _deleted(request, model.Status, noun_id, if_match, replacement)


@routes.route("POST", "/v1/fields", answers=schemas.FieldDefinition, **_NEW)
async def create_field(request: Request, body: schemas.NewField) -> Response:
    """A custom field of tickets."""
    return _made(request, model.FieldDefinition(id="", **schemas.told(body)))  # type: ignore[arg-type]


@routes.route("PATCH", "/v1/fields/{id}", answers=schemas.FieldDefinition, **_CHANGE)
async def patch_field(request: Request, noun_id: Id, if_match: IfMatch, body: schemas.FieldPatch) -> Response:
    """Change a field; values on tickets stay, also under another key."""
    return _changed(request, model.FieldDefinition, noun_id, if_match, body)


@routes.route("DELETE", "/v1/fields/{id}", answers=schemas.FieldDefinition, **_CHANGE)
async def delete_field(request: Request, noun_id: Id, if_match: IfMatch) -> Response:
    """Take a field out of use; its values stay readable."""
    return _deleted(request, model.FieldDefinition, noun_id, if_match)


@routes.route("POST", "/v1/categories", answers=schemas.Category, **_NEW)
async def create_category(request: Request, body: schemas.NewCategory) -> Response:
    """A category, at the highest level or below another one."""
    return _made(request, model.Category(id="", **schemas.told(body)))  # type: ignore[arg-type]


@routes.route("PATCH", "/v1/categories/{id}", answers=schemas.Category, **_CHANGE)
async def patch_category(request: Request, noun_id: Id, if_match: IfMatch, body: schemas.CategoryPatch) -> Response:
    """Rename or move a category with all below it."""
    return _changed(request, model.Category, noun_id, if_match, body)


@routes.route("DELETE", "/v1/categories/{id}", answers=schemas.Category, **_CHANGE)
async def delete_category(
    request: Request, noun_id: Id, if_match: IfMatch, replacement: Replacement = None
) -> Response:
    """Delete a category that has none below it; tickets show its replacement."""
    return _deleted(request, model.Category, noun_id, if_match, replacement)


@routes.route("POST", "/v1/teams", answers=schemas.Team, **_NEW)
async def create_team(request: Request, body: schemas.NewTeam) -> Response:
    """A team; its members name it in `teams`."""
    return _made(request, model.Team(id="", **schemas.told(body)))  # type: ignore[arg-type]


@routes.route("PATCH", "/v1/teams/{id}", answers=schemas.Team, **_CHANGE)
async def patch_team(request: Request, noun_id: Id, if_match: IfMatch, body: schemas.TeamPatch) -> Response:
    """Rename a team, or use one again."""
    return _changed(request, model.Team, noun_id, if_match, body)


@routes.route("DELETE", "/v1/teams/{id}", answers=schemas.Team, **_CHANGE)
async def delete_team(request: Request, noun_id: Id, if_match: IfMatch) -> Response:
    """Take a team out of use; tickets that it has keep it."""
    return _deleted(request, model.Team, noun_id, if_match)


@routes.route("GET", "/v1/tags", needs=Permission.TICKETS_READ, answers=schemas.TagList)
async def list_tags(request: Request, prefix: TagPrefix = "") -> Response:
    """Tags to choose from, at most 50."""
    call = current(request)
    found = call.product.ticket_settings_store.tags(call.tenant.id, normal_tag(prefix), TAGS_SHOWN)
    return json_answer({"items": list(found)})
