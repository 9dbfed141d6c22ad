"""A whole tenant on the table and in the buckets: taken along, and taken away so that nothing names it any more."""

import argparse
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest

from functions.ending import handler as ending
from functions.mail_in import handler as mail_in
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.cli import tenants as cli
from lambdesk.identity.model import Tenant, User
from lambdesk.kit import clock
from lambdesk.kit.errors import Conflict
from lambdesk.tenants.decide import GRACE
from tests.support.account import account, store_mail
from tests.support.desk import PASSWORD, Desk, MemoryUserPool, settle
from tests.support.post import mail


class Timers:
    def __init__(self) -> None:
        self.gone: list[tuple[str, int]] = []

    def disarm(self, tenant: str, number: int) -> None:
        self.gone.append((tenant, number))


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    with account(monkeypatch) as found:
        for bucket in ("raw", "content"):
            found.clients.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        found.__dict__ |= {"user_pool": MemoryUserPool(), "timers": Timers()}
        monkeypatch.setattr(mail_in, "product", found)
        yield found


@pytest.fixture
def homes(product: Lambdesk) -> tuple[tuple[Tenant, User], tuple[Tenant, User]]:
    """Two tenants with a ticket from mail, a reply, a session, a file; and one mail that came for both."""
    made = settle(product, "alder"), settle(product, "birch")
    boxes = ["support@alder.example", "support@birch.example"]
    for (tenant, user), box in zip(made, boxes, strict=True):
        mail_in.handler(store_mail(product, f"only-{tenant.slug}", mail(f"Only {tenant.slug}"), box), None)
        desk = Desk(product, tenant.id, user.id)
        seen = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
        reply = {"kind": "reply", "body": f"From {tenant.slug}.", "last_seen_message_id": seen}
        assert desk.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "k"}).status == 201
        product.content.put(f"files/{tenant.id}/upl_1", b"first", "text/plain")
        product.content.put(f"files/{tenant.id}/upl_1", b"second", "text/plain")
    mail_in.handler(store_mail(product, "both", mail("Both"), *boxes), None)
    return made


def everything(product: Lambdesk) -> str:
    """The whole table and every version of every object, as text."""
    told: list[Any] = product.clients.dynamodb.scan(TableName="desk")["Items"]
    for bucket in ("raw", "content"):
        listed = product.clients.s3.list_object_versions(Bucket=bucket)
        told += [each["Key"] for each in (*listed.get("Versions", []), *listed.get("DeleteMarkers", []))]
    return json.dumps(told)


def purge(product: Lambdesk, monkeypatch: pytest.MonkeyPatch, after: timedelta) -> None:
    later = clock.now() + after
    with monkeypatch.context() as patch:
        patch.setattr(cli.clock, "now", lambda: later)
        cli._purge(product, argparse.Namespace())


