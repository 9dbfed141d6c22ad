"""Log lines for people: on the terminal of `make run`, and one ticket's with `make logs`."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from infra import logs
from infra.lines import parse, shown
from infra.local import tail
from infra.local.options import Options

T1, T2 = "tnt_1", "tnt_2"


def line(second: int, function: str, message: str, **facts: Any) -> str:
    told = {"level": "INFO", "message": message, "timestamp": f"2026-11-22 03:00:{second:02},123+0000"}
    return json.dumps({**told, "function": function, **facts})


HISTORY = [
    line(1, "mail_in", "mail received", tenant=T1, ticket=7, correlation_id="raw-1", outcome="new", duration_ms=31.4),
    line(2, "relay", "events relayed", tenant=T1, ticket=7, correlation_id="raw-1", types=["ticket.created"]),
    line(3, "mail_in", "mail received", tenant=T2, ticket=7, correlation_id="raw-2", outcome="new"),
    line(4, "http_api", "request", tenant=T1, correlation_id="req-1", method="POST", route="/v1/tickets", status=201),
    line(5, "relay", "events relayed", tenant=T1, ticket=8, correlation_id="req-1", types=["ticket.created"]),
    line(6, "authorizer", "caller looked at", tenant=T1, correlation_id="req-2"),
    line(7, "http_api", "request", tenant=T1, ticket=7, correlation_id="req-2", method="POST", route="/r", status=201),
    line(8, "push", "pushed", correlation_id="req-2"),
    line(
        9, "mail_out", "mail handled", tenant=T1, ticket=7, correlation_id="req-2", level="WARNING", error="unavailable"
    ),
]
METRICS = json.dumps({"_aws": {}, "service": "lambdesk", "TicketsOpened": [1.0]})


@pytest.fixture
def state(tmp_path: Path) -> Options:
    options = Options(state=tmp_path)
    options.log.parent.mkdir()
    told = "2026-11-22 03:00:00,000 INFO [lambdesk.lambda] functions.relay.handler.handler\n"
    options.log.with_name("cloud.log.1").write_text(told + "\n".join(HISTORY[:4]) + "\n")
    options.log.write_text("\n".join([*HISTORY[4:], METRICS, "Traceback", "{"]) + "\n")
    tenants = [{"id": T1, "slug": "northwind"}, {"id": T2, "slug": "kitefly"}]
    options.outputs.write_text(json.dumps({"tenants": tenants}))
    return options


def run(state: Options, *arguments: str) -> int:
    return logs.main([*arguments, "--state-dir", str(state.state), "--no-follow"])


def functions(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [each.split()[2] for each in capsys.readouterr().out.splitlines()]


def test_a_ticket_is_followed_through_all_lambdas(state: Options, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "TKT-0007", "--tenant", "northwind") == 0
    assert functions(capsys) == ["mail_in", "relay", "authorizer", "http_api", "push", "mail_out"]


def test_what_opened_a_ticket_belongs_to_it_although_it_had_no_number_yet(
    state: Options, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(state, "8") == 0
    assert functions(capsys) == ["http_api", "relay"]


def test_without_a_tenant_all_tickets_of_the_number_are_shown(
    state: Options, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(state, "#7") == 0
    assert functions(capsys).count("mail_in") == 2


@pytest.mark.parametrize("arguments", [("lamp",), ("TKT-0007", "--tenant", "nobody")])
def test_what_is_not_known_is_said(
    state: Options, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(state, *arguments) == 1
    assert capsys.readouterr().err


class Cloudwatch:
    """Logs Insights over the history, with the two filters that are asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def lines(self, trail_filter: str) -> list[Any]:
        self.asked.append(trail_filter)
        every = [found for each in HISTORY if (found := parse(each))]
        if "correlation_id" in trail_filter:
            return [each for each in every if f'"{each["correlation_id"]}"' in trail_filter or each.get("ticket") == 7]
        return [each for each in every if each.get("ticket") == 7 and each["tenant"] == T1]


def test_on_aws_the_second_query_asks_for_what_the_first_one_found() -> None:
    insights = Cloudwatch()
    found = logs.remote_lines(insights, 7, T1)  # type: ignore[arg-type]
    assert [each["function"] for each in found] == ["mail_in", "relay", "authorizer", "http_api", "push", "mail_out"]
    assert insights.asked == [
        'ticket = 7 and tenant = "tnt_1"',
        'correlation_id in ["raw-1", "req-2"] or (ticket = 7 and tenant = "tnt_1")',
    ]


@pytest.mark.parametrize("index", range(len(HISTORY)))
def test_a_line_is_short_and_plain(index: int) -> None:
    found = parse(HISTORY[index])
    assert found
    text = shown(found)
    assert len(text) <= 130
    assert "\033" not in text
    assert str(found["function"]) in text


def test_a_line_says_what_ticket_time_and_outcome() -> None:
    first, warned = parse(HISTORY[0]), parse(HISTORY[8])
    assert first
    assert warned
    assert shown(first).split()[1:] == ["mail_in", "mail", "received", "#7", "31", "ms", "new"]
    assert shown(warned).split()[-1] == "unavailable"
    assert "\033[33m" in shown(warned, colour=True)


def test_the_terminal_shows_canonical_lines_and_nothing_else() -> None:
    terminal = io.StringIO()
    handler = tail.begin(terminal)
    try:
        logger = logging.getLogger(tail.FUNCTIONS)
        logger.setLevel(logging.INFO)
        logger.info("%s\n%s", "functions.mail_in.handler.handler", "\n".join([METRICS, HISTORY[0], "START", "{", "[]"]))
        logger.info("%s\n%s", "functions.authorizer.handler.handler", HISTORY[5])
    finally:
        logger.removeHandler(handler)
    (only,) = terminal.getvalue().splitlines()
    assert only.split()[1:4] == ["mail_in", "mail", "received"]
    assert "\033" not in only
