"""The live connection is cut at every bad moment: afterwards the screen shows what a fresh fetch shows."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.tenants import change, make_tenant, open_ticket

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]

ROWS = "[...document.querySelectorAll('[data-number]')].map(each => each.dataset.number)"
SCREEN = """() => {
  const text = each => each.textContent.replace(/\\s+/g, " ");
  const still = each => { const copy = each.cloneNode(true);
    copy.querySelectorAll("time, [data-face] > [aria-hidden]").forEach(part => part.remove()); return text(copy); };
  return {
    list: [...document.querySelectorAll("[data-number]")].map(each => each.dataset.number + still(each)),
    thread: [...document.querySelectorAll("#messages > ol > li")].map(still),
    head: [...document.querySelectorAll("#conversation header")].slice(0, 1).map(still),
  };
}"""


class Door:
    """The door of the sockets, as somebody between it and the browser could hold it."""

    def __init__(self, page: Page) -> None:
        self.open = True
        self.wires: list[WebSocketRoute] = []
        self.heard: list[Any] = []
        page.route_web_socket("**/ws?*", self._let_in)

    def _let_in(self, wire: WebSocketRoute) -> None:
        if not self.open:
            wire.close(code=1011)
            return
        server = wire.connect_to_server()
        self.wires.append(wire)

        def pass_on(message: str | bytes) -> None:
            if wire in self.wires:
                self.heard += json.loads(message)
                wire.send(message)

        server.on_message(pass_on)

    def cut(self) -> None:
        """What is under way is lost, both sides are told."""
        wires, self.wires = self.wires, []
        for wire in wires:
            wire.close(code=1011)

    def told(self, kind: str) -> int:
        return sum(frame["type"] == kind for frame in self.heard)


def screen(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(SCREEN)
    return found


class Desk:
    """A desk whose socket goes through a door, with one ticket open, and a colleague who works meanwhile."""

    def __init__(self, open_desk: OpenDesk, cloud: RunningCloud, name: str, tickets: int = 6) -> None:
        self.tenant = make_tenant(cloud, name)
        self.admin: Person = cloud.sign_in(self.tenant, "admin")
        self.numbers = [open_ticket(self.admin, f"Lamp number {each}") for each in range(tickets)]
        self.page = open_desk(tenant=self.tenant)
        self.door = Door(self.page)
        slug = cloud.tenant(self.tenant)["slug"]
        self.page.goto(f"{cloud.outputs['desk_url']}{slug}/inbox/unassigned/{self.numbers[0]}")
        expect(self.page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()
        self.live()

    def waits(self, until: Callable[[], bool], what: str) -> None:
        """Until something has happened; the page goes on meanwhile."""

        def look() -> bool:
            self.page.wait_for_timeout(20)
            return until()

        eventually(look, what, 60)

    def live(self) -> None:
        """The server tells."""
        if not self.door.wires or self.door.told("subscribed") == 0:
            self.waits(lambda: self.door.told("subscribed") > 0, "it is live")

    def work(self, stamp: str) -> None:
        """What changes while nobody is told: new rows, rows that leave, fields, messages, and one that comes back."""
        first, second, third, *_ = self.numbers
        self.admin.say(first, f"Note while it was dark, {stamp}", kind="note")
        self.admin.say(first, f"Answer while it was dark, {stamp}")
        change(self.admin, first, priority="urgent")
        change(self.admin, second, assignee_id=self.admin.user["id"])
        change(self.admin, third, priority="low")
        change(self.admin, third, subject=f"Another name, {stamp}")
        self.numbers.append(open_ticket(self.admin, f"Came while it was dark, {stamp}", priority="high"))

    def _told(self) -> tuple[list[str], list[str]]:
        """Which rows there are, and what was said, as the API has it."""
        rows = self.admin.tickets(assignee="none")
        said = self.admin.get(f"/v1/tickets/{self.numbers[0]}")["messages"]
        return [str(row["number"]) for row in rows], [each["body_text"] for each in said]

    def _seen(self, said: list[str]) -> tuple[list[str], list[str]]:
        """The same as it is on screen; of what was said, what can be found there."""
        rows: list[str] = self.page.evaluate(ROWS)
        thread = screen(self.page)["thread"]
        return rows, [text for text in said if any(text in line for line in thread)]

    def agrees(self) -> None:
        """List and thread are what the API says, and what a page says that has just been loaded."""
        ends = time.monotonic() + 60
        while (told := self._told()) != (seen := self._seen(told[1])) and time.monotonic() < ends:
            self.page.wait_for_timeout(200)
        assert seen == told
        self.page.wait_for_timeout(2_500)
        there = self.page.context.new_page()
        there.goto(self.page.url)
        expect(there.get_by_role("textbox", name="Reply to the customer")).to_be_visible()
        expect(there.locator("[data-number]").first).to_be_visible()
        there.wait_for_load_state("networkidle")
        ends = time.monotonic() + 30
        while (here := screen(self.page)) != (fresh := screen(there)) and time.monotonic() < ends:
            self.page.wait_for_timeout(200)
        there.close()
        assert here == fresh


def test_a_cut_socket_comes_back_with_all_that_was_missed(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    desk = Desk(open_desk, cloud, "Cut")
    for turn in ("first", "second"):
        desk.door.cut()
        desk.work(turn)
        desk.agrees()


def test_frames_lost_before_the_cut_are_found(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    desk = Desk(open_desk, cloud, "Lost")
    wires, desk.door.wires = desk.door.wires, []
    # It looks alive and tells nothing more.
    desk.work("in silence")
    desk.page.wait_for_timeout(1_500)
    for wire in wires:
        wire.close(code=1011)
    desk.agrees()


def test_a_cut_right_after_the_greeting(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    desk = Desk(open_desk, cloud, "Greeting")
    greeted = desk.door.told("subscribed")
    desk.door.cut()
    desk.work("once")
    desk.waits(lambda: desk.door.told("subscribed") > greeted, "it is greeted")
    desk.door.cut()
    desk.work("twice")
    desk.agrees()


def test_an_offline_machine_comes_back(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    desk = Desk(open_desk, cloud, "Offline")
    desk.page.context.set_offline(True)
    expect(desk.page.get_by_text("You are offline.")).to_be_visible()
    desk.door.cut()
    desk.work("meanwhile")
    desk.page.wait_for_timeout(3_000)
    desk.page.context.set_offline(False)
    expect(desk.page.get_by_text("You are offline.")).to_be_hidden()
    desk.agrees()


def stale_token(page: Page) -> Callable[[Route], None]:
    """The token that the page has now is refused by the server, as one that has run out; a new one is not."""
    old: list[str] = []

    def pass_on(route: Route) -> None:
        token = route.request.headers.get("authorization")
        if token and not old:
            old.append(token)
        if token and token == old[0]:
            route.continue_(headers={**route.request.headers, "authorization": "Bearer run.out.already"})
        else:
            route.continue_()

    return pass_on


def test_a_token_that_runs_out_during_the_cut_is_renewed(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    desk = Desk(open_desk, cloud, "Token")
    refreshes: list[str] = []
    desk.page.on(
        "request", lambda request: refreshes.append(request.url) if request.url.endswith("/session/refresh") else None
    )
    desk.page.route("**/api/v1/**", stale_token(desk.page))
    desk.door.cut()
    desk.work("while it ran out")
    desk.agrees()
    assert refreshes


def test_a_session_that_ends_during_the_cut_asks_who_is_there(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    desk = Desk(open_desk, cloud, "Session")
    page, who = desk.page, cloud.credentials(desk.tenant)
    page.keyboard.press("r")
    page.keyboard.type("Half an answer")
    page.route("**/api/v1/**", stale_token(page))
    page.context.clear_cookies()
    desk.door.cut()
    desk.work("behind the door")
    expect(page.get_by_label("Password")).to_be_visible(timeout=40_000)
    page.get_by_label("E-mail").fill(who["email"])
    page.get_by_label("Password").fill(who["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("toolbar", name="Format")).to_be_visible()
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_have_text("Half an answer")
    page.get_by_role("textbox", name="Reply to the customer").fill("")
    desk.agrees()


def test_without_a_door_the_desk_asks_again_and_again(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    desk = Desk(open_desk, cloud, "Polling")
    desk.door.open = False
    desk.door.cut()
    for turn in ("first", "second"):
        desk.work(turn)
        desk.agrees()
    desk.door.open = True
    desk.waits(lambda: bool(desk.door.wires), "the socket is back")
    desk.work("live again")
    desk.agrees()
