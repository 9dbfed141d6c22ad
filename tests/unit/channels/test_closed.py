"""Mail to a workspace that is closed: it waits, is counted once, and comes in when the doors are open again."""

import pytest

from lambdesk.channels.model import Outcome
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.tenants.service import Tenants
from tests.support.post import BOX, Post, mail


@pytest.fixture
def post() -> Post:
    return Post()


def ctx(post: Post) -> Context:
    return Context(post.northwind.id, SYSTEM, post.now(), f"seed{post.moments}")


def test_mail_waits_and_comes_in_once(post: Post) -> None:
    tenants = Tenants(post.identity)
    tenants.suspend(ctx(post), "operator")
    first, second = post.deliver(mail("Eins"), BOX), post.deliver(mail("Zwei"), BOX)
    assert {first.outcome, second.outcome} == {Outcome.QUARANTINED}
    assert first.cause == "tenant_suspended"
    tenants.resume(ctx(post), "operator")
    assert post.room.let_in(post.northwind.id, post.now(), "s") == 2
    subjects = [post.conversation(number).ticket.subject for number in (1, 2)]
    assert subjects == ["Eins", "Zwei"]
    assert post.room.let_in(post.northwind.id, post.now(), "t") == 0
    assert list(post.mail.quarantine(post.northwind.id, 10)) == []
    balance = post.reconciliation.balance(post.northwind.created_at, post.now())
    assert balance.even
    assert balance.outcomes == {Outcome.NEW: 2}


def test_what_was_kept_out_for_another_reason_stays_out(post: Post) -> None:
    post.deliver(mail("Virus"), BOX, virus="FAIL")
    assert post.room.let_in(post.northwind.id, post.now(), "s") == 0
    assert [each.cause for each in post.mail.quarantine(post.northwind.id, 10)] == ["virus"]


def test_the_other_workspace_notices_nothing(post: Post) -> None:
    Tenants(post.identity).suspend(ctx(post), "operator")
    arrivals = post.arrivals(mail("Both"), BOX, "support@kitefly.example")
    assert [each.entry.outcome for each in arrivals] == [Outcome.QUARANTINED, Outcome.NEW]
