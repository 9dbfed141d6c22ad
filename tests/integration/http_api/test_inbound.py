"""Mail of other providers: signed, kept, and then as any other mail."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.http_api import limiting
from lambdesk.channels.model import LedgerEntry, Outcome
from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN
from lambdesk.inbound.service import RAW_LIMIT_BYTES
from lambdesk.kit import clock
from lambdesk.kit import webhooks as signature
from lambdesk.kit.errors import Unavailable
from lambdesk.limits.model import Limit
from tests.integration.http_api.test_limits import limit
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context
from tests.support.hard_mails import HARD
from tests.support.post import BOX, Post, mail

PATH = "/v1/inbound-sources"
MIME = "message/rfc822"


@pytest.fixture
def admin(product: MemoryLambdesk, desk: Desk) -> Desk:
    return admin_of(product, desk)


def admin_of(product: MemoryLambdesk, desk: Desk) -> Desk:
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("admin@workspace.example", "Jonas Lind", ADMIN)
    user = service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)
    return Desk(product, tenant, user.id)


class Provider:
    """Somebody who posts mail: to `path`, signed with `secret`."""

    def __init__(self, product: MemoryLambdesk, made: Any) -> None:
        self.product, self.secret = product, made["secret"]
        self.path, _, self.query = made["source"]["path"].partition("?")
        self.posted = 0

    def post(self, body: bytes, kind: str = MIME, *, at: datetime | None = None, **headers: str) -> Reply:
        self.posted += 1
        name = headers.pop("name", f"msg_{self.posted}")
        signed = signature.sign(name, at or clock.now(), headers.pop("signed", None) or body, self.secret)
        own = {
            "content-type": kind,
            "webhook-id": signed.id,
            "webhook-timestamp": signed.timestamp,
            "webhook-signature": signed.signature,
        }
        own |= {each.replace("_", "-"): value for each, value in headers.items()}
        return Desk(self.product).send("POST", self.path, body, own, query=headers.get("query", self.query))

    def post_json(self, raw: bytes, **more: Any) -> Reply:
        envelope = {"sender": more.pop("sender", None), "recipients": more.pop("recipients", [])}
        body = {"raw": base64.b64encode(raw).decode(), "envelope": envelope}
        return self.post(json.dumps(body).encode(), "application/json", **more)


def make(admin: Desk, **more: Any) -> Any:
    answer = admin.send("POST", PATH, {"name": "Our old provider", **more})
    assert answer.status == 201, answer.text
    return answer.json


@pytest.fixture
def provider(product: MemoryLambdesk, admin: Desk) -> Provider:
    return Provider(product, make(admin))


def ledger(product: MemoryLambdesk) -> list[LedgerEntry]:
    return [each for each in product.state.kept.values() if isinstance(each, LedgerEntry)]


def test_a_posted_mail_becomes_a_ticket(provider: Provider, desk: Desk) -> None:
    answer = provider.post(mail("Broken handle"))
    assert (answer.status, answer.json["received"]) == (202, True)
    view = desk.get("/v1/tickets/1").json
    assert view["ticket"]["subject"] == "Broken handle"
    assert view["messages"][0]["channel"] == "mail"
    assert view["messages"][0]["authenticated"] is False
    assert provider.product.raw_mail.raws[answer.json["id"]] == mail("Broken handle")
    assert provider.product.raw_mail.receipts[answer.json["id"]]["tenant"]


def test_json_brings_the_envelope(provider: Provider, desk: Desk) -> None:
    hidden = mail("Blind copy", to="somebody@else.example")
    assert provider.post_json(hidden, sender="ann@customer.example", recipients=[BOX]).status == 202
    assert desk.get("/v1/tickets/1").json["ticket"]["subject"] == "Blind copy"


def test_a_trusted_source_proves_its_senders(product: MemoryLambdesk, admin: Desk) -> None:
    Provider(product, make(admin, trusted=True)).post(mail("Trusted"))
    assert admin.get("/v1/tickets/1").json["messages"][0]["authenticated"] is True


def test_a_mail_for_no_mailbox_of_this_tenant_is_kept_out(
    provider: Provider, desk: Desk, foreign: Desk, product: MemoryLambdesk
) -> None:
    answer = provider.post_json(mail("For others"), recipients=["support@kitefly.example"])
    assert answer.status == 202
    (entry,) = ledger(product)
    assert (entry.outcome, entry.cause) == (Outcome.QUARANTINED, "unknown_mailbox")
    assert foreign.get("/v1/tickets").json["items"] == desk.get("/v1/tickets").json["items"] == []


def test_a_mail_for_two_tenants_is_the_sources_alone(provider: Provider, desk: Desk, foreign: Desk) -> None:
    provider.post_json(mail("For both"), recipients=[BOX, "support@kitefly.example"])
    assert len(desk.get("/v1/tickets").json["items"]) == 1
    assert foreign.get("/v1/tickets").json["items"] == []


def test_a_mail_that_comes_again_is_one_message(provider: Provider, desk: Desk, product: MemoryLambdesk) -> None:
    first, again = provider.post(mail(), name="one"), provider.post(mail(), name="one")
    assert (first.status, first.json) == (again.status, again.json)
    provider.post(mail(), name="another")
    assert sorted(each.outcome for each in ledger(product)) == [Outcome.DUPLICATE, Outcome.NEW]
    assert desk.get("/v1/tickets/1").json["ticket"]["message_count"] == 1


def test_an_id_is_for_one_mail(provider: Provider, desk: Desk) -> None:
    provider.post(mail("One"), name="same")
    assert provider.post(mail("Other"), name="same").code == "idempotency_mismatch"
    assert len(desk.get("/v1/tickets").json["items"]) == 1


def test_what_could_not_be_handed_on_is_done_when_it_comes_again(provider: Provider, desk: Desk) -> None:
    product = provider.product
    works = product.handover

    def broken(_: Any) -> None:
        raise Unavailable

    product.__dict__.pop("inbound", None)
    product.__dict__["handover"] = broken
    answer = provider.post(mail(), name="one")
    assert (answer.status, "retry-after" in answer.headers) == (503, True)
    assert len(product.raw_mail.raws) == len(product.raw_mail.receipts) == 1
    product.__dict__.pop("inbound")
    product.__dict__["handover"] = works
    assert provider.post(mail(), name="one").status == 202
    assert len(product.raw_mail.raws) == len(desk.get("/v1/tickets").json["items"]) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook_signature": ""},
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": "v1a,AAAA"},
        {"webhook_id": "msg_other"},
        {"webhook_id": ""},
        {"webhook_timestamp": "1"},
        {"webhook_timestamp": "soon"},
        {"webhook_timestamp": "999999999999"},
        {"query": ""},
        {"query": "source=northwind.ins_y"},
        {"query": f"source=northwind.ins_{'0' * 26}"},
        {"query": f"source=nowhere.ins_{'0' * 26}"},
    ],
    ids=str,
)
def test_what_is_not_signed_well_is_nobodys(
    provider: Provider, headers: dict[str, str], written: Callable[[], Any]
) -> None:
    before = written()
    answer = provider.post(mail(), **headers)
    assert answer.text == Desk(provider.product).get("/v1/tickets").text
    assert (written(), provider.product.raw_mail.raws) == (before, {})


def test_a_storm_of_one_workspace_is_nothing_to_another_with_the_same_provider(
    provider: Provider, admin: Desk, foreign: Desk, product: MemoryLambdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Provider(product, make(admin_of(product, foreign)))
    own = Provider(product, make(admin))
    limit(product, admin, 600)
    monkeypatch.setattr(limiting, "INBOUND", Limit("inbound", 60))
    answers = [provider.post(mail(f"Storm {n}")) for n in range(70)]
    assert (answers[0].status, answers[-1].status) == (202, 429)
    assert answers[-1].headers["ratelimit"].startswith('"source";r=0;t=')
    assert "retry-after" in answers[-1].headers
    for each in (other, own):
        answer = each.post(mail())
        assert answer.status == 202
        assert answer.headers["ratelimit-policy"].startswith('"source";q=')


def test_what_nobody_signed_is_at_the_cost_of_the_address(
    provider: Provider, admin: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "INBOUND", Limit("inbound", 60))
    statuses = [provider.post(mail(), webhook_signature="v1,AAAA").status for _ in range(60)]
    assert (statuses[0], statuses[-1]) == (401, 429)
    assert admin.get("/v1/me").status == 200


def test_what_was_signed_is_what_counts(provider: Provider) -> None:
    assert provider.post(mail(), signed=mail("Other")).status == 401  # type: ignore[arg-type]


@pytest.mark.parametrize(("seconds", "status"), [(-290, 202), (-310, 401), (290, 202), (310, 401)])
def test_a_signature_lasts_five_minutes(provider: Provider, seconds: int, status: int) -> None:
    assert provider.post(mail(), at=clock.now() + timedelta(seconds=seconds)).status == status


def test_a_source_signs_for_its_own_tenant(provider: Provider, foreign: Desk, product: MemoryLambdesk) -> None:
    assert foreign.get("/v1/me").json["tenant"]["slug"] == "kitefly"
    source = provider.query.rpartition(".")[2]
    assert provider.post(mail(), query=f"source=kitefly.{source}").status == 401


def test_a_rotation_leaves_time_to_change_over(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin)
    path = f"{PATH}/{made['source']['id']}"
    old = Provider(product, made)
    new = Provider(product, admin.send("POST", f"{path}/rotation", {"overlap_hours": 1}).json)
    assert [each.post(mail(name), name=name).status for name, each in (("old", old), ("new", new))] == [202, 202]
    newest = Provider(product, admin.send("POST", f"{path}/rotation", {"overlap_hours": 0}).json)
    assert [each.post(mail("x"), name="x").status for each in (old, new, newest)] == [401, 401, 202]
    assert admin.send("DELETE", path).status == 204
    assert newest.post(mail("y")).status == 401
    assert admin.send("DELETE", path).status == 404


def test_a_secret_is_told_once_and_kept_sealed(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin)
    assert made["secret"].startswith("whsec_")
    assert made["source"] in admin.get(PATH).json["items"]
    assert made["secret"] not in admin.get(PATH).text + repr(product.state.kept)


def test_the_door_says_what_is_wrong(provider: Provider) -> None:
    assert provider.post(b" \r\n").code == "invalid"
    assert provider.post(b'{"raw": "*"}', "application/json").json["errors"][0]["field"] == "body.raw"
    assert provider.post(b'{"raw": "eA==", "more": 1}', "application/json").json["errors"][0]["code"] == "unknown_field"
    assert provider.post(b"[", "application/json").status == 422
    assert provider.post(mail(), "text/plain").status == 415
    assert provider.post(b"x" * (RAW_LIMIT_BYTES + 1)).code == "too_large"
    assert provider.post(b"x" * 5_500_000).code == "too_large"
    assert provider.product.raw_mail.raws == {}


def test_agents_have_no_part_in_it(desk: Desk, boss: Desk) -> None:
    for each in (desk, boss):
        assert each.get(PATH).status == 403
        assert each.send("POST", PATH, {"name": "x"}).status == 403


def as_received(name: str) -> tuple[str, str | None]:
    """What becomes of a hard mail that comes through the mailbox, whose sender nobody has proven."""
    entry = Post().deliver(HARD[name], dmarc="GRAY", source=None)
    return entry.outcome, entry.cause


@pytest.mark.parametrize("way", ["post", "post_json"])
@pytest.mark.parametrize("name", [each for each in HARD if HARD[each].strip()])
def test_hard_mails_end_as_they_do_in_the_mailbox(
    provider: Provider, product: MemoryLambdesk, name: str, way: str
) -> None:
    if way == "post":
        answer = provider.post(HARD[name].replace(b"\r\nSubject:", b"\r\nTo: %s\r\nSubject:" % BOX.encode(), 1))
    else:
        answer = provider.post_json(HARD[name], recipients=[BOX])
    assert answer.status == 202
    (entry,) = ledger(product)
    addressed = way == "post_json" or b"\r\nSubject:" in HARD[name]
    assert (entry.outcome, entry.cause) == (
        as_received(name) if addressed else (Outcome.QUARANTINED, "unknown_mailbox")
    )
