"""The event bus: EventBridge."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.kit.events import Event, to_wire

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE = "lambdesk"
MAX_ENTRIES = 10
# The limit is 256 KiB for all entries of one call, counted as below.
MAX_BYTES = 256 * 1024 - 1024

Numbered = tuple[int, "PutEventsRequestEntryTypeDef"]


class EventBus:
    """Puts events on the bus, in their order as far as one call after the other keeps it."""

    def __init__(self, client: "EventBridgeClient", name: str) -> None:
        self._client = client
        self._name = name

    def publish(self, groups: Sequence[Sequence[Event]]) -> int | None:
        """Put the events of all groups. The index of the first group that did not get through whole, else None.

        Some events of that group and of later ones may be on the bus already: consumers take each id once.
        """
        for call in _calls(self._entries(groups)):
            failed = self._put(call)
            if failed is not None:
                return failed
        return None

    def _entries(self, groups: Sequence[Sequence[Event]]) -> Iterator[Numbered]:
        for index, events in enumerate(groups):
            for event in events:
                detail = json.dumps(to_wire(event), ensure_ascii=False, separators=(",", ":"))
                yield (
                    index,
                    {
                        "EventBusName": self._name,
                        "Source": SOURCE,
                        "DetailType": event.type,
                        "Detail": detail,
                        "Time": event.at,
                    },
                )

    def _put(self, call: list[Numbered]) -> int | None:
        try:
            answer = self._client.put_events(Entries=[entry for _, entry in call])
        except (ClientError, BotoCoreError):
            return call[0][0]
        if not answer.get("FailedEntryCount"):
            return None
        results = zip(call, answer["Entries"], strict=True)
        return next((index for (index, _), result in results if "ErrorCode" in result), None)


def _size(entry: "PutEventsRequestEntryTypeDef") -> int:
    return 14 + len(SOURCE) + len(entry["DetailType"]) + len(entry["Detail"].encode())


def _calls(entries: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    call: list[Numbered] = []
    used = 0
    for index, entry in entries:
        size = _size(entry)
        if call and (len(call) == MAX_ENTRIES or used + size > MAX_BYTES):
            yield call
            call, used = [], 0
        call.append((index, entry))
        used += size
    if call:
        yield call
