"""What each Lambda does, with the credentials of its own role: nothing of it needs more than they give."""

from types import SimpleNamespace
from typing import Any

import pytest

from infra.local.client import LocalCloud
from infra.local.options import ACCOUNT
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.channels.send import Sender
from lambdesk.identity.model import Tenant, User
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import LambdeskError
from lambdesk.kit.signing import Keyring
from lambdesk.tenancy import Scoped
from lambdesk.tenants.decide import GRACE
from lambdesk.tenants.ports import Place
from tests.integration.tenancy.conftest import behind, client_of, role_of
from tests.support.desk import PASSWORD, Desk, MemoryUserPool, settle
from tests.support.post import Outbox, mail

pytestmark = pytest.mark.local_cloud
Homes = tuple[tuple[Tenant, User], tuple[Tenant, User]]


def receipt(raw_id: str, *recipients: str) -> dict[str, Any]:
    passed = {f"{name}Verdict": {"status": "PASS"} for name in ("spf", "dkim", "dmarc", "spam", "virus")}
    named = {"messageId": raw_id, "timestamp": clock.to_text(clock.now()), "source": "ann@customer.example"}
    return {"mail": {**named, "destination": list(recipients)}, "receipt": {"recipients": list(recipients), **passed}}


def store_raw(cloud: LocalCloud, raw_id: str, raw: bytes) -> None:
    """As the receipt rule does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cloud.environment().items():
            patch.setenv(name, value)
        product = Lambdesk()
        product.clients.s3.put_object(Bucket=product.settings.raw_bucket, Key=f"raw/{raw_id}", Body=raw)


def test_signing_in_reaches_all_that_it_needs(door: Scoped, homes: Homes) -> None:
    _, user = homes[0]
    door.user_pool.passwords[user.id] = PASSWORD  # type: ignore[attr-defined]
    nobody = Desk(door)
    wrong = nobody.send("POST", "/v1/session", {"email": user.email, "password": "wrong"})
    unknown = nobody.send("POST", "/v1/session", {"email": "nobody@alder.example", "password": "wrong"})
    assert (wrong.status, unknown.status) == (401, 401)
    signed_in = nobody.send("POST", "/v1/session", {"email": user.email, "password": PASSWORD})
    assert signed_in.status == 201, signed_in.text
    cookie = signed_in.cookies[0].partition(";")[0]
    assert nobody.send("POST", "/v1/session/refresh", headers={"cookie": cookie}).status == 200
    assert nobody.get("/v1/public/alder/form").status == 200


def test_an_administrator_takes_names_that_are_unique_among_all(door: Scoped, homes: Homes) -> None:
    home, _ = homes[0]
    store = door.for_tenant(home.id).identity_store
    before = store.tenant(home.id)
    assert before
    wanted = {"slug": "alder-two", "mailboxes": [*before.mailboxes, "more@alder.example"]}
    changed = door.for_tenant(home.id).tenants.change(_ctx(home), before.version, wanted)
    assert store.tenant_of_slug("alder-two") == home.id == store.tenant_of_slug("alder")
    assert "more@alder.example" in changed.mailboxes


def _ctx(home: Tenant) -> Context:
    return Context(home.id, SYSTEM, clock.now(), ids.new_seed(), {"door": "test"})


def test_mail_comes_in_for_two_tenants_at_once(cloud: LocalCloud, homes: Homes) -> None:
    store_raw(cloud, "m1", mail("For both", "x" * 40_000))
    with behind(cloud, "mail_in") as product:
        arrivals = product.mailroom.accept(
            receipt("m1", "support@alder.example", "support@birch.example"), clock.now(), ids.new_seed()
        )
        assert [each.entry.outcome.value for each in arrivals] == ["new", "new"]
        lost = product.mailroom.accept(receipt("m1", "nobody@nowhere.example"), clock.now(), ids.new_seed())
        assert [each.entry.cause for each in lost] == ["unknown_mailbox"]
        with pytest.raises(LambdeskError):
            product.own("mail_store").quarantine(homes[0][0].id, 1)


def test_a_reply_goes_out_and_its_events_are_worked_on(cloud: LocalCloud, door: Scoped, homes: Homes) -> None:
    home, user = homes[1]
    desk = Desk(door, home.id, user.id)
    seen = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
    reply = {"kind": "reply", "body": "On it.", "last_seen_message_id": seen}
    assert desk.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "out"}).status == 201
    opened = door.for_tenant(home.id).ticket_store.open(home.id, 1)
    assert opened
    created = [each for each in opened.events if each.type == "message.created"][-1]
    with behind(cloud, "mail_out") as product:
        bound = product.for_tenant(home.id)
        bound.__dict__["mail_sender"] = _sender(bound)
        assert bound.mail_sender.handle(created, clock.now(), ids.new_seed()) is not None
    with behind(cloud, "worker") as product:
        assert product.for_tenant(home.id).notices.handle(created, clock.now(), ids.new_seed()) is not None
    with behind(cloud, "timer") as product:
        assert product.deadlines.sweep(clock.now(), ids.new_seed()).failed == 0


def _sender(product: Lambdesk) -> Sender:
    stores = product.ticket_store, product.policies, product.identity_store, product.content
    return Sender(*stores, Outbox(), product.keyring, "https://help.example.com")


def timers_of(cloud: LocalCloud, function: str) -> dict[str, str]:
    """What the role of a Lambda may make of deleting a timer: in our group, and in the one that is everybody's."""
    environment = cloud.environment()
    group = f"schedule/{environment['LAMBDESK_SCHEDULE_GROUP']}"
    iam, found = client_of(environment, "iam"), {}
    for name, place in (("ours", group), ("default", "schedule/default")):
        answer = iam.simulate_principal_policy(
            PolicySourceArn=role_of(cloud, function),
            ActionNames=["scheduler:DeleteSchedule"],
            ResourceArns=[f"arn:aws:scheduler:us-east-1:{ACCOUNT}:{place}/tnt_1-1"],
        )
        found[name] = answer["EvaluationResults"][0]["EvalDecision"]
    return found


