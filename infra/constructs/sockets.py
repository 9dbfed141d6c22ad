"""The WebSocket API: one function behind its three routes, which checks socket tickets itself."""

import json

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from infra.config import Stage as StageChoice
from infra.constructs.function import ProductFunction, log_group

# The public address ends in it, whoever serves it: `wss://help.example.com/ws`.
PATH = "ws"
ROUTES = ("$connect", "$disconnect", "$default")
# The query of $connect holds a ticket: it is in no line.
_LOG_FIELDS = ("requestId", "requestTime", "routeKey", "eventType", "status", "connectionId", "integrationErrorMessage")


class Sockets(Construct):
    """The API with its stage. `connect` adds the routes, because the functions are told the API's address first."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: StageChoice) -> None:
        super().__init__(scope, construct_id)
        self.api = apigatewayv2.WebSocketApi(self, "Api", route_selection_expression="$request.body.action")
        logs = log_group(self, "Logs", stage.log_retention_days)
        apigatewayv2.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name=PATH,
            auto_deploy=True,
            default_route_settings=apigatewayv2.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=stage.api_requests_per_second, throttling_burst_limit=stage.api_burst
            ),
            access_log_settings=apigatewayv2.CfnStage.AccessLogSettingsProperty(
                destination_arn=Stack.of(self).format_arn(
                    service="logs",
                    resource="log-group",
                    resource_name=logs.log_group_name,
                    arn_format=ArnFormat.COLON_RESOURCE_NAME,
                ),
                format=json.dumps({name: f"$context.{name}" for name in _LOG_FIELDS}),
            ),
        )

    @property
    def url(self) -> str:
        """Where sockets are opened: `wss://…/ws`."""
        return f"{self.api.api_endpoint}/{PATH}"

    @property
    def host(self) -> str:
        """The API's own host on AWS."""
        return f"{self.api.api_id}.execute-api.{Aws.REGION}.{Aws.URL_SUFFIX}"

    @property
    def endpoint(self) -> str:
        """Where open sockets are posted to on AWS."""
        return f"https://{self.host}/{PATH}"

    @property
    def stage_arn(self) -> str:
        """The stage, as permissions name it."""
        return f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:{self.api.api_id}/{PATH}"

    def failures(self) -> cloudwatch.Metric:
        """Messages and openings that ended in an error of ours."""
        return cloudwatch.Metric(
            namespace="AWS/ApiGateway",
            metric_name="IntegrationError",
            dimensions_map={"ApiId": self.api.api_id, "Stage": PATH},
            statistic="Sum",
        )

    def connect(self, door: ProductFunction) -> None:
        """Send everything to `door`."""
        integration = WebSocketLambdaIntegration("Door", door.entry)
        for route in ROUTES:
            self.api.add_route(route, integration=integration)
