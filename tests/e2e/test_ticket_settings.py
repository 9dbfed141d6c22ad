"""What an admin sets up for tickets, in the browser: it is on the tickets at once, also what replaces the deleted."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.tenants import change, make_tenant, open_ticket
from tests.support.writing import show

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Settings")


@pytest.fixture
def settings(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> Callable[[str], Page]:
    """A page of the settings, opened by an admin."""

    def begin(name: str) -> Page:
        page = open_desk(role="admin", tenant=tenant)
        page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/{name}")
        expect(page.get_by_role("button", name="New ").first).to_be_visible()
        return page

    return begin


def make(page: Page, button: str, label: str, value: str, **choices: str) -> None:
    """Fills the window that a button opens and saves it."""
    page.get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(label, exact=True).fill(value)
    for name, choice in choices.items():
        dialog.get_by_label(name.replace("_", " ")).select_option(label=choice)
    save(dialog, "Create")


def save(dialog: Locator, button: str = "Save") -> None:
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_have_count(0)


def names(admin: Person, kind: str, label: str) -> list[str]:
    found: list[dict[str, Any]] = admin.get("/v1/settings/tickets")[kind]
    alive = [each for each in found if each.get("replaced_by") is None and each.get("active", True)]
    return [each[label] for each in sorted(alive, key=lambda each: each.get("order", 0))]


def test_a_status_is_made_renamed_ordered_and_replaced(
    settings: Callable[[str], Page], cloud: RunningCloud, tenant: int
) -> None:
    admin, page = cloud.sign_in(tenant, "admin"), settings("statuses")
    for name in ("Waiting for parts", "Waiting for the bank"):
        make(page, "New status for Pending", "Name for agents", name)
    page.get_by_role("button", name="Edit Waiting for parts").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name for agents").fill("Parts ordered")
    dialog.get_by_text("Violet").click()
    save(dialog)
    pending = page.get_by_role("list", name="Pending")
    expect(pending.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Move Waiting for the bank").press("ArrowUp")
    expect(pending.get_by_role("listitem").first).to_contain_text("Waiting for the bank")
    eventually(
        lambda: names(admin, "statuses", "agent_label") == ["Waiting for the bank", "Parts ordered"], "they are sorted"
    )
    number = open_ticket(admin, "A status")
    (parts,) = [
        each for each in admin.get("/v1/settings/tickets")["statuses"] if each["agent_label"] == "Parts ordered"
    ]
    change(admin, number, status_id=parts["id"])
    page.get_by_role("button", name="Delete Parts ordered").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What stands for it on old tickets").select_option(label="Waiting for the bank")
    save(dialog, "Delete")
    expect(pending).not_to_contain_text("Parts ordered")
    show(page, cloud, number, tenant, view="waiting")
    expect(page.get_by_role("button", name="State: Waiting for the bank").first).to_be_visible()


def test_a_field_is_made_changed_retired_and_used_again(
    settings: Callable[[str], Page], cloud: RunningCloud, tenant: int
) -> None:
    admin, page = cloud.sign_in(tenant, "admin"), settings("fields")
    page.get_by_role("button", name="New field").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Product")
    dialog.get_by_label("Type").select_option(label="One choice")
    for option in ("Kettle", "Toaster"):
        dialog.get_by_role("button", name="Add a choice").click()
        page.keyboard.type(option)
        expect(dialog.get_by_role("textbox").and_(page.locator(f"[value='{option}']"))).to_be_visible()
    save(dialog, "Create")
    page.get_by_role("button", name="Edit Product").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Device")
    dialog.get_by_label("When it is needed").select_option(label="Needed to resolve")
    save(dialog)
    (field,) = admin.get("/v1/settings/tickets")["fields"]
    assert (field["label"], field["key"], field["required"]) == ("Device", "product", "resolve")
    assert [each["label"] for each in field["options"]] == ["Kettle", "Toaster"]
    page.get_by_role("button", name="Put Device out of use").click()
    dialog = page.get_by_role("dialog")
    save(dialog, "Put out of use")
    page.get_by_role("button", name="Use Device again").click()
    expect(page.get_by_role("button", name="Edit Device")).to_be_visible()
    page.get_by_role("button", name="Put Device out of use").click()
    save(page.get_by_role("dialog"), "Put out of use")
    expect(page.get_by_role("button", name="Use Device again")).to_be_visible()


def test_categories_stand_in_a_tree(settings: Callable[[str], Page], cloud: RunningCloud, tenant: int) -> None:
    admin, page = cloud.sign_in(tenant, "admin"), settings("categories")
    make(page, "New category", "Name", "Billing")
    make(page, "New category", "Name", "Shipping")
    make(page, "Add a category below Billing", "Name", "Refunds")
    number = open_ticket(admin, "A category")
    show(page, cloud, number, tenant)
    page.keyboard.press("g")
    page.get_by_role("menu").get_by_text("Refunds").click()
    expect(page.get_by_role("button", name="Category:").first).to_contain_text("Refunds")
    # It is on the screen before the server has it.
    eventually(lambda: admin.get(f"/v1/tickets/{number}")["ticket"]["category_id"], "the ticket has it")
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/categories")
    expect(page.get_by_role("button", name="Delete Billing")).to_be_disabled()
    page.get_by_role("button", name="Edit Refunds").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Below").select_option(label="Shipping")
    save(dialog)
    expect(page.get_by_role("button", name="Delete Billing")).to_be_enabled()
    page.get_by_role("button", name="Delete Refunds").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What stands for it on old tickets").select_option(label="Billing")
    save(dialog, "Delete")
    show(page, cloud, number, tenant)
    expect(page.get_by_role("button", name="Category:").first).to_contain_text("Billing")


def test_a_team_is_made_renamed_and_retired(settings: Callable[[str], Page], cloud: RunningCloud, tenant: int) -> None:
    admin, page = cloud.sign_in(tenant, "admin"), settings("teams")
    name = f"Harbour {uuid.uuid4().hex[:4]}"
    make(page, "New team", "Name", "Pier")
    page.get_by_role("button", name="Edit Pier").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    save(dialog)
    expect(page.get_by_role("list", name="Teams")).to_contain_text(name)
    page.get_by_role("button", name=f"Put {name} out of use").click()
    save(page.get_by_role("dialog"), "Put out of use")
    expect(page.get_by_role("button", name=f"Use {name} again")).to_be_visible()
    eventually(lambda: names(admin, "teams", "name") == [], "it is out of use")


def test_two_admins_do_not_overwrite_each_other(
    settings: Callable[[str], Page], cloud: RunningCloud, tenant: int
) -> None:
    page = settings("teams")
    make(page, "New team", "Name", "Night shift")
    page.get_by_role("button", name="Edit Night shift").click()
    other = settings("teams")
    other.get_by_role("button", name="Edit Night shift").click()
    dialog = other.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Late shift")
    save(dialog)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Early shift")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this meanwhile.")
    dialog.get_by_role("button", name="Save mine").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("list", name="Teams")).to_contain_text("Early shift")


def test_days_and_seconds_are_kept(settings: Callable[[str], Page], cloud: RunningCloud, tenant: int) -> None:
    page = settings("teams")
    page.get_by_role("link", name="Closing and undo").click()
    page.get_by_label("Quiet days until then").fill("7")
    page.get_by_label("Seconds to undo a reply").fill("0")
    page.get_by_role("button", name="Save").click()
    admin = cloud.sign_in(tenant, "admin")

    def kept() -> bool:
        rules = admin.get("/v1/settings/tickets")
        return (rules["close_after_days"], rules["undo_send_seconds"]) == (7, 0)

    eventually(kept, "both are kept")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()


def test_agents_are_told_whom_to_ask(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    page = open_desk(tenant=tenant)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/teams")
    expect(page.get_by_text("Settings are for admins and managers")).to_be_visible()
