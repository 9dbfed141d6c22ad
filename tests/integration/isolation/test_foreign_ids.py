"""Whatever one tenant's people, keys, customers and passers-by ask with something of another tenant: it is as if that
did not exist.

Routes come from the description: a new one is tried as soon as it is there, and fails the test without an example.
"""

import random
from itertools import islice
from typing import Any

import pytest

from lambdesk.kit import clock
from lambdesk.kit.errors import Unauthenticated
from tests.integration.http_api.test_every_route import BODIES, OPEN, PORTAL
from tests.integration.isolation.house import NO_IDS, OPERATIONS, TICKETS, House, had, missing, parameters, settled
from tests.integration.isolation.tries import (
    DOORS,
    NAMING,
    SOCKET_ACTIONS,
    Neighbours,
    Try,
    ask,
    shape,
)
from tests.integration.isolation.wires import Line, Wire, board_of, pass_of
from tests.support.desk import MemoryLambdesk, Reply

# Said anew where an application outlives the test that made it and the warnings it had silenced.
pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.UnsupportedFieldAttributeWarning")
Houses = tuple[MemoryLambdesk, House, House]
# Open routes that know nothing of any tenant but what is in a password, a second step or a provider's answer: tried
# where these are.
SIGN_IN = {"create_session", "create_mfa", "create_mfa_verification", "create_mfa_removal", "create_recovery_codes"}
SIGN_IN |= {"create_provider_start", "create_provider_session"}
# Tried by their cookies, forms and signatures; to sign out needs no session.
OTHERWISE = {"refresh_session", "delete_session", "create_form_ticket", "create_sign_in_link", "create_inbound_email"}
# What everybody may see.
SHOWN = {"get_form", "get_brand", "get_staff_sign_in", "get_sign_up_form"}
# Names no tenant: what is made of it is nobody's yet. `test_sign_up.py` has its answers.
OF_NOBODY = {"create_sign_up"}


@pytest.fixture(scope="module")
def houses() -> Houses:
    product = MemoryLambdesk()
    return product, settled(product, "acme", TICKETS["mine"]), settled(product, "kitefly", TICKETS["theirs"])


def check(us: Neighbours, tried: Try) -> None:
    """It ends as it does with a thing that nobody has, writes nothing and tells nothing."""
    theirs, mine = had(us.product, us.theirs.tenant), had(us.product, us.mine.tenant)
    answer = tried.foreign()
    told = f"{tried.told}: {answer.text if isinstance(answer, Reply) else answer}"
    assert had(us.product, us.theirs.tenant) == theirs, told
    assert not tried.own or had(us.product, us.mine.tenant) == mine, told
    absent = tried.absent()
    assert had(us.product, us.theirs.tenant) == theirs, told
    if isinstance(answer, Reply):
        assert answer.status in tried.statuses, told
        assert shape(answer) == shape(absent), told
        assert us.theirs.tenant not in answer.text, told
    else:
        assert answer == absent, told
        assert answer != "opened", told


def fuzz(houses: Houses, calls: int, seed: int) -> None:
    us = Neighbours(*houses, random.Random(seed))  # noqa: S311
    for each in islice(us.tries(), calls):
        check(us, each)


def test_every_id_in_a_path_has_an_example(houses: Houses) -> None:
    _, mine, theirs = houses
    for operation in NAMING:
        for noun, name in set(parameters(OPERATIONS[operation][1])) - set(NO_IDS):
            assert noun in mine.things, f"{operation} names a {name} of {noun}"
            assert mine.things[noun] != theirs.things[noun]


def test_every_open_route_is_tried() -> None:
    doors = {(method, path) for method, path in DOORS}
    tried = {name for name in OPEN if OPERATIONS[name][:2] in doors}
    assert OPEN - tried == SIGN_IN | OTHERWISE | SHOWN | OF_NOBODY


@pytest.mark.parametrize("operation", NAMING)
def test_each_route_finds_nothing_of_another_tenant(houses: Houses, operation: str) -> None:
    _, mine, theirs = houses
    caller = "customer" if operation in PORTAL else "admin"
    names = [each for each in parameters(OPERATIONS[operation][1]) if each not in NO_IDS]
    asked = {each: theirs.things[each[0]] for each in names}
    assert ask(mine, caller, operation, asked, BODIES.get(operation), "").status == 404


def test_a_thousand_calls_with_something_of_another_tenant(houses: Houses) -> None:
    fuzz(houses, 1_000, seed=5)


@pytest.mark.long
def test_ten_thousand_calls_with_something_of_another_tenant(houses: Houses) -> None:
    fuzz(houses, 10_000, seed=int(clock.now().timestamp()))


@pytest.mark.parametrize("action", SOCKET_ACTIONS)
def test_a_socket_hears_nothing_of_another_tenant(houses: Houses, action: Any) -> None:
    line = Line(*houses)
    theirs = houses[2].things
    assert line.heard(action, theirs) == line.heard(action, {noun: missing(each) for noun, each in theirs.items()})


def test_a_ticket_for_a_socket_is_its_tenants(houses: Houses) -> None:
    product, mine, theirs = houses
    board = board_of(product, Wire())
    with pytest.raises(Unauthenticated):
        board.open("mixed", pass_of(product, mine.tenant, theirs.things["users"]), clock.now())
