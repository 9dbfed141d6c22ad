"""What happens at a moment: tickets' timers in a Scheduler group, the sweep, and the state machine of escalations."""

from pathlib import Path

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import Alarms
from infra.constructs.function import ProductFunction, log_group, pascal
from infra.triggers import Moments

WORKFLOWS = Path(__file__).parents[1] / "workflows"


class Timing(Construct):
    """Group, role and names first, because functions are told them; `connect` adds what points at functions."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.group_name = scheduler.CfnScheduleGroup(self, "Group", name=f"lambdesk-{stage.name}").ref
        # By name: the function that chains call is told of their machine, so neither can refer to the other.
        self._machine_name = f"{self.group_name}-escalation"
        here = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
        self.schedules_arn = f"arn:{Aws.PARTITION}:scheduler:{here}:schedule/{self.group_name}/*"
        self.escalation_arn = f"arn:{Aws.PARTITION}:states:{here}:stateMachine:{self._machine_name}"
        self.executions_arn = f"arn:{Aws.PARTITION}:states:{here}:execution:{self._machine_name}:*"
        group_arn = f"arn:{Aws.PARTITION}:scheduler:{here}:schedule-group/{self.group_name}"
        self.schedule_role = iam.Role(
            self,
            "ScheduleRole",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID, "aws:SourceArn": group_arn}},
            ),
        )

    def connect(self, timer: ProductFunction, worker: ProductFunction, alarms: Alarms) -> None:
        """Let the group's schedules invoke `timer`, sweep, and let chains call `worker` for their steps."""
        self.schedule_role.add_to_policy(_invoke(timer.entry))
        self._sweep(timer)
        self._escalation(worker, alarms)

    def rounds(self, function: ProductFunction, minutes: int) -> None:
        """Let a schedule invoke `function` again and again."""
        self.schedule_role.add_to_policy(_invoke(function.entry))
        self._every(minutes, pascal(function.topology.name), function, "{}")

    def _sweep(self, timer: ProductFunction) -> None:
        moments = timer.topology.trigger
        assert isinstance(moments, Moments)  # noqa: S101 - the topology says so, and a test holds it to that
        self._every(moments.sweep_minutes, "Sweep", timer, '{"sweep": true}')

    def _every(self, minutes: int, name: str, function: ProductFunction, told: str) -> None:
        scheduler.CfnSchedule(
            self,
            name,
            group_name=self.group_name,
            schedule_expression=f"rate({minutes} minutes)",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=function.entry.function_arn, role_arn=self.schedule_role.role_arn, input=told
            ),
        )

    def _escalation(self, worker: ProductFunction, alarms: Alarms) -> None:
        logs = log_group(self, "Logs", self._stage.log_retention_days)
        machine = stepfunctions.StateMachine(
            self,
            "Escalation",
            state_machine_name=self._machine_name,
            definition_body=stepfunctions.DefinitionBody.from_string(
                (WORKFLOWS / "escalation.asl.json").read_text("utf-8")
            ),
            definition_substitutions={"Worker": worker.entry.function_arn},
            logs=stepfunctions.LogOptions(destination=logs, level=stepfunctions.LogLevel.ALL),
            tracing_enabled=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        machine.add_to_role_policy(_invoke(worker.entry))
        alarms.watch_metric(
            "EscalationFailures",
            machine.metric_failed(),
            threshold=1,
            says="Escalation: a chain ended in an error; the sweep calls its next level",
        )


def _invoke(function: lambda_.IFunction) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[function.function_arn])
