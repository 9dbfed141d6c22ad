"""The committed description is the code's, and the API keeps what it says: requests made up from it, in process."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from functions.http_api import openapi
from tests.contracts.openapi.served import Served
from tests.integration.isolation.house import undone

COMMITTED = Path(__file__).parents[3] / "web/openapi.json"
DESCRIBED: dict[str, Any] = json.loads(COMMITTED.read_text("utf-8"))
# Said anew where an application outlives the test that made it and the warnings it had silenced.
pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.UnsupportedFieldAttributeWarning")
OPERATION_IDS = {each["operationId"] for methods in DESCRIBED["paths"].values() for each in methods.values()}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
]


# What may turn an administrator away: it asks for something that only its own page or a program has.
TURNED_AWAY = {
    # A password, a code or a session's cookie.
    *("create_session", "refresh_session", "create_mfa", "create_mfa_verification", "create_mfa_removal"),
    *("create_recovery_codes", "create_provider_start", "create_provider_session"),
    # One's own second step, which goes with a code only.
    "delete_user_mfa",
    # A provider's signature.
    "create_inbound_email",
}
# A text that is too long may well make a body that is too large.
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})
served = Served()
schema = schemathesis.openapi.from_asgi("/openapi.json", served, config=CONFIG)


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_what_it_says(case: schemathesis.Case) -> None:
    with undone(served.product):
        answer = case.call_and_validate(checks=CHECKS)
    operation = case.operation.definition.raw["operationId"]
    assert answer.status_code not in (401, 403) or operation in TURNED_AWAY, operation


def test_the_committed_description_is_made_from_this_code() -> None:
    """Else run `python -m functions.http_api.openapi` and commit what it writes."""
    assert COMMITTED.read_text("utf-8") == openapi.text()


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in DESCRIBED["paths"].items()
        for method, operation in methods.items()
    ]


def test_operation_ids_are_a_verb_and_a_noun_and_belong_to_one_route() -> None:
    ids = Counter(operation["operationId"] for _, _, operation in operations())
    assert set(ids.values()) == {1}
    verbs = {"get", "list", "create", "patch", "put", "delete", "refresh", "read", "acknowledge", "recall"}
    verbs |= {"parse", "preview", "simulate"}
    assert {each.partition("_")[0] for each in ids} <= verbs


@pytest.mark.parametrize(
    ("method", "path", "operation"), operations(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_every_operation_says_what_can_go_wrong(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["description"], f"{method} {path}"
    refused = {status: each for status, each in operation["responses"].items() if int(status) >= 400}
    assert {"422", "500", "503"} <= set(refused)
    assert {"401", "403"} <= set(refused) or path.startswith(("/v1/session", "/v1/public", "/v1/inbound/"))
    for each in refused.values():
        assert each["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_no_input_takes_unknown_fields_and_every_output_field_is_there() -> None:
    for name, model in DESCRIBED["components"]["schemas"].items():
        if model["type"] == "object" and not model.get("additionalProperties", True):
            continue
        if name == "FilterTree":
            # The normal form of a filter leaves out what a node does not need.
            continue
        if model["type"] == "object":
            assert set(model["required"]) == set(model["properties"]), name
    for _, _, operation in operations():
        if body := operation.get("requestBody"):
            reference = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert DESCRIBED["components"]["schemas"][reference]["additionalProperties"] is False
