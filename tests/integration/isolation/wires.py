"""A socket of each of two tenants, and what is heard on them."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from lambdesk.kit import clock, ids
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import LambdeskError
from lambdesk.realtime import passes
from lambdesk.realtime.service import Live
from lambdesk.realtime.switchboard import Switchboard
from tests.integration.isolation.house import House
from tests.support.desk import MemoryLambdesk


class Wire:
    """Sockets that note what they are told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def post(self, texts: Mapping[str, str]) -> list[str]:
        self.told += [(connection, frame) for connection, text in texts.items() for frame in json.loads(text)]
        return []

    def end(self, connection_id: str) -> None:
        self.told.append((connection_id, None))


def board_of(product: MemoryLambdesk, wire: Wire) -> Switchboard:
    """What comes over sockets, whosever they are."""
    live = Live(product.realtime_store, product.directory, wire, product.accesses.followed)
    return Switchboard(product.lines, wire, lambda: product.keyring, lambda _: live)


def pass_of(product: MemoryLambdesk, tenant: str, user: str) -> str:
    """What opens a socket for somebody."""
    ctx = Context(tenant, Actor(ActorKind.USER, user), clock.now(), ids.new_seed())
    return passes.issue(product.keyring, ctx)[0]


def opening(product: MemoryLambdesk, ticket: str) -> str:
    """How it ends to open a socket with this."""
    try:
        board_of(product, Wire()).open(ids.new_seed(), ticket, clock.now())
    except LambdeskError as refused:
        return refused.code
    return "opened"


class Line:
    """A socket of each: theirs is on their ticket."""

    def __init__(self, product: MemoryLambdesk, mine: House, theirs: House) -> None:
        self._wire = Wire()
        self._board = board_of(product, self._wire)
        self._theirs = theirs.things
        for each, house in (("theirs", theirs), ("mine", mine)):
            self._board.open(each, pass_of(product, house.tenant, house.things["users"]), clock.now())
        on = {"action": "subscribe", "topics": [f"ticket:{theirs.things['tickets']}"]}
        self._board.hear("theirs", json.dumps(on), clock.now())

    def heard(self, action: Callable[[dict[str, str]], Any], named: dict[str, str]) -> list[str]:
        """What mine hears when it asks for these things; theirs hears nothing."""
        self._wire.told.clear()
        self._board.hear("mine", json.dumps(action(named)), clock.now())
        assert {connection for connection, _ in self._wire.told} <= {"mine"}
        return [_without(frame, [*named.values(), *self._theirs.values()]) for _, frame in self._wire.told]


def _without(frame: Any, values: list[str]) -> str:
    text = json.dumps({name: value for name, value in (frame or {}).items() if name != "at"}, sort_keys=True)
    for value in sorted(values, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(value)}\b", "…", text)
    return text
