"""How events and mail reach the Lambdas that handle them: each with retries, a dead-letter queue and alarms."""

import json

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.alarms import Alarms
from infra.constructs.function import ProductFunction, pascal
from infra.triggers import BusQueue, Moments, OrderedQueue, ReceivedMail, TableStream, Written

EVENT_SOURCE = "lambdesk"


class Consumers(Construct):
    """The wiring of every Lambda that no one waits for."""

    def __init__(self, scope: Construct, construct_id: str, *, alarms: Alarms) -> None:
        super().__init__(scope, construct_id)
        self._alarms = alarms
        self.queues: dict[str, sqs.Queue] = {}
        self.dead_letters: dict[str, sqs.Queue] = {}

    def stream(self, consumer: ProductFunction, trigger: TableStream, table: dynamodb.Table) -> None:
        """Feed written items of the table to `consumer`, halving a batch that fails until one item is left."""
        dead = self._dead_letters(consumer.topology.name)
        consumer.entry.add_event_source(
            sources.DynamoEventSource(
                table,
                # From the oldest record: what was written before the mapping existed is relayed too.
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=trigger.batch,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                retry_attempts=trigger.retries,
                max_record_age=Duration.hours(trigger.max_age_hours),
                on_failure=sources.SqsDlq(dead),
                filters=[{"pattern": json.dumps(_pattern(each))} for each in trigger.items],
            )
        )
        self._alarms.watch_lag(pascal(consumer.topology.name), consumer.function, minutes=5)

    def mail(self, consumer: ProductFunction, trigger: ReceivedMail) -> None:
        """Keep receipts that `consumer` could not handle; whoever invokes it does so asynchronously."""
        dead = self._dead_letters(consumer.topology.name)
        consumer.entry.configure_async_invoke(
            retry_attempts=trigger.retries,
            max_event_age=Duration.hours(6),
            on_failure=destinations.SqsDestination(dead),
        )

    def moments(self, consumer: ProductFunction, trigger: Moments) -> None:
        """Keep invocations of the Scheduler that `consumer` could not handle."""
        dead = self._dead_letters(consumer.topology.name)
        consumer.entry.configure_async_invoke(
            retry_attempts=trigger.retries,
            max_event_age=Duration.hours(1),
            on_failure=destinations.SqsDestination(dead),
        )

    def rounds(self, consumer: ProductFunction) -> None:
        """What a round could not do the next one does: nothing is kept, nothing comes twice."""
        consumer.entry.configure_async_invoke(retry_attempts=0, max_event_age=Duration.minutes(5))

    def queue(
        self, consumer: ProductFunction, trigger: BusQueue, bus: events.EventBus, *, known_as: str | None = None
    ) -> None:
        """Fill a queue from the bus and feed it to `consumer`; `known_as`: its own name, where one matters."""
        name = pascal(trigger.queue)
        dead = self._dead_letters(trigger.queue)
        queue = sqs.Queue(
            self,
            f"{name}Queue",
            queue_name=known_as,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            # Six times the function's limit, as Lambda's polling asks for.
            visibility_timeout=Duration.seconds(6 * consumer.topology.timeout_seconds),
            retention_period=Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=trigger.receives),
            removal_policy=RemovalPolicy.DESTROY,
        )
        events.Rule(
            self,
            f"{name}Rule",
            event_bus=bus,
            event_pattern=events.EventPattern(
                source=[EVENT_SOURCE],
                detail_type=list(trigger.consumes),
                detail={"data": {field: list(values) for field, values in trigger.data}} if trigger.data else None,
            ),
            targets=[targets.SqsQueue(queue, dead_letter_queue=dead)],
        )
        consumer.entry.add_event_source(
            sources.SqsEventSource(queue, batch_size=trigger.batch, report_batch_item_failures=True)
        )
        self._alarms.watch_age(name, queue, minutes=15)
        self.queues[trigger.queue] = queue

    def in_order(self, consumer: ProductFunction, trigger: OrderedQueue, *, known_as: str) -> None:
        """Feed `consumer` from a FIFO queue: what is of one group one after the other, groups beside each other."""
        name = pascal(trigger.queue)
        queue = sqs.Queue(
            self,
            f"{name}Queue",
            queue_name=f"{known_as}.fifo",
            fifo=True,
            # By group: one tenant's burst takes nothing of the others' throughput.
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.seconds(6 * consumer.topology.timeout_seconds),
            retention_period=Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self._dead_letters(trigger.queue, fifo=True), max_receive_count=trigger.receives
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        consumer.entry.add_event_source(
            sources.SqsEventSource(queue, batch_size=trigger.batch, report_batch_item_failures=True)
        )
        self._alarms.watch_age(name, queue, minutes=15)
        self.queues[trigger.queue] = queue

    def _dead_letters(self, name: str, *, fifo: bool = False) -> sqs.Queue:
        queue = sqs.Queue(
            self,
            f"{pascal(name)}Dlq",
            fifo=fifo or None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self._alarms.watch_dead_letters(pascal(name), queue)
        self.dead_letters[name] = queue
        return queue


def _pattern(items: Written) -> dict[str, object]:
    place = "Keys" if items.attribute == "sk" else "NewImage"
    return {
        "eventName": list(items.operations),
        "dynamodb": {place: {items.attribute: {"S": [{"prefix": items.prefix}]}}},
    }
