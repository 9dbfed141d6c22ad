"""API keys: making, rotating and revoking them. A secret is told once."""

from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id
from functions.http_api.routing import Group
from lambdesk.api_keys import decide, schemas
from lambdesk.api_keys.decide import NewKey
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound

routes = Group("API keys")


@routes.route("GET", "/v1/api-keys", needs=Permission.API_KEYS_WRITE, answers=schemas.ApiKeyList)
async def list_api_keys(request: Request) -> Response:
    """All keys, also those that are over."""
    call = current(request)
    items = [schemas.api_key(each) for each in call.product.api_keys.all(call.tenant.id)]
    return json_answer(schemas.ApiKeyList(items=items, scopes=decide.givable(call.caller)))


@routes.route(
    "POST",
    "/v1/api-keys",
    needs=Permission.API_KEYS_WRITE,
    answers=schemas.SecretApiKey,
    status=201,
    refuses=(Conflict,),
)
async def create_api_key(request: Request, body: schemas.NewApiKey) -> Response:
    """A new key, which may do what its scopes say and never more than you. Keep its secret: it is told only here."""
    call = current(request)
    wanted = NewKey(body.name, tuple(body.scopes), body.lifetime_days)
    made = call.product.api_keys.create(call.ctx, call.caller, wanted)
    return json_answer(schemas.secret(made.key, made.text), 201)


@routes.route(
    "POST",
    "/v1/api-keys/{id}/rotation",
    needs=Permission.API_KEYS_WRITE,
    answers=schemas.SecretApiKey,
    status=201,
    refuses=(NotFound, Conflict),
)
async def create_api_key_rotation(request: Request, key_id: Id, body: schemas.NewRotation) -> Response:
    """A new secret and a new life for a key. The secret before goes on for so many hours."""
    call, overlap = current(request), timedelta(hours=body.overlap_hours)
    made = call.product.api_keys.rotate(call.ctx, call.caller, key_id, overlap)
    return json_answer(schemas.secret(made.key, made.text), 201)


@routes.route("DELETE", "/v1/api-keys/{id}", needs=Permission.API_KEYS_WRITE, status=204, refuses=(NotFound, Conflict))
async def delete_api_key(request: Request, key_id: Id) -> Response:
    """Revoke a key: it opens nothing from this moment on."""
    call = current(request)
    call.product.api_keys.revoke(call.ctx, key_id)
    return Response(status_code=204)
