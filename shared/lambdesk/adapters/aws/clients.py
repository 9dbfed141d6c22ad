"""One low-level client per service, made on first use. `AWS_ENDPOINT_URL` and the region come from the environment.

botocore itself, without boto3: that package adds nothing a client needs and costs import time.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import RefreshableCredentials
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

_CONNECT_SECONDS = 2
_READ_SECONDS = 10
SOCKET_THREADS = 16


class Clients:
    """Clients that give up soon: behind every door somebody or a retry waits."""

    @cached_property
    def _session(self) -> botocore.session.Session:
        return botocore.session.get_session()

    def _make(
        self,
        service: str,
        *,
        read: float = _READ_SECONDS,
        attempts: int = 3,
        endpoint_url: str | None = None,
        **more: Any,
    ) -> Any:
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=read,
            retries={"mode": "standard", "total_max_attempts": attempts},
            **more,
        )
        return self._session.create_client(service, config=config, endpoint_url=endpoint_url)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """A single request answers in milliseconds; one that does not is better sent again."""
        return cast("DynamoDBClient", self._make("dynamodb", read=5, attempts=4))

    @cached_property
    def s3(self) -> "S3Client":
        """Path-style addresses on the regional host: the content origin passes exactly these on."""
        addressing = {"addressing_style": "path", "us_east_1_regional_endpoint": "regional"}
        return cast("S3Client", self._make("s3", read=20, signature_version="s3v4", s3=addressing))

    @cached_property
    def sesv2(self) -> "SESV2Client":
        """One attempt only: a request whose answer was lost may have sent the mail."""
        return cast("SESV2Client", self._make("sesv2", read=20, attempts=1))

    @cached_property
    def events(self) -> "EventBridgeClient":
        return cast("EventBridgeClient", self._make("events"))

    def sockets(self, endpoint: str) -> "ApiGatewayManagementApiClient":
        """Posts to connections of the WebSocket API at `endpoint`, from several threads at once."""
        client = self._make(
            "apigatewaymanagementapi", read=5, endpoint_url=endpoint, max_pool_connections=SOCKET_THREADS
        )
        return cast("ApiGatewayManagementApiClient", client)

    @cached_property
    def sqs(self) -> "SQSClient":
        return cast("SQSClient", self._make("sqs"))

    @cached_property
    def secretsmanager(self) -> "SecretsManagerClient":
        return cast("SecretsManagerClient", self._make("secretsmanager"))

    @cached_property
    def cognito(self) -> "CognitoIdentityProviderClient":
        return cast("CognitoIdentityProviderClient", self._make("cognito-idp"))

    @cached_property
    def functions(self) -> "LambdaClient":
        return cast("LambdaClient", self._make("lambda"))

    @cached_property
    def scheduler(self) -> "EventBridgeSchedulerClient":
        return cast("EventBridgeSchedulerClient", self._make("scheduler"))

    @cached_property
    def stepfunctions(self) -> "SFNClient":
        """Whoever looks at a ticket waits for it: given up well before the door is."""
        return cast("SFNClient", self._make("stepfunctions", read=4, attempts=2))

    @cached_property
    def sts(self) -> Any:
        return self._make("sts", read=5)


class TenantClients(Clients):
    """Clients of table and buckets that sign with `credentials`; all others sign as `home` does.

    They come from the session of `home`, where another client costs milliseconds; a session of its own would cost ten
    times that. Were the signing not changed, requests would go out as the environment's, which reaches no tenant.
    """

    def __init__(self, home: Clients, credentials: "RefreshableCredentials") -> None:
        self._home = home
        self._credentials = credentials

    def _make(self, service: str, **more: Any) -> Any:
        client = self._home._make(service, **more)
        if service in ("dynamodb", "s3"):
            client.meta.events.register("before-sign", self._sign_for_tenant)
        return client

    def _sign_for_tenant(self, request: "AWSRequest", **_: Any) -> None:
        request.context.setdefault("signing", {})["request_credentials"] = self._credentials
