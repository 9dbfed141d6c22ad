"""One page per stage, made from the topology: what the product does, who waits, and where work stands still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.alarms import Alarms
from infra.constructs.facts import fact
from infra.constructs.function import ProductFunction
from infra.triggers import TableStream

_PERIOD = Duration.minutes(5)
_GRAPHS = {
    "Tickets and answers": ("TicketsOpened", "RepliesWritten", "RepliesSent", "RepliesFailed"),
    "Mail in": ("MailReceived", "MailQuarantined"),
    "Promises": ("TargetsMet", "TargetsBreached", "EscalationsRaised", "TimersLost", "TicketsUnswept"),
    "People": ("Connections", "NotificationsMade"),
}


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What the page shows beside the product's own facts; `doors` are the failures of each API."""

    alarms: Alarms
    functions: Sequence[ProductFunction]
    queues: Mapping[str, sqs.Queue]
    dead_letters: Mapping[str, sqs.Queue]
    table: dynamodb.Table
    doors: Mapping[str, cloudwatch.Metric]


class Dashboard(Construct):
    """The dashboard `lambdesk-<stage>`, in the order in which one asks: what is on, what happens, what is slow."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: str, watched: Watched) -> None:
        super().__init__(scope, construct_id)
        page = cloudwatch.Dashboard(
            self, "Page", dashboard_name=f"lambdesk-{stage}", default_interval=Duration.hours(3)
        )
        page.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", width=24, height=4, alarms=watched.alarms.all))
        page.add_widgets(*(_graph(title, [fact(stage, name) for name in names]) for title, names in _GRAPHS.items()))
        page.add_widgets(*_calls(watched))
        page.add_widgets(*_waiting(watched))


def _calls(watched: Watched) -> list[cloudwatch.GraphWidget]:
    functions = [each.function for each in watched.functions]
    return [
        _graph("Lambdas: calls", [each.metric_invocations(period=_PERIOD) for each in functions]),
        _graph("Lambdas: errors", [each.metric_errors(period=_PERIOD) for each in functions]),
        _graph("Lambdas: p95 ms", [_slow(each) for each in watched.functions]),
        _graph("Doors: failures", list(watched.doors.values())),
    ]


def _waiting(watched: Watched) -> list[cloudwatch.GraphWidget]:
    ages = [
        queue.metric_approximate_age_of_oldest_message(period=_PERIOD, statistic="Maximum", label=name)
        for name, queue in watched.queues.items()
    ]
    dead = [
        queue.metric_approximate_number_of_messages_visible(period=_PERIOD, statistic="Maximum", label=name)
        for name, queue in watched.dead_letters.items()
    ]
    table = watched.table
    units = [
        table.metric_consumed_read_capacity_units(period=_PERIOD),
        table.metric_consumed_write_capacity_units(period=_PERIOD),
    ]
    lags = [
        each.function.metric("IteratorAge", period=_PERIOD, statistic="Maximum")
        for each in watched.functions
        if isinstance(each.topology.trigger, TableStream)
    ]
    return [
        _graph("Queues: oldest message, s", ages),
        _graph("Dead letters", dead),
        _graph("Table: units", units),
        _graph("Streams: lag, ms", lags),
    ]


def _slow(each: ProductFunction) -> cloudwatch.Metric:
    return each.function.metric_duration(period=_PERIOD, statistic="p95", label=each.topology.name)


def _graph(title: str, metrics: Sequence[cloudwatch.Metric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, width=6, height=6, left=list(metrics))
