"""A day's work on tickets: put aside, put together, taken apart, linked, described, and done with few keys."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import CUSTOMER, OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.tenants import change, make_tenant, open_ticket
from tests.support.writing import box, show, write

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Work")


@pytest.fixture
def admin(cloud: RunningCloud, tenant: int) -> Person:
    person = cloud.sign_in(tenant, "admin")
    set_up(person, "statuses", state="pending", agent_label="Waiting for parts", customer_label="Waiting")
    set_up(person, "categories", label="Repairs")
    set_up(person, "teams", name="Workshop")
    set_up(person, "fields", key="serial", label="Serial number", type="text")
    return person


def set_up(person: Person, kind: str, **noun: Any) -> dict[str, Any]:
    answer = person.api.post(f"/v1/{kind}", json=noun, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def ticket(person: Person, number: int) -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"/v1/tickets/{number}")["ticket"]
    return found


def pick(page: Page, number: int) -> None:
    """Another ticket, in the window that is open."""
    page.get_by_placeholder("Number, subject or customer").fill(str(number))
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text(str(number))
    page.keyboard.press("Enter")


def test_a_ticket_is_snoozed_and_woken(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, admin: Person) -> None:
    number, page = open_ticket(admin, "Come back later"), open_desk(tenant=tenant)
    show(page, cloud, number, tenant)
    page.keyboard.press("s")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Tomorrow morning")).click()
    eventually(lambda: ticket(admin, number)["snoozed_until"], "it sleeps")
    page.get_by_role("link", name="Snoozed").click()
    page.get_by_text("Come back later").first.click()
    expect(page.get_by_text("Snoozed until", exact=False).first).to_be_visible()
    page.keyboard.press("Shift+S")
    eventually(lambda: not ticket(admin, number)["snoozed_until"], "it is awake")
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page.locator(f"[data-number='{number}']")).to_be_visible()


def test_tickets_are_merged_and_taken_apart_again(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int, admin: Person
) -> None:
    source, target = open_ticket(admin, "Asked twice", "The second time."), open_ticket(admin, "Asked once")
    assert admin.say(source, "Answered there.", kind="note").status_code == 201
    page = open_desk(tenant=tenant)
    show(page, cloud, source, tenant)
    page.keyboard.press("m")
    pick(page, target)
    page.get_by_role("button", name=re.compile("^Merge into")).click()
    expect(page).to_have_url(re.compile(f"/{target}$"))
    expect(page.get_by_role("article").filter(has_text="The second time.")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="Answered there.")).to_be_visible()
    assert (ticket(admin, source)["merged_into"], ticket(admin, source)["state"]) == (target, "closed")
    page.get_by_role("button", name="Undo the merge").click()
    expect(page).to_have_url(re.compile(f"/{source}$"))
    eventually(lambda: ticket(admin, source)["merged_into"] is None, "it stands on its own")
    show(page, cloud, target, tenant)
    expect(page.get_by_role("article").filter(has_text="Can you help me?")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="The second time.")).to_have_count(0)


def test_messages_become_a_ticket_of_their_own(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int, admin: Person
) -> None:
    number, page = open_ticket(admin, "Two things", "The first thing."), open_desk(tenant=tenant)
    show(page, cloud, number, tenant)
    page.keyboard.press("Shift+M")
    bar = page.get_by_role("region", name="Split")
    page.get_by_role("checkbox").first.check()
    bar.get_by_label("Subject of the new ticket").fill("The other thing")
    bar.get_by_role("button", name="Create the ticket").click()
    expect(page).not_to_have_url(re.compile(f"/{number}$"))
    made = int(page.url.rpartition("/")[2])
    expect(page.get_by_role("heading", name="The other thing")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="The first thing.")).to_be_visible()
    assert ticket(admin, made)["split_from"] == number


def test_a_parent_tells_its_children(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, admin: Person) -> None:
    parent, child = open_ticket(admin, "The outage"), open_ticket(admin, "Nothing works")
    page = open_desk(tenant=tenant)
    show(page, cloud, parent, tenant)
    page.keyboard.press("Shift+L")
    page.get_by_role("dialog").get_by_label("Kind of link").select_option(label="is the parent of")
    pick(page, child)
    eventually(lambda: ticket(admin, child)["links"], "the child knows its parent")
    expect(page.get_by_role("heading", name="Children")).to_be_visible()
    write(page, "It works again.")
    page.keyboard.press("Control+Shift+Enter")
    dialog = page.get_by_role("dialog", name="Tell the linked tickets too?")
    dialog.get_by_role("button", name="Send to 1 ticket").click()
    expect(dialog).to_contain_text("Sent")
    dialog.get_by_role("button", name="Done").click()
    assert (ticket(admin, child)["state"], ticket(admin, parent)["state"]) == ("resolved", "resolved")
    said = [each["body_text"] for each in admin.get(f"/v1/tickets/{child}")["messages"]]
    assert "It works again." in said


def test_what_a_ticket_is_about_is_set_with_the_keys(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int, admin: Person
) -> None:
    number, page = open_ticket(admin, "The kettle leaks"), open_desk(tenant=tenant)
    show(page, cloud, number, tenant)
    page.keyboard.press("w")
    eventually(lambda: ticket(admin, number)["watchers"], "somebody watches")
    expect(page.get_by_role("button", name="Stop watching")).to_be_visible()
    page.keyboard.press("t")
    tags = page.get_by_role("combobox", name="Tags")
    expect(tags).to_be_focused()
    page.keyboard.type("Kettle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove the tag kettle")).to_be_visible()
    page.keyboard.press("Escape")
    for key, choice, name in (
        ("g", "Repairs", "Category: Repairs"),
        ("Shift+A", "Workshop", "Team: Workshop"),
        ("o", "Waiting for parts", "State: Waiting for parts"),
    ):
        page.keyboard.press(key)
        page.get_by_role("menu").get_by_text(choice, exact=True).click()
        expect(page.get_by_role("button", name=name).first).to_be_visible()
        expect(page.get_by_role("menu")).to_have_count(0)
        page.locator("#messages").focus()

    def stored() -> bool:
        found = ticket(admin, number)
        chosen = found["status_id"], found["team_id"], found["category_id"]
        return (found["state"], found["tags"]) == ("pending", ["kettle"]) and None not in chosen

    eventually(stored, "the server has it all")


def test_a_field_that_is_wanted_is_asked_for_before_it_is_resolved(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    strict = make_tenant(cloud, "Strict")
    boss = cloud.sign_in(strict, "admin")
    set_up(boss, "fields", key="cause", label="Cause", type="text", required="resolve")
    number, page = open_ticket(boss, "Why though"), open_desk(tenant=strict)
    show(page, cloud, number, strict)
    page.keyboard.press("e")
    cause = page.get_by_role("textbox", name="Cause")
    expect(cause).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Before it can be resolved: Cause.")).to_be_visible()
    page.keyboard.type("A loose plug")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Resolve now").click()
    eventually(lambda: ticket(boss, number)["state"] == "resolved", "it is resolved")
    assert ticket(boss, number)["fields"] == {"cause": "A loose plug"}


def test_two_agents_change_different_things_at_once(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int, admin: Person
) -> None:
    number, page = open_ticket(admin, "Both at once"), open_desk(tenant=tenant)
    show(page, cloud, number, tenant)
    # What the other one does does not reach this page, as when it is told late.
    page.route("**/v1/realtime/**", lambda route: route.abort())
    page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    change(admin, number, priority="high")
    serial = page.get_by_role("textbox", name="Serial number")
    serial.fill("K-17")
    serial.press("Enter")
    eventually(lambda: ticket(admin, number)["fields"].get("serial") == "K-17", "the field is kept")
    assert ticket(admin, number)["priority"] == "high"
    expect(page.get_by_role("alert").filter(has_text="not changed")).to_have_count(0)


def test_from_opening_to_the_next_in_five_keys(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    quick = make_tenant(cloud, "Quick")
    boss, agent = cloud.sign_in(quick, "admin"), cloud.sign_in(quick)
    numbers = [open_ticket(boss, f"Quick {each}") for each in range(2)]
    for number in numbers:
        change(boss, number, assignee_id=agent.user["id"])
    page = open_desk(tenant=quick)
    first = page.locator("[data-number]").first
    expect(first).to_be_visible()
    number = int(str(first.get_attribute("data-number")))
    page.keyboard.press("j")
    expect(box(page)).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("It is done.")
    page.keyboard.press("Control+Shift+Enter")
    (other,) = [each for each in numbers if each != number]
    expect(page).to_have_url(re.compile(f"/{other}$"))
    eventually(lambda: ticket(boss, number)["state"] == "resolved", "it is resolved")
    assert cloud.sent_to(CUSTOMER, "It is done.") is None
