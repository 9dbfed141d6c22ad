"""A tenant's own export on the table and in the bucket: part by part, cut off and told twice."""

import argparse
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest

from functions.mail_in import handler as mail_in
from functions.worker.queues import QUEUES
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb import timeline
from lambdesk.api_keys.model import ApiKey
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.cli import tenants as cli
from lambdesk.identity.federation.model import Provider
from lambdesk.identity.model import ADMIN, BUILT_IN, Caller, RecoveryCodes, Session, Tenant, User
from lambdesk.inbound.model import InboundSource
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.events import Event
from lambdesk.tenants.exporting.model import ExportState, TenantExport
from tests.support.account import account, store_mail
from tests.support.desk import PASSWORD, Desk, MemoryUserPool, settle
from tests.support.post import mail

SECRETS = ("hash-of-key", "old-hash-of-key", "sealed-source", "sealed-provider", "code-hash", "handle-hash", "renewing")
WITH_FILE = (
    "--b\nContent-Type: text/plain\n\nSee the file.\n"
    '--b\nContent-Type: text/plain; name="a.txt"\nContent-Disposition: attachment; filename="a.txt"\n\n'
    "in the file of {slug}\n--b--"
)


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    with account(monkeypatch) as found:
        found.__dict__ |= {"user_pool": MemoryUserPool()}
        monkeypatch.setattr(mail_in, "product", found)
        yield found


@pytest.fixture
def home(product: Lambdesk) -> tuple[Tenant, User]:
    """Alder, with all that is secret about it; beside it Birch. Both have tickets from mail, one with a file."""
    made = [settle(product, slug) for slug in ("alder", "birch")]
    for tenant, user in made:
        box = f"support@{tenant.slug}.example"
        file = mail("A file", WITH_FILE.format(slug=tenant.slug), content_type='multipart/mixed; boundary="b"')
        for name, raw in (("plain", mail(f"Only {tenant.slug}")), ("file", file)):
            mail_in.handler(store_mail(product, f"{name}-{tenant.slug}", raw, box), None)
        desk = Desk(product, tenant.id, user.id)
        seen = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
        reply = {"kind": "reply", "body": f"From {tenant.slug}.", "last_seen_message_id": seen}
        assert desk.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "k"}).status == 201
    tenant, user = made[0]
    keep_secrets(product, tenant.id, user.id)
    for parent, events in facts(product, tenant.id):
        product.trail.append(parent, events)
    return tenant, user


def keep_secrets(product: Lambdesk, tenant: str, user: str) -> None:
    now, later = clock.now(), clock.now() + timedelta(days=1)
    key = ApiKey("key_" + "0" * 26, "A", (), "hash-of-key", user, now, later, 1, "old-hash-of-key")
    entities = (
        key,
        InboundSource("ins_" + "0" * 26, "Post", "sealed-source", user, now),
        Provider("ID", "https://id.example", "client", "sealed-provider", ("alder.example",)),
        RecoveryCodes(user, ("code-hash",)),
        Session("ses_1", user, "renewing", "handle-hash", now, now, later),
    )
    product.identity_store.commit(tenant, ChangeSet(tuple(map(Put, entities))))


def facts(product: Lambdesk, tenant: str) -> list[tuple[str, tuple[Event, ...]]]:
    """What stands in the timelines of whatever is no ticket: what the relay hands on."""
    items = product.clients.dynamodb.scan(TableName="desk")["Items"]
    own = [each for each in items if each["pk"]["S"].startswith(f"T#{tenant}#H#")]
    return [(keys.parent_of(each), timeline.events(each)) for each in own]  # type: ignore[arg-type]


def ask(product: Lambdesk, home: tuple[Tenant, User]) -> TenantExport:
    tenant, user = home
    ctx = Context(tenant.id, Actor(ActorKind.USER, user.id), clock.now(), ids.new_seed())
    return product.exporting.ask(Caller(ActorKind.USER, user.id, user.name, BUILT_IN[ADMIN]), ctx)


def waiting(product: Lambdesk, tenant: str) -> Event:
    """The last fact about the export, as its queue holds it."""
    told = [each for parent, events in facts(product, tenant) if parent.startswith("export:") for each in events]
    return max(told, key=lambda each: each.version)


def follow(product: Lambdesk, event: Event, enough: Callable[[], bool] = lambda: False) -> str | None:
    return product.exporting.follow(event, clock.now(), ids.new_seed(), enough)


def stood(product: Lambdesk, tenant: str) -> TenantExport:
    found = product.export_store.tenant_export(tenant)
    assert found
    return found


def archives(product: Lambdesk, names: list[str]) -> dict[str, list[str]]:
    """What is in these archives together: the lines of each kind, and the bytes of each file, in order."""
    told: dict[str, list[str]] = {}
    for name in names:
        with zipfile.ZipFile(BytesIO(product.content.read(name))) as archive:
            for member in archive.namelist():
                data = archive.read(member).decode()
                told.setdefault(member, []).extend([data] if member.startswith("content/") else data.splitlines())
    return {member: sorted(lines) for member, lines in told.items()}


