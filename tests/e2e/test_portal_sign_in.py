"""A customer signs in by a link out of a real mail, sees their own request without notes, and answers it."""

import re
import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests.support.cloud import Person, RunningCloud, eventually, text_of
from tests.support.tenants import make_tenant, open_ticket

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


def last_said(agent: Person, number: int) -> tuple[str, str]:
    last = agent.get(f"/v1/tickets/{number}")["messages"][-1]
    return last["body_text"], last["author"]["kind"]


def test_a_customer_signs_in_and_answers(browser: Browser, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Portal")
    slug, agent = cloud.tenant(tenant)["slug"], cloud.sign_in(tenant)
    address = f"ana-{uuid.uuid4().hex[:6]}@customer.example"
    number = open_ticket(agent, "Broken lamp", requester={"email": address, "name": "Ana Ruiz"})
    assert agent.say(number, "Do not tell: SECRET", kind="note").status_code == 201
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    origin = cloud.outputs["desk_url"].rstrip("/")
    page.goto(f"{origin}/portal/{slug}/requests")
    expect(page.get_by_role("heading", name="Your requests")).to_be_visible()
    # Nobody is signed in yet: that refusal is logged by every browser.
    troubles.clear()
    page.get_by_label("Mail address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    mail = eventually(lambda: cloud.sent_to(address, "/sign-in/"), "the link is mailed")
    link = re.search(r"https?://\S+/sign-in/\S+", text_of(mail))
    assert link
    page.goto(link[0])
    expect(page.get_by_text("Ana Ruiz")).to_be_visible()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My requests")).to_be_visible()
    page.get_by_role("link", name=re.compile("Broken lamp")).click()
    expect(page.get_by_text("Can you help me?")).to_be_visible()
    assert "SECRET" not in page.content()
    page.get_by_label("Your answer").fill("It still does not work.")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("It still does not work.")).to_be_visible()
    wanted = ("It still does not work.", "customer")
    eventually(lambda: last_said(agent, number) == wanted, "the team has it")
    page.get_by_role("link", name="Devices").click()
    expect(page.get_by_text("this browser")).to_be_visible()
    assert troubles == []
    page.goto(link[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    context.close()
