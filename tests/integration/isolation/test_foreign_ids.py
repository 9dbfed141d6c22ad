"""Whatever one tenant's people, keys and customers ask with an id of another tenant: it is as if it did not exist.

Routes come from the description: a new one is tried as soon as it is there, and fails the test without an example.
"""

import json
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lambdesk.api_keys.model import ApiKeyUse
from lambdesk.kit import clock, ids
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Unauthenticated
from lambdesk.realtime import passes
from lambdesk.realtime.service import Live
from lambdesk.realtime.switchboard import Switchboard
from tests.integration.http_api.test_every_route import BODIES, OPEN, PORTAL, QUERY
from tests.integration.isolation.house import (
    NO_IDS,
    OPERATIONS,
    TICKETS,
    House,
    missing,
    parameters,
    settled,
)
from tests.support.desk import MemoryLambdesk, Reply

TRIED = sorted(set(OPERATIONS) - OPEN)
NAMING = [each for each in TRIED if set(parameters(OPERATIONS[each][1])) - set(NO_IDS)]
# Bodies and queries that name something, by the kinds of things.
REFERRING: dict[str, Callable[[dict[str, str]], Any]] = {
    "put_ticket_assignment": lambda it: {"assignee_id": it["users"]},
    "patch_ticket": lambda it: {"team_id": it["teams"]},
    "create_ticket_merge": lambda it: {"into": int(it["tickets"])},
    "create_ticket_split": lambda it: {"message_ids": [it["messages"]], "subject": "Ink"},
    "create_canned_rendering": lambda it: {"number": int(it["tickets"])},
    "put_user_teams": lambda it: {"team_ids": [it["teams"]]},
    "patch_category": lambda it: {"parent_id": it["categories"]},
    "create_category": lambda it: {"label": ids.new_seed(), "parent_id": it["categories"]},
    "create_message": lambda it: {"kind": "note", "body": "Look.", "canned_response_ids": [it["canned-responses"]]},
    "read_notifications": lambda it: {"ids": ["ntf_" + it["messages"].partition("_")[2]]},
}
# Said anew where an application outlives the test that made it and the warnings it had silenced.
pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.UnsupportedFieldAttributeWarning")


@pytest.fixture(scope="module")
def houses() -> tuple[MemoryLambdesk, House, House]:
    product = MemoryLambdesk()
    return product, settled(product, "acme", TICKETS["mine"]), settled(product, "kitefly", TICKETS["theirs"])


def of(product: MemoryLambdesk, tenant: str) -> Any:
    """Everything that a tenant has; but for the hour in which a key was used."""
    state = product.state
    kept = {name: each for name, each in state.kept.items() if name[0] == tenant and name[1] is not ApiKeyUse}
    return kept, {name: tuple(each) for name, each in state.timelines.items() if name[0] == tenant}


def shape(answer: Reply) -> Any:
    """An answer without what may differ in it."""
    if not answer.headers.get("content-type", "").endswith("json"):
        return answer.status, answer.headers.get("content-type")
    body = answer.json
    wrong = [(each["field"], each["code"]) for each in body.get("errors") or []]
    said = body.get("code"), body.get("title"), body.get("detail") if "code" in body else None
    return answer.status, answer.headers["content-type"], sorted(body), said, wrong


def headers(operation: str, mine: House) -> dict[str, str]:
    described = OPERATIONS[operation][2]
    version = 1
    if "{number}" in OPERATIONS[operation][1] and operation not in PORTAL:
        ticket = mine.callers["admin"]("GET", f"/v1/tickets/{mine.things['tickets']}", None, {}).json["ticket"]
        version = ticket["version"]
    known = {"If-Match": f'"{version}"', "Idempotency-Key": ids.new_seed()}
    named = {each["name"] for each in described.get("parameters", []) if each["in"] == "header"}
    return {name: value for name, value in known.items() if name in named}


