"""Lambdas' log lines for people: one short line for each canonical one.

`03:21:07 http_api    PATCH /v1/tickets/{number}        #12     14 ms  200`
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

Line = Mapping[str, Any]
_COLOURS = {"ERROR": "31", "CRITICAL": "31", "WARNING": "33"}
_DIM = "2"


def parse(text: str) -> Line | None:
    """A line of ours; None for anything else that stands in a log, metrics too."""
    if not text.startswith("{"):
        return None
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and "message" in line and "level" in line else None


def outcome(line: Line) -> str:
    """How it ended, in a word."""
    for name in ("error", "status", "outcome", "reason", "state"):
        if line.get(name) is not None:
            return str(line[name])
    return "" if line["level"] == "INFO" else str(line["level"]).lower()


def what(line: Line) -> str:
    """What was done, in a few words."""
    if "method" in line:
        return f"{line['method']} {line.get('route') or '?'}"
    kinds = line.get("types") or line.get("type")
    of = ", ".join(kinds) if isinstance(kinds, list) else kinds or line.get("queue") or line.get("action")
    return f"{line['message']}: {of}" if of else str(line["message"])


def shown(line: Line, *, colour: bool = False, day: bool = False) -> str:
    """Time, function, what, ticket, milliseconds, outcome. `day` puts the date before the time."""
    moment = datetime.strptime(str(line["timestamp"]), "%Y-%m-%d %H:%M:%S,%f%z")
    time = moment.astimezone().strftime("%Y-%m-%d %H:%M:%S" if day else "%H:%M:%S")
    ticket = f"#{line['ticket']}" if line.get("ticket") is not None else ""
    took = f"{line['duration_ms']:.0f} ms" if "duration_ms" in line else ""
    text = f"{line.get('function') or '':<10}  {what(line)[:70]:<70} {ticket:>6} {took:>8}  {outcome(line)}".rstrip()
    if not colour:
        return f"{time}  {text}"
    shade = _COLOURS.get(str(line["level"]))
    return f"\033[{_DIM}m{time}\033[0m  " + (f"\033[{shade}m{text}\033[0m" if shade else text)
