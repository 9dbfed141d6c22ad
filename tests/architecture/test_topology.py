"""The topology against what it lists: folders, events, settings."""

import importlib
import pkgutil
import re
from dataclasses import fields

import pytest

import lambdesk
from functions.worker.queues import ORDERED, TRIED, TRIES
from functions.worker.queues import QUEUES as QUEUES_OF_WORKER
from infra.constructs.consumers import EVENT_SOURCE
from infra.constructs.grants import DUE_INDEX, INDEXES
from infra.constructs.storage import RAW_PREFIX, RECEIPT_PREFIX
from infra.topology import FUNCTIONS, Function, Setting, function
from infra.triggers import BusQueue, TableStream, Work
from lambdesk.adapters.aws import events as bus
from lambdesk.adapters.aws import s3
from lambdesk.adapters.dynamodb import table
from lambdesk.kit.events import REGISTRY
from lambdesk.kit.settings import Settings
from layers.contents import LAYERS, SERVICES
from tests.architecture.sources import ROOT

QUEUES = [queue for each in FUNCTIONS for queue in each.queues]


@pytest.fixture(scope="module")
def registry() -> dict[str, type]:
    """Every event type, after each package's events were imported."""
    for package in pkgutil.iter_modules(lambdesk.__path__, "lambdesk."):
        if (ROOT / "shared" / package.name.replace(".", "/") / "events.py").is_file():
            importlib.import_module(f"{package.name}.events")
    return REGISTRY


def test_every_folder_is_a_lambda_and_every_lambda_a_folder() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    assert folders == {each.name for each in FUNCTIONS}
    assert len(FUNCTIONS) == len(folders)


@pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)
def test_the_handler_is_where_lambda_looks(each: Function) -> None:
    module, _, name = each.handler.rpartition(".")
    path = ROOT / f"{module.replace('.', '/')}.py"
    assert name in path.read_text("utf-8")


@pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)
def test_its_layers_exist_and_its_size_is_sane(each: Function) -> None:
    assert set(each.layers) <= set(LAYERS)
    assert 0 < each.init_budget_mi <= 2_100
    assert len(set(each.settings)) == len(each.settings)
    assert len(set(each.grants)) == len(each.grants)


@pytest.mark.parametrize("each", QUEUES, ids=lambda each: each.queue)
def test_a_queue_holds_events_that_exist(each: BusQueue, registry: dict[str, type]) -> None:
    assert each.consumes
    assert set(each.consumes) <= set(registry)


@pytest.mark.parametrize("each", QUEUES, ids=lambda each: each.queue)
def test_its_rule_asks_for_fields_that_the_events_have(each: BusQueue, registry: dict[str, type]) -> None:
    for consumed in each.consumes:
        known = {field.name for field in fields(registry[consumed])}
        assert {name for name, _ in each.data} <= known


def test_worker_knows_what_to_do_with_each_of_its_queues() -> None:
    worker = function("worker")
    assert isinstance(worker.trigger, Work)
    assert {*QUEUES_OF_WORKER, *TRIED} == {queue.queue for queue in worker.queues}
    # The last try is told apart: the queue has to make as many.
    assert {queue.receives for queue in worker.queues if queue.queue in TRIED} == {TRIES}
    assert set(ORDERED) == {queue.queue for queue in worker.trigger.ordered}


def test_every_move_of_a_timer_reaches_its_queue(registry: dict[str, type]) -> None:
    (timers,) = [each for each in QUEUES if each.queue == "timers"]
    facts = {name for name, payload in registry.items() if "timer" in {each.name for each in fields(payload)}}
    assert set(timers.consumes) == facts


def test_every_setting_of_the_kit_is_given_to_someone_and_no_other() -> None:
    known = {name.upper() for name in vars(Settings) if isinstance(vars(Settings)[name], property)}
    given = {setting.name for each in FUNCTIONS for setting in each.environment}
    assert given == {setting.name for setting in Setting}
    assert given - {"LOG_LEVEL"} == known


def test_the_stream_holds_events_and_the_bus_carries_them() -> None:
    relay = function("relay").trigger
    assert isinstance(relay, TableStream)
    assert [each.prefix for each in relay.items] == [table.EVENT, table.OPENED]
    assert EVENT_SOURCE == bus.SOURCE


def test_mail_is_kept_where_the_permissions_say() -> None:
    assert (RAW_PREFIX, RECEIPT_PREFIX) == (s3._RAW, s3._RECEIPT)


def test_the_indexes_that_may_be_read_are_those_of_the_keys() -> None:
    assert {*INDEXES, DUE_INDEX} == {each.name for each in vars(table).values() if isinstance(each, table.Index)}


def test_bundles_describe_exactly_the_services_we_make_clients_of() -> None:
    made = re.findall(
        r'_make\(\s*"([a-z0-9-]+)"', (ROOT / "shared/lambdesk/adapters/aws/clients.py").read_text("utf-8")
    )
    assert set(made) == set(SERVICES)
