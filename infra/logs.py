"""`make logs TICKET=TKT-0012 [TENANT=slug] [STAGE=small]`: one ticket through all Lambdas.

First the lines that name the ticket, then all lines of the requests and mails that those came out of. Without a stage
they are read from the local cloud's log, and followed while somebody looks on; with one, through Logs Insights.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from infra.lines import Line, parse, shown
from infra.local.options import Options
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit.settings import Settings

LOCAL = "local"
_ID = re.compile(r"[\w:=./+-]+")
_LIMIT = 10_000
_POLL_SECONDS = 0.5


class Unknown(Exception):
    """Nothing is there under this name; the message says what was looked for."""


class Trail:
    """The lines of one ticket among all lines that are shown to it: `take` answers those that belong to it.

    A request's line may come before the first one that names the ticket: `lines` goes over all that were seen.
    """

    def __init__(self, number: int, tenant: str | None) -> None:
        self._number, self._tenant = number, tenant
        self.correlations: set[str] = set()

    def _mine(self, line: Line) -> bool:
        return line.get("ticket") == self._number and (self._tenant is None or line.get("tenant") == self._tenant)

    def learn(self, line: Line) -> None:
        """Remember out of what the ticket's lines came."""
        if self._mine(line) and line.get("correlation_id"):
            self.correlations.add(str(line["correlation_id"]))

    def holds(self, line: Line) -> bool:
        """Whether a line belongs to the ticket, as far as is known now."""
        named = line.get("tenant")
        foreign = self._tenant is not None and named is not None and named != self._tenant
        other = line.get("ticket") is not None and line["ticket"] != self._number
        return self._mine(line) or (not foreign and not other and line.get("correlation_id") in self.correlations)

    def lines(self, seen: Iterable[Line]) -> list[Line]:
        """Those of these lines that belong to the ticket, in the order of time."""
        all_of_them = list(seen)
        for line in all_of_them:
            self.learn(line)
        return sorted(filter(self.holds, all_of_them), key=lambda line: str(line["timestamp"]))


def number_of(label: str) -> int:
    """The number in `TKT-0012`, `#12` or `12`."""
    found = re.search(r"(\d+)$", label.strip())
    if found is None:
        raise Unknown(f"{label} names no ticket; try TKT-0012.")
    return int(found[1])


def local_tenant(options: Options, slug: str | None) -> str | None:
    """The id of a demo tenant by its slug; an id is taken as it is."""
    if slug is None or slug.startswith("tnt_"):
        return slug
    if options.outputs.is_file():
        for tenant in json.loads(options.outputs.read_text())["tenants"]:
            if tenant["slug"] == slug:
                return str(tenant["id"])
    raise Unknown(f"No tenant {slug} is known here; is the local cloud running?")


def local_lines(log: Path) -> Iterator[Line]:
    """Every line of the Lambdas in the log, the older file first."""
    for path in (log.with_name(log.name + ".1"), log):
        if path.is_file():
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from filter(None, map(parse, lines))


def follow(log: Path, trail: Trail, show: Any) -> None:
    """Show what comes from now on, until somebody interrupts."""
    with log.open(encoding="utf-8", errors="replace") as lines:
        lines.seek(0, 2)
        while True:
            text = lines.readline()
            if not text:
                time.sleep(_POLL_SECONDS)
            elif line := parse(text):
                trail.learn(line)
                if trail.holds(line):
                    show(line)


def query(trail_filter: str) -> str:
    """A query of Logs Insights for whole lines."""
    return f"fields @message | filter {trail_filter} | sort @timestamp asc | limit {_LIMIT}"


class Insights:
    """The log groups of a stage's Lambdas on AWS."""

    def __init__(self, session: Any, stack: str, hours: int) -> None:
        self._logs = session.client("logs")
        self._session, self._stack = session, stack
        resources = session.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
        kept = [each for page in resources for each in page["StackResourceSummaries"]]
        groups = [each["PhysicalResourceId"] for each in kept if each["ResourceType"] == "AWS::Logs::LogGroup"]
        self._groups = groups[:50]
        self._hours = hours

    def tenant(self, slug: str | None) -> str | None:
        """The id of a tenant by its slug; an id is taken as it is."""
        if not slug or slug.startswith("tnt_"):
            return slug or None
        (stack,) = self._session.client("cloudformation").describe_stacks(StackName=self._stack)["Stacks"]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
        store = Lambdesk(Settings({"TABLE_NAME": outputs["TableName"]})).identity_store
        found = store.tenant_of_slug(slug)
        if found is None:
            raise Unknown(f"The stage has no tenant {slug}.")
        return found

    def lines(self, trail_filter: str) -> list[Line]:
        """The lines that a filter lets through."""
        now = int(time.time())
        started = self._logs.start_query(
            logGroupNames=self._groups,
            startTime=now - self._hours * 3600,
            endTime=now,
            queryString=query(trail_filter),
        )
        while True:
            answer = self._logs.get_query_results(queryId=started["queryId"])
            if answer["status"] not in ("Scheduled", "Running"):
                break
            time.sleep(_POLL_SECONDS)
        found = [field["value"] for row in answer["results"] for field in row if field["field"] == "@message"]
        return [line for line in map(parse, found) if line]


def remote_lines(insights: Insights, number: int, tenant: str | None) -> list[Line]:
    """A ticket's lines on AWS: two queries, because the second one needs what the first one finds."""
    whose = f' and tenant = "{tenant}"' if tenant else ""
    named = insights.lines(f"ticket = {number}{whose}")
    trail = Trail(number, tenant)
    for line in named:
        trail.learn(line)
    known = sorted(each for each in trail.correlations if _ID.fullmatch(each))[:200]
    if not known:
        return trail.lines(named)
    listed = ", ".join(f'"{each}"' for each in known)
    return trail.lines(insights.lines(f"correlation_id in [{listed}] or (ticket = {number}{whose})"))


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.logs", description="One ticket through all Lambdas.")
    parser.add_argument("ticket", help="its label or number")
    parser.add_argument("--tenant", help="slug (local) or id; tickets of several tenants have the same number")
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--hours", type=int, default=72, help="how far back, on AWS")
    parser.add_argument("--state-dir", type=Path, help="where the local cloud keeps everything")
    parser.add_argument("--follow", action=argparse.BooleanOptionalAction, default=None)
    return parser.parse_args(arguments)


def _run(chosen: argparse.Namespace) -> None:
    colour = sys.stdout.isatty()
    number = number_of(chosen.ticket)

    def show(line: Line) -> None:
        print(shown(line, colour=colour, day=True), flush=True)

    if chosen.stage != LOCAL:
        import boto3

        from infra.config import stack_name

        insights = Insights(boto3.Session(), stack_name(chosen.stage, "Core"), chosen.hours)
        for line in remote_lines(insights, number, insights.tenant(chosen.tenant)):
            show(line)
        return
    options = Options(state=chosen.state_dir) if chosen.state_dir else Options()
    trail = Trail(number, local_tenant(options, chosen.tenant or None))
    found = trail.lines(local_lines(options.log))
    for line in found:
        show(line)
    if not found:
        print(f"Nothing in {options.log} names ticket {number}.", file=sys.stderr)
    running = options.outputs.is_file() and options.log.is_file()
    if running and (colour if chosen.follow is None else chosen.follow):
        follow(options.log, trail, show)


def main(arguments: list[str]) -> int:
    """Answers the exit code."""
    try:
        _run(parsed(arguments))
    except Unknown as unknown:
        print(unknown, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