def test_a_tenant_ends_with_credentials_that_see_keys_alone(cloud: LocalCloud, homes: Homes) -> None:
    (alder, _), _ = homes
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cloud.environment().items():
            patch.setenv(name, value)
        operator = Lambdesk()
        operator.__dict__ |= {"user_pool": MemoryUserPool(), "keyring": Keyring("a", {"a": b"k" * 64})}
        cedar, user = settle(operator, "cedar")
        Desk(operator, cedar.id, user.id).open_ticket()
        operator.content.put(f"files/{cedar.id}/upl_1", b"theirs", "text/plain")
        operator.tenants.leave(_ctx(cedar), "cedar")
        with behind(cloud, "ending") as product:
            # The emulator takes every schedule for one of the default group, so it refuses those of ours when they are
            # deleted. What it makes of the policies, asked for the right address, is what AWS is asked.
            assert timers_of(cloud, "ending") == {"ours": "allowed", "default": "implicitDeny"}
            disarmed: list[int] = []
            product.__dict__["timers"] = SimpleNamespace(disarm=lambda _, number: disarmed.append(number))
            assert cedar.id not in list(product.endings.due(clock.now()))
            assert cedar.id in list(product.endings.due(clock.now() + GRACE))
            with pytest.raises(product.table.client.exceptions.ClientError, match="AccessDenied"):
                product.table.client.scan(TableName=product.table.name)
            with pytest.raises(product.table.client.exceptions.ClientError, match="AccessDenied"):
                product.ending_clients(cedar.id).dynamodb.get_item(
                    TableName=product.table.name, Key=keys.tenant_key(cedar.id).item()
                )
            with pytest.raises(LambdeskError):
                product.whole_table.remove(cedar.id, [Place(*keys.ticket_key(alder.id, 1))])
            rounds = [product.endings.remove(cedar.id, lambda: True)]
            while not rounds[-1].all and len(rounds) < 50:
                rounds.append(product.endings.remove(cedar.id, lambda: True))
        assert rounds[-1].all, rounds[-1]
        assert len(rounds) > 1
        assert disarmed == [1]
        assert list(operator.whole_table.items(cedar.id)) == []
        assert list(operator.wholes.content.keys(f"files/{cedar.id}/")) == []
        assert operator.identity_store.tenant_of_slug("cedar") is None
        assert operator.identity_store.tenant(alder.id) is not None
