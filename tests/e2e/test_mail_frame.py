"""A customer's mail as it was sent: in a frame of its own, where nothing runs and nothing calls home unasked."""

from email.message import EmailMessage

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually, write_mail
from tests.support.tenants import change

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
CUSTOMER = "iris.frame@customer.example"
SUBJECT = "A mail with pictures"
HTML = """<p style="color: #333">Look at <b>this</b>: <img src="https://far.example/one.svg" alt="far">
<img src="cid:near" alt="near"></p><script>parent.document.title = "taken"</script>"""
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
HOSTILE = """<script>taken = 1; parent.taken = 1</script><img src="data:," onerror="taken = 1; parent.taken = 1">
<svg onload="taken = 1"></svg><iframe srcdoc="<script>parent.taken = 1</script>"></iframe>
<a href="javascript:taken = 1">Click</a> <a href="https://far.example/x" target="_blank">A link</a>"""
# The frame as the desk makes it, told a mail that nobody looked through.
FRAMED = """html => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.title = "hostile";
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  frame.style.cssText = "position: fixed; inset: 0; z-index: 999; background: white";
  frame.onload = () => {
    const {port1, port2} = new MessageChannel();
    const mail = {html, remoteImages: 0, hasQuote: false, designed: false};
    const letter = {mail, imageOrigins: [], lang: "en", look: {tokens: {}, scheme: "light"}, quoteOpen: false};
    port1.onmessage = () => done();
    frame.contentWindow.postMessage(letter, "*", [port2]);
  };
  frame.src = "/mail-frame.html";
  document.body.append(frame);
})"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"/>'


def mail(mailbox: str) -> EmailMessage:
    found = write_mail(CUSTOMER, mailbox, SUBJECT, "Look at this.")
    found.add_alternative(HTML, subtype="html")
    html = found.get_payload()[1]  # type: ignore[index]
    html.add_related(DOT, "image", "png", cid="<near>")  # type: ignore[union-attr]
    return found


def test_pictures_from_elsewhere_load_when_they_are_asked_for_and_not_before(
    open_desk: OpenDesk, cloud: RunningCloud
) -> None:
    mailbox, agent = cloud.tenant()["mailbox"], cloud.sign_in()
    cloud.send(mail(mailbox), CUSTOMER, mailbox)
    number = eventually(lambda: agent.ticket_about(SUBJECT), "the ticket")["number"]
    page = open_desk()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=SVG, content_type="image/svg+xml")

    page.context.route("https://far.example/**", answer)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant()['slug']}/inbox/unassigned/{number}")
    frame = page.frame_locator("iframe[title*='iris']")
    expect(frame.get_by_text("Look at this:")).to_be_visible()
    near = frame.get_by_alt_text("near")
    eventually(lambda: near.evaluate("each => each.naturalWidth") == 1, "the picture that came with it is shown")
    assert asked == []
    page.get_by_role("button", name="Load images").click()
    far = frame.get_by_alt_text("far")
    eventually(lambda: far.evaluate("each => each.naturalWidth") == 3, "the picture from elsewhere is shown")
    eventually(lambda: near.evaluate("each => each.naturalWidth") == 1, "the other one is still shown")
    assert len(asked) == 1
    assert "taken" not in page.title()
    (shown,) = [each for each in page.frames if each.parent_frame]
    assert shown.url == f"{cloud.outputs['content_url']}/mail-frame.html"
    assert shown.evaluate("self.origin") == "null"
    change(agent, number, state="resolved")


def test_nothing_of_a_mail_runs_even_if_nobody_had_cleaned_it(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    page = open_desk()
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant()['slug']}/inbox/mine")
    page.evaluate(FRAMED, HOSTILE)
    box = page.frame_locator("iframe[title=hostile]")
    with page.expect_popup() as opened:
        box.get_by_text("A link").click()
    opened.value.close()
    box.get_by_text("Click").click()
    frame = box.owner.element_handle().content_frame()
    assert frame
    # The page itself would run what one asks it to: the mail did not manage to.
    assert frame.evaluate("[window.taken, document.title, self.origin]") == [None, "", "null"]
    assert page.evaluate("window.taken") is None
    assert frame.url.endswith("/mail-frame.html")
