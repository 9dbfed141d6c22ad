"""Facts of the trail as they leave us. People are ids: who may see names looks them up."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from lambdesk.kit import clock
from lambdesk.kit.context import VIEWER
from lambdesk.kit.events import Event

Wire = dict[str, Any]
COLUMNS = (
    *("id", "at (UTC)", "type", "actor_kind", "actor", "actor_name", "viewer", "viewer_name"),
    *("thing", "door", "data", "correlation_id"),
)


def fact(event: Event) -> Wire:
    """One line of the trail."""
    return {
        "id": event.id,
        "at": clock.to_text(event.at),
        "type": event.type,
        "actor": {"kind": event.actor.kind.value, "id": event.actor.id},
        "viewer": event.cause.get(VIEWER),
        "thing": event.aggregate,
        "version": event.version,
        "door": event.cause.get("door"),
        "data": event.data,
        "correlation_id": event.correlation_id,
    }


def sheet(events: Iterable[Event], names: Mapping[str, str]) -> str:
    """CSV, one fact a line, behind the mark of UTF-8 that spreadsheets know; `names` are those of staff by id."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for event in events:
        actor, data = event.actor.id or "", json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
        door, viewer = event.cause.get("door", ""), event.cause.get(VIEWER, "")
        said = (event.actor.kind.value, actor, _safe(names.get(actor, "")), viewer, _safe(names.get(viewer, "")))
        row = (event.id, clock.to_text(event.at), event.type, *said, event.aggregate, door, data, event.correlation_id)
        writer.writerow(row)
    return "\ufeff" + text.getvalue()


def _safe(name: str) -> str:
    """A name is somebody's words: as a cell it must be no formula."""
    return "'" + name if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
