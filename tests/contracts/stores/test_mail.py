"""Every mail store keeps where mails belong, what became of each and what was kept out."""

from lambdesk.channels.model import LedgerEntry, Outcome, QuarantineEntry, ThreadKey
from lambdesk.channels.ports import Known
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.kit.context import SYSTEM_TENANT
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

DAY = "20261122"


def test_what_is_known_of_a_mail(world: World) -> None:
    threads = [ThreadKey("a" * 40, 1, "msg_1", "f" * 40), ThreadKey("b" * 40, 2, "msg_2")]
    entry = LedgerEntry("raw-1", DAY, Outcome.APPENDED, examples.MORNING, 1, "msg_1")
    assert world.mail.known(world.tenant, DAY, "raw-1", ["a" * 40]) == Known(None, {})
    world.mail.commit(world.tenant, ChangeSet((*map(Insert, threads), Insert(entry))))
    wanted = ["a" * 40, "b" * 40, "a" * 40, *(f"{index:040}" for index in range(87))]
    assert world.mail.known(world.tenant, DAY, "raw-1", wanted) == Known(entry, {each.key: each for each in threads})
    assert world.mail.known(world.tenant, DAY, "raw-2", []) == Known(None, {})
    assert world.mail.known(world.tenant, "20261123", "raw-1", []) == Known(None, {})
    assert world.mail.known(new_tenant(), DAY, "raw-1", wanted) == Known(None, {})


def test_the_ledger_of_a_day(world: World) -> None:
    entries = [
        LedgerEntry("raw-1", DAY, Outcome.NEW, examples.MORNING, 1, "msg_1"),
        LedgerEntry("raw-2", DAY, Outcome.QUARANTINED, examples.MORNING, cause="loop"),
        LedgerEntry("raw-3", DAY, Outcome.DUPLICATE, examples.MORNING),
    ]
    other = LedgerEntry("raw-4", "20261121", Outcome.NEW, examples.MORNING)
    world.mail.commit(world.tenant, ChangeSet(tuple(map(Insert, (*reversed(entries), other)))))
    assert list(world.mail.ledger(world.tenant, DAY)) == entries
    assert list(world.mail.ledger(new_tenant(), DAY)) == []


def test_quarantine_shows_the_newest_first(world: World) -> None:
    entries = [
        QuarantineEntry(examples.an_id("qua", examples.at(index)), f"raw/{index}", cause, examples.at(index))
        for index, cause in enumerate(("loop", examples.ODD, "x"))
    ]
    world.mail.commit(world.tenant, ChangeSet(tuple(map(Put, entries))))
    assert list(world.mail.quarantine(world.tenant, 2)) == [entries[2], entries[1]]
    assert list(world.mail.quarantine(world.tenant, 9)) == entries[::-1]


def test_mail_for_no_tenant_is_kept_with_the_system(world: World) -> None:
    raw_id = f"raw-{world.tenant}"
    entry = LedgerEntry(raw_id, DAY, Outcome.QUARANTINED, examples.MORNING, cause="no_tenant")
    world.mail.commit(SYSTEM_TENANT, ChangeSet((Insert(entry),)))
    assert world.mail.known(SYSTEM_TENANT, DAY, raw_id, []).ledger == entry
