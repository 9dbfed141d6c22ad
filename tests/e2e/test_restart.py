"""What a restart and a crash may cost: nothing, and at most the last five seconds."""

import time
from pathlib import Path

import pytest

from tests.support.cloud import RunningCloud, eventually, write_mail

pytestmark = pytest.mark.local_cloud
CUSTOMER = "rolf.restart@customer.example"


def open_by_mail(cloud: RunningCloud, subject: str) -> int:
    mailbox, agent = cloud.tenant()["mailbox"], cloud.sign_in()
    cloud.send(write_mail(CUSTOMER, mailbox, subject, "Still there?"), CUSTOMER, mailbox)
    return int(eventually(lambda: agent.ticket_about(subject), f"a ticket about {subject}")["number"])


def test_state_survives_a_restart_and_a_crash(tmp_path: Path) -> None:
    state = tmp_path / "a cloud"
    with RunningCloud(state, seed=True, persist=True) as cloud:
        first = open_by_mail(cloud, "Before the restart")
        tenants, mails = cloud.outputs["tenants"], cloud.reconcile()

    with RunningCloud(state, seed=True, persist=True) as cloud:
        assert cloud.outputs["tenants"] == tenants
        assert cloud.reconcile() == mails, "a start after the first plays no demo again"
        assert cloud.sign_in().get(f"/v1/tickets/{first}")["ticket"]["subject"] == "Before the restart"
        second = open_by_mail(cloud, "Before the crash")
        time.sleep(6)
        cloud.kill()

    with RunningCloud(state, seed=True, persist=True) as cloud:
        agent = cloud.sign_in()
        assert agent.get(f"/v1/tickets/{second}")["ticket"]["subject"] == "Before the crash"
        third = open_by_mail(cloud, "After the crash")
        assert third > second
        assert agent.say(third, "All is well.").status_code == 201
        eventually(lambda: cloud.sent_to(CUSTOMER, "All is well."), "mail goes out again after the crash")
        assert cloud.reconcile()["missing"] == 0
