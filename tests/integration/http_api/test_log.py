"""One line for each request: enough to find it, nothing that somebody wrote."""

import logging

import pytest

from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, settle


def facts(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    names = ("function", "method", "route", "status", "tenant", "user", "ticket", "correlation_id")
    return [
        {name: record.__dict__.get(name) for name in names} for record in caplog.records if record.name == "lambdesk"
    ]


@pytest.fixture(autouse=True)
def listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "lambdesk")


def test_a_request_is_one_line_with_its_route_and_caller(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    me = desk.get("/v1/me").json
    desk.open_ticket()
    caplog.clear()
    desk.get("/v1/tickets/TKT-0001")
    assert facts(caplog) == [
        {
            "function": "http_api",
            "method": "GET",
            "route": "/v1/tickets/{number}",
            "status": 200,
            "tenant": me["tenant"]["id"],
            "user": me["user"]["id"],
            "ticket": 1,
            "correlation_id": "UkJ2ohKqoAMEPxg=",
        }
    ]
    assert caplog.records[0].getMessage() == "request"


def test_refused_requests_are_one_line_too(
    product: MemoryLambdesk, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.get("/v1/nothing")
    Desk(product).get("/v1/me")
    desk.send("POST", "/v1/tickets", "x" * 1_000_001)
    assert [each["status"] for each in facts(caplog)] == [404, 401, 413]


def test_nothing_that_somebody_wrote_is_logged(
    product: MemoryLambdesk, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    settle(product, "kitefly")
    desk.open_ticket("secret subject")
    desk.send("POST", "/v1/session", {"email": "agent@kitefly.example", "password": PASSWORD})
    desk.send("POST", "/v1/session", {"email": "agent@kitefly.example", "password": "wrong-secret"})
    desk.get("/v1/tickets", "cursor=secret-cursor")
    told = repr([record.__dict__ for record in caplog.records])
    for written in ("secret", "dark", "ana@", "agent@", PASSWORD, "refresh-"):
        assert written not in told
