"""The OpenAPI 3.1 description, made from the routes: `python -m functions.http_api.openapi` writes web/openapi.json.

Made at build time only: what it adds to each route (answers, refusals, permission) no request has to pay for.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from functions.http_api.answers import JSON
from functions.http_api.app import GROUPS, group
from functions.http_api.problems import MEDIA_TYPE, STATUS, Malformed, Problem, UnsupportedMediaType
from functions.http_api.routing import Spec, Taken, Text, new_app
from lambdesk.kit.errors import Forbidden, Invalid, LambdeskError, TooLarge, TooMany, Unauthenticated, Unavailable

PATH = Path(__file__).parents[2] / "web" / "openapi.json"
_ALWAYS: tuple[type[LambdeskError], ...] = (Invalid, TooMany, Unavailable, LambdeskError)
_WITH_BODY: tuple[type[LambdeskError], ...] = (Malformed, TooLarge, UnsupportedMediaType)
_SIGNED_IN: tuple[type[LambdeskError], ...] = (Unauthenticated, Forbidden)
_SENT = {
    "ETag": 'The ticket\'s version, such as `"7"`: send it back as `If-Match`.',
    "Location": "Where the new ticket is.",
    "Idempotency-Replayed": "`true` when an earlier call with this key had done it.",
    "Content-Disposition": "A name for the file.",
    "Export-Complete": "`false` when there was more than one file takes.",
    "Set-Cookie": "The session's handle; HttpOnly, for the session routes only.",
}
_REF = "#/components/schemas/{model}"


def describe() -> dict[str, Any]:
    """The whole description as JSON values."""
    groups = [group(module) for module in dict.fromkeys(GROUPS.values())]
    specs = [(spec, routes.takes) for routes in groups for spec in routes.specs]
    app = new_app()
    for routes in groups:
        routes.add_to(app, **{spec.operation_id: _described(spec, routes.tag) for spec in routes.specs})
    described = get_openapi(
        title="Lambdesk",
        version="1",
        description="The API of Lambdesk. Errors are problem+json with a stable `code`; see docs/errors.md. "
        "Every answer says by `RateLimit-Policy` and `RateLimit` how often you may ask.",
        routes=app.routes,
        servers=[{"url": "/api"}],
    )
    for spec, takes in specs:
        _refine(described["paths"][spec.path][spec.method.lower()], spec, takes)
    schemas = described["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas |= _schema_of(Problem)
    for spec, _ in specs:
        if spec.reads:
            schemas |= _schema_of(spec.reads, "validation")
    described["components"]["schemas"] = dict(sorted(schemas.items()))
    described["components"]["securitySchemes"] = {
        "idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "portalCookie": {"type": "apiKey", "in": "cookie", "name": "lambdesk_portal"},
        "sessionCookie": {"type": "apiKey", "in": "cookie", "name": "lambdesk_session"},
        "apiKey": {"type": "http", "scheme": "bearer", "bearerFormat": "lambdesk_…"},
        "webhookSignature": {"type": "apiKey", "in": "header", "name": "webhook-signature"},
    }
    return described


def _described(spec: Spec, tag: str) -> dict[str, Any]:
    answers: Any = None if isinstance(spec.answers, Text) else spec.answers
    return {"response_model": answers, "status_code": spec.status, "tags": [tag]}


def _refine(operation: dict[str, Any], spec: Spec, takes: Taken) -> None:
    if spec.reads:
        operation["requestBody"] = {"required": True, "content": _read(spec.reads, takes)}
    answer = operation["responses"][str(spec.status)]
    answer["description"] = "Done"
    if isinstance(spec.answers, Text):
        answer["content"] = {spec.answers.media_type: {"schema": {"type": "string"}}}
    if spec.sends:
        answer["headers"] = {name: {"description": _SENT[name], "schema": {"type": "string"}} for name in spec.sends}
    known = {str(spec.known): answer} if spec.known else {}
    operation["responses"] = {str(spec.status): answer} | known | _refusals(operation, spec)
    if spec.needs:
        cookie = spec.path.startswith("/v1/portal/")
        operation["security"] = [{"portalCookie": []}] if cookie else [{"idToken": []}, {"apiKey": []}]
        operation["x-permission"] = spec.needs.value
    elif spec.reads:
        operation["security"] = [{"webhookSignature": []}]
    elif spec.path.startswith("/v1/public/") or "requestBody" in operation:
        operation["security"] = []
    else:
        # Who refuses nobody does not insist on the cookie either.
        operation["security"] = [{"sessionCookie": []}, *([] if Unauthenticated in spec.refuses else [{}])]


def _read(model: type[BaseModel], takes: Taken) -> dict[str, Any]:
    """The body of a route that reads it by itself: JSON of this form, or something else as it is."""
    as_it_is = {"schema": {"type": "string", "format": "binary"}}
    as_json = {"schema": {"$ref": _REF.format(model=model.__name__)}}
    return {each: as_json if each == JSON else as_it_is for each in takes.media_types}


def _refusals(operation: dict[str, Any], spec: Spec) -> dict[str, Any]:
    errors = [*spec.refuses, *_ALWAYS]
    if "requestBody" in operation:
        errors += _WITH_BODY
    if spec.needs:
        errors += _SIGNED_IN
    by_status: dict[int, list[str]] = {}
    for error in errors:
        codes = by_status.setdefault(STATUS[error], [])
        if error.code not in codes:
            codes.append(error.code)
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=Problem.__name__)}}}
    return {
        str(status): {"description": "`" + "`, `".join(sorted(codes)) + "`", "content": content}
        for status, codes in sorted(by_status.items())
    }


def _schema_of(model: type[BaseModel], mode: JsonSchemaMode = "serialization") -> dict[str, Any]:
    _, shared = models_json_schema([(model, mode)], ref_template=_REF)
    definitions: dict[str, Any] = shared["$defs"]
    return definitions


def text() -> str:
    """The description as it is committed."""
    return json.dumps(describe(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{PATH}\n")
