"""`lambdesk sla set|rebuild-figures` and `lambdesk timers sweep`: what a tenant promises, how that is counted, and what
nobody noticed in time.
"""

import argparse
import sys
from dataclasses import replace
from datetime import timedelta

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.deadlines.service import CHAIN_GRACE
from lambdesk.deadlines.sweeping import Watch
from lambdesk.escalation.model import DEFAULT_LEVELS, Level
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Invalid, NotFound
from lambdesk.sla.decide import PRIORITIES
from lambdesk.sla.model import DEFAULT_ID


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands; each sets `run(product, options) -> exit code`."""
    group = commands.add_parser("sla", help="promised times").add_subparsers(required=True, metavar="command")
    command = group.add_parser("set", help="change what new tickets of a tenant are promised; prints the policy")
    command.add_argument("--tenant", required=True, help="slug of the tenant")
    command.add_argument("--priority", choices=PRIORITIES, help="with --seconds: the target of one priority")
    command.add_argument("--seconds", type=int, help="until the first response")
    command.add_argument("--warning-percent", type=int, help="of the target, when a warning comes")
    command.add_argument("--escalation-seconds", type=int, nargs="*", help="levels 2 and 3, counted from the breach")
    command.set_defaults(run=_set)
    command = group.add_parser("rebuild-figures", help="count a tenant's verdicts anew from the logs of its tickets")
    command.add_argument("--tenant", required=True, help="slug of the tenant")
    command.set_defaults(run=_rebuild)

    group = commands.add_parser("timers", help="what is due").add_subparsers(required=True, metavar="command")
    command = group.add_parser("sweep", help="do all that is due and undone; exit code 1: some tickets resisted")
    grace = int(CHAIN_GRACE.total_seconds())
    command.add_argument(
        "--grace", type=float, default=grace, help=f"seconds a timer or an escalation may be late ({grace})"
    )
    command.set_defaults(run=_sweep)


def _set(product: Lambdesk, options: argparse.Namespace) -> int:
    tenant = _tenant(product, options.tenant)
    if (options.priority is None) != (options.seconds is None):
        print("--priority and --seconds go together", file=sys.stderr)
        return 2
    steps = options.escalation_seconds
    said = {
        "first_response": {options.priority: options.seconds} if options.priority else None,
        "warning_percent": options.warning_percent,
        "levels": None if steps is None else _at(steps),
    }
    change = {name: value for name, value in said.items() if value is not None}
    ctx = Context(tenant, SYSTEM, clock.now(), ids.new_seed(), {"door": "cli"})
    try:
        policy = product.sla_setup.change(ctx, DEFAULT_ID, change).default
    except Invalid as error:
        for each in error.fields:
            print(f"{each.field.removeprefix('body.')} {each.message}", file=sys.stderr)
        return 2
    targets = " ".join(f"{name}={policy.first_response[name]}" for name in PRIORITIES)
    steps_text = ",".join(str(each.delay_seconds) for each in policy.levels)
    print(f"version {policy.version}: {targets} warning={policy.warning_percent}% escalation={steps_text}")
    return 0


def _tenant(product: Lambdesk, slug: str) -> str:
    tenant = product.identity_store.tenant_of_slug(slug)
    if tenant is None:
        raise NotFound(f"There is no tenant {slug}.")
    return tenant


def _rebuild(product: Lambdesk, options: argparse.Namespace) -> int:
    tenant = _tenant(product, options.tenant)
    home = product.identity_store.tenant(tenant)
    now = clock.now()
    since = home.created_at if home else now
    done = product.figures.rebuild(tenant, since.date(), now.date())
    print(f"tickets {done.tickets}, changed {done.changed}, counters corrected {done.corrected}")
    return 0


def _at(seconds: list[int]) -> tuple[Level, ...]:
    """The levels that are called by default, the later ones at other moments."""
    first, *later = DEFAULT_LEVELS
    return (first, *(replace(each, delay_seconds=moment) for each, moment in zip(later, seconds, strict=False)))


def _sweep(product: Lambdesk, options: argparse.Namespace) -> int:
    def resisted(tenant: str, number: int | None, error: Exception) -> None:
        print(f"{tenant}, {f'ticket {number}' if number else 'all its tickets'}: {type(error).__name__}")

    grace, watch = timedelta(seconds=options.grace), Watch(resisted=resisted)
    swept = product.deadlines.sweep(clock.now(), ids.new_seed(), grace, watch=watch)
    print(f"due {swept.found}, done {swept.changed}, failed {swept.failed}")
    return 1 if swept.failed else 0
