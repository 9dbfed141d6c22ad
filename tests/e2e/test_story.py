"""The whole story through the doors: mail in, ticket, answer out, the customer's reply on the same ticket."""

from concurrent.futures import ThreadPoolExecutor
from email.utils import make_msgid

import httpx
import pytest

from tests.support.cloud import RunningCloud, eventually, write_mail

pytestmark = pytest.mark.local_cloud
CUSTOMER = "ines.story@customer.example"


def open_by_mail(cloud: RunningCloud, subject: str, body: str = "Please help.", sender: str = CUSTOMER) -> int:
    agent = cloud.sign_in()
    cloud.send(write_mail(sender, cloud.tenant()["mailbox"], subject, body), sender, cloud.tenant()["mailbox"])
    return int(eventually(lambda: agent.ticket_about(subject), f"a ticket about {subject}")["number"])


def test_a_mail_is_answered_and_the_reply_joins_its_ticket(cloud: RunningCloud) -> None:
    agent, mailbox = cloud.sign_in(), cloud.tenant()["mailbox"]
    number = open_by_mail(cloud, "Two parcels, one order", "Which one is mine?\n")

    answer = agent.say(number, "Both are yours.", state_after="resolved")
    assert answer.status_code == 201, answer.text
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "Both are yours."), "the answer is in the outgoing mail")
    assert mailbox in sent["From"]
    assert sent["Reply-To"].startswith("reply+") or "<reply+" in sent["Reply-To"]
    assert sent["In-Reply-To"]
    view = eventually(
        lambda: next((m for m in agent.get(f"/v1/tickets/{number}")["messages"] if m["send_state"] == "sent"), None),
        "the answer is marked sent",
    )
    assert view["body_text"].strip() == "Both are yours."

    reply = write_mail(
        CUSTOMER,
        sent["Reply-To"],
        "a quite different subject",
        "Thank you, but one is empty.",
        in_reply_to=sent["Message-ID"],
        references=f"{sent['References']} {sent['Message-ID']}",
    )
    address = sent["Reply-To"].rpartition("<")[2].rstrip(">")
    cloud.send(reply, CUSTOMER, address)
    ticket = eventually(
        lambda: (t := agent.get(f"/v1/tickets/{number}")["ticket"])["state"] == "reopened" and t, "the ticket reopens"
    )
    assert ticket["message_count"] == 3


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_a_reply_to_the_mailbox_itself_is_threaded_by_what_ses_called_the_mail(
    cloud: RunningCloud, header: str
) -> None:
    agent = cloud.sign_in()
    number = open_by_mail(cloud, f"Threaded by {header}")
    assert agent.say(number, f"Answer for {header}.").status_code == 201
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, f"Answer for {header}."), "the answer went out")
    mailbox = cloud.tenant()["mailbox"]
    reply = write_mail(CUSTOMER, mailbox, "no tag here", "More.", **{header.replace("-", "_"): sent["Message-ID"]})
    cloud.send(reply, CUSTOMER, mailbox)
    eventually(lambda: agent.get(f"/v1/tickets/{number}")["ticket"]["message_count"] == 3, "the reply joined")


def test_an_internal_note_never_leaves(cloud: RunningCloud) -> None:
    agent = cloud.sign_in()
    number = open_by_mail(cloud, "Nothing internal")
    assert agent.say(number, "the customer is a known dawdler", kind="note").status_code == 201
    assert agent.say(number, "We are on it.").status_code == 201
    eventually(lambda: cloud.sent_to(CUSTOMER, "We are on it."), "the answer went out")
    assert cloud.sent_to(CUSTOMER, "dawdler") is None


def test_the_same_delivery_a_hundred_times_in_parallel_is_one_message(cloud: RunningCloud) -> None:
    agent, mailbox = cloud.sign_in(), cloud.tenant()["mailbox"]
    mail = write_mail(CUSTOMER, mailbox, "A hundred times the same", "Once is enough.").as_bytes()
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda _: cloud.send(mail, CUSTOMER, mailbox), range(100)))
    eventually(lambda: agent.ticket_about("A hundred times the same"), "the ticket")
    eventually(lambda: cloud.reconcile()["missing"] == 0, "every delivery is accounted for", 120)
    rows = [row for row in agent.tickets() if row["subject"] == "A hundred times the same"]
    assert [row["message_count"] for row in rows] == [1]


def test_untrusted_mail_opens_a_ticket_with_a_mark_but_reopens_nothing(cloud: RunningCloud) -> None:
    agent, mailbox = cloud.sign_in(), cloud.tenant()["mailbox"]
    number = open_by_mail(cloud, "Resolve me")
    assert agent.say(number, "Done.", state_after="resolved").status_code == 201
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "Done."), "the answer went out")
    forged = write_mail(CUSTOMER, mailbox, "x", "forged", in_reply_to=sent["Message-ID"])
    cloud.send(forged, CUSTOMER, mailbox, trusted=False)
    ticket = eventually(
        lambda: (t := agent.get(f"/v1/tickets/{number}")["ticket"])["message_count"] == 3 and t, "it is kept"
    )
    assert ticket["state"] == "resolved"
    assert ticket["unauthenticated"] is True


def test_mail_for_nobody_is_quarantined_not_lost(cloud: RunningCloud) -> None:
    before = cloud.reconcile()
    stranger = f"nobody@{make_msgid().strip('<>').partition('@')[0]}.example"
    cloud.send(write_mail(CUSTOMER, stranger, "Where to", "?"), CUSTOMER, stranger)
    eventually(lambda: cloud.reconcile()["quarantined"] == before["quarantined"] + 1, "it is in quarantine")


def test_one_tenant_sees_nothing_of_the_other(cloud: RunningCloud) -> None:
    number = open_by_mail(cloud, "Only for the first tenant")
    message = cloud.sign_in().get(f"/v1/tickets/{number}")["messages"][0]["id"]
    other = cloud.sign_in(tenant=1)
    assert other.ticket_about("Only for the first tenant") is None
    highest = max(row["number"] for row in cloud.sign_in().tickets())
    answer = other.api.get(f"/v1/tickets/{highest + 1000}")
    assert answer.status_code == 404
    for path in (
        f"/v1/tickets/{number}/messages/{message}/body",
        f"/v1/tickets/{number}/messages/{message}/attachments/0",
    ):
        assert other.api.get(path).status_code == 404


def test_a_token_that_is_not_ours_is_refused_as_a_problem(cloud: RunningCloud) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
        answer = httpx.get(cloud.outputs["api_url"] + "/v1/tickets", headers=headers, timeout=30)
        assert answer.status_code == 401
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["code"] == "unauthenticated"
