"""Ready answers: written once, straight to bytes."""

import json
from datetime import datetime

from pydantic import BaseModel
from starlette.responses import Response

from lambdesk.kit import clock
from lambdesk.tickets.queries import Changes
from lambdesk.tickets.wire import Wire

JSON = "application/json"


def json_answer(body: BaseModel | Wire, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A model or a wire form as compact JSON."""
    text = (
        json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        if isinstance(body, dict)
        else body.model_dump_json()
    )
    return Response(text.encode(), status, headers, JSON)


def etag(version: int) -> dict[str, str]:
    """The header that says which version was sent."""
    return {"etag": f'"{version}"'}


def changes_answer(changes: Changes, now: datetime) -> Response:
    """RowChanges out of rows that are JSON texts already."""
    refetch = "true" if changes.refetch else "false"
    text = f'{{"items":[{",".join(changes.rows)}],"watermark":"{clock.to_text(now)}","refetch":{refetch}}}'
    return Response(text.encode(), media_type=JSON)


def rows_answer(rows: tuple[str, ...], next_cursor: str | None, partial: bool) -> Response:
    """A RowPage out of rows that are JSON texts already; a cursor is made of characters that need no escape."""
    cursor = f'"{next_cursor}"' if next_cursor else "null"
    text = f'{{"items":[{",".join(rows)}],"next_cursor":{cursor},"partial":{"true" if partial else "false"}}}'
    return Response(text.encode(), media_type=JSON)
