"""Where ids stand besides paths: the fields of bodies and queries, as the description has them.

Each field that takes a text or a number says by its name what it takes: a thing, or a word that names none. One that
says neither fails the tests, so that a new id is tried as soon as there is one.
"""

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.integration.http_api.test_every_route import BODIES
from tests.integration.isolation.house import DESCRIBED, OPERATIONS, House
from tests.support.desk import PASSWORD

# Operation → field → what it names, by the kinds of things; `""`: the field of this name wherever it is.
NAMED: dict[str, dict[str, str]] = {
    "": {
        "actor": "{users}",
        "agent_id": "{users}",
        "assignee": "{users}",
        "assignee_id": "{users}",
        "attachments": "{upload}",
        "but": "{sessions}",
        "calendar_id": "{calendars}",
        "canned_response_ids": "{canned-responses}",
        "category_id": "{categories}",
        "cursor": "{cursor}",
        "first_role": "{roles}",
        "hours": "calendar:{calendars}",
        "into": "{tickets}",
        "last_seen_message_id": "{messages}",
        "logo_id": "{upload}",
        "lead_id": "{users}",
        "members": "{users}",
        "message_ids": "{messages}",
        "organisation_id": "{organisations}",
        "number": "{tickets}",
        "only": "{sessions}",
        "parent_id": "{categories}",
        "policy_id": "{policies}",
        "role": "{roles}",
        "roles": "{roles}",
        "status_after": "{statuses}",
        "status_id": "{statuses}",
        "team_id": "{teams}",
        "team_ids": "{teams}",
        "tenant": "{slugs}",
        "text": "team:{teams}",
        "thing": "ticket:{tickets}",
        "up_to": "{notifications}",
        "upload_id": "{upload}",
        "user_id": "{users}",
        "values": "{teams}",
    },
    "delete_category": {"replacement": "{categories}"},
    "delete_role": {"replacement": "{roles}"},
    "delete_status": {"replacement": "{statuses}"},
    "create_sla_policy": {"id": "{rotas}"},
    "patch_sla_policy": {"id": "{rotas}"},
    "list_audit": {"cursor": "{audit-cursor}"},
    "list_notifications": {"cursor": "{notifications-cursor}"},
    "list_organisations": {"cursor": "{organisations-cursor}"},
    "list_sla_verdicts": {"cursor": "{verdicts-cursor}"},
    "put_sla_policy_order": {"ids": "{policies}"},
    "read_notifications": {"ids": "{notifications}"},
}
# Names no thing of a tenant: what people write, amounts, moments; and what is good for whoever shows it.
WORDS = frozenset(
    {
        *(
            "accent",
            "address",
            "agent_label",
            "assignee_email",
            "at",
            "bcc",
            "begins",
            "bodies",
            "body",
            "by",
            "cc",
            "challenge",
            "client_id",
        ),
        *("client_secret", "close_after_days", "closes", "code", "country", "created_at", "customer_label", "date"),
        *("days", "delay_seconds", "domains", "due_at", "email", "ends", "field", "fields", "first", "folder", "from"),
        *("handover", "high", "html", "ics", "issuer", "key", "kind", "label", "language", "last", "level", "note"),
        *("lifetime_days", "limit", "locale", "low", "mailboxes", "media_type", "months", "name", "normal"),
        *("opens", "order", "origins", "overlap_hours", "password", "pattern", "prefix", "q", "raw", "reason"),
        *("recipients", "recovery_code", "reopen_days", "secret", "send_at", "sender", "sha256", "shortcut", "since"),
        *("size", "slug", "solution", "source", "source_id", "state", "subdivision", "subject", "tags", "ticket", "to"),
        *("turn_days", "undo_seconds", "undo_send_seconds", "until", "urgent", "value", "version"),
        *("warning_lead_seconds", "warning_percent", "website", "weeks", "workspace", "year", "zone"),
    }
)
# Tried with signatures and all; a workspace by its address, which everybody may see.
OTHERWISE = {("create_inbound_email", "source"), ("create_provider_start", "tenant")}


@dataclass(frozen=True)
class Field:
    """A field: its operation, where it is (`body` or `query`), the way to it, and what its description says.

    In the way, `[]` is any item of a list and `*` any value of a mapping.
    """

    operation: str
    place: str
    way: tuple[str, ...]
    said: dict[str, Any] = field(compare=False)

    def __str__(self) -> str:
        return f"{self.operation}-{'.'.join(self.way)}"

    @property
    def name(self) -> str:
        """What it is called."""
        return next(each for each in reversed(self.way) if each not in ("[]", "*"))

    @property
    def named(self) -> str | None:
        """What it names, as a form to be filled in with things."""
        return NAMED.get(self.operation, {}).get(self.name) or NAMED[""].get(self.name)

    @property
    def kind(self) -> str:
        """The kind of thing."""
        (kind,) = (each for _, each, _, _ in string.Formatter().parse(self.named or "") if each)
        return kind

    def value(self, thing: str) -> Any:
        """What is said to name this thing."""
        text = (self.named or "").replace(f"{{{self.kind}}}", thing)
        return int(text) if self.said.get("type") == "integer" else text


