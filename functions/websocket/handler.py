"""The WebSocket API's routes. Who may open a socket is checked here: browsers send no header with it."""

from typing import Any

from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import logger
from lambdesk.bootstrap import Lambdesk
from lambdesk.kit import clock
from lambdesk.kit.errors import TooMany, Unauthenticated

product = Lambdesk()
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
            action = product.live.hear(connection, event.get("body") or "", now)
            logger.info("socket message", connection=connection, action=action)
        case "DISCONNECT":
            closed = product.live.close(connection, now)
            logger.info("socket closed", connection=connection, tenant=closed.tenant if closed else None)
    return _DONE


def _connect(event: dict[str, Any], connection: str) -> dict[str, int]:
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    try:
        opened = product.live.open(product.keyring, connection, ticket, clock.now())
    except (Unauthenticated, TooMany) as refused:
        logger.info("socket refused", connection=connection, reason=refused.code)
        return _REFUSED
    metrics.count(Connections=opened.count)
    logger.info(
        "socket opened",
        connection=connection,
        tenant=opened.connection.tenant,
        user=opened.connection.user,
        connections=opened.count,
    )
    return _DONE
