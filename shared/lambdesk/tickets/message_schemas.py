"""Wire forms of what is said on a ticket together with what it does to the ticket."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lambdesk.conversations.schemas import Addresses, Body, Draft, Html, Message, SendAt, UploadId
from lambdesk.conversations.uploads import FILES_LIMIT
from lambdesk.kit.schema import Input, Optional, Output
from lambdesk.tickets.schemas import Ticket, WireState

UNDO_SECONDS = 60
CANNED_LIMIT = 20
CannedId = Annotated[str, Field(max_length=40)]


class NewMessage(Input):
    """A reply names the last message its author saw (`last_seen_message_id`). It has `body` (text) or `html`.

    HTML shows a picture of `attachments` as `cid:<upload_id>`. Without `to`, `cc` and `bcc` a reply goes to everybody
    who takes part. `undo_seconds` hold it back for so long, `send_at` until then. `draft` names the draft that is done
    with it.
    """

    kind: Literal["reply", "note"]
    body: Optional[Body] = None
    html: Optional[Html] = None
    to: Optional[Addresses] = None
    cc: Optional[Addresses] = None
    bcc: Optional[Addresses] = None
    attachments: Annotated[list[UploadId], Field(max_length=FILES_LIMIT)] = Field(default_factory=list)
    undo_seconds: Annotated[int, Field(ge=0, le=UNDO_SECONDS)] = 0
    send_at: Optional[SendAt] = None
    canned_response_ids: Annotated[list[CannedId], Field(max_length=CANNED_LIMIT)] = Field(default_factory=list)
    last_seen_message_id: str | None = None
    state_after: WireState | None = None
    draft: Literal["mine", "shared"] = "mine"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.body is None) == (self.html is None):
            raise PydanticCustomError("conflicting", "a message has either body or html")
        if self.send_at is not None and self.undo_seconds:
            raise PydanticCustomError("conflicting", "what is sent later can be recalled until then")
        outgoing = (self.to, self.cc, self.bcc, self.send_at)
        if self.kind == "note" and (self.undo_seconds or any(each is not None for each in outgoing)):
            raise PydanticCustomError("conflicting", "a note goes to nobody")
        return self


class MessageCreated(Output):
    message: Message
    ticket: Ticket


class MessageRecalled(Output):
    """The message as it is kept, the ticket as it was before, and the caller's draft with the words."""

    message: Message
    ticket: Ticket
    draft: Draft