def ask(mine: House, caller: str, operation: str, things: dict[tuple[str, str], str], body: Any, query: str) -> Reply:
    method, template, described = OPERATIONS[operation]
    needed = (each for each in described.get("parameters", []) if each["in"] == "query" and each.get("required"))
    query = "&".join(filter(None, [query, *(f"{each['name']}={QUERY[each['name']]}" for each in needed)]))
    return mine.callers[caller](method, mine.path(template, things), body, headers(operation, mine), query)


def by_path(dice: random.Random, operation: str, mine: House, theirs: House) -> tuple[Any, Any]:
    """The things in a path, at least one of them another tenant's; and with that one missing instead."""
    names = [each for each in parameters(OPERATIONS[operation][1]) if each not in NO_IDS]
    foreign = set(dice.sample(names, dice.randint(1, len(names))))
    asked = {each: (theirs if each in foreign else mine).things[each[0]] for each in names}
    return asked, {each: missing(value) if each in foreign else value for each, value in asked.items()}


def tried(houses: tuple[MemoryLambdesk, House, House], calls: int, seed: int) -> None:
    product, mine, theirs = houses
    dice, before = random.Random(seed), of(product, theirs.tenant)  # noqa: S311
    for _ in range(calls):
        operation, caller = dice.choice(NAMING), dice.choice(sorted(mine.callers))
        asked, absent = by_path(dice, operation, mine, theirs)
        own, body = of(product, mine.tenant), BODIES.get(operation)
        answer = ask(mine, caller, operation, asked, body, "")
        told = f"{caller} {operation} {asked} {answer.text}"
        # An agent lacks permissions, a key is no person: that is said of any id.
        assert answer.status in (401, 404, *([403] if caller in ("agent", "key") else [])), told
        assert shape(answer) == shape(ask(mine, caller, operation, absent, body, "")), told
        assert of(product, theirs.tenant) == before, told
        if caller != "customer":
            assert of(product, mine.tenant) == own, told


def test_every_id_in_a_path_has_an_example(houses: tuple[MemoryLambdesk, House, House]) -> None:
    _, mine, theirs = houses
    for operation in NAMING:
        for noun, name in set(parameters(OPERATIONS[operation][1])) - set(NO_IDS):
            assert noun in mine.things, f"{operation} names a {name} of {noun}"
            assert mine.things[noun] != theirs.things[noun]


@pytest.mark.parametrize("operation", NAMING)
def test_each_route_finds_nothing_of_another_tenant(
    houses: tuple[MemoryLambdesk, House, House], operation: str
) -> None:
    _, mine, theirs = houses
    caller = "customer" if operation in PORTAL else "admin"
    names = [each for each in parameters(OPERATIONS[operation][1]) if each not in NO_IDS]
    asked = {each: theirs.things[each[0]] for each in names}
    assert ask(mine, caller, operation, asked, BODIES.get(operation), "").status == 404


def test_a_thousand_calls_with_ids_of_another_tenant(houses: tuple[MemoryLambdesk, House, House]) -> None:
    tried(houses, 1_000, seed=5)


@pytest.mark.long
def test_ten_thousand_calls_with_ids_of_another_tenant(houses: tuple[MemoryLambdesk, House, House]) -> None:
    tried(houses, 10_000, seed=int(clock.now().timestamp()))


@pytest.mark.parametrize("operation", sorted(REFERRING))
@pytest.mark.parametrize("caller", ["admin", "agent", "key"])
def test_an_id_of_another_tenant_in_a_body_is_one_that_does_not_exist(
    houses: tuple[MemoryLambdesk, House, House], operation: str, caller: str
) -> None:
    product, mine, theirs = houses
    before = of(product, theirs.tenant)
    things = {each: mine.things[each[0]] for each in parameters(OPERATIONS[operation][1]) if each not in NO_IDS}
    absent = {noun: missing(each) for noun, each in theirs.things.items()}
    answers = [
        ask(mine, caller, operation, things, REFERRING[operation](named), "") for named in (theirs.things, absent)
    ]
    assert shape(answers[0]) == shape(answers[1])
    assert of(product, theirs.tenant) == before


