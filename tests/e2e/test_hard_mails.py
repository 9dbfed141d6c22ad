"""Mails that break the rules, through the door of the deployed cloud: each ends somewhere, none is lost."""

import smtplib

import pytest

from tests.support.cloud import RunningCloud, eventually
from tests.support.hard_mails import BOUNCE, CUSTOMER, HARD, plain

pytestmark = pytest.mark.local_cloud
OUTCOMES = ("appended", "new", "quarantined", "duplicates")


def deliver(cloud: RunningCloud, raw: bytes) -> None:
    """As it is: `sendmail` would mend bare line feeds, so the bytes go in by hand; no line begins with a dot."""
    with cloud.smtp() as door:
        door.ehlo()
        door.mail(CUSTOMER)
        door.rcpt(cloud.tenant()["mailbox"])
        assert door.docmd("DATA")[0] == 354
        door.send(raw + b"\r\n.\r\n")
        code, text = door.getreply()
        if code != 250:
            raise smtplib.SMTPDataError(code, text)


def test_every_hard_mail_has_an_outcome(cloud: RunningCloud) -> None:
    def settled() -> dict[str, int] | None:
        found = cloud.reconcile()
        return found if found["missing"] == 0 and not found.get("in flight") else None

    before = eventually(settled, "what came before is settled", 120)
    for raw in HARD.values():
        deliver(cloud, raw)

    def done() -> dict[str, int] | None:
        found = settled()
        return found if found and found["raw in"] == before["raw in"] + len(HARD) else None

    after = eventually(done, "every hard mail is accounted for", 180)
    assert after["missing"] == 0
    assert after["raw in"] == sum(after[name] for name in OUTCOMES)
    # Unlike each other, all of them are kept: as tickets, or in quarantine with a cause.
    assert after["duplicates"] == before["duplicates"]


def test_a_bounce_of_our_answer_joins_its_ticket(cloud: RunningCloud) -> None:
    agent = cloud.sign_in()
    deliver(cloud, plain("bounced answer", b"Please answer."))
    row = eventually(lambda: agent.ticket_about("hard: bounced answer"), "the ticket")
    assert agent.say(row["number"], "This will bounce.").status_code == 201
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "This will bounce."), "the answer went out")
    own = sent["Message-ID"].strip().encode()
    deliver(cloud, BOUNCE.replace(b"<0100018-unknown-000000@email.amazonses.com>", own))
    eventually(
        lambda: agent.get(f"/v1/tickets/{row['number']}")["ticket"]["message_count"] == 3, "the bounce joined", 60
    )
