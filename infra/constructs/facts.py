"""Metrics that the Lambdas write into their log lines, as alarms and the dashboard see them."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

FACTS = (
    "TicketsOpened",
    "RepliesWritten",
    "RepliesSent",
    "RepliesFailed",
    "MailReceived",
    "MailQuarantined",
    "TargetsMet",
    "TargetsBreached",
    "EscalationsRaised",
    "TicketsUnswept",
    "TimersLost",
    "NotificationsMade",
)
"""Things that happened, summed up over time."""
LEVELS = ("Connections",)
"""How much there is of something, of which the highest value counts."""


def fact(stage: str, name: str, period: Duration | None = None) -> cloudwatch.Metric:
    """A metric by its name; `KeyError` for one that nobody writes."""
    if name not in FACTS + LEVELS:
        raise KeyError(name)
    return cloudwatch.Metric(
        namespace=f"Lambdesk/{stage}",
        metric_name=name,
        dimensions_map={"service": "lambdesk"},
        statistic="Sum" if name in FACTS else "Maximum",
        period=period or Duration.minutes(5),
    )
