"""Errors as `application/problem+json` (RFC 9457): one shape, a stable code, no words from inside."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from functions.http_api.call import correlation_id
from lambdesk.kit import errors
from lambdesk.kit.errors import FieldError, LambdeskError
from lambdesk.kit.schema import Output

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "https://lambdesk.dev/errors/"
RETRY_AFTER_SECONDS = 5
_ERRORS_SHOWN = 50


class FieldProblem(Output):
    """One wrong field: a dotted path such as `body.state`, a sentence and a stable code."""

    field: str
    message: str
    code: str


class Problem(Output):
    """Every refusal. Some codes bring data of their own: docs/errors.md."""

    type: Annotated[str, Field(examples=[TYPE_BASE + "not_found"])]
    title: str
    status: int
    code: Annotated[str, Field(examples=["not_found"])]
    detail: str
    errors: list[FieldProblem]


class Malformed(LambdeskError):
    code = "malformed"
    title = "The body is not JSON"


class UnsupportedMediaType(LambdeskError):
    code = "unsupported_media_type"
    title = "Send application/json"


class MethodNotAllowed(LambdeskError):
    code = "method_not_allowed"
    title = "This path does not know the method"


STATUS: dict[type[LambdeskError], int] = {
    errors.Invalid: 422,
    errors.IdempotencyMismatch: 422,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.ChallengeRequired: 403,
    errors.TenantClosed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.IllegalTransition: 409,
    errors.StaleThread: 409,
    errors.AlreadyExists: 409,
    errors.LastAdmin: 409,
    errors.LimitReached: 409,
    errors.RoleNamed: 409,
    errors.SlugTaken: 409,
    errors.SessionRotated: 409,
    errors.ChooseTenant: 409,
    errors.StaleVersion: 412,
    errors.PreconditionRequired: 428,
    errors.TooLarge: 413,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    Malformed: 400,
    UnsupportedMediaType: 415,
    MethodNotAllowed: 405,
    LambdeskError: 500,
}

# What pydantic calls a mistake, in words that will not change with its version.
_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "too_short": "too_short",
    "literal_error": "unknown_value",
    "enum": "unknown_value",
    "string_pattern_mismatch": "wrong_format",
    "not_unicode": "not_unicode",
    "conflicting": "conflicting",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "blank": "blank",
    "null": "null",
    "not_an_address": "not_an_address",
    "not_a_moment": "wrong_format",
    "int_parsing": "wrong_type",
    "int_parsing_size": "out_of_range",
    "model_attributes_type": "wrong_type",
}


class ChildAnswer(Output):
    """What became of the reply to one child; `problem` says why it was not said."""

    number: int
    ok: bool
    problem: Problem | None


class ChildAnswers(Output):
    """By number."""

    items: list[ChildAnswer]


def body_of(error: LambdeskError) -> dict[str, Any]:
    """The problem that an error is, as JSON values."""
    body: dict[str, Any] = {
        "type": TYPE_BASE + error.code,
        "title": error.title,
        "status": STATUS[type(error)],
        "code": error.code,
        "detail": error.detail,
        "errors": [],
        **error.data,
    }
    if isinstance(error, errors.Invalid):
        body["errors"] = [
            {"field": each.field, "message": each.message, "code": each.code} for each in error.fields[:_ERRORS_SHOWN]
        ]
    return body


def problem(error: LambdeskError) -> Response:
    """The answer for an error, with the headers that its status asks for."""
    text = json.dumps(body_of(error), ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "replace"), STATUS[type(error)], _headers(error), MEDIA_TYPE)


def _headers(error: LambdeskError) -> dict[str, str]:
    headers = {"cache-control": "no-store"}
    match error:
        case errors.Unauthenticated():
            headers["www-authenticate"] = "Bearer"
        case errors.TooMany() | errors.Unavailable():
            headers["retry-after"] = str(error.data.get("retry_after_seconds", RETRY_AFTER_SECONDS))
        case MethodNotAllowed():
            headers["allow"] = ", ".join(error.data["allowed"])
    return headers


async def on_error(_: Request, error: Exception) -> Response:
    """What a service raised."""
    assert isinstance(error, LambdeskError)  # noqa: S101 - the framework's signature is wider than its promise
    return problem(error)


async def on_defect(request: Request, _: Exception) -> Response:
    """What nobody expected. The door logs it; the caller gets the id to ask for."""
    return defect(request.scope["aws.event"])


def defect(event: dict[str, Any]) -> Response:
    """The answer to a failure of ours."""
    return problem(LambdeskError("This is our fault; the log knows more.", correlation_id=correlation_id(event)))


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the framework refused before a route ran: unknown path, wrong method, a body it could not read."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:
        allowed = sorted({method for route in request.app.routes for method in _methods(route, request)})
        return problem(MethodNotAllowed(f"Allowed here: {', '.join(allowed)}.", allowed=allowed))
    known: dict[int, type[LambdeskError]] = {404: errors.NotFound, 400: Malformed, 413: errors.TooLarge}
    return problem(known.get(status, LambdeskError)())


def _methods(route: Any, request: Request) -> set[str]:
    if route.matches(request.scope)[0] is Match.NONE:
        return set()
    methods: set[str] = route.methods
    return methods


async def on_invalid(_: Request, error: Exception) -> Response:
    """What does not fit the route's schema."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    mistakes = error.errors()
    if any(each["type"] == "json_invalid" for each in mistakes):
        return problem(Malformed())
    if any(each["type"] == "missing" and _path(each["loc"]) == "header.if-match" for each in mistakes):
        return problem(errors.PreconditionRequired())
    return problem(invalid(mistakes))


def invalid(mistakes: Sequence[Any]) -> errors.Invalid:
    """What pydantic found, in our words."""
    return errors.Invalid(fields=[_field(each) for each in mistakes])


def _field(mistake: dict[str, Any]) -> FieldError:
    kind: str = mistake["type"]
    code = _CODES.get(kind) or ("wrong_type" if kind.endswith(("_type", "_parsing")) else "invalid")
    return FieldError(_path(mistake["loc"]), str(mistake["msg"]), code)


def _path(location: Sequence[str | int]) -> str:
    """`body.requester.email`; header names as HTTP/2 writes them."""
    path = ".".join(str(part) for part in location)
    return path.lower() if path.startswith("header.") else path
