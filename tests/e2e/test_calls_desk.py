"""A late answer calls an address and writes to people: by the link in it one takes care, and the next one hears."""

import json
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from lambdesk.kit import clock
from lambdesk.kit.webhooks import Signed, check
from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud, eventually, text_of
from tests.support.gallery import violations
from tests.support.listener import Listener
from tests.support.tenants import change, make_tenant, open_ticket
from tests.support.writing import show

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener(status=204)
    yield found
    found.stop()


def written_in_the_editor(page: Page, cloud: RunningCloud, tenant: int, address: str) -> str:
    """A policy for urgent tickets whose first level calls an address; the secret that was made."""
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/policies")
    page.get_by_role("button", name="New policy").click()
    page.get_by_label("Name", exact=True).fill("Called")
    page.get_by_role("textbox", name="Urgent").first.fill("15s")
    level = page.get_by_role("listitem", name="Level 1")
    level.get_by_label("Level 1: add somebody").select_option(label="Admin")
    level.get_by_label("Call an address").check()
    level.get_by_role("textbox", name="Address").fill("http://10.0.0.1/in")
    level.get_by_role("button", name="Make a secret").click()
    secret = level.get_by_role("textbox", name="Signing secret").input_value()
    expect(level.get_by_text("Copy it now: it is not shown again.")).to_be_visible()
    page.get_by_role("button", name="Create").click()
    expect(level.get_by_text("begins with https://")).to_be_visible()
    level.get_by_role("textbox", name="Address").fill(address)
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Edit Called").click()
    expect(level.get_by_role("textbox", name="Address")).to_have_value(address)
    expect(level.get_by_role("textbox", name="Signing secret")).to_have_value("")
    assert violations(page) == []
    assert secret not in page.content()
    return secret


def link_of(cloud: RunningCloud, person: Person) -> str:
    mail = eventually(lambda: cloud.sent_to(person.user["email"], "/acknowledge/"), "who is called gets a mail")
    found = re.search(r"https?://\S+/acknowledge/\S+", text_of(mail))
    assert found
    return found[0]


def was_signed(listener: Listener, secret: str, number: int) -> None:
    eventually(lambda: listener.posts, "the address is called")
    headers, body = listener.posts[0]
    signed = Signed(*(headers[f"webhook-{each}"] for each in ("id", "timestamp", "signature")))
    check(signed, body, [secret], clock.now())
    assert json.loads(body)["data"]["number"] == number


def test_an_address_and_people_are_called_and_one_of_them_takes_care(
    open_desk: OpenDesk, browser: Browser, cloud: RunningCloud, listener: Listener
) -> None:
    tenant = make_tenant(cloud, "Calls")
    admin, agent = cloud.sign_in(tenant, "admin"), cloud.sign_in(tenant)
    desk = open_desk(tenant=tenant, role="admin")
    secret = written_in_the_editor(desk, cloud, tenant, f"{listener.url}/in")
    number = open_ticket(agent, "Nothing works", priority="urgent")
    change(agent, number, assignee_id=agent.user["id"])
    show(desk, cloud, number, tenant)
    was_signed(listener, secret, number)
    expect(desk.get_by_text(re.compile("called the address of level 1(?! in vain)"))).to_be_visible()
    mine, theirs = link_of(cloud, agent), link_of(cloud, admin)
    with closing(browser.new_context(locale="en-GB")) as context:
        page = context.new_page()
        page.goto(mine)
        # Looking does nothing.
        expect(page.get_by_text("The first response is late.")).to_be_visible()
        assert agent.get(f"/v1/tickets/{number}")["ticket"]["escalations"][0]["acknowledged_at"] is None
        assert violations(page) == []
        page.get_by_role("button", name="Yes, I take care of it").click()
        expect(page.get_by_role("heading", name="You take care of this")).to_be_visible()
        expect(desk.get_by_text("Maya Keller takes care of it since")).to_be_visible()
        page.goto(theirs)
        expect(page.get_by_role("heading", name="Somebody takes care of this already")).to_be_visible()
        expect(page.get_by_role("button", name="Yes, I take care of it")).to_have_count(0)
        assert "Maya" not in page.content()
        page.goto(theirs[:-4] + "AAAA")
        expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_an_address_that_is_gone_is_told_and_not_tried_again(
    open_desk: OpenDesk, cloud: RunningCloud, listener: Listener
) -> None:
    listener.status = 410
    tenant = make_tenant(cloud, "Gone")
    admin = cloud.sign_in(tenant, "admin")
    desk = open_desk(tenant=tenant, role="admin")
    written_in_the_editor(desk, cloud, tenant, f"{listener.url}/in")
    number = open_ticket(admin, "Nothing works", priority="urgent")
    show(desk, cloud, number, tenant)
    expect(desk.get_by_text(re.compile("called the address of level 1 in vain: it is gone"))).to_be_visible()
    assert len(listener.posts) == 1
