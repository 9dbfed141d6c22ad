"""Metrics in the log's own lines (EMF): few, named after facts of the product, without tenant or person.

What the bus is told is counted where everything passes once, in the relay, by the type of the event.
"""

from collections.abc import Iterable

from aws_lambda_powertools.metrics import Metrics, MetricUnit

from lambdesk.kit.events import Event
from lambdesk.kit.settings import from_environment

SERVICE = "lambdesk"
# Event type and, where it matters, the one value of a field of its data → the metric that counts it.
COUNTED: dict[str, tuple[str, dict[str, str]]] = {
    "ticket.created": ("TicketsOpened", {}),
    "message.created": ("RepliesWritten", {"kind": "reply"}),
    "message.sent": ("RepliesSent", {}),
    "message.send_failed": ("RepliesFailed", {}),
    "sla.target_met": ("TargetsMet", {}),
    "sla.target_breached": ("TargetsBreached", {}),
    "escalation.raised": ("EscalationsRaised", {}),
}
OTHERS = ("MailReceived", "MailQuarantined", "Connections", "TicketsUnswept", "TimersLost", "NotificationsMade")
NAMES = frozenset({name for name, _ in COUNTED.values()} | set(OTHERS))


def namespace(stage: str) -> str:
    """The stage is in the namespace: a dimension would make every alarm name it."""
    return f"Lambdesk/{stage}"


_metrics = Metrics(namespace=namespace(from_environment().values.get("STAGE", "none")), service=SERVICE)


def count(**counts: int) -> None:
    """Say counts by metric name in one line; zeros are not said. A name that is not listed raises KeyError."""
    for name in counts.keys() - NAMES:
        raise KeyError(name)
    told = {name: value for name, value in counts.items() if value}
    for name, value in told.items():
        _metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    if told:
        _metrics.flush_metrics()


def count_facts(events: Iterable[Event]) -> None:
    """Count what these events tell."""
    counts: dict[str, int] = {}
    for event in events:
        name, wanted = COUNTED.get(event.type, ("", {}))
        if name and all(event.data.get(field) == value for field, value in wanted.items()):
            counts[name] = counts.get(name, 0) + 1
    count(**counts)
