"""An API key in the browser and at the API: made, seen once, used, revoked; and a mail that another provider posts."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from lambdesk.kit import clock
from lambdesk.kit import webhooks as signature
from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.post import mail
from tests.support.tenants import make_tenant

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Doors")


def settings(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, name: str) -> Page:
    page = open_desk(role="admin", tenant=tenant)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/{name}")
    return page


def test_a_key_is_made_seen_once_used_and_revoked(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    page = settings(open_desk, cloud, tenant, "api-keys")
    page.get_by_role("button", name="New API key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Reports")
    dialog.get_by_label("See tickets").check()
    dialog.get_by_role("button", name="Create").click()
    told = page.get_by_role("dialog", name="The secret of Reports")
    secret = told.locator("code").last.inner_text()
    told.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_role("list", name="API keys")).to_contain_text("Reports")
    assert secret not in page.content()
    page.reload()
    expect(page.get_by_role("list", name="API keys")).to_contain_text("Reports")
    assert secret not in page.content()
    with httpx.Client(base_url=cloud.outputs["api_url"], headers={"Authorization": f"Bearer {secret}"}) as program:
        assert program.get("/v1/tickets").status_code == 200
        assert program.post("/v1/tickets", json={}, headers={"Idempotency-Key": "k"}).status_code == 403
        page.get_by_role("button", name="Revoke Reports").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("list", name="API keys")).to_contain_text("Revoked")
        refused = program.get("/v1/tickets")
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")


def test_a_mail_of_another_provider_becomes_a_ticket(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    page = settings(open_desk, cloud, tenant, "inbound")
    page.get_by_role("button", name="New source").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Provider", exact=True).fill("Our old provider")
    dialog.get_by_role("button", name="Create").click()
    told = page.get_by_role("dialog", name="The secret of Our old provider")
    address, secret = (told.locator("code").nth(each).inner_text() for each in (0, 1))
    told.get_by_role("button", name="I have kept it").click()
    raw = mail("Posted by a provider", to=cloud.tenant(tenant)["mailbox"])
    signed = signature.sign("msg_1", clock.now(), raw, secret)
    headers = {
        "Content-Type": "message/rfc822",
        "webhook-id": signed.id,
        "webhook-timestamp": signed.timestamp,
        "webhook-signature": signed.signature,
    }
    for _ in range(2):
        assert httpx.post(address, content=raw, headers=headers).status_code == 202
    wrong = headers | {"webhook-signature": "v1,AAAA"}
    assert httpx.post(address, content=raw, headers=wrong).status_code == 401
    agent = cloud.sign_in(tenant)
    row = eventually(lambda: agent.ticket_about("Posted by a provider"), "the ticket")
    assert row["message_count"] == 1
