"""Addresses that a level calls: which are taken, and how their secrets are kept."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lambdesk.escalation import wire
from lambdesk.escalation.decide import wrong_levels
from lambdesk.escalation.model import NOTIFY, Action, ActionKind, Level, Recipient, RecipientKind
from lambdesk.escalation.webhooks import call_id, keeping, sealed, secret_of
from lambdesk.kit.differences import values_of
from lambdesk.kit.errors import Invalid
from lambdesk.kit.sealing import Unreadable
from lambdesk.kit.signing import Keyring
from lambdesk.sla.model import DEFAULT_POLICY

KEYS = Keyring("a", {"a": b"k" * 64})
ADDRESS = "https://hooks.example.com/in?x=1"
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
AT = datetime(2026, 11, 23, tzinfo=UTC)


def hook(address: str | None = ADDRESS, secret: str | None = "a.box") -> Action:
    return Action(ActionKind.WEBHOOK, address=address, secret=secret)


def levels(*actions: Action) -> tuple[Level, ...]:
    return (Level(0, (Recipient(RecipientKind.ASSIGNEE),), (*NOTIFY, *actions)),)


def fields(*actions: Action, local: bool = False) -> list[str]:
    return [each.field for each in wrong_levels(levels(*actions), "body.", local=local)]


@pytest.mark.parametrize("address", [ADDRESS, "https://a.example.com:8443", "https://xn--bcher-kva.example/x"])
def test_an_address_of_the_public_internet_with_a_secret_is_taken(address: str) -> None:
    assert fields(hook(address)) == []


@pytest.mark.parametrize(
    "address",
    [
        *("http://hooks.example.com/", "hooks.example.com", "ftp://hooks.example.com/", "https:///x", "not an address"),
        *(
            "https://localhost/",
            "https://hooks/",
            "https://printer.local/",
            "https://db.prod.internal./",
            "https:// a.b/",
        ),
        *("https://10.0.0.1/", "https://[::1]/", "https://93.184.216.34/", "https://0x7f.1/", "https://127.1/"),
        *("https://me@hooks.example.com/", "https://:pw@hooks.example.com/", "https://hooks.example.com/#x"),
        *("https://hooks.example.com:99999/", "https://hooks.example.com:0/", "https://hooks.example.com/" + "x" * 500),
    ],
)
def test_any_other_address_is_refused_at_its_field(address: str) -> None:
    assert fields(hook(address)) == ["body.levels.0.actions.1.address"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8099/in", "http://localhost:8099/"])
def test_only_a_developers_machine_may_be_called_by_itself(address: str) -> None:
    assert fields(hook(address), local=True) == []
    assert fields(hook(address)) == ["body.levels.0.actions.1.address"]
    others = ["http://hooks.example.com/", "http://10.0.0.1/", "https://127.0.0.1/", "http://127.0.0.1.nip.io/"]
    assert [fields(hook(each), local=True) for each in others] == [["body.levels.0.actions.1.address"]] * 4


def test_without_address_or_secret_the_field_says_so_and_nothing_else_has_them() -> None:
    assert fields(hook(None)) == fields(hook("")) == ["body.levels.0.actions.1.address"]
    assert fields(hook(secret=None)) == ["body.levels.0.actions.1.secret"]
    assert fields(Action(ActionKind.RAISE_PRIORITY, address=ADDRESS)) == ["body.levels.0.actions.1.address"]


def test_a_secret_opens_only_for_its_tenant_and_its_address() -> None:
    kept = sealed(KEYS, "tnt_a", levels(hook(secret=SECRET)), "body.levels")[0].does(ActionKind.WEBHOOK)
    assert kept is not None
    assert SECRET not in str(kept.secret)
    assert secret_of(KEYS, "tnt_a", kept) == SECRET
    for tenant, action in (("tnt_b", kept), ("tnt_a", replace(kept, address="https://other.example.com/"))):
        with pytest.raises(Unreadable):
            secret_of(KEYS, tenant, action)


@pytest.mark.parametrize(
    "secret", ["", "secret", SECRET.removeprefix("whsec_"), "whsec_c2hvcnQ=", "whsec_***", "whsec_é"]
)
def test_what_is_no_secret_is_refused_at_its_field(secret: str) -> None:
    with pytest.raises(Invalid) as refused:
        sealed(KEYS, "tnt_a", levels(hook(secret=secret)), "body.levels")
    assert [each.field for each in refused.value.fields] == ["body.levels.0.actions.1.secret"]


def test_an_address_that_was_there_keeps_its_secret_and_another_one_has_none() -> None:
    before = levels(hook(secret="old"))
    assert keeping(before, levels(hook(secret=None))) == before
    assert keeping(before, levels(hook(secret="new"))) == levels(hook(secret="new"))
    moved = levels(hook("https://other.example.com/", None))
    assert keeping(before, moved) == moved


def test_a_secret_is_kept_and_in_nothing_that_is_told() -> None:
    kept = levels(hook())
    assert wire.read(wire.kept(kept)) == kept
    policy = replace(DEFAULT_POLICY, levels=kept)
    known, anybodys = wire.told(kept, whole=True), (wire.told(kept, whole=False), values_of(policy, ("levels",)))
    for told in (known, *anybodys, kept):
        assert "webhook" in str(told)
        assert "a.box" not in str(told)
        assert "secret" not in str(told)
    assert ADDRESS in str(known)
    assert ADDRESS not in str(anybodys)


def test_each_call_has_an_id_of_its_own_that_is_the_same_at_each_try() -> None:
    ids = {call_id(*each) for each in (("tnt_a", "evt_1", 1), ("tnt_b", "evt_1", 1), ("tnt_a", "evt_2", 1))}
    ids.add(call_id("tnt_a", "evt_1", 2))
    assert len(ids) == 4
    assert call_id("tnt_a", "evt_1", 1) in ids
