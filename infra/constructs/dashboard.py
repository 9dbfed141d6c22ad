"""One page per stage, made from the topology: what the product does, who waits, and where work stands still."""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.alarms import Alarms
from infra.constructs.facts import fact
from infra.constructs.function import ProductFunction

_PERIOD = Duration.minutes(5)
_GRAPHS = {
    "Tickets and answers": ("TicketsOpened", "RepliesWritten", "RepliesSent", "RepliesFailed"),
    "Mail in": ("MailReceived", "MailQuarantined"),
    "Promises": ("TargetsMet", "TargetsBreached", "EscalationsRaised", "TimersLost"),
    "People": ("Connections", "NotificationsMade"),
}


class Dashboard(Construct):
    """The dashboard `lambdesk-<stage>`, in the order in which one asks: what is on, what happens, what is slow."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: str,
        alarms: Alarms,
        functions: Sequence[ProductFunction],
        queues: Mapping[str, sqs.Queue],
        dead_letters: Mapping[str, sqs.Queue],
        table: dynamodb.Table,
        doors: Mapping[str, cloudwatch.IMetric],
    ) -> None:
        super().__init__(scope, construct_id)
        page = cloudwatch.Dashboard(
            self, "Page", dashboard_name=f"lambdesk-{stage}", default_interval=Duration.hours(3)
        )
        page.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", width=24, height=4, alarms=alarms.all))
        page.add_widgets(*(_graph(title, [fact(stage, name) for name in names]) for title, names in _GRAPHS.items()))
        page.add_widgets(
            _graph("Lambdas: calls", [each.function.metric_invocations(period=_PERIOD) for each in functions]),
            _graph("Lambdas: errors", [each.function.metric_errors(period=_PERIOD) for each in functions]),
            _graph("Lambdas: p95 ms", [_slow(each) for each in functions]),
            _graph("Doors: failures", list(doors.values())),
        )
        page.add_widgets(
            _graph(
                "Queues: oldest message, s",
                [
                    each.metric_approximate_age_of_oldest_message(period=_PERIOD, statistic="Maximum", label=name)
                    for name, each in queues.items()
                ],
            ),
            _graph(
                "Dead letters",
                [
                    each.metric_approximate_number_of_messages_visible(period=_PERIOD, statistic="Maximum", label=name)
                    for name, each in dead_letters.items()
                ],
            ),
            _graph(
                "Table: units",
                [
                    table.metric_consumed_read_capacity_units(period=_PERIOD),
                    table.metric_consumed_write_capacity_units(period=_PERIOD),
                ],
            ),
            _graph(
                "Streams: lag, ms",
                [
                    each.function.metric("IteratorAge", period=_PERIOD, statistic="Maximum")
                    for each in functions
                    if each.topology.name in ("relay", "push")
                ],
            ),
        )


def _slow(each: ProductFunction) -> cloudwatch.Metric:
    return each.function.metric_duration(period=_PERIOD, statistic="p95", label=each.topology.name)


def _graph(title: str, metrics: list[cloudwatch.IMetric] | list[cloudwatch.Metric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, width=6, height=6, left=list(metrics))
