"""Alarms to one topic: whatever fails for good ends in a dead-letter queue, and no such queue fills unseen."""

import re

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

_FIVE_MINUTES = Duration.minutes(5)


def runbook(name: str) -> str:
    """Where the repository says what to do when alarm `MailInErrors` is on: `docs/runbooks/mail-in-errors.md`."""
    return f"docs/runbooks/{re.sub(r'(?<!^)(?=[A-Z])', '-', name).lower()}.md"


class Alarms(Construct):
    """The topic people subscribe to, and the alarms that go to it."""

    def __init__(self, scope: Construct, construct_id: str, *, key: kms.Key) -> None:
        super().__init__(scope, construct_id)
        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        self.all: list[cloudwatch.Alarm] = []
        here = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        alarms = iam.ServicePrincipal("cloudwatch.amazonaws.com")
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsUseTheTopic",
                principals=[alarms],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions=here,
            )
        )
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsPublish",
                principals=[alarms],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions=here,
            )
        )

    def watch_dead_letters(self, name: str, queue: sqs.Queue) -> None:
        """Any message in the dead-letter queue."""
        metric = queue.metric_approximate_number_of_messages_visible(period=_FIVE_MINUTES, statistic="Maximum")
        self._alarm(f"{name}DeadLetters", metric, threshold=1, says=f"{name}: something failed for good and waits")

    def watch_errors(self, name: str, function: lambda_.Function) -> None:
        """Any invocation that ended in an error."""
        metric = function.metric_errors(period=_FIVE_MINUTES)
        self._alarm(f"{name}Errors", metric, threshold=1, says=f"{name}: an invocation ended in an error")

    def watch_lag(self, name: str, function: lambda_.Function, *, minutes: int) -> None:
        """A stream consumer that is behind by `minutes`."""
        metric = function.metric("IteratorAge", period=_FIVE_MINUTES, statistic="Maximum")
        self._alarm(
            f"{name}Lag", metric, threshold=minutes * 60_000, says=f"{name}: the stream is read {minutes} minutes late"
        )

    def watch_age(self, name: str, queue: sqs.Queue, *, minutes: int) -> None:
        """A message that has waited in a queue for `minutes`."""
        metric = queue.metric_approximate_age_of_oldest_message(period=_FIVE_MINUTES, statistic="Maximum")
        self._alarm(f"{name}Age", metric, threshold=minutes * 60, says=f"{name}: a message waits for {minutes} minutes")

    def watch_metric(self, name: str, metric: cloudwatch.Metric, *, threshold: int, says: str) -> None:
        """Any other metric that reached `threshold` within five minutes."""
        self._alarm(name, metric, threshold=threshold, says=says)

    def _alarm(self, name: str, metric: cloudwatch.Metric, *, threshold: int, says: str) -> None:
        alarm = metric.create_alarm(
            self,
            name,
            alarm_description=f"{says}. What to do: {runbook(name)}",
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        self.all.append(alarm)
