"""What MiniStack's check of roles does not know: DynamoDB's leading keys, and variables in policies.

Nor that a request which never leaves this machine needs no TLS, and what a grant for a queue covers.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

LEADING_KEYS = "dynamodb:LeadingKeys"
VARIABLE = re.compile(r"\$\{(aws:PrincipalTag/[^}]+)\}")
KEYS = ("pk", "g1pk", "g2pk", "g3pk", "g4pk", "g5pk")
"""The partition keys of the table and its indexes."""

EQUALITY = re.compile(r"(#?\w+)\s*=\s*(:\w+)")


def leading_keys(body: bytes) -> list[str]:
    """The partition keys that a request to DynamoDB names, those of all items of a batch or transaction."""
    return sorted(set(_named(json.loads(body or b"{}"))))


def _named(asked: dict[str, Any]) -> Iterator[str]:
    for part in _parts(asked):
        for item in (part.get("Key"), part.get("Item")):
            yield from (item[name]["S"] for name in KEYS[:1] if item and name in item)
        names, values = part.get("ExpressionAttributeNames", {}), part.get("ExpressionAttributeValues", {})
        for name, value in EQUALITY.findall(part.get("KeyConditionExpression", "")):
            if names.get(name, name) in KEYS:
                yield values[value]["S"]


def _parts(asked: dict[str, Any]) -> Iterable[dict[str, Any]]:
    yield asked
    for one in asked.get("TransactItems", []):
        yield from one.values()
    for table in (asked.get("RequestItems") or {}).values():
        if isinstance(table, dict):
            yield from ({"Key": key} for key in table.get("Keys", []))
        else:
            yield from (request for one in table for request in one.values())


def with_leading_keys(context: Callable[[bytes], dict[str, Any]]) -> Callable[[bytes], dict[str, Any]]:
    """The conditions of a request with its partition keys among them."""

    def told(body: bytes) -> dict[str, Any]:
        keys = leading_keys(body)
        return {**context(body), **({LEADING_KEYS: keys} if keys else {})}

    return told


def with_variables(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    """The evaluation of policies in which `${aws:PrincipalTag/…}` stands for what the session is tagged with.

    A statement with a variable that the caller has no value for matches nothing.
    """

    def evaluated(context: Any, policies: Any, *limits: Any) -> Any:
        filled = [[_filled(each, context.principal_keys) for each in policy] for policy in policies]
        return evaluate(replace(context, action=_granted(context.action)), filled, *limits)

    return evaluated


def _granted(action: str) -> str:
    """The action that a policy names: those for one message of a queue cover a batch, as on AWS."""
    return action.removesuffix("Batch") if action.startswith("sqs:") else action


def as_if_encrypted(pin: Callable[[str, bool], None]) -> Callable[[str, bool], None]:
    """Requests count as encrypted, as those to AWS are: what refuses others would refuse all here."""
    return lambda address, _encrypted: pin(address, True)


def _filled(statement: Any, tags: dict[str, Any]) -> Any:
    def fill(text: str) -> str:
        return VARIABLE.sub(lambda found: str(tags.get(found[1].lower(), "\0")), text)

    conditions = {
        operator: {key: [fill(str(each)) for each in _listed(wanted)] for key, wanted in block.items()}
        for operator, block in statement.conditions.items()
    }
    return replace(statement, resources=[fill(each) for each in statement.resources], conditions=conditions)


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]
