"""What a route reads from path, query and headers, checked before it runs."""

from typing import Annotated, Literal, Self

from fastapi import Header, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from functions.http_api.call import current
from lambdesk.kit.schema import MomentIn
from lambdesk.kit.text import digest
from lambdesk.tickets import service

_VERSION = r'^(W/)?"(0|[1-9][0-9]{0,9})"$'
_VERSION_TEXT = 'The `ETag` of the version the change is based on, such as `"7"`. `*` and lists are not taken.'
_KEY_TEXT = "Names this request for 24 hours: sent again, it is answered again and not done again."

IfMatch = Annotated[str, Header(alias="If-Match", pattern=_VERSION, description=_VERSION_TEXT, examples=['"7"'])]
OptionalIfMatch = Annotated[
    str | None, Header(alias="If-Match", pattern=_VERSION, description=_VERSION_TEXT, examples=['"7"'])
]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,255}$", description=_KEY_TEXT, examples=["7c1e4f0a-reply"]
    ),
]
Number = Annotated[str, Path(description="A ticket's number or label, in any case.", examples=["12", "TKT-0012"])]
Other = Annotated[str, Path(description="The other ticket's number or label.", examples=["7", "TKT-0007"])]
MessageId = Annotated[str, Path(alias="id", description="A message's id.", examples=["msg_01KAWJ4X6S0000000000000000"])]
Id = Annotated[
    str, Path(alias="id", description="The id of what is meant.", examples=["sta_01KAWJ4X6S0000000000000000"])
]
Replacement = Annotated[
    str | None, Query(max_length=64, description="What stands for it from now on; a status needs one.")
]
TagPrefix = Annotated[str, Query(max_length=80, description="How the tags begin, in any case.")]
Index = Annotated[int, Path(ge=0, lt=10_000, description="An attachment's `index`.")]


Slug = Annotated[str, Path(max_length=80, description="The short name of a workspace.", examples=["northwind"])]
Token = Annotated[str, Path(max_length=300, description="What the link ends with.")]
Queue = Literal["open", "paused", "resolved", "snoozed", "closed", "spam"]
Pressing = Literal["at_risk", "breached"]
_LISTS = (
    "Last updated first; `at_risk` (warned, and still to be done in time) and `breached` (late, and still waited for) "
    "the first due first."
)


class TicketQuery(BaseModel):
    """A list of tickets: a queue, what presses most, or what somebody has open."""

    model_config = ConfigDict(extra="forbid")

    queue: Annotated[Literal[Queue, Pressing], Field(description=_LISTS)] = "open"
    assignee: Annotated[
        str | None, Field(max_length=64, description="`me`, `none` or a user's id: open tickets, most urgent first.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str | None, Field(max_length=1_000, description="`next_cursor` of the page before.")] = None

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if self.assignee is not None and self.queue != "open":
            raise PydanticCustomError("conflicting", "assignee lists open tickets; leave queue out")
        return self


ListQuery = Annotated[TicketQuery, Query()]


class QueueQuery(BaseModel):
    """A queue as a whole."""

    model_config = ConfigDict(extra="forbid")

    queue: Annotated[Queue, Field(description="Last updated first.")] = "open"


ExportQuery = Annotated[QueueQuery, Query()]


class NotificationQuery(BaseModel):
    """A page of the caller's notifications."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100)] = 30
    cursor: Annotated[str | None, Field(max_length=1_000, description="`next_cursor` of the page before.")] = None


PageQuery = Annotated[NotificationQuery, Query()]


class SinceQuery(BaseModel):
    """Where a client stopped hearing of changes."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[MomentIn, Field(description="`at` of the last frame, or `watermark` of the last answer.")]


ChangesQuery = Annotated[SinceQuery, Query()]


OnlySession = Annotated[str | None, Query(max_length=64, description="End this session alone.")]
ButSession = Annotated[str | None, Query(max_length=64, description="End all but this session.")]


def version_of(if_match: str) -> int:
    """The version in an entity tag. A proxy that compresses marks tags as weak; ours names the version either way."""
    return int(if_match.removeprefix("W/").strip('"'))


def key_of(request: Request, key: str, body: BaseModel) -> service.Key:
    """An idempotency key within its actor and path. Two bodies are the same when they mean the same."""
    scope = f"{current(request).caller.id} {request.method} {request.url.path}"
    return service.Key(scope, key, body_digest(body))


def body_digest(body: BaseModel) -> str:
    """What bodies have in common that mean the same."""
    return digest(body.model_dump_json())


def portal_key_of(request: Request, customer_id: str, key: str, body: BaseModel) -> service.Key:
    """The same for a customer at the portal."""
    scope = f"{customer_id} {request.method} {request.url.path}"
    return service.Key(scope, key, body_digest(body))
