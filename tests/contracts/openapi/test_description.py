"""The committed description is the code's, and the API keeps what it says: requests made up from it, in process."""

import copy
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
from functions.http_api.app import Api, Receive, Scope, Send
from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN
from tests.integration.http_api.test_portal import Visitor
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, context, settle

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


def _signed_in(described: dict[str, Any]) -> dict[str, Any]:
    """The description for somebody who need not sign in: here the authorizer has always said yes already."""
    described = copy.deepcopy(described)
    for methods in described["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return described


class Served:
    """The API as the edge serves it, below /api, with a few tickets in it: for an administrator, who may do everything,
    and where customers are asked for, for a customer.
    """

    def __init__(self) -> None:
        product = MemoryLambdesk()
        tenant, _ = settle(product, "northwind")
        newcomer = NewUser("admin@northwind.example", "Jonas Lind", ADMIN)
        user = service.create_user(product.identity_store, product.user_pool, context(tenant.id), newcomer, PASSWORD)
        desk = Desk(product, tenant.id, user.id)
        for _ in range(3):
            desk.open_ticket()
        visitor = Visitor(product)
        assert visitor.sign_in().status == 201
        self._cookie = f"lambdesk_portal={visitor.cookie}".encode()
        self._api = Api(product)
        # Of a token that is younger than whatever signs its owner out.
        self._admin = {"tenant": tenant.id, "user": user.id, "issued_at": 2**40}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        if scope["path"] == "/openapi.json":
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": json.dumps(_signed_in(DESCRIBED)).encode()})
            return
        context = {"requestId": "req-1", "authorizer": {"lambda": self._admin}}
        if scope["path"].startswith("/api/v1/portal"):
            scope["headers"] = [*scope["headers"], (b"cookie", self._cookie)]
        scope |= {"path": scope["path"].removeprefix("/api"), "aws.event": {"requestContext": context}}
        await self._api(scope, receive, send)


# What may turn an administrator away: it asks for something that only its own page or a program has.
TURNED_AWAY = {
    # A password, a code or a session's cookie.
    *("create_session", "refresh_session", "create_mfa", "create_mfa_verification", "create_mfa_removal"),
    *("create_recovery_codes", "create_provider_start", "create_provider_session"),
    # A provider's signature.
    "create_inbound_email",
    # The customer whom a call before has signed out.
    *(name for name in OPERATION_IDS if "portal" in name),
}
# A text that is too long may well make a body that is too large.
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})
schema = schemathesis.openapi.from_asgi("/openapi.json", Served(), config=CONFIG)


@schema.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_what_it_says(case: schemathesis.Case) -> None:
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
    verbs = {"get", "list", "create", "patch", "put", "delete", "refresh", "read", "acknowledge", "recall"} | {"parse"}
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
