"""The measured operations, each as a whole request and as the call of the domain below it.

Imported by measured processes: nothing here may import what a Lambda has not.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bench import effects
from tests.bench.effects import Facts

# The budget of a reply speaks of one and a half kilobytes; what stands in a thread is shorter on average.
BODY = ("Thank you for your patience. We looked at the order again and found where it went wrong. " * 17)[:1_500]
TYPICAL_BODY = BODY[:1_000]
SUBJECT = "The parcel arrived without its power supply"


def event(facts: Facts, method: str, path: str, body: Any = None, query: str = "", **headers: str) -> dict[str, Any]:
    """A request as the HTTP API hands it over, payload version 2.0, behind the authorizer."""
    text = None if body is None else json.dumps(body)
    plain = {"host": "api.example.com", "accept": "application/json", "authorization": "Bearer token", **headers}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": plain if text is None else {**plain, "content-type": "application/json"},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "bench",
            "authorizer": {"lambda": {"tenant": facts["tenant"], "user": facts["user"]}},
            "domainName": "api.example.com",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": ""},
            "requestId": "bench-request",
            "stage": "$default",
            "time": "22/Nov/2026:01:02:03 +0000",
            "timeEpoch": 1795309323000,
        },
        "body": text,
        "isBase64Encoded": False,
    }


def _me(facts: Facts) -> dict[str, Any]:
    return event(facts, "GET", "/v1/me")


def _list(facts: Facts) -> dict[str, Any]:
    return event(facts, "GET", "/v1/tickets", query="queue=open&limit=50")


def _late(facts: Facts) -> dict[str, Any]:
    return event(facts, "GET", "/v1/tickets", query="queue=breached&limit=50")


def _open(facts: Facts) -> dict[str, Any]:
    return event(facts, "GET", f"/v1/tickets/{facts['long']['number']}")


def _create(facts: Facts) -> dict[str, Any]:
    body = {"subject": SUBJECT, "body": BODY, "requester": {"email": facts["known"], "name": "Ada"}}
    return event(facts, "POST", "/v1/tickets", body, **{"idempotency-key": facts["key"]})


def _create_new(facts: Facts) -> dict[str, Any]:
    body = {"subject": SUBJECT, "body": BODY, "requester": {"email": facts["unknown"], "name": "Grace"}}
    return event(facts, "POST", "/v1/tickets", body, **{"idempotency-key": facts["key"] + "-new"})


def _reply(facts: Facts) -> dict[str, Any]:
    ticket = facts["reply"]
    body = {"kind": "reply", "body": BODY, "last_seen_message_id": ticket["last_message_id"]}
    headers = {"idempotency-key": facts["key"] + "-reply"}
    return event(facts, "POST", f"/v1/tickets/{ticket['number']}/messages", body, **headers)


def _status(facts: Facts) -> dict[str, Any]:
    ticket = facts["status"]
    headers = {"if-match": f'"{ticket["version"]}"'}
    return event(facts, "PATCH", f"/v1/tickets/{ticket['number']}", {"state": "pending"}, **headers)


def _authorize(facts: Facts) -> dict[str, Any]:
    return {"version": "2.0", "type": "REQUEST", "headers": {"authorization": f"Bearer {facts['token']}"}}


def _mail(raw_id: str, facts: Facts) -> dict[str, Any]:
    """The receipt rule's event, with verdicts that pass."""
    names = ("spf", "dkim", "dmarc", "spam", "virus")
    receipt: dict[str, Any] = {f"{name}Verdict": {"status": "PASS"} for name in names}
    receipt["recipients"] = [facts["mailbox"]]
    mail = {
        "messageId": raw_id,
        "source": "ada@customer.example",
        "destination": [facts["mailbox"]],
        "timestamp": facts["received_at"],
    }
    return {"Records": [{"eventSource": "aws:ses", "ses": {"mail": mail, "receipt": receipt}}]}


def _mail_new(facts: Facts) -> dict[str, Any]:
    return _mail(facts["mail_new"], facts)


def _mail_reply(facts: Facts) -> dict[str, Any]:
    return _mail(facts["mail_reply"], facts)


