"""Taking a workspace along on the deployed cloud: asked for in the settings, fetched, and of this tenant alone."""

import json
import uuid
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cloud import RunningCloud, eventually, write_mail
from tests.support.gallery import violations
from tests.support.tenants import make_tenant

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
CUSTOMER = "ann@customer.example"


def with_a_file(mailbox: str, subject: str, words: str) -> EmailMessage:
    mail = write_mail(CUSTOMER, mailbox, subject, f"See the file about {subject}.")
    mail.add_attachment(words.encode(), maintype="text", subtype="plain", filename="words.txt")
    return mail


def come_in(cloud: RunningCloud, tenant: int, subject: str, words: str) -> None:
    mailbox, agent = cloud.tenant(tenant)["mailbox"], cloud.sign_in(tenant)
    cloud.send(with_a_file(mailbox, subject, words), CUSTOMER, mailbox)
    eventually(lambda: agent.ticket_about(subject), "the mail opens a ticket")


def fetched(page: Page, folder: Path) -> dict[str, str]:
    """All that is in the archives that the page offers, by the names in them."""
    page.get_by_role("button", name="Get the files").click()
    links = page.get_by_role("link", name="Download part")
    expect(links.first).to_be_visible()
    told: dict[str, str] = {}
    for number in range(links.count()):
        with page.expect_download() as coming:
            links.nth(number).click()
        archive = folder / f"{number}.zip"
        coming.value.save_as(archive)
        with zipfile.ZipFile(archive) as parts:
            for name in parts.namelist():
                told[name] = told.get(name, "") + parts.read(name).decode()
    return told


def test_an_admin_takes_the_workspace_along(browser: Browser, cloud: RunningCloud, tmp_path: Path) -> None:
    mine, other = make_tenant(cloud, "Movers"), make_tenant(cloud, "Stayers")
    subject, foreign = f"Ours {uuid.uuid4().hex}", f"Theirs {uuid.uuid4().hex}"
    come_in(cloud, mine, subject, "The words of movers")
    come_in(cloud, other, foreign, "The words of stayers")
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 860}, locale="en")
    context.add_cookies([cloud.sign_in(mine, "admin").cookie])
    page = context.new_page()
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(mine)['slug']}/settings/workspace")
    page.get_by_role("button", name="Start an export").click()
    expect(page.get_by_text("The export is ready")).to_be_visible()
    assert violations(page) == []
    told = fetched(page, tmp_path)
    context.close()
    tickets = [json.loads(line) for line in told["tickets.jsonl"].splitlines()]
    assert [each["subject"] for each in tickets] == [subject]
    files = {name: text for name, text in told.items() if name.startswith("content/")}
    assert list(files.values()) == ["The words of movers"]
    assert all(cloud.tenant(mine)["id"] in name for name in files)
    everything = "".join(told) + "".join(told.values())
    assert cloud.tenant(mine)["id"] in everything
    for each in (foreign, "stayers", cloud.tenant(other)["id"], cloud.tenant(other)["slug"]):
        assert each not in everything
