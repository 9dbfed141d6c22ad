"""Who may do what, as people see it: settings, sign-in, invitation; in both themes, wide and narrow, before axe."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_desk import open_desk
from tests.e2e.test_screens import go, leave, refuse, visit
from tests.support.cloud import Person, RunningCloud, eventually, text_of
from tests.support.gallery import NARROW, WIDTHS, Gallery
from tests.support.tenants import PASSWORD, make_tenant, open_ticket

__all__ = ["open_desk", "visit"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
# What shows that a page is there, and the button that opens its window.
PAGES = {
    "people": ("Invite", "Invite"),
    "roles": ("New role", "New role"),
    "api-keys": ("New API key", "New API key"),
    "inbound": ("New source", "New source"),
    "workspace": ("Save", None),
    "audit": ("Export", None),
    "security": ("End all others", None),
    "statuses": ("New status", "New status"),
}


@dataclass
class Quay:
    """A tenant with a role of its own, somebody invited, a key and a source; `link` is the invitation's."""

    tenant: int
    link: str


@pytest.fixture(scope="module")
def quay(cloud: RunningCloud) -> Quay:
    tenant = make_tenant(cloud, "Quay")
    admin, slug = cloud.sign_in(tenant, "admin"), cloud.tenant(tenant)["slug"]
    role = _made(admin, "roles", {"name": "Second line", "permissions": ["tickets.read"], "reach": "teams"})
    status = {"state": "open", "agent_label": "In the workshop", "customer_label": "In work", "roles": [role["id"]]}
    _made(admin, "statuses", status)
    _made(admin, "api-keys", {"name": "Monthly report", "scopes": ["tickets.read"]})
    _made(admin, "inbound-sources", {"name": "Old provider"})
    email = f"uma@{slug}.example"
    _made(admin, "users", {"email": email, "name": "Uma Berg", "role": "agent"})
    open_ticket(admin, "Lamp is dark")
    mail = eventually(lambda: cloud.sent_to(email), "the invitation goes out")
    (link,) = re.findall(r"https?://\S+/join#\S+", text_of(mail))
    return Quay(tenant, link)


def _made(admin: Person, kind: str, noun: dict[str, Any]) -> dict[str, Any]:
    keyed = {"Idempotency-Key": uuid.uuid4().hex}
    found: dict[str, Any] = admin.api.post(f"/v1/{kind}", json=noun, headers=keyed).raise_for_status().json()
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_settings_of_who_may_what(visit: Callable[..., Gallery], cloud: RunningCloud, quay: Quay, width: int) -> None:
    gallery = visit(width, quay.tenant, "admin")
    page = gallery.page
    for name, (shown, opens) in PAGES.items():
        go(page, cloud, f"settings/{name}", quay.tenant)
        expect(page.get_by_role("button", name=re.compile(shown)).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        gallery.keep(f"access-{name}")
        if opens:
            page.get_by_role("button", name=opens, exact=True).click()
            expect(page.get_by_role("dialog")).to_be_visible()
            gallery.keep(f"access-{name}-new")
            leave(page)
            expect(page.get_by_role("button", name=opens, exact=True)).to_be_focused()
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    gallery.judge()


@pytest.mark.parametrize("width", WIDTHS)
def test_settings_that_do_not_come(visit: Callable[..., Gallery], cloud: RunningCloud, quay: Quay, width: int) -> None:
    """On the way and failed as an admin sees them, refused as an agent does."""
    gallery = visit(width, quay.tenant)
    page = gallery.page
    go(page, cloud, "settings/people", quay.tenant)
    # Before the settings are there, another heading stands in their place.
    expect(page.get_by_role("main").get_by_role("button")).to_be_visible()
    gallery.keep("access-refused")
    page.route("**/v1/me/sessions*", refuse("unavailable", 503))
    page.route("**/v1/sessions*", refuse("unavailable", 503))
    go(page, cloud, "settings/security", quay.tenant)
    page.wait_for_load_state("networkidle")
    gallery.keep("access-failed")
    gallery.judge()


def _steps(gallery: Gallery, cloud: RunningCloud, quay: Quay) -> None:
    page, slug = gallery.page, cloud.tenant(quay.tenant)["slug"]
    cloud.sign_in(quay.tenant, "admin")
    page.goto(cloud.outputs["desk_url"])
    page.get_by_label("E-mail").fill(f"jonas@{slug}.example")
    page.get_by_label("Password").fill("wrong-Password-1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("E-mail or password is wrong.")).to_be_visible()
    gallery.keep("sign-in-wrong")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    gallery.keep("sign-in-code")
    page.get_by_role("button", name="Use a recovery code").click()
    expect(page.get_by_label("Recovery code")).to_be_focused()
    gallery.keep("sign-in-recovery")


def _answers(gallery: Gallery, cloud: RunningCloud, name: str, **problem: Any) -> None:
    """The sign-in page after an answer that is hard to bring about."""
    page = gallery.page
    page.goto("about:blank")
    page.goto(cloud.outputs["desk_url"])
    status = problem.pop("status")
    body = {"type": "about:blank", "title": "x", "status": status, "detail": None, "errors": [], **problem}
    page.route("**/v1/session", lambda route: route.fulfill(status=status, json=body, headers={"retry-after": "900"}))
    page.get_by_label("E-mail").fill("jonas@quay.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("alert")).not_to_be_empty()
    gallery.keep(name)
    page.unroute_all()


@pytest.mark.parametrize("width", WIDTHS)
def test_ways_in(browser: Browser, cloud: RunningCloud, quay: Quay, shots: Path, width: int) -> None:
    folder = shots / "screens"
    folder.mkdir(exist_ok=True)
    size = {"width": width, "height": 860 if width > NARROW else 844}
    context = browser.new_context(viewport=size, locale="en")  # type: ignore[arg-type]
    page: Page = context.new_page()
    gallery = Gallery(page, folder, str(width))
    page.goto(quay.link)
    expect(page.get_by_label("Your name")).to_be_visible()
    gallery.keep("join")
    page.goto("about:blank")
    page.goto(quay.link.partition("#")[0] + "#made-up")
    expect(page.get_by_role("heading", name="This invitation is no longer good")).to_be_visible()
    gallery.keep("join-over")
    _steps(gallery, cloud, quay)
    _answers(gallery, cloud, "sign-in-locked", status=429, code="too_many_tries")
    _answers(gallery, cloud, "sign-in-unavailable", status=503, code="unavailable")
    context.close()
    gallery.judge()
