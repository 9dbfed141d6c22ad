"""The one form in which drafts leave us, as JSON values. `schemas` describes the same."""

from typing import Any

from lambdesk.conversations.model import SavedDraft
from lambdesk.conversations.uploads import decide as uploads
from lambdesk.kit import clock
from lambdesk.kit.signing import Keyring


def draft_wire(draft: SavedDraft, keys: Keyring, tenant: str) -> dict[str, Any]:
    """A draft; its files have the ids with which they can be sent."""
    html = draft.html
    if html is not None and draft.attachments:
        html = uploads.to_upload_ids(html, keys, tenant, draft.attachments)
    return {
        "kind": draft.kind.value,
        "html": html,
        "body": draft.body,
        "to": list(draft.to),
        "cc": list(draft.cc),
        "bcc": list(draft.bcc),
        "attachments": [
            {
                "upload_id": uploads.name_of(keys, tenant, each),
                "name": each.name,
                "media_type": each.media_type,
                "size": each.size,
            }
            for each in draft.attachments
        ],
        "updated_at": clock.to_text(draft.updated_at),
        "updated_by": draft.updated_by,
        "version": draft.version,
    }
