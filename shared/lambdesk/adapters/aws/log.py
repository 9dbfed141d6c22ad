"""The one logger of every Lambda, and its canonical line: one for each request or event, when it is done.

Messages are constant, facts are keys. Lines that belong to a ticket say `tenant`, `ticket` and `correlation_id`, so
that one ticket can be followed through all Lambdas. Never a body, a subject, a name or an address.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools import Logger

from lambdesk.kit.errors import LambdeskError
from lambdesk.kit.events import Event
from lambdesk.kit.settings import from_environment

_settings = from_environment().values
logger = Logger(service="lambdesk", level=_settings.get("LOG_LEVEL", "INFO"), location=None)

Facts = dict[str, Any]


@contextmanager
def canonical(function: str, message: str, **facts: Any) -> Iterator[Facts]:
    """Time a piece of work and say it in one line, also when it raises; what raised goes on to the caller.

    `function` is the Lambda's short name. The work adds what it learns to the facts it is given. A LambdeskError is
    said by its code, as a warning; any other error is a defect and comes with its trace.
    """
    started = time.perf_counter()
    told: Facts = {"function": function, **facts}
    try:
        yield told
    except LambdeskError as error:
        logger.warning(message, **_timed(told, started), error=error.code)
        raise
    except Exception as error:
        logger.exception(message, **_timed(told, started), error=type(error).__name__)
        raise
    logger.info(message, **_timed(told, started))


def _timed(facts: Facts, started: float) -> Facts:
    return facts | {"duration_ms": round((time.perf_counter() - started) * 1000, 1)}


def facts_of(event: Event, parent: str = "") -> Facts:
    """What a line says about an event: whose, on which ticket, out of which request or mail.

    `parent` names the ticket of an event whose own aggregate is something else.
    """
    kind, _, number = (parent or event.aggregate).partition(":")
    return {
        "tenant": event.tenant,
        "ticket": int(number) if kind == "ticket" else None,
        "correlation_id": event.correlation_id,
        "event": event.id,
        "type": event.type,
    }
