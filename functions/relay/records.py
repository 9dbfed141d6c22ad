"""What relay reads from the stream, and what becomes of that which nobody can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lambdesk.adapters.aws.dead_letters import DeadLetters
from lambdesk.adapters.aws.log import logger
from lambdesk.adapters.dynamodb import entries, table, timeline
from lambdesk.audit.model import Entry
from lambdesk.kit.errors import Unavailable
from lambdesk.kit.events import Event


@dataclass(frozen=True)
class Read:
    """A record: the events of a timeline item with what it is kept on, or none when it is no item of ours.

    `told`: the bus carries them; that somebody looked at something is for the trail alone.
    """

    record: dict[str, Any]
    parent: str = ""
    events: tuple[Event, ...] = ()
    told: bool = True

    @property
    def entry(self) -> Entry:
        """What the trail keeps of it."""
        return Entry(self.parent, self.events)

    @property
    def number(self) -> str:
        """The record's place in the stream."""
        return str(self.record["dynamodb"]["SequenceNumber"])


def is_news(record: dict[str, Any]) -> bool:
    """Whether a record tells something new: an item that was written, and not of a past that was imported."""
    return record["eventName"] == "INSERT" and not timeline.is_past(record["dynamodb"].get("NewImage", {}))


def read(record: dict[str, Any]) -> Read:
    """What a record says; never raises."""
    try:
        item = record["dynamodb"]["NewImage"]
        if table.is_opened(item):
            looked = entries.entry_of(item)
            return Read(record, looked.parent, looked.events, told=False)
        return Read(record, table.parent_of(item), timeline.events(item))
    except Exception:  # Whatever is wrong with it: it must stop itself, not the stream.
        logger.exception("a record of the stream cannot be read", sequence_number=Read(record).number)
        return Read(record)


def put_aside(dead_letters: DeadLetters, reads: Sequence[Read]) -> int:
    """Keep the unreadable among these; how many of all are done, up to the first that could not be kept."""
    for index, each in enumerate(reads):
        if each.events:
            continue
        keys = {name: value.get("S") for name, value in each.record["dynamodb"].get("Keys", {}).items()}
        try:
            dead_letters.put({"why": "cannot be read", "sequence_number": each.number, "keys": keys})
        except Unavailable:
            return index
    return len(reads)
