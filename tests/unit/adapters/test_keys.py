"""Keys begin with the tenant, and no outside word can lead into another tenant or another kind of thing."""

import pytest

from lambdesk.adapters.dynamodb import table
from lambdesk.adapters.dynamodb.table import Key

HERE = "tnt_01HQ0000000000000000000000"


def test_the_keys_are_those_of_the_design() -> None:
    assert table.ticket_key(HERE, 12) == Key(f"T#{HERE}#TK#0000000012", "A")
    assert table.details_key(HERE, 12) == Key(f"T#{HERE}#TK#0000000012", "X")
    ulid = "01HQ0000000000000000000001"
    assert table.message_key(HERE, 12, f"msg_{ulid}") == Key(f"T#{HERE}#TK#0000000012", f"M#{ulid}")
    assert table.event_key(HERE, "ticket:12", f"evt_{ulid}") == Key(f"T#{HERE}#TK#0000000012", f"E#{ulid}")
    assert table.event_key(HERE, "role:rol_7", f"evt_{ulid}") == Key(f"T#{HERE}#H#role:rol_7", f"E#{ulid}")
    assert table.counter_key(HERE) == Key(f"T#{HERE}#CTR", "ticket")
    assert table.customer_key(HERE, "cus_1") == Key(f"T#{HERE}#CU#cus_1", "A")
    assert table.user_key(HERE, "usr_1") == Key(f"T#{HERE}#CFG", "user#usr_1")
    assert table.tenant_key(HERE) == Key(f"T#{HERE}#CFG", "tenant#")
    assert table.slug_key("s") == Key("T#_system#CFG", "slug#s")
    assert table.mailbox_key("a@b") == Key("T#_system#CFG", "mailbox#a@b")
    assert table.staff_key(HERE, HERE, "a@b").pk.startswith(f"T#{HERE}#UA#")
    assert table.staff_key("_system", HERE, "a@b").sk == HERE
    assert table.session_key(HERE, "ses_1") == Key(f"T#{HERE}#SES#ses_1", "A")
    assert table.ledger_key(HERE, "20261122", "raw") == Key(f"T#{HERE}#ML#20261122", "raw")
    assert table.quarantine_key(HERE, f"qua_{ulid}") == Key(f"T#{HERE}#QU", ulid)


@pytest.mark.parametrize("tenant", ["", "a#b", "#"])
def test_a_tenant_that_could_lead_elsewhere_is_refused(tenant: str) -> None:
    with pytest.raises(ValueError, match="tenant"):
        table.ticket_key(tenant, 1)


def test_an_address_is_not_in_its_key() -> None:
    assert "anna" not in table.address_key(HERE, "anna@example.org").pk
    assert "anna" not in table.staff_key("_system", HERE, "anna@example.org").pk


@pytest.mark.parametrize("parent", ["ticket:12", "role:rol_7", "tenant:tnt_1", "rate:a:b#c"])
def test_the_events_of_an_aggregate_say_whose_they_are(parent: str) -> None:
    item = table.event_key(HERE, parent, "evt_01HQ0000000000000000000001").item()
    assert table.parent_of(item) == parent
    assert table.of_ticket(item) is parent.startswith("ticket:")


@pytest.mark.parametrize("parent", ["", "role", "role:", ":7"])
def test_events_belong_to_something(parent: str) -> None:
    with pytest.raises(ValueError, match="parent"):
        table.event_key(HERE, parent, "evt_01HQ0000000000000000000001")
