"""The Lambda on the events that SES invokes it with."""

import json
from collections.abc import Iterator

import pytest

from functions.mail_in import handler as door
from lambdesk.adapters.aws.log import logger
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.cli import mail as command
from lambdesk.kit.errors import Invalid, NotFound
from tests.support.account import MAILBOX, account, settle, store_mail
from tests.support.post import mail


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    with account(monkeypatch) as found:
        monkeypatch.setattr(door, "product", found)
        yield found


def test_a_mail_becomes_a_ticket_on_the_table_and_its_receipt_is_kept(product: Lambdesk) -> None:
    tenant = settle(product)
    event = store_mail(product, "m1", mail("Größe", "Hallo 🙂" + "x" * 40_000))
    door.handler(event, None)
    door.handler(event, None)
    found = product.ticket_store.open(tenant.id, 1)
    assert found
    assert (found.ticket.subject, found.ticket.mailbox, len(found.messages)) == ("Größe", MAILBOX, 1)
    key = found.messages[0].body_key
    assert key
    assert product.content.read(key).decode().startswith("Hallo 🙂")
    kept = product.clients.s3.get_object(Bucket="raw", Key="receipt/m1.json")["Body"].read()
    assert json.loads(kept) == event["Records"][0]["ses"]


def test_the_command_accounts_for_all(product: Lambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    settle(product)
    door.handler(store_mail(product, "m1", mail()), None)
    door.handler(store_mail(product, "m2", mail()), None)
    door.handler(store_mail(product, "m3", mail(), "nobody@elsewhere.example"), None)
    lost = store_mail(product, "m4", mail(body="lost"))
    product.raw_mail.keep_receipt("m4", lost["Records"][0]["ses"])
    options = command.argparse.Namespace(since=1.0, repair=False, limit=5)
    assert command._reconcile(product, options) == 1
    options.repair = True
    assert command._reconcile(product, options) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()[-6:]]
    assert [line[-1] for line in lines] == ["4", "0", "2", "1", "1", "0"]
    assert command._quarantine(product, options) == 0
    assert {line.split()[2] for line in capsys.readouterr().out.splitlines()} == {"unknown_mailbox"}


@pytest.mark.parametrize("event", [{}, {"Records": [{}]}, {"Records": [{"ses": {"mail": {}}}]}, {"Records": None}])
def test_poison_is_refused_so_that_it_ends_in_the_dead_letter_queue(
    product: Lambdesk, event: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        door.handler(event, None)


def test_a_receipt_without_its_raw_mail_is_tried_again(product: Lambdesk) -> None:
    settle(product)
    event = store_mail(product, "m1", mail())
    product.clients.s3.delete_object(Bucket="raw", Key="raw/m1")
    with pytest.raises(NotFound):
        door.handler(event, None)


def test_the_log_names_neither_words_nor_people(product: Lambdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(product)
    lines: list[str] = []
    monkeypatch.setattr(logger, "info", lambda *words, **facts: lines.append(json.dumps([words, facts])))
    door.handler(store_mail(product, "m1", mail("Secret subject", "secret body")), None)
    (line,) = lines
    assert "m1" in line
    assert not [word for word in ("ecret", "ann", "Bright", "northwind.example") if word in line]
