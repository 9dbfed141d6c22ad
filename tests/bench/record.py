"""Run each operation once on DynamoDB in this process: keep the answers, count round trips and units."""

import io
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3

from infra.topology import Setting
from infra.topology import function as topology
from lambdesk.bootstrap.root import Lambdesk
from tests.bench import backstage, scene
from tests.bench.effects import Facts
from tests.bench.operations import OPERATIONS, product_of, refused
from tests.bench.runtime import HOME, all_settings
from tests.bench.wire import Answer, Recording, recording
from tests.support.capacity import CapacityCounter, Spent

WIRE = HOME / "wire.json"
_NOTHING = [Answer("", "", "", 0, {}, "")]
# The authorizer asks no service.
RECORDED = tuple(name for name, operation in OPERATIONS.items() if operation.function != "authorizer")


@dataclass
class Recorded:
    """Where the answers are, and what each operation spent."""

    wire: Path = WIRE
    spent: dict[str, Spent] = field(default_factory=dict)


def _handler(function: str) -> Any:
    return import_module(f"functions.{function}.handler")


def ask(name: str, facts: Facts) -> None:
    """One event to its Lambda; a refusal ends the bench, for what it would measure is not the operation."""
    operation = OPERATIONS[name]
    answer = _handler(operation.function).handler(operation.request(facts), None)
    if refused(name, answer):
        message = f"{name} was refused: {json.dumps(answer)[:500]}"
        raise RuntimeError(message)


@contextmanager
def _counted(name: str, tenant: str, spent: Spent) -> Iterator[None]:
    """Round trips and units of what is done inside, with the Lambda's own credentials and with the tenant's."""
    function = OPERATIONS[name].function
    if Setting.TABLE_NAME not in topology(function).settings:
        yield
        return
    product, shadow = product_of(_handler(function)), boto3.client("dynamodb")
    clients = {id(each): each for each in (product.clients.dynamodb, product.for_tenant(tenant).clients.dynamodb)}
    with ExitStack() as stack:
        counters = (CapacityCounter(each, shadow, scene.TABLE) for each in clients.values())
        counted = [stack.enter_context(each.count()) for each in counters]
        yield
    for each in counted:
        spent.calls += each.calls


def record(names: tuple[str, ...] = RECORDED, wire: Path = WIRE, rows: int = 60) -> Recorded:
    """Run the named operations in a tenant with `rows` open tickets, first to keep the answers, then to count."""
    kept, recorded = Recording(), Recorded(wire)
    os.environ.update(all_settings() | {"LAMBDESK_LOG_LEVEL": "CRITICAL"})
    # Lambdas print their metrics.
    with scene.cloud(), redirect_stdout(io.StringIO()):
        backstage.furnish_cloud()
        stage = scene.begin(Lambdesk())
        backstage.watch_the_queue(stage)
        kept.facts = {**_furnish(stage), **scene.token(stage)}
        first, facts = _furnish(stage), _furnish(stage)
        # Last, because each transaction of this DynamoDB copies the table.
        scene.fill(stage, rows)
        _warm(kept, first, names)
        for name in names:
            with recording(kept.operations.setdefault(name, [])):
                ask(name, kept.facts)
            if not any(OPERATIONS[name].reaches in answer.call for answer in kept.operations[name] or _NOTHING):
                message = f"{name} did nothing"
                raise RuntimeError(message)
        for name in names:
            recorded.spent[name] = Spent()
            with _counted(name, facts["tenant"], recorded.spent[name]):
                ask(name, facts)
    kept.save(wire)
    return recorded


def _furnish(stage: scene.Scene) -> Facts:
    return {**scene.furnish(stage), **backstage.furnish(stage)}


def _warm(kept: Recording, facts: Facts, names: tuple[str, ...]) -> None:
    """Everything that only a Lambda's first event asks for, kept apart."""
    with recording(kept.cold):
        for name in ("me", *names):
            ask(name, facts)
        for function in ("http_api", "mail_in", "mail_out", "websocket"):
            product = product_of(_handler(function))
            vars(product).pop("keyring", None)
            _ = product.keyring
