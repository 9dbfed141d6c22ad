"""The HTTP API: one door behind the authorizer, and the few routes that are open because they are the sign-in."""

import json

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk.aws_apigatewayv2_authorizers import HttpLambdaAuthorizer, HttpLambdaResponseType
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.config import Stage as StageChoice
from infra.constructs.function import ProductFunction, log_group

# No address, no path parameters: one line says which route answered what and how long it took.
_LOG_FIELDS = (
    "requestId",
    "requestTime",
    "routeKey",
    "status",
    "responseLatency",
    "responseLength",
    "integrationErrorMessage",
    "authorizer.error",
)


class Api(Construct):
    """The API with its stage. `connect` adds the routes, because the functions are told the API's address first."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: StageChoice) -> None:
        super().__init__(scope, construct_id)
        self.api = apigatewayv2.HttpApi(self, "Api", create_default_stage=False)
        logs = log_group(self, "Logs", stage.log_retention_days)
        fields = {name.replace(".", "_"): f"$context.{name}" for name in _LOG_FIELDS}
        apigatewayv2.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
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
                format=json.dumps(fields),
            ),
        )

    @property
    def url(self) -> str:
        """The API's own address, without a slash at the end."""
        return self.api.api_endpoint

    def connect(
        self,
        door: ProductFunction,
        authorizer: ProductFunction,
        *,
        open_routes: tuple[tuple[str, str], ...],
        ttl_seconds: int,
    ) -> None:
        """Send everything to `door`, asking `authorizer` first except on the open routes (method, path)."""
        integration = HttpLambdaIntegration("Door", door.entry)
        apigatewayv2.HttpRoute(
            self,
            "Default",
            http_api=self.api,
            route_key=apigatewayv2.HttpRouteKey.DEFAULT,
            integration=integration,
            authorizer=HttpLambdaAuthorizer(
                "Authorizer",
                authorizer.entry,
                response_types=[HttpLambdaResponseType.SIMPLE],
                identity_source=["$request.header.Authorization"],
                results_cache_ttl=Duration.seconds(ttl_seconds),
            ),
        )
        for method, path in open_routes:
            self.api.add_routes(
                path=path,
                methods=[apigatewayv2.HttpMethod[method]],
                integration=integration,
                authorizer=apigatewayv2.HttpNoneAuthorizer(),
            )