@pytest.mark.parametrize(
    ("theirs_asked", "absent"),
    [("cursor={cursor}", "cursor=a.b"), ("assignee={users}", "assignee=usr_" + "7" * 26)],
)
def test_a_query_with_something_of_another_tenant_finds_what_nothing_finds(
    houses: tuple[MemoryLambdesk, House, House], theirs_asked: str, absent: str
) -> None:
    _, mine, theirs = houses
    queries = theirs_asked.format(**theirs.things), absent
    answers = [ask(mine, "admin", "list_tickets", {}, None, query) for query in queries]
    assert shape(answers[0]) == shape(answers[1])
    assert [each.json.get("items", []) for each in answers] == [[], []]


def _frames(text: str) -> list[Any]:
    said = json.loads(text)
    return said if isinstance(said, list) else [said]


class Wire:
    """Sockets that note what they are told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def post(self, texts: Mapping[str, str]) -> list[str]:
        self.told += [(connection, frame) for connection, text in texts.items() for frame in _frames(text)]
        return []

    def end(self, connection_id: str) -> None:
        self.told.append((connection_id, None))


@pytest.mark.parametrize(
    "action",
    [
        lambda it: {"action": "subscribe", "topics": [f"ticket:{it['tickets']}"]},
        lambda it: {"action": "subscribe", "topics": [f"user:{it['users']}"]},
        lambda it: {"action": "subscribe", "topics": [f"queue:{it['teams']}"]},
        lambda it: {"action": "unsubscribe", "topics": [f"ticket:{it['tickets']}"]},
        lambda it: {"action": "presence", "number": int(it["tickets"]), "state": "typing"},
        lambda it: {"action": "who", "rows": [int(it["tickets"])]},
    ],
)
def test_a_socket_hears_nothing_of_another_tenant(
    houses: tuple[MemoryLambdesk, House, House], action: Callable[[dict[str, str]], Any]
) -> None:
    product, mine, theirs = houses
    wire, heard, now = Wire(), [], clock.now()
    live = board_of(product, wire)
    for each, house in (("theirs", theirs), ("mine", mine)):
        live.open(each, ticket_of(product, house.tenant, house.things["users"]), now)
    live.hear("theirs", json.dumps({"action": "subscribe", "topics": [f"ticket:{theirs.things['tickets']}"]}), now)
    for named in (theirs.things, {noun: missing(each) for noun, each in theirs.things.items()}):
        wire.told.clear()
        live.hear("mine", json.dumps(action(named)), now)
        assert {connection for connection, _ in wire.told} <= {"mine"}
        values = [*named.values(), *theirs.things.values()]
        heard.append([_without(frame, values) for _, frame in wire.told])
    assert heard[0] == heard[1]
    for each in ("mine", "theirs"):
        live.close(each, now)


def board_of(product: MemoryLambdesk, wire: Wire) -> Switchboard:
    live = Live(product.realtime_store, product.directory, wire)
    return Switchboard(product.lines, wire, lambda: product.keyring, lambda _: live)


def ticket_of(product: MemoryLambdesk, tenant: str, user: str) -> str:
    """What opens a socket for somebody."""
    ctx = Context(tenant, Actor(ActorKind.USER, user), clock.now(), ids.new_seed())
    return passes.issue(product.keyring, ctx)[0]


def _without(frame: Any, values: list[str]) -> str:
    text = json.dumps({name: value for name, value in (frame or {}).items() if name != "at"}, sort_keys=True)
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "…")
    return text


def test_a_ticket_for_a_socket_is_its_tenants(houses: tuple[MemoryLambdesk, House, House]) -> None:
    product, mine, theirs = houses
    live = board_of(product, Wire())
    with pytest.raises(Unauthenticated):
        live.open("mixed", ticket_of(product, mine.tenant, theirs.things["users"]), clock.now())
