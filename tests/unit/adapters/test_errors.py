"""No error of botocore or pynamodb leaves the adapter: what may pass is Unavailable, what will not is one of ours."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber

from lambdesk.adapters.dynamodb import connection
from lambdesk.adapters.dynamodb.customers import DynamoCustomerStore
from lambdesk.adapters.dynamodb.table import Table
from lambdesk.adapters.dynamodb.tickets import DynamoTicketStore
from lambdesk.channels.model import ThreadKey
from lambdesk.kit.changes import ChangeSet, Claim, Insert
from lambdesk.kit.errors import AlreadyExists, LambdeskError, Unavailable
from tests.support.dynamodb import connect

CHANGE = ChangeSet((Insert(ThreadKey("k", 1, "msg_1")), Claim("s", "k", {})))


class Answers:
    """A table whose service answers as told."""

    def __init__(self) -> None:
        self.client = connect("http://127.0.0.1:1")
        self.table = Table("t", self.client)
        self.stub = Stubber(self.client)
        self.waits: list[float] = []

    def cancel(self, *codes: str) -> None:
        """The next transaction is cancelled for these reasons, one for each write."""
        reasons = [{"Code": code} for code in codes]
        self.stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            modeled_fields={"CancellationReasons": reasons},
            http_status_code=400,
        )


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    told = Answers()
    monkeypatch.setattr(connection.time, "sleep", told.waits.append)
    with told.stub:
        yield told
    told.stub.assert_no_pending_responses()


def _commit(answers: Answers) -> None:
    DynamoTicketStore(answers.table).commit("tnt_1", CHANGE)


def _read(answers: Answers) -> None:
    DynamoCustomerStore(answers.table).address("tnt_1", "a@b")


def _list(answers: Answers) -> None:
    DynamoTicketStore(answers.table).queue("tnt_1", "open", 5, None)


DOORS: list[tuple[str, Callable[[Answers], None]]] = [
    ("transact_write_items", _commit),
    ("get_item", _read),
    ("query", _list),
]
PASSING = [
    ("ThrottlingException", 400),
    ("ProvisionedThroughputExceededException", 400),
    ("RequestLimitExceeded", 400),
    ("TransactionInProgressException", 400),
    ("InternalServerError", 500),
    ("Whatever", 503),
]


@pytest.mark.parametrize(("operation", "act"), DOORS)
@pytest.mark.parametrize(("code", "status"), PASSING)
def test_what_may_pass_is_unavailable(
    answers: Answers, operation: str, act: Callable[[Answers], None], code: str, status: int
) -> None:
    answers.stub.add_client_error(operation, code, http_status_code=status)
    with pytest.raises(Unavailable):
        act(answers)


@pytest.mark.parametrize(("operation", "act"), DOORS)
@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_what_will_not_pass_is_an_error_of_ours(
    answers: Answers, operation: str, act: Callable[[Answers], None], code: str
) -> None:
    answers.stub.add_client_error(operation, code, http_status_code=400)
    with pytest.raises(LambdeskError) as refused:
        act(answers)
    assert type(refused.value) is LambdeskError
    assert code in str(refused.value.__cause__)


@pytest.mark.parametrize("act", [_commit, _read, _list])
@pytest.mark.parametrize(
    "error",
    [EndpointConnectionError(endpoint_url="http://x"), ReadTimeoutError(endpoint_url="http://x")],
)
def test_no_answer_is_unavailable(answers: Answers, act: Callable[[Answers], None], error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    answers.client.meta.events.register_first("provide-client-params.dynamodb", fail)
    with pytest.raises(Unavailable):
        act(answers)


def test_a_transaction_that_met_another_is_tried_again_with_the_same_token(answers: Answers) -> None:
    tokens: list[str] = []
    answers.client.meta.events.register(
        "provide-client-params.dynamodb", lambda params, **_: tokens.append(params["ClientRequestToken"])
    )
    answers.cancel("TransactionConflict", "None")
    answers.cancel("None", "TransactionConflict")
    answers.stub.add_response("transact_write_items", {})
    _commit(answers)
    assert len(tokens) == 3
    assert len(set(tokens)) == 1
    assert len(answers.waits) == 2
    assert answers.waits[0] < answers.waits[1]


def test_it_is_not_tried_for_ever(answers: Answers) -> None:
    for _ in range(4):
        answers.cancel("TransactionConflict", "None")
    with pytest.raises(Unavailable):
        _commit(answers)


def test_a_condition_that_failed_is_told_although_others_met(answers: Answers) -> None:
    answers.cancel("TransactionConflict", "ConditionalCheckFailed")
    with pytest.raises(AlreadyExists) as taken:
        _commit(answers)
    assert taken.value.key == CHANGE.writes[1]


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_is_unavailable(answers: Answers, code: str) -> None:
    answers.cancel("None", code)
    with pytest.raises(Unavailable):
        _commit(answers)


def test_an_impossible_write_is_an_error_of_ours(answers: Answers) -> None:
    answers.cancel("ValidationError", "None")
    with pytest.raises(LambdeskError) as refused:
        _commit(answers)
    assert type(refused.value) is LambdeskError
    answers.stub.add_response("transact_write_items", {})
    _commit(answers)


def test_unprocessed_keys_are_asked_for_again(answers: Answers) -> None:
    key = {"pk": {"S": "p"}, "sk": {"S": "s"}}
    answers.stub.add_response("batch_get_item", {"Responses": {}, "UnprocessedKeys": {"t": {"Keys": [key]}}})
    answers.stub.add_response("batch_get_item", {"Responses": {"t": [key]}, "UnprocessedKeys": {}})
    found = answers.table.connection.items([connection.Key("p", "s")])
    assert found == {("p", "s"): key}
