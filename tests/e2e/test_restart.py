"""What a restart and a crash may cost: nothing, and at most the last five seconds. Open screens get over both."""

import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.cloud import Person, RunningCloud, eventually, write_mail
from tests.support.live import Frame, Screen
from tests.support.socket import Socket

pytestmark = [pytest.mark.long, pytest.mark.local_cloud]
CUSTOMER = "rolf.restart@customer.example"


def open_by_mail(cloud: RunningCloud, subject: str) -> int:
    mailbox, agent = cloud.tenant()["mailbox"], cloud.sign_in()
    cloud.send(write_mail(CUSTOMER, mailbox, subject, "Still there?"), CUSTOMER, mailbox)
    return int(eventually(lambda: agent.ticket_about(subject), f"a ticket about {subject}")["number"])


def rows(person: Person) -> dict[int, Frame]:
    found = [row for queue in ("open", "paused", "resolved", "closed") for row in person.tickets(queue=queue)]
    return {row["number"]: row for row in found}


def prioritise(person: Person, number: int, priority: str) -> None:
    version = person.get(f"/v1/tickets/{number}")["ticket"]["version"]
    change, unless = {"priority": priority}, {"If-Match": f'"{version}"'}
    person.api.patch(f"/v1/tickets/{number}", json=change, headers=unless).raise_for_status()


class Client:
    """Somebody with a list and a ticket on screen, who hears frames until the socket dies and then resumes as the desk
    does: with a new ticket for a socket, its topics, and the rows that changed since the last frame."""

    def __init__(self, cloud: RunningCloud, number: int) -> None:
        self.person, self.number = cloud.sign_in(), number
        self.screen = Screen(rows(self.person), self.person.get(f"/v1/tickets/{number}"))
        self.socket = self._open()
        self.watermark = ""

    def _open(self) -> Socket:
        socket = Socket(self.person)
        socket.watch("queue:none", f"ticket:{self.number}", f"user:{self.person.user['id']}")
        return socket

    def hear_of(self, priority: str) -> None:
        """Wait until the ticket on screen has this priority by what the socket told."""
        self.socket.hear(lambda frame: frame["type"] == "ticket" and frame["ticket"]["priority"] == priority)
        self._show(self.socket.frames)
        assert self.screen.view["ticket"]["priority"] == priority

    def _show(self, frames: list[Frame]) -> None:
        self.screen.apply(frames)
        self.watermark = max([self.watermark, *(frame["at"] for frame in frames)])

    def lose(self) -> None:
        """The socket dies with the server, and the client can tell."""
        with pytest.raises(ConnectionClosed):
            self.socket.hear(lambda _frame: False, seconds=30)
        self._show(self.socket.frames)

    def resume(self) -> None:
        self.socket = self._open()
        changes = self.person.get("/v1/tickets/changes", since=self.watermark)
        assert not changes["refetch"]
        self._show([{**row, "type": "row", "at": changes["watermark"], "row": row} for row in changes["items"]])

    def shows_what_a_fetch_gives(self) -> bool:
        return self.screen.rows == rows(self.person)


def test_state_and_open_screens_survive_a_restart_and_a_crash(tmp_path: Path) -> None:
    state = tmp_path / "a cloud"
    with RunningCloud(state, seed=True, persist=True) as cloud:
        first = open_by_mail(cloud, "Before the restart")
        tenants, mails = cloud.outputs["tenants"], cloud.reconcile()
        client = Client(cloud, first)
        prioritise(cloud.sign_in(role="manager"), first, "urgent")
        client.hear_of("urgent")
    client.lose()

    with RunningCloud(state, seed=True, persist=True) as cloud:
        assert cloud.outputs["tenants"] == tenants
        assert cloud.reconcile() == mails, "a start after the first plays no demo again"
        assert cloud.sign_in().get(f"/v1/tickets/{first}")["ticket"]["subject"] == "Before the restart"
        second = open_by_mail(cloud, "Before the crash")
        prioritise(cloud.sign_in(role="manager"), first, "high")
        assert not client.shows_what_a_fetch_gives()
        client.resume()
        assert client.shows_what_a_fetch_gives()
        prioritise(cloud.sign_in(role="manager"), first, "low")
        client.hear_of("low")
        time.sleep(6)
        cloud.kill()
    client.lose()

    with RunningCloud(state, seed=True, persist=True) as cloud:
        agent = cloud.sign_in()
        assert agent.get(f"/v1/tickets/{second}")["ticket"]["subject"] == "Before the crash"
        third = open_by_mail(cloud, "After the crash")
        assert third > second
        assert agent.say(third, "All is well.").status_code == 201
        eventually(lambda: cloud.sent_to(CUSTOMER, "All is well."), "mail goes out again after the crash")
        assert cloud.reconcile()["missing"] == 0
        prioritise(cloud.sign_in(role="manager"), first, "normal")
        client.resume()
        assert client.shows_what_a_fetch_gives()
        prioritise(cloud.sign_in(role="manager"), first, "urgent")
        client.hear_of("urgent")
