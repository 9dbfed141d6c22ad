"""The queue of the trail: FIFO, a group for each tenant, so that one tenant's entries have one writer at a time."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.audit.model import Entry
from lambdesk.kit.events import from_wire, to_wire

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

MAX_ENTRIES = 10
# The limit is 256 KiB for all messages of one call.
MAX_BYTES = 255 * 1024
_Call = list["SendMessageBatchRequestEntryTypeDef"]


class TrailQueue:
    """The queue at one URL."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, entries: Sequence[Entry]) -> int | None:
        """Send them in their order. The index of the first one that did not get through, else None.

        Later ones may have got through as well: the trail takes each once.
        """
        for call in _calls(entries):
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=call)
            except (ClientError, BotoCoreError):
                return int(call[0]["Id"])
            failed = [int(each["Id"]) for each in answer.get("Failed", [])]
            if failed:
                return min(failed)
        return None


def to_text(entry: Entry) -> str:
    """An entry as the body of a message: without people's words."""
    told = {"parent": entry.parent, "events": [to_wire(each) for each in entry.events]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Entry:
    """The inverse of `to_text`; raises KeyError or ValueError for anything else."""
    told = json.loads(text)
    return Entry(told["parent"], tuple(map(from_wire, told["events"])))


def _calls(entries: Sequence[Entry]) -> Iterator[_Call]:
    call: _Call = []
    used = 0
    for index, entry in enumerate(entries):
        body = to_text(entry)
        size = len(body.encode())
        if call and (len(call) == MAX_ENTRIES or used + size > MAX_BYTES):
            yield call
            call, used = [], 0
        place = {"MessageGroupId": entry.tenant, "MessageDeduplicationId": entry.id}
        call.append({"Id": str(index), "MessageBody": body, **place})  # type: ignore[typeddict-item]
        used += size
    if call:
        yield call
