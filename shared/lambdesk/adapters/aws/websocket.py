"""Connected clients, reached through the gateway's management API."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.adapters.aws.clients import SOCKET_THREADS

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class GatewaySockets:
    """Posts side by side: the gateway takes one connection a call."""

    def __init__(self, client: "ApiGatewayManagementApiClient") -> None:
        self._client = client
        self._pool = ThreadPoolExecutor(SOCKET_THREADS)

    def post(self, texts: Mapping[str, str]) -> Sequence[str]:
        if len(texts) == 1:
            ((connection, text),) = texts.items()
            return [] if self._reached(connection, text) else [connection]
        reached = self._pool.map(self._reached, texts.keys(), texts.values())
        return [connection for connection, was in zip(texts, reached, strict=True) if not was]

    def _reached(self, connection: str, text: str) -> bool:
        try:
            self._client.post_to_connection(ConnectionId=connection, Data=text.encode())
        except self._client.exceptions.GoneException:
            return False
        except (ClientError, BotoCoreError):
            # It missed something. Ended, its client comes back and catches up; left open, it would show the past.
            self.end(connection)
            return False
        return True

    def end(self, connection_id: str) -> None:
        try:
            self._client.delete_connection(ConnectionId=connection_id)
        except (ClientError, BotoCoreError):
            return
