"""The WebSocket API's routes. Who may open a socket is checked here: browsers send no header with it."""

from typing import Any

from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import canonical
from lambdesk.kit import clock
from lambdesk.kit.errors import TooMany, Unauthenticated
from lambdesk.tenancy import Scoped

product = Scoped()
_DONE = {"statusCode": 200}
_REFUSED = {"statusCode": 403}


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Only the answer to $connect is read: anything but 200 keeps the socket closed."""
    request = event["requestContext"]
    connection, now = request["connectionId"], clock.now()
    match request["eventType"]:
        case "CONNECT":
            return _connect(event, connection)
        case "MESSAGE":
            with canonical("websocket", "socket message", correlation_id=request.get("requestId")) as facts:
                facts["action"] = product.switchboard.hear(connection, event.get("body") or "", now)
        case "DISCONNECT":
            with canonical("websocket", "socket closed", correlation_id=request.get("requestId")) as facts:
                closed = product.switchboard.close(connection, now)
                facts["tenant"] = closed.tenant if closed else None
    return _DONE


def _connect(event: dict[str, Any], connection: str) -> dict[str, int]:
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    with canonical("websocket", "socket opened", correlation_id=event["requestContext"].get("requestId")) as facts:
        try:
            opened = product.switchboard.open(connection, ticket, clock.now())
        except (Unauthenticated, TooMany) as refused:
            facts["outcome"] = refused.code
            return _REFUSED
        facts.update(tenant=opened.connection.tenant, user=opened.connection.user, connections=opened.count)
    metrics.count(Connections=opened.count)
    return _DONE
