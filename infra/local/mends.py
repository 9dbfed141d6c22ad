"""Every mend of the pinned MiniStack, in one place.

MiniStack 1.5.33 differs from AWS in a few ways that our stack meets. Each mend below replaces one name of it and says
which difference it takes away. `apply` refuses another version and a name that is gone, so that an upgrade is looked at
mend by mend; the tests of each mend fail when MiniStack itself no longer needs it.
"""

import base64
import contextlib
import functools
import importlib
import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

from infra.local.outbox import Outbox, as_text, bare_id, v1_request
from infra.local.roles import as_if_encrypted, with_leading_keys, with_variables
from infra.local.streams import USED, Streams

VERSION = "1.5.33"

logger = logging.getLogger("lambdesk.lambda")


class MendError(RuntimeError):
    """The installed MiniStack is not the one these mends were written for."""


def name_of(dotted: str) -> tuple[Any, str]:
    """The object that holds a dotted name below `ministack` and the last part of the name; raises `MendError`."""
    module_name, _, path = dotted.partition(":")
    holder: Any = importlib.import_module(f"ministack.{module_name}")
    *parents, last = path.split(".")
    for part in parents:
        holder = getattr(holder, part, None)
    if holder is None or not hasattr(holder, last):
        raise MendError(f"MiniStack has no {dotted} any more; look at infra/local/mends.py before going on.")
    return holder, last


def replace(dotted: str, make: Callable[[Any], Any]) -> None:
    holder, last = name_of(dotted)
    setattr(holder, last, make(getattr(holder, last)))


# --- Lambda --------------------------------------------------------------------------------------------------------


def quiet_calls_return_at_once() -> None:
    """A handler that logs nothing waits 50 ms for log lines; 2 ms are enough for the pipe."""
    replace(
        "core.lambda_runtime:Worker._drain_stderr_bounded.__defaults__",
        lambda _: (0.002, 0.002, 0.250),
    )


def schedules_fire_on_time() -> None:
    """Scheduler looks every 10 s; the product's timers are exact to the second, and it takes time to call them."""
    replace("services.scheduler:_SCHEDULE_TICK_INTERVAL", lambda _: 0.2)


def moved_schedules_fire_again() -> None:
    """A one-time schedule that has fired stays silent when it is given another time; on AWS it fires then."""
    scheduler = importlib.import_module("ministack.services.scheduler")
    name_of("services.scheduler:_schedule_last_fired")

    def forgetting(update: Callable[[str, dict[str, Any]], Any]) -> Callable[[str, dict[str, Any]], Any]:
        def moved(name: str, body: dict[str, Any]) -> Any:
            answer = update(name, body)
            place = f"{body.get('GroupName', 'default')}/{name}"
            for fired in [key for key in scheduler._schedule_last_fired if key[2] == place]:
                scheduler._schedule_last_fired.pop(fired, None)
            return answer

        return moved

    replace("services.scheduler:_update_schedule", forgetting)


def output_is_logged() -> None:
    """What a function prints on a request goes to CloudWatch Logs alone; a person looks into `cloud.log`."""

    def both(emit: Callable[..., None]) -> Callable[..., None]:
        def output(function: dict[str, Any], request: str, text: str, *rest: Any, **more: Any) -> None:
            if text:
                logger.info("%s\n%s", function.get("config", function)["Handler"], text)
            emit(function, request, text, *rest, **more)

        return output

    replace("services.lambda_svc:_emit_lambda_logs", both)


PROCESSES = 4
"""How many invocations of one function run at a time: more than this machine's cores do not make it faster."""


def bursts_wait_for_processes() -> None:
    """Each invocation of a burst gets a process of its own: a hundred mails at once start a hundred Pythons.

    A few work, the rest waits as in Lambda's own queue. Each invocation has a thread to wait on.
    """
    slots: dict[str, threading.BoundedSemaphore] = {}

    def bounded(execute: Callable[..., Any]) -> Callable[..., Any]:
        def dispatch(function: dict[str, Any], config: dict[str, Any], *rest: Any) -> Any:
            with slots.setdefault(config["FunctionArn"], threading.BoundedSemaphore(PROCESSES)):
                return execute(function, config, *rest)

        return dispatch

    replace("services.lambda_svc:_execute_function_dispatch", bounded)


def streams_honour_partial_failures() -> None:
    """A DynamoDB stream consumer's `batchItemFailures` are ignored, a batch that raises is tried for ever.

    AWS goes on from the first failed record, halves a failing batch, gives up after `MaximumRetryAttempts` and sends a
    record of it to the on-failure destination.
    """
    streams = Streams()
    replace("services.lambda_svc:_poll_dynamodb_streams", lambda _: streams.poll)
    for used in USED:
        name_of(used)


# --- State ---------------------------------------------------------------------------------------------------------