def _leaves(schema: dict[str, Any], way: tuple[str, ...], seen: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in seen:
            yield from _leaves(DESCRIBED["components"]["schemas"][name], way, (*seen, name))
        return
    for each in [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]:
        yield from _leaves(each, way, seen)
    for name, each in schema.get("properties", {}).items():
        yield from _leaves(each, (*way, name), seen)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _leaves(schema["additionalProperties"], (*way, "*"), seen)
    if schema.get("type") == "array":
        yield from _leaves(schema["items"], (*way, "[]"), seen)
    if schema.get("type") in ("string", "integer", "number") and not {"enum", "const"} & set(schema):
        yield way, schema


def fields(operation: str) -> list[Field]:
    """The fields of an operation that take a text or a number, each once."""
    described = OPERATIONS[operation][2]
    found = [
        Field(operation, "query", *leaf)
        for each in described.get("parameters", [])
        if each["in"] == "query"
        for leaf in _leaves(each["schema"], (each["name"],), ())
    ]
    body = described.get("requestBody", {"content": {}})["content"].get("application/json")
    found += [Field(operation, "body", *leaf) for leaf in _leaves(body["schema"], (), ())] if body else []
    # The first description of a field is the one that says most.
    return list(dict.fromkeys(found))


FIELDS = [each for operation in sorted(OPERATIONS) for each in fields(operation)]
REFERENCES = [each for each in FIELDS if each.named and (each.operation, each.name) not in OTHERWISE]
# Fields that are passed over when they name nothing, and why that is right.
PASSING_OVER = {
    **{
        (operation, name): "a filter that nothing passes"
        for operation in ("get_sla_report", "list_sla_verdicts")
        for name in ("agent_id", "policy_id", "team_id")
    },
    ("create_child_messages", "status_after"): "each child is refused by itself, in an answer to all",
    ("create_message", "canned_response_ids"): "a note is a note; a use of nothing is not counted",
    ("delete_my_sessions", "but"): "whoever names no session of theirs signs out everywhere",
    ("get_audit_export", "actor"): "a filter that nothing passes",
    ("get_audit_export", "thing"): "a filter that nothing passes",
    ("list_audit", "actor"): "a filter that nothing passes",
    ("list_audit", "thing"): "a filter that nothing passes",
    ("list_tickets", "assignee"): "a filter that nothing passes",
    ("parse_filter", "text"): "what is wrong with a filter is the answer",
    ("parse_filter", "values"): "what is wrong with a filter is the answer",
    ("read_notifications", "ids"): "one that is not there was read long ago",
    ("read_notifications", "up_to"): "a moment in the order of notifications, whether there is one of it or not",
}
# Even with a thing of their own they want more: a second step of the account.
WANTING_MORE = {("create_mfa_removal", "tenant"), ("create_recovery_codes", "tenant")}


def _signing_in(house: House) -> dict[str, Any]:
    return {"email": f"agent@{house.slug}.example", "password": PASSWORD}


_HOLIDAY = {"first": "2026-12-24", "last": "2026-12-26"}
# Levels in which the first action and the first recipient are there to be filled in.
_LEVEL = {
    "delay_seconds": 0,
    "recipients": [{"kind": "assignee"}],
    "actions": [{"kind": "reassign"}, {"kind": "notify"}],
}
_TO_SOMEBODY = {"levels": [_LEVEL]}
_CALLING = {"levels": [{**_LEVEL, "recipients": [{"kind": "rota"}]}]}
_REPLY = {"kind": "reply", "body": "Look."}
# What a body needs besides, for its field to count; `...`: what must not be in it.
BESIDES: dict[tuple[str, str], Callable[[House], dict[str, Any]]] = {
    ("create_canned_response", "team_id"): lambda _: {"scope": "team"},
    ("patch_canned_response", "team_id"): lambda _: {"scope": "team"},
    ("create_message", "last_seen_message_id"): lambda _: _REPLY,
    ("create_message", "status_after"): lambda house: {**_REPLY, "last_seen_message_id": house.things["messages"]},
    ("parse_filter", "values"): lambda _: {"text": ..., "filter": {"field": "team", "op": "any_of"}},
    ("patch_sla_policy", "values"): lambda _: {"condition": {"field": "team", "op": "any_of"}},
    ("create_sla_policy", "values"): lambda _: {"condition": {"field": "team", "op": "any_of"}},
    ("simulate_sla_policy", "values"): lambda _: {"condition": {"field": "team", "op": "any_of"}},
    ("create_rota", "user_id"): lambda house: {"members": [house.things["users"]], "overrides": [_HOLIDAY]},
    ("patch_rota", "user_id"): lambda _: {"overrides": [_HOLIDAY]},
    ("read_notifications", "up_to"): lambda _: {"ids": ...},
    **{
        (operation, name): lambda _, told=told: told
        for operation in ("create_sla_policy", "patch_sla_policy")
        for name, told in (("id", _CALLING), ("user_id", _TO_SOMEBODY), ("team_id", _TO_SOMEBODY))
    },
    **{
        (operation, "tenant"): _signing_in
        for operation in ("create_session", "create_mfa", "create_mfa_removal", "create_recovery_codes")
    },
}


def asked(named: Field, house: House, thing: str) -> tuple[Any, str]:
    """Body and query of a request of this house in which the field names the thing."""
    if named.place == "query":
        return BODIES.get(named.operation), f"{named.name}={named.value(thing)}"
    besides = BESIDES.get((named.operation, named.name))
    told = {**BODIES.get(named.operation, {}), **(besides(house) if besides else {})}
    return _with({name: value for name, value in told.items() if value is not ...}, named.way, named.value(thing)), ""


def _with(told: Any, way: tuple[str, ...], value: Any) -> Any:
    """What is told, with this value at the end of the way."""
    if not way:
        return value
    step, rest = way[0], way[1:]
    if step == "[]":
        return [_with(told[0], rest, value), *told[1:]] if rest and told else [_with({}, rest, value)]
    return {**(told or {}), step: _with((told or {}).get(step), rest, value)}
