"""Each operation has a request that succeeds, and its answer is the one that the description promises."""

import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.contracts.openapi.good import NOT_HERE, PREPARED, good
from tests.contracts.openapi.served import Served
from tests.integration.isolation.house import OPERATIONS, undone

# Said anew where an application outlives the test that made it and the warnings it had silenced.
pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.UnsupportedFieldAttributeWarning")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture(scope="module")
def served() -> Served:
    return Served()


@pytest.fixture(scope="module")
def schema(served: Served) -> OpenApiSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", served)


def test_every_operation_has_a_request_or_a_reason() -> None:
    assert set(NOT_HERE) | set(PREPARED) <= set(OPERATIONS)
    assert not set(NOT_HERE) & set(PREPARED)


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - set(NOT_HERE)))
def test_what_an_operation_answers_is_as_described(served: Served, schema: OpenApiSchema, operation: str) -> None:
    with undone(served.product):
        request = good(served, operation)
        case = schema.find_operation_by_id(operation).Case(
            path_parameters=request.path,
            query=request.query,
            headers=request.headers,
            **({"body": request.body, "media_type": "application/json"} if request.body is not None else {}),
        )
        answer = case.call_and_validate(checks=CHECKS)
    assert 200 <= answer.status_code < 300, answer.text