def unread_stream_records_survive() -> None:
    """Stream records are not saved but the consumers' positions are: after a restart consumers wait for ever.

    What no consumer has read yet is saved with the table; positions are forgotten, so consumers start at the oldest
    saved record.
    """
    replace("services.dynamodb:get_state", with_unread)
    replace("services.dynamodb:load_persisted_state", restoring_unread)
    replace("services.lambda_svc:load_persisted_state", forgetting_positions)
    name_of("services.dynamodb:_stream_records")
    name_of("services.lambda_svc:_esms")


UNREAD = "lambdesk_unread_stream_records"


def with_unread(get_state: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    @functools.wraps(get_state)
    def state() -> dict[str, Any]:
        # Items before records: an item saved without its record would never be seen by a consumer.
        items = get_state()
        return {**items, UNREAD: unread()}

    return state


_held: dict[Any, int] | None = None


@contextlib.contextmanager
def held_positions() -> Iterator[None]:
    """While inside, what was read since the beginning counts as unread, so that its effects may be saved in between."""
    global _held
    lambda_svc = sys.modules.get("ministack.services.lambda_svc")
    _held = dict(lambda_svc._dynamodb_stream_positions._data) if lambda_svc else None
    try:
        yield
    finally:
        _held = None


def unread() -> list[list[Any]]:
    """`[account, region, table, records]` for each table: the records that some consumer has still to read."""
    from ministack.services import dynamodb, lambda_svc

    found = []
    reached = lambda_svc._dynamodb_stream_positions._data if _held is None else _held
    for (account, region, table), records in list(dynamodb._stream_records._data.items()):
        trimmed = dynamodb.stream_start_position(table, account_id=account, region=region)
        positions = [
            reached.get((account, region, key[2]), trimmed)
            for key, esm in list(lambda_svc._esms._data.items())
            if f":table/{table}/stream/" in esm.get("EventSourceArn", "")
        ]
        if positions:
            found.append([account, region, table, list(records[max(0, min(positions) - trimmed) :])])
    return found


def restoring_unread(load: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(load)
    def restore(data: Any) -> None:
        from ministack.services import dynamodb

        load(data)
        for account, region, table, records in data.get(UNREAD, []):
            dynamodb._stream_records._data[(account, region, table)] = records

    return restore


def forgetting_positions(load: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(load)
    def restore(data: Any) -> None:
        load({**data, "dynamodb_stream_positions": {}})

    return restore


# --- HTTP API, CloudFormation, DynamoDB ----------------------------------------------------------------------------


def cors_of_http_apis_counts() -> None:
    """CORS of an HTTP API made by CloudFormation is ignored: `AllowOrigins` is read as `allowOrigins`."""

    def lowered(answer: Callable[..., Any]) -> Callable[..., Any]:
        def respond(cors: dict[str, Any] | None, origin: str) -> Any:
            return answer({key[:1].lower() + key[1:]: value for key, value in (cors or {}).items()}, origin)

        return respond

    replace("services.apigateway:_cors_response_headers", lowered)
    replace("services.apigateway:_cors_preflight_response", lowered)


def cors_of_buckets_counts() -> None:
    """Unless MiniStack checks IAM, which ours does not, S3 lets every page do everything, whatever a bucket says."""
    app, s3 = importlib.import_module("ministack.app"), importlib.import_module("ministack.services.s3")
    for name in ("app:_s3_cors_target", "app:detect_service", "services.s3:cors_preflight"):
        name_of(name)
    name_of("services.s3:cors_response_headers")

    def asked(answer: Callable[..., Any]) -> Callable[..., Any]:
        def preflight(method: str, path: str, headers: Any, query: Any, request_id: str) -> Any:
            target = app._s3_cors_target(headers.get("host", ""), path) if method == "OPTIONS" else None
            if target is None or app.detect_service(method, path, headers, query) != "s3":
                return answer(method, path, headers, query, request_id)
            return s3.cors_preflight(*target, headers)

        return preflight

    def told(dispatch: Callable[..., Any]) -> Callable[..., Any]:
        async def request(method: str, path: str, headers: Any, *rest: Any, **more: Any) -> Any:
            status, answered, content = await dispatch(method, path, headers, *rest, **more)
            target = app._s3_cors_target(headers.get("host", ""), path)
            if target is not None:
                open_to_all = [name for name in answered if name.startswith("Access-Control-")]
                answered = {name: value for name, value in answered.items() if name not in open_to_all}
                answered |= s3.cors_response_headers(target[0], method, headers)
            return status, answered, content

        return request

    replace("app:_handle_options_request", asked)
    replace("app:_dispatch_service_request", told)


def archives_deploy() -> None:
    """`AWS::Events::Archive` is refused by CloudFormation although EventBridge itself has archives."""
    handlers, _ = name_of("services.cloudformation.provisioners:_RESOURCE_HANDLERS")
    name_of("services.eventbridge:_archives")
    name_of("services.eventbridge:_create_archive")
    if "AWS::Events::Archive" in handlers._RESOURCE_HANDLERS:
        raise MendError("MiniStack deploys AWS::Events::Archive itself now; drop the mend.")
    handlers._RESOURCE_HANDLERS["AWS::Events::Archive"] = {
        "create": create_archive,
        "delete": lambda name, _properties: eventbridge()._archives.pop(name, None),
    }


def eventbridge() -> Any:
    return importlib.import_module("ministack.services.eventbridge")


def create_archive(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
    """Create or, on an update without replacement, create anew: an archive here keeps no events worth keeping."""
    name = properties.get("ArchiveName") or f"{stack}-{logical_id}"[:48]
    eventbridge()._archives.pop(name, None)
    pattern = properties.get("EventPattern", "")
    request = {
        "ArchiveName": name,
        "EventSourceArn": properties.get("SourceArn", ""),
        "EventPattern": json.dumps(pattern) if isinstance(pattern, dict) else pattern,
        "RetentionDays": int(properties.get("RetentionDays", 0)),
    }
    status, _headers, body = eventbridge()._create_archive(request)
    if status >= 400:
        raise ValueError(f"AWS::Events::Archive {name}: {body!r}")
    return name, {"Arn": json.loads(body)["ArchiveArn"], "ArchiveName": name}


ONE_EQUALITY = re.compile(r"\s*\(*\s*(#?\w+)\s*=\s*(:\w+)\s*\)*\s*\Z")


def key_conditions_are_cheap() -> None:
    """A query parses its key condition again for each row of the partition: 107 ms for 50 of 3,334 rows.

    One equality on the partition key, the form of every list, is compared without parsing: 26 ms.
    """

    def cheaper(evaluate: Callable[..., bool]) -> Callable[..., bool]:
        def condition(
            expression: str,
            item: dict[str, Any],
            values: dict[str, Any],
            names: dict[str, str],
            slot: str = "ConditionExpression",
        ) -> bool:
            found = ONE_EQUALITY.match(expression) if slot == "KeyConditionExpression" else None
            if found and found[2] in values:
                return bool(item.get(names.get(found[1], found[1])) == values[found[2]])
            return evaluate(expression, item, values, names, slot=slot)

        return condition

    replace("services.dynamodb:_evaluate_condition", cheaper)


# --- SES -----------------------------------------------------------------------------------------------------------


def sent_mail_is_kept(outbox: Outbox) -> None:
    """Raw mail keeps only subject and bodies, and the id comes back with a suffix SES does not have in its answer."""

    def v2(handle: Callable[..., Any]) -> Callable[..., Any]:
        async def request(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
            status, answered, content = await handle(method, path, headers, body, query)
            if method != "POST" or path != "/v2/email/outbound-emails" or status != 200:
                return status, answered, content
            sent, message_id = json.loads(body), bare_id(json.loads(content)["MessageId"])
            raw = sent.get("Content", {}).get("Raw", {}).get("Data")
            if raw:
                outbox.keep(message_id, base64.b64decode(raw), sent)
            return status, answered, json.dumps({"MessageId": message_id}).encode()

        return request

    def v1(send: Callable[..., Any]) -> Callable[..., Any]:
        def raw_email(parameters: dict[str, Any]) -> Any:
            status, answered, content = send(parameters)
            found = re.search(r"<MessageId>([^<]+)</MessageId>", as_text(content)) if status == 200 else None
            if not found:
                return status, answered, content
            message_id = bare_id(found[1])
            outbox.keep(message_id, base64.b64decode(parameters["RawMessage.Data"][0]), v1_request(parameters))
            return status, answered, as_text(content).replace(found[1], message_id).encode()

        return raw_email

    replace("services.ses_v2:handle_request", v2)
    replace("services.ses:_send_raw_email", v1)


# --- Roles ---------------------------------------------------------------------------------------------------------


def leading_keys_count() -> None:
    """`dynamodb:LeadingKeys` is no key that a condition can name."""
    replace("core.iam_actions:dynamodb_service_context", with_leading_keys)


def tags_stand_in_policies() -> None:
    """`${aws:PrincipalTag/…}` is compared as it is written, nothing is encrypted, batches need grants of their own."""
    replace("core.iam_evaluator:evaluate", with_variables)
    replace("app:pin_request_origin", as_if_encrypted)


# -------------------------------------------------------------------------------------------------------------------

MENDS: tuple[Callable[[], None], ...] = (
    quiet_calls_return_at_once,
    schedules_fire_on_time,
    moved_schedules_fire_again,
    output_is_logged,
    bursts_wait_for_processes,
    streams_honour_partial_failures,
    unread_stream_records_survive,
    cors_of_http_apis_counts,
    cors_of_buckets_counts,
    archives_deploy,
    key_conditions_are_cheap,
    leading_keys_count,
    tags_stand_in_policies,
)


def apply(outbox: Outbox) -> None:
    """Apply all mends to the MiniStack of this process; raises `MendError` when it is not the one they are for."""
    found = version("ministack")
    if found != VERSION:
        raise MendError(f"The mends are for MiniStack {VERSION}, installed is {found}; look at them one by one.")
    for mend in MENDS:
        mend()
    sent_mail_is_kept(outbox)
