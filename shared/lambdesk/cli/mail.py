"""`lambdesk mail reconcile` and `lambdesk mail quarantine`: is every mail accounted for, and what was kept out."""

import argparse
from datetime import timedelta

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.channels.model import Outcome
from lambdesk.channels.reconcile import Balance, Reconciliation
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM_TENANT

_SHOWN = 50
_NAMES = {
    Outcome.APPENDED: "appended",
    Outcome.NEW: "new",
    Outcome.QUARANTINED: "quarantined",
    Outcome.DUPLICATE: "duplicates",
}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands; each sets `run(product, options) -> exit code`."""
    group = commands.add_parser("mail", help="incoming mail").add_subparsers(required=True, metavar="command")
    command = group.add_parser("reconcile", help="compare raw mails with their outcomes; exit code 1: some are missing")
    command.add_argument("--since", type=float, default=48, metavar="HOURS", help="how far to look back (48)")
    command.add_argument("--repair", action="store_true", help="process what is missing again")
    command.set_defaults(run=_reconcile)
    command = group.add_parser("quarantine", help="what was kept out, newest first, for all tenants")
    command.add_argument("--limit", type=int, default=_SHOWN, help=f"entries per tenant ({_SHOWN})")
    command.set_defaults(run=_quarantine)


def _reconcile(product: Lambdesk, options: argparse.Namespace) -> int:
    job = Reconciliation(product.mail_store, product.identity_store, product.raw_mail, product.mailroom)
    now = clock.now()
    since = now - timedelta(hours=options.since)
    balance = job.balance(since, now)
    if options.repair and balance.missing:
        job.repair(balance, now, ids.new_seed())
        balance = job.balance(since, now)
    _show(balance)
    return 0 if balance.even else 1


def _show(balance: Balance) -> None:
    lines = [("raw in", balance.raw_in), *((name, balance.outcomes[each]) for each, name in _NAMES.items())]
    lines.append(("missing", len(balance.missing)))
    if balance.in_flight:
        lines.append(("in flight", balance.in_flight))
    for name, count in lines:
        print(f"{name:12}{count:8}")
    for missing in balance.missing[:_SHOWN]:
        print(f"missing: {missing.raw_id} for {missing.tenant}, received {clock.to_text(missing.received_at)}")


def _quarantine(product: Lambdesk, options: argparse.Namespace) -> int:
    for tenant in (SYSTEM_TENANT, *product.identity_store.tenants()):
        for entry in product.mail_store.quarantine(tenant, options.limit):
            print(f"{clock.to_text(entry.at)}  {tenant}  {entry.cause:20}  {entry.raw_key}  {entry.id}")
    return 0
