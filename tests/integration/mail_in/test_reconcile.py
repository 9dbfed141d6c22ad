"""Raw mails in = appended + new + quarantined + duplicates, and what is missing can be made good."""

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.channels.model import LedgerEntry, Outcome
from lambdesk.channels.reconcile import Balance
from lambdesk.cli import mail as command
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import SYSTEM_TENANT
from tests.support.post import BOX, NOW, Post, mail

SINCE = NOW - timedelta(hours=1)


def balance(post: Post) -> Balance:
    return post.reconciliation.balance(SINCE, NOW)


@pytest.fixture
def post() -> Post:
    post = Post()
    post.deliver(mail(message_id="<first@customer.example>"))
    post.deliver(mail(body="again", in_reply_to="<first@customer.example>"))
    post.deliver(mail(body="again", in_reply_to="<first@customer.example>"))
    post.deliver(mail(), virus="FAIL")
    post.arrivals(mail(), "nobody@elsewhere.example")
    return post


def test_every_outcome_is_counted_for_every_tenant(post: Post) -> None:
    post.arrivals(mail(body="both"), BOX, "support@kitefly.example")
    found = balance(post)
    assert found.raw_in == 7
    assert not found.missing
    assert found.outcomes == {Outcome.NEW: 3, Outcome.APPENDED: 1, Outcome.DUPLICATE: 1, Outcome.QUARANTINED: 2}


def test_what_was_never_processed_is_missing_until_repaired(post: Post) -> None:
    lost = post.record(mail(body="lost"), (BOX, "support@kitefly.example"))
    post.raw.keep_receipt("raw6", lost)
    post.record(mail(body="no receipt"), (BOX,))
    post.raw.stored_at["raw7"] = NOW - timedelta(minutes=11)
    found = balance(post)
    assert [(each.raw_id, each.tenant) for each in found.missing] == [
        ("raw6", post.northwind.id),
        ("raw6", post.kitefly.id),
        ("raw7", SYSTEM_TENANT),
    ]
    post.reconciliation.repair(found, post.now(), "repair")
    mended = balance(post)
    assert (mended.raw_in, mended.missing) == (found.raw_in, [])
    assert [entry.cause for entry in post.mail.quarantine(SYSTEM_TENANT, 1)] == ["no_receipt"]


def test_half_a_delivery_is_missing_for_the_other_tenant(post: Post) -> None:
    record = post.record(mail(body="half"), (BOX,))
    post.room.accept(record, post.now(), "s")
    record["receipt"]["recipients"].append("support@kitefly.example")
    post.raw.keep_receipt("raw6", record)
    assert [(each.raw_id, each.tenant) for each in balance(post).missing] == [("raw6", post.kitefly.id)]


def test_what_has_no_receipt_yet_is_in_flight_and_no_mail_is_not_counted(post: Post) -> None:
    post.record(mail(body="just in"), (BOX,))
    post.raw.raws["AMAZON_SES_SETUP_NOTIFICATION"] = b"hello"
    found = balance(post)
    assert (found.raw_in, found.in_flight, found.missing) == (5, 1, [])
    post.reconciliation.repair(found, post.now(), "repair")
    assert balance(post) == found


def test_what_was_kept_for_want_of_a_receipt_is_missing_when_the_receipt_comes(post: Post) -> None:
    late = post.record(mail(body="late"), (BOX,))
    post.raw.stored_at["raw6"] = NOW - timedelta(minutes=11)
    post.reconciliation.repair(balance(post), post.now(), "repair")
    assert balance(post).even
    post.raw.keep_receipt("raw6", late)
    found = balance(post)
    assert [(each.raw_id, each.tenant) for each in found.missing] == [("raw6", post.northwind.id)]
    post.reconciliation.repair(found, post.now(), "again")
    assert (balance(post).even, balance(post).raw_in) == (True, 6)


def test_a_mailbox_made_since_changes_nothing(post: Post) -> None:
    post._tenant("Elsewhere", "nobody@elsewhere.example")
    assert (balance(post).even, balance(post).raw_in) == (True, 5)


def test_an_outcome_that_nobody_expects_makes_it_uneven(post: Post) -> None:
    stray = LedgerEntry("raw1", "20261122", Outcome.NEW, NOW)
    post.mail.commit(post.kitefly.id, ChangeSet((Insert(stray),)))
    assert not balance(post).missing
    assert not balance(post).even


def test_what_fails_again_stays_missing(post: Post) -> None:
    post.raw.keep_receipt("raw6", post.record(mail(body="lost"), (BOX,)))
    found = balance(post)
    read, post.raw.raws = post.raw.raws, {}
    post.reconciliation.repair(found, post.now(), "repair")
    post.raw.raws = read
    assert len(balance(post).missing) == 1


def run(post: Post, monkeypatch: pytest.MonkeyPatch, *, repair: bool = False) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    stores = {"mail_store": post.mail, "identity_store": post.identity, "raw_mail": post.raw, "mailroom": post.room}
    options = SimpleNamespace(since=1, repair=repair, limit=10)
    return command._reconcile(cast("Lambdesk", SimpleNamespace(**stores)), options)  # type: ignore[arg-type]


def test_the_command_prints_the_counts_and_fails_when_something_is_missing(
    post: Post, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(post, monkeypatch) == 0
    lines = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert lines == {"raw in": "5", "appended": "1", "new": "1", "quarantined": "2", "duplicates": "1", "missing": "0"}
    post.raw.keep_receipt("raw6", post.record(mail(body="lost"), (BOX,)))
    assert run(post, monkeypatch) == 1
    assert "missing: raw6 for" in capsys.readouterr().out
    assert run(post, monkeypatch, repair=True) == 0
    assert "missing            0" in capsys.readouterr().out