def _relay(facts: Facts) -> dict[str, Any]:
    image = facts["timeline_item"]
    keys = {name: image[name] for name in ("pk", "sk")}
    record = {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": "1"}}
    return {"Records": [record]}


def _mail_out(facts: Facts) -> dict[str, Any]:
    body = json.dumps({"source": "lambdesk", "detail": facts["message_created"]})
    return {"Records": [{"messageId": "bench", "eventSource": "aws:sqs", "body": body, "attributes": {}}]}


def product_of(module: Any) -> Any:
    """The product that a handler's module made."""
    from lambdesk.bootstrap.root import Lambdesk

    return next(each for each in vars(module).values() if isinstance(each, Lambdesk))


def refused(name: str, answer: Any) -> bool:
    """Whether the Lambda did not do what it was asked."""
    match OPERATIONS[name].function:
        case "http_api":
            return bool(answer["statusCode"] >= 300)
        case "authorizer":
            return not answer["context"]
        case "websocket":
            return bool(answer["statusCode"] != 200)
        case "relay" | "push" | "mail_out" | "worker":
            return bool(answer["batchItemFailures"])
    return False


def _pass(facts: Facts) -> dict[str, Any]:
    return event(facts, "POST", "/v1/realtime/tickets")


def _catch_up(facts: Facts) -> dict[str, Any]:
    return event(facts, "GET", "/v1/tickets/changes", query=f"since={facts['received_at']}")


def _list_data(product: Any, facts: Facts) -> object:
    return product.ticket_store.queue(facts["tenant"], "open", 50, None)


def _open_data(product: Any, facts: Facts) -> object:
    return product.ticket_store.open(facts["tenant"], facts["long"]["number"])


def _create_data(product: Any, facts: Facts) -> object:
    from lambdesk.tickets.service import Key, RequestedTicket

    wanted = RequestedTicket(SUBJECT, BODY, facts["known"], "Ada")
    return product.tickets.open(effects.context(facts), wanted, Key("POST /v1/tickets", facts["key"], "digest"))


def _reply_data(product: Any, facts: Facts) -> object:
    from lambdesk.conversations.model import MessageKind
    from lambdesk.tickets.commands import PostMessage
    from lambdesk.tickets.service import Key

    ticket = facts["reply"]
    command = PostMessage(MessageKind.REPLY, BODY, "Maya", last_seen_message_id=ticket["last_message_id"])
    key = Key("POST /v1/messages", facts["key"] + "-reply", "digest")
    return product.tickets.post(effects.context(facts), ticket["number"], command, key)


def _push_data(product: Any, facts: Facts) -> object:
    return product.sockets.post({facts["watcher"]: "[" + "x" * 600 + "]"})


def _status_data(product: Any, facts: Facts) -> object:
    from lambdesk.tickets.commands import UpdateTicket
    from lambdesk.tickets.model import State

    ticket = facts["status"]
    command = UpdateTicket(ticket["version"], state=State.PENDING)
    return product.tickets.update(effects.context(facts), ticket["number"], command)


@dataclass(frozen=True)
class Operation:
    """`says` is its name for readers, `request` the event of its Lambda; `data` is None where only that is measured.

    The event of a `hasty` one is good for seconds, so it is made for each run. `reaches` is a part of the name of the
    service without which it would have done nothing.
    """

    says: str
    request: Callable[[Facts], dict[str, Any]]
    data: Callable[[Any, Facts], object] | None = None
    function: str = "http_api"
    hasty: bool = False
    reaches: str = ""


OPERATIONS = {
    "me": Operation("who am I (no store asked)", _me),
    "list": Operation("list 50", _list, _list_data),
    "late": Operation("list what is late", _late),
    "open": Operation("open a ticket with 20 messages", _open, _open_data),
    "create": Operation("create a ticket", _create, _create_data),
    "create_new": Operation("create a ticket for somebody new", _create_new),
    "reply": Operation("reply, 1.5 KB", _reply, _reply_data),
    "status": Operation("change the status", _status, _status_data),
    "authorize": Operation("verify an ID token", _authorize, function="authorizer"),
    "mail_new": Operation("mail in, a new ticket", _mail_new, function="mail_in"),
    "mail_reply": Operation("mail in, appended", _mail_reply, function="mail_in"),
    "relay": Operation("relay one change", _relay, function="relay"),
    "mail_out": Operation("mail out", _mail_out, function="mail_out", reaches="email"),
    "pass": Operation("ask for a pass to a socket", _pass),
    "connect": Operation("open a socket", effects.connect, function="websocket", hasty=True),
    "subscribe": Operation("watch three topics", effects.subscribe, function="websocket", reaches="execute-api"),
    "presence": Operation("say again where one is", effects.presence, function="websocket"),
    "ping": Operation("ping", effects.ping, function="websocket", reaches="execute-api"),
    "disconnect": Operation("close a socket", effects.disconnect, function="websocket"),
    "push": Operation("push a reply to one list", effects.push_row, _push_data, "push", reaches="execute-api"),
    "push_ticket": Operation(
        "push a sent mail to one open ticket", effects.push_ticket, function="push", reaches="execute-api"
    ),
    "keep": Operation("keep a change in the trail", effects.keep, function="worker", hasty=True, reaches="PutItem"),
    "arm": Operation("arm a timer", effects.arm, function="worker", reaches="scheduler"),
    "timer": Operation("apply a due timer", effects.timer, function="timer", reaches="TransactWriteItems"),
    "figure": Operation("count a verdict", effects.figure, function="worker", reaches="TransactWriteItems"),
    "no_figure": Operation("a change of state, which moves no figure", effects.no_figure, function="worker"),
    "escalate": Operation(
        "call people and start a chain", effects.escalate, function="worker", reaches="AWSStepFunctions"
    ),
    "notice": Operation("write a notification", effects.notice, function="worker", reaches="TransactWriteItems"),
    "no_notice": Operation("an event that nobody is told of", effects.no_notice, function="worker"),
}