def test_a_tenant_goes_after_its_grace_and_nothing_names_it(
    product: Lambdesk,
    homes: tuple[tuple[Tenant, User], tuple[Tenant, User]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (alder, agent), (birch, _) = homes
    assert cli._delete(product, argparse.Namespace(tenant="alder")) == 0
    purge(product, monkeypatch, GRACE - timedelta(minutes=5))
    assert alder.id in everything(product)
    untouched = list(product.wholes.table.items(birch.id))
    assert untouched
    purge(product, monkeypatch, GRACE + timedelta(minutes=5))
    left = everything(product)
    for trace in (alder.id, agent.id, "alder", "only-alder"):
        assert trace not in left, trace
    assert {"only-birch", "both"} <= {each.removeprefix("raw/") for each in product.endings.raw.keys("raw/")}
    assert list(product.wholes.table.items(birch.id)) == untouched
    assert product.content.read(f"files/{birch.id}/upl_1") == b"second"
    assert product.timers.gone == [(alder.id, 1), (alder.id, 2)]  # type: ignore[attr-defined]
    assert agent.id not in product.user_pool.passwords  # type: ignore[attr-defined]
    assert capsys.readouterr().out.count(alder.id) == 1


@pytest.mark.parametrize("where", ["remove", "end", "keep"])
def test_a_cut_off_purge_is_finished_by_the_next(
    where: str,
    product: Lambdesk,
    homes: tuple[tuple[Tenant, User], tuple[Tenant, User]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (alder, _), (birch, _) = homes
    cli._delete(product, argparse.Namespace(tenant="alder"))
    untouched = list(product.wholes.table.items(birch.id))
    with monkeypatch.context() as patch:
        patch.setattr(type(product.whole_table), where, _cut_off)
        with pytest.raises(RuntimeError, match="cut off"):
            purge(product, patch, GRACE * 2)
    assert alder.id in everything(product)
    purge(product, monkeypatch, GRACE * 2)
    assert alder.id not in everything(product)
    assert list(product.wholes.table.items(birch.id)) == untouched


class Clock:
    """A Lambda that has time for so many steps, and then for none."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def get_remaining_time_in_millis(self) -> int:
        self.steps -= 1
        return 900_000 if self.steps >= 0 else 1


def test_rounds_take_away_as_much_as_they_have_time_for_until_nothing_is_left(
    product: Lambdesk, homes: tuple[tuple[Tenant, User], tuple[Tenant, User]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (alder, agent), (birch, _) = homes
    cli._delete(product, argparse.Namespace(tenant="alder"))
    untouched = list(product.wholes.table.items(birch.id))
    monkeypatch.setattr(ending, "product", product)
    assert ending.handler({}, Clock(99)) == {"tenants": 0}
    later = clock.now() + GRACE * 2
    monkeypatch.setattr(ending.clock, "now", lambda: later)
    monkeypatch.setattr(product.clients.dynamodb, "scan", partial(product.clients.dynamodb.scan, Limit=20))
    rounds = 0
    while ending.handler({}, Clock(2))["tenants"]:
        rounds += 1
        assert rounds < 100
        if product.whole_table.ending(alder.id) is None:
            break
        assert alder.id in everything(product)
        with pytest.raises(Conflict):
            cli._resume(product, argparse.Namespace(tenant="alder"))
    left = everything(product)
    for trace in (alder.id, agent.id, "alder", "only-alder"):
        assert trace not in left, trace
    assert list(product.wholes.table.items(birch.id)) == untouched
    assert rounds > 3


def test_a_tenant_that_resists_does_not_stop_the_others(
    product: Lambdesk, homes: tuple[tuple[Tenant, User], tuple[Tenant, User]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (alder, _), (birch, _) = homes
    for slug in ("alder", "birch"):
        cli._delete(product, argparse.Namespace(tenant=slug))
    monkeypatch.setattr(ending, "product", product)
    later = clock.now() + GRACE * 2
    monkeypatch.setattr(ending.clock, "now", lambda: later)
    monkeypatch.setattr(product.timers, "disarm", lambda tenant, _: _cut_off() if tenant == alder.id else None)
    with pytest.raises(RuntimeError, match="cut off"):
        ending.handler({}, Clock(99))
    assert alder.id in everything(product)
    assert list(product.wholes.table.items(birch.id)) == []


def _cut_off(*_: object) -> None:
    message = "cut off"
    raise RuntimeError(message)


def test_who_comes_back_in_time_has_everything(
    product: Lambdesk, homes: tuple[tuple[Tenant, User], tuple[Tenant, User]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (alder, user), _ = homes
    cli._delete(product, argparse.Namespace(tenant="alder"))
    mail_in.handler(store_mail(product, "late", mail("Late"), "support@alder.example"), None)
    cli._resume(product, argparse.Namespace(tenant="alder"))
    purge(product, monkeypatch, GRACE * 2)
    product.directory.forget_tenant(alder.id)
    assert len(Desk(product, alder.id, user.id).get("/v1/tickets", "limit=50").json["items"]) == 3


def test_a_round_looks_at_those_alone_whose_time_has_come(
    product: Lambdesk, homes: tuple[tuple[Tenant, User], tuple[Tenant, User]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (alder, _), _ = homes
    now, asked = clock.now(), list[str]()
    find = product.identity_store.tenant
    cli._delete(product, argparse.Namespace(tenant="alder"))
    cli._resume(product, argparse.Namespace(tenant="alder"))

    def due(later: timedelta) -> list[str]:
        asked.clear()
        with monkeypatch.context() as patch:
            patch.setattr(product.identity_store, "tenant", lambda tenant: asked.append(tenant) or find(tenant))
            return list(product.endings.due(now + later))

    assert (due(GRACE - timedelta(hours=1)), asked) == ([], [])
    # It came back: it is looked at once in vain.
    assert (due(GRACE + timedelta(hours=1)), asked) == ([], [alder.id])
    assert (due(GRACE + timedelta(hours=1)), asked) == ([], [])
    cli._delete(product, argparse.Namespace(tenant="alder"))
    assert (due(GRACE + timedelta(hours=1)), asked) == ([alder.id], [alder.id])


def test_an_export_has_all_that_is_the_tenants_and_nothing_of_another(
    product: Lambdesk, homes: tuple[tuple[Tenant, User], tuple[Tenant, User]], capsys: pytest.CaptureFixture[str]
) -> None:
    (alder, user), (birch, _) = homes
    assert cli._export(product, argparse.Namespace(tenant="alder")) == 0
    assert f"/exports/{alder.id}/" in capsys.readouterr().out
    (key,) = product.wholes.content.keys(f"exports/{alder.id}/")
    with zipfile.ZipFile(BytesIO(product.content.read(key))) as archive:
        told = {name: archive.read(name) for name in archive.namelist()}
    assert {"tickets.jsonl", "messages.jsonl", "events.jsonl", "users.jsonl", "workspace.jsonl"} <= set(told)
    tickets = [json.loads(line) for line in told["tickets.jsonl"].splitlines()]
    assert sorted(each["subject"] for each in tickets) == ["Both", "Only alder"]
    assert any("From alder." in line.decode() for line in told["messages.jsonl"].splitlines())
    assert told[f"content/files/{alder.id}/upl_1"] == b"second"
    everything_told = b"".join(told.values()).decode(errors="replace")
    assert user.id in everything_told
    assert birch.id not in everything_told
    assert PASSWORD not in everything_told
