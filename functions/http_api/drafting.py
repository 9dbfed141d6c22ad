"""Between routes and drafts."""

from typing import Literal

from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call
from lambdesk.audit.model import Opened
from lambdesk.conversations.model import SHARED, MessageKind, SavedDraft
from lambdesk.conversations.schemas import NewDraft
from lambdesk.conversations.wire import draft_wire
from lambdesk.kit.errors import NotFound

Whose = Literal["mine", "shared"]


def owner_of(call: Call, whose: Whose) -> str:
    """Under whose name a draft is kept."""
    return call.user.id if whose == "mine" else SHARED


def shown(call: Call, number: int) -> Response:
    """The caller's draft of a ticket and the shared one."""
    found = {each.owner: each for each in call.product.drafts.of(call.tenant.id, number)}
    if not found:
        _check_ticket(call, number)
    # What is written to somebody is as much theirs as what was said.
    call.opens(f"ticket:{number}", Opened.THREAD)
    answer = {whose: _wire(call, found.get(owner_of(call, whose))) for whose in ("mine", "shared")}
    return json_answer(answer)


def _wire(call: Call, draft: SavedDraft | None) -> dict[str, object] | None:
    return draft_wire(draft, call.product.keyring, call.tenant.id) if draft else None


def save(call: Call, number: int, whose: Whose, written: NewDraft) -> Response:
    """Keep what was written; files that are new in it are claimed, so that they last as long as the draft."""
    owner = owner_of(call, whose)
    stored = call.product.drafts.stored(call.tenant.id, number, owner)
    if stored is None:
        _check_ticket(call, number)
    ids, known = [each.upload_id for each in written.attachments], stored.attachments if stored else ()
    html, files = None, call.product.uploads.claim(call.tenant.id, ids, known) if written.html is None else ()
    if written.html is not None:
        html, files = call.product.uploads.written(call.tenant.id, written.html, ids, known)
    draft = SavedDraft(
        number=number,
        owner=owner,
        kind=MessageKind(written.kind),
        body=written.body,
        updated_at=call.ctx.now,
        updated_by=call.user.id,
        version=0,
        html=html,
        to=tuple(written.to),
        cc=tuple(written.cc),
        bcc=tuple(written.bcc),
        attachments=files,
    )
    saved = call.product.drafts.save(call.ctx, draft, stored, written.version)
    return json_answer(_wire(call, saved) or {})


def discard(call: Call, number: int, whose: Whose) -> Response:
    """Forget a draft."""
    owner = owner_of(call, whose)
    if call.product.drafts.stored(call.tenant.id, number, owner) is None:
        _check_ticket(call, number)
    call.product.drafts.discard(call.tenant.id, number, owner)
    return Response(status_code=204)


def _check_ticket(call: Call, number: int) -> None:
    """A draft needs a ticket; where one stands already, there is one."""
    if call.product.ticket_store.load(call.tenant.id, number)[0] is None:
        raise NotFound