def by_operator(product: Lambdesk, tenant: Tenant) -> dict[str, list[str]]:
    cli._export(product, argparse.Namespace(tenant=tenant.slug))
    (key,) = product.wholes.content.keys(f"exports/{tenant.id}/")
    return archives(product, [key])


def without_repeats(told: dict[str, list[str]]) -> dict[str, list[str]]:
    """Who wrote several tickets may be in several parts."""
    return told | {"customers.jsonl": sorted(set(told["customers.jsonl"]))}


def test_it_is_what_an_operator_takes_along(product: Lambdesk, home: tuple[Tenant, User]) -> None:
    tenant, _ = home
    wanted = by_operator(product, tenant)
    assert {"tickets.jsonl", "messages.jsonl", "customers.jsonl", "events.jsonl", "mail_ledger.jsonl"} <= set(wanted)
    assert any(name.startswith("content/") for name in wanted)
    ask(product, home)
    assert QUEUES["exports"](product, waiting(product, tenant.id), clock.now(), ids.new_seed()) == "done"
    done = stood(product, tenant.id)
    assert archives(product, [each.key for each in done.parts]) == wanted
    assert done.lines == sum(len(lines) for name, lines in wanted.items() if name.endswith(".jsonl"))
    assert done.files == sum(name.startswith("content/") for name in wanted)
    assert done.size == sum(len(product.content.read(each.key)) for each in done.parts)


def test_part_by_part_it_is_the_same_however_often_it_is_told(product: Lambdesk, home: tuple[Tenant, User]) -> None:
    tenant, _ = home
    wanted = by_operator(product, tenant)
    ask(product, home)
    while stood(product, tenant.id).state is not ExportState.DONE:
        event, before = waiting(product, tenant.id), stood(product, tenant.id)
        assert follow(product, event, lambda: True)
        assert follow(product, event, lambda: True) is None
        assert len(stood(product, tenant.id).parts) == len(before.parts) + 1
    done = stood(product, tenant.id)
    assert len(done.parts) > 10
    assert without_repeats(archives(product, [each.key for each in done.parts])) == wanted
    assert follow(product, waiting(product, tenant.id)) is None


def test_of_two_that_write_the_same_part_one_is_remembered(
    product: Lambdesk, home: tuple[Tenant, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, _ = home
    wanted = by_operator(product, tenant)
    ask(product, home)
    event, put = waiting(product, tenant.id), product.content.put

    def overtaken(key: str, data: bytes, media_type: str) -> None:
        monkeypatch.undo()
        # The other one comes less far, and is done first.
        assert follow(product, event, lambda: True) == "running"
        put(key, data, media_type)

    monkeypatch.setattr(product.content, "put", overtaken)
    assert follow(product, event) is None
    assert len(stood(product, tenant.id).parts) == 1
    assert follow(product, waiting(product, tenant.id)) == "done"
    keys_kept = [each.key for each in stood(product, tenant.id).parts]
    assert without_repeats(archives(product, keys_kept)) == wanted


def test_what_was_cut_off_before_it_was_remembered_is_written_again(
    product: Lambdesk, home: tuple[Tenant, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, _ = home
    wanted = by_operator(product, tenant)
    ask(product, home)
    event = waiting(product, tenant.id)

    def cut_off(*_: object) -> None:
        message = "cut off"
        raise RuntimeError(message)

    with monkeypatch.context() as patch:
        patch.setattr(type(product.export_store), "commit", cut_off)
        with pytest.raises(RuntimeError, match="cut off"):
            follow(product, event)
    assert stood(product, tenant.id).state is ExportState.QUEUED
    assert follow(product, event) == "done"
    assert archives(product, [each.key for each in stood(product, tenant.id).parts]) == wanted


def test_no_secret_and_nothing_of_another_tenant_is_in_it(product: Lambdesk, home: tuple[Tenant, User]) -> None:
    tenant, _ = home
    stored = json.dumps(product.clients.dynamodb.scan(TableName="desk")["Items"])
    assert all(each in stored for each in SECRETS)
    ask(product, home)
    follow(product, waiting(product, tenant.id))
    told = json.dumps(archives(product, [each.key for each in stood(product, tenant.id).parts]))
    assert "in the file of alder" in told
    assert not [each for each in (*SECRETS, PASSWORD, "birch") if each in told]


def test_what_belongs_to_an_export_before_does_nothing(product: Lambdesk, home: tuple[Tenant, User]) -> None:
    tenant, _ = home
    ask(product, home)
    event = waiting(product, tenant.id)
    old = stood(product, tenant.id)
    other = TenantExport("exp_" + "1" * 26, old.asked_at, old.moved_at)
    product.export_store.commit(tenant.id, ChangeSet((Put(other),)))
    assert follow(product, event) is None
    assert stood(product, tenant.id) == other
