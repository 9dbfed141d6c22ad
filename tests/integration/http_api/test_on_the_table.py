"""The same door on the table itself, wired by the composition root: what each request costs, and that it works."""

import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit.settings import Settings
from tests.support.desk import Desk, MemoryContent, MemoryUserPool, settle
from tests.support.table import create_table

WRITES = {"TransactWriteItems", "UpdateItem", "PutItem", "DeleteItem"}


class Metered(Lambdesk):
    """The product on DynamoDB and Secrets Manager; `asked` holds the operations since the last look."""

    def __init__(self, secret: str) -> None:
        super().__init__(
            Settings({"TABLE_NAME": "desk", "SIGNING_SECRET_ARN": secret, "ORIGIN": "https://help.example.com"})
        )
        self.__dict__["user_pool"] = MemoryUserPool()
        self.__dict__["content"] = MemoryContent()
        self.asked: list[str] = []
        create_table(self.clients.dynamodb, "desk")
        self.clients.dynamodb.meta.events.register(
            "before-call.dynamodb", lambda model, **_: self.asked.append(model.name)
        )

    def look(self) -> list[str]:
        asked, self.asked = self.asked, []
        return asked


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[Metered]:
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        secrets = botocore.session.get_session().create_client("secretsmanager")
        keys = json.dumps({"current": "a", "a": "k" * 64})
        yield Metered(secrets.create_secret(Name="keys", SecretString=keys)["ARN"])


@pytest.fixture
def desk(product: Metered) -> Desk:
    tenant, user = settle(product, "northwind")  # type: ignore[arg-type]
    desk = Desk(product, tenant.id, user.id)
    desk.open_ticket()
    product.look()
    return desk


def test_reading_costs_one_round_trip(product: Metered, desk: Desk) -> None:
    desk.get("/v1/tickets/1")
    desk.get("/v1/tickets", "limit=50")
    product.look()
    for path, query in (("/v1/tickets", "limit=50"), ("/v1/tickets", "assignee=none"), ("/v1/tickets/1", "")):
        assert desk.get(path, query).status == 200
        assert product.look() == ["Query"]


def test_the_first_look_of_an_hour_costs_one_more(product: Metered, desk: Desk) -> None:
    assert desk.get("/v1/tickets/1").status == 200
    assert product.look() == ["Query", "PutItem"]
    assert desk.get("/v1/tickets/1").status == 200
    assert product.look() == ["Query"]


def test_changing_costs_two_round_trips(product: Metered, desk: Desk) -> None:
    last = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
    product.look()
    reply = {"kind": "reply", "body": "On it.", "last_seen_message_id": last}
    answers: list[Any] = [desk.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "k"})]
    assert len(product.look()) == 2
    answers.append(desk.send("PATCH", "/v1/tickets/1", {"state": "pending"}, {"If-Match": '"2"'}))
    assert len(product.look()) == 2
    assert [each.status for each in answers] == [201, 200]


def test_opening_costs_three_round_trips_for_a_known_person(product: Metered, desk: Desk) -> None:
    desk.open_ticket()
    assert len(product.look()) == 3


def test_a_membership_is_not_read_for_each_request(product: Metered, desk: Desk) -> None:
    other = Desk(product, *[desk.get("/v1/me").json[each]["id"] for each in ("tenant", "user")])
    product.look()
    assert [other.get("/v1/me").status for _ in range(5)] == [200] * 5
    assert len(product.look()) <= 1


def test_refused_requests_write_nothing(product: Metered, desk: Desk) -> None:
    for body, headers in (({}, {}), ({"state": "done"}, {"If-Match": '"1"'}), ({"state": "open"}, {"If-Match": '"9"'})):
        assert desk.send("PATCH", "/v1/tickets/1", body, headers).status >= 400
    for path in ("/v1/tickets/2", "/v1/tickets/1/messages/msg_00000000000000000000000000/body"):
        assert desk.get(path).status == 404
    assert not WRITES & set(product.look())


def test_pages_and_the_keys_that_sign_them(desk: Desk) -> None:
    desk.open_ticket("Second")
    first = desk.get("/v1/tickets", "limit=1").json
    second = desk.get("/v1/tickets", f"limit=1&cursor={first['next_cursor']}").json
    assert [row["number"] for page in (first, second) for row in page["items"]] == [2, 1]
    assert second["next_cursor"] is None


def test_a_session_lives_on_the_table(product: Metered, desk: Desk) -> None:
    credentials = {"email": "agent@northwind.example", "password": "correct-Horse-7"}
    cookie = Desk(product).send("POST", "/v1/session", credentials).cookies[0].partition(";")[0]
    renewed = Desk(product).send("POST", "/v1/session/refresh", headers={"Cookie": cookie})
    assert renewed.status == 200
    again = Desk(product).send("POST", "/v1/session/refresh", headers={"Cookie": cookie})
    assert (again.status, again.cookies) == (200, renewed.cookies)
