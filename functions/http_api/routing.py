"""How routes are written down: path, permission, answer and refusals beside each other, and nothing allowed by default.

A group is made into FastAPI routes on the first request for its prefix; what only the description needs (answers and
refusals) is left out then, because building their schemas would be most of the cost.
"""

import warnings
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.exceptions import HTTPException
from starlette.responses import Response

from functions.http_api import problems
from functions.http_api.call import current
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, Forbidden, LambdeskError, NotFound, PreconditionRequired, StaleVersion

Endpoint = Callable[..., Coroutine[Any, Any, Response]]
# What may keep a caller from changing a ticket that they name with its version.
CHANGE = (NotFound, Conflict, StaleVersion, PreconditionRequired)


@dataclass(frozen=True)
class Text:
    """An answer that is no JSON."""

    media_type: str


@dataclass(frozen=True)
class Taken:
    """Which bodies a group takes: their media types, and how long they may be."""

    media_types: tuple[str, ...] = ("application/json",)
    limit_bytes: int = 1_000_000


@dataclass(frozen=True)
class Spec:
    """One route. Its operation id is its function's name; `needs` is None in public groups only.

    `reads` is the form of a body that the route reads by itself; other media types of its group are taken as they are.
    `known` is the status of the same answer where nothing was made, because it is there already.
    """

    method: str
    path: str
    endpoint: Endpoint
    needs: Permission | None
    answers: type[BaseModel] | Text | None
    status: int
    refuses: tuple[type[LambdeskError], ...]
    sends: tuple[str, ...]
    reads: type[BaseModel] | None = None
    known: int | None = None

    @property
    def operation_id(self) -> str:
        return self.endpoint.__name__


class Needs:
    """The check of one permission, run before the route."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> None:
        if not current(request).caller.may(self.permission):
            raise Forbidden


class Group:
    """Routes under one prefix. A `public` group holds only routes that nobody signs in for, any other none of them; a
    `portal` group those of customers, who sign in by a link.
    """

    def __init__(self, tag: str, *, public: bool = False, portal: bool = False, takes: Taken = Taken()) -> None:
        self.tag = tag
        self.public = public
        self.portal = portal
        self.takes = takes
        self.specs: list[Spec] = []

    def route(
        self,
        method: str,
        path: str,
        *,
        needs: Permission | None = None,
        answers: type[BaseModel] | Text | None = None,
        status: int = 200,
        refuses: tuple[type[LambdeskError], ...] = (),
        sends: tuple[str, ...] = (),
        reads: type[BaseModel] | None = None,
        known: int | None = None,
    ) -> Callable[[Endpoint], Endpoint]:
        """Note a route. `refuses` are errors beyond those every route has; `sends` names its answer's headers."""
        if (needs is None) != self.public:
            message = f"{method} {path}: a route names its permission, or its group is public"
            raise ValueError(message)

        def note(endpoint: Endpoint) -> Endpoint:
            self.specs.append(Spec(method, path, endpoint, needs, answers, status, refuses, sends, reads, known))
            return endpoint

        return note

    def add_to(self, app: FastAPI, **described: Any) -> None:
        """Make the routes; `described` gives more arguments for each, by operation id."""
        for spec in self.specs:
            app.router.add_api_route(
                spec.path,
                spec.endpoint,
                methods=[spec.method],
                operation_id=spec.operation_id,
                dependencies=[Depends(Needs(spec.needs))] if spec.needs else None,
                **described.get(spec.operation_id, {"response_model": None}),
            )


def new_app() -> FastAPI:
    """An application without documentation pages whose every refusal is a problem."""
    # FastAPI names a body field twice; pydantic says so when the schema is built, which here is in the first request.
    warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.add_exception_handler(LambdeskError, problems.on_error)
    app.add_exception_handler(RequestValidationError, problems.on_invalid)
    app.add_exception_handler(HTTPException, problems.on_http_error)
    app.add_exception_handler(Exception, problems.on_defect)
    return app
