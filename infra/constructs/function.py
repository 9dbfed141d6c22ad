"""One Lambda as the topology describes it, with a role and a log group of its own."""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.config import Deployment
from infra.constructs.code import function_code
from infra.constructs.grants import Grants
from infra.topology import Function, Setting


def pascal(name: str) -> str:
    """`mail_in` or `mail-out` as a construct id: `MailIn`, `MailOut`."""
    return "".join(part.capitalize() for part in name.replace("-", "_").split("_"))


def log_group(scope: Construct, construct_id: str, days: int) -> logs.LogGroup:
    """A log group that keeps lines for `days` and goes with the stack; logs are no record of the product."""
    return logs.LogGroup(
        scope, construct_id, retention=logs.RetentionDays[_RETENTION[days]], removal_policy=RemovalPolicy.DESTROY
    )


_RETENTION = {30: "ONE_MONTH", 90: "THREE_MONTHS", 180: "SIX_MONTHS"}


class ProductFunction(Construct):
    """The function, and `entry`: what triggers call, which is a snapshot's alias where SnapStart is on."""

    def __init__(
        self,
        scope: Construct,
        *,
        function: Function,
        deployment: Deployment,
        layers: Sequence[lambda_.ILayerVersion],
        values: Mapping[Setting, str],
        grants: Grants,
    ) -> None:
        super().__init__(scope, pascal(function.name))
        stage = deployment.stage
        self.topology = function
        self.log_group = log_group(self, "Logs", stage.log_retention_days)
        self.role = self._role(grants)
        self.function = lambda_.Function(
            self,
            "Function",
            code=function_code(function.name, require_bundles=deployment.require_bundles),
            handler=function.handler,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=function.memory_mb,
            timeout=Duration.seconds(function.timeout_seconds),
            layers=layers,
            environment={f"LAMBDESK_{each.name}": values[each] for each in function.environment},
            tracing=lambda_.Tracing.ACTIVE if function.traced else lambda_.Tracing.PASS_THROUGH,
            log_group=self.log_group,
            role=self.role,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if stage.snap_start else None,
        )
        self.entry: lambda_.IFunction = self.function
        if stage.snap_start:
            self.entry = lambda_.Alias(self, "Live", alias_name="live", version=self.function.current_version)

    def _role(self, grants: Grants) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[self.log_group.log_group_arn]
            )
        )
        for grant in self.topology.grants:
            for statement in grants.statements(grant):
                role.add_to_policy(statement)
        return role
