"""The door for mail of other providers: signed by a source that the workspace has set up."""

from typing import Annotated

from fastapi import Header, Query, Request
from starlette.responses import Response

from functions.http_api import posting
from functions.http_api.routing import Group, Taken
from lambdesk.inbound import schemas
from lambdesk.kit.errors import IdempotencyMismatch, Unauthenticated
from lambdesk.kit.webhooks import Signed

routes = Group("inbound", public=True, takes=Taken(("application/json", posting.MAIL), schemas.BODY_LIMIT_BYTES))

Source = Annotated[str, Query(max_length=80, description="As in the `path` of the source.")]
Id = Annotated[str, Header(alias="webhook-id", max_length=255, description="Names this mail; the same for each try.")]
Timestamp = Annotated[str, Header(alias="webhook-timestamp", max_length=20, description="Seconds since 1970.")]
Signature = Annotated[
    str, Header(alias="webhook-signature", max_length=2_000, description="`v1,<base64>`, several apart by spaces.")
]


@routes.route(
    "POST",
    "/v1/inbound/email",
    answers=schemas.InboundMailTaken,
    status=202,
    refuses=(Unauthenticated, IdempotencyMismatch),
    reads=schemas.InboundMail,
)
async def create_inbound_email(
    request: Request, source: Source = "", webhook_id: Id = "", timestamp: Timestamp = "", signature: Signature = ""
) -> Response:
    """Mail of another provider, signed by the Standard Webhooks specification; once it is answered, it is kept."""
    return await posting.taken(request, source, Signed(webhook_id, timestamp, signature))
