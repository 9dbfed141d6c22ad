"""Writing an answer: formats, files, people, drafts, and the ways to send it and to take it back."""

import re
from collections.abc import Iterator
from email.message import Message

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.e2e.test_desk import CUSTOMER, OpenDesk, mail_about, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.tenants import change
from tests.support.writing import NOTE, box, show, write

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
PAPER = FilePayload(name="terms.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 terms")
PROGRAM = FilePayload(name="setup.exe", mimeType="application/octet-stream", buffer=b"MZ program")


@pytest.fixture(scope="module", autouse=True)
def tidy(cloud: RunningCloud) -> Iterator[None]:
    """Other journeys find what they look for in lists that are as short as before."""
    known = {row["number"] for row in cloud.sign_in(role="admin").tickets(queue="open")}
    yield
    admin = cloud.sign_in(role="admin")
    for row in admin.tickets(queue="open"):
        if row["number"] not in known:
            change(admin, row["number"], state="resolved")


def part_of(mail: Message, media_type: str) -> bytes:
    part = next(each for each in mail.walk() if each.get_content_type() == media_type)
    return bytes(part.get_payload(decode=True))  # type: ignore[arg-type]


def attach(page: Page, *files: FilePayload) -> None:
    page.get_by_label("Attach files").and_(page.locator("input")).set_input_files(list(files))


def kept(cloud: RunningCloud, number: int, text: str, files: int = 0) -> None:
    """The server has what is written."""
    agent = cloud.sign_in()

    def stored() -> bool:
        draft = agent.get(f"/v1/tickets/{number}/drafts")["mine"]
        return draft is not None and draft["body"] == text and len(draft["attachments"]) == files

    eventually(stored, f"the draft {text!r} with {files} files is kept")


def test_markdown_becomes_format_in_the_text_and_in_the_mail(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page = mail_about(cloud, "Formats, please"), open_desk()
    show(page, cloud, number)
    write(page, "This is ")
    page.keyboard.type("**bold** and `code`.")
    page.keyboard.press("Enter")
    page.keyboard.type("- first")
    page.keyboard.press("Enter")
    page.keyboard.type("second")
    expect(box(page).locator("strong")).to_have_text("bold")
    expect(box(page).locator("li")).to_have_count(2)
    page.keyboard.press("Control+Enter")
    said = page.get_by_role("article").filter(has_text="This is bold")
    expect(said.locator("strong")).to_have_text("bold")
    expect(said.locator("li")).to_have_text(["first", "second"])
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "This is bold"), "the mail went out")
    assert b"<strong>bold</strong>" in part_of(sent, "text/html")
    assert b"<code>code</code>" in part_of(sent, "text/html")


def test_a_file_shows_how_far_it_is_and_goes_along(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page = mail_about(cloud, "The terms, please"), open_desk()
    show(page, cloud, number)
    held: list[Route] = []
    page.route(re.compile(r"/uploads/"), lambda route: held.append(route) if _puts(route) else route.continue_())
    write(page, "Here are the terms.")
    attach(page, PAPER)
    progress = page.get_by_role("progressbar", name="terms.pdf: uploading")
    expect(progress).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Sends when the files are there")).to_be_visible()
    eventually(lambda: held or page.wait_for_timeout(50), "the file is on its way")
    held[0].continue_()
    said = page.get_by_role("article").filter(has_text="Here are the terms.")
    expect(said.get_by_role("button", name="Download: terms.pdf")).to_be_visible()
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "Here are the terms."), "the mail went out")
    assert part_of(sent, "application/pdf") == PAPER["buffer"]


def _puts(route: Route) -> bool:
    return route.request.method == "PUT"


def test_a_program_is_refused_in_one_sentence(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page = mail_about(cloud, "No programs"), open_desk()
    show(page, cloud, number)
    write(page, "Only the paper.")
    attach(page, PROGRAM, PAPER)
    expect(page.get_by_role("alert").filter(has_text="setup.exe")).to_contain_text(
        "programs and scripts are not allowed"
    )
    files = page.get_by_role("list", name="Attachments")
    expect(files).to_contain_text("terms.pdf")
    expect(files).not_to_contain_text("setup.exe")


def test_an_upload_that_broke_off_is_tried_again(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page = mail_about(cloud, "A bad line"), open_desk()
    show(page, cloud, number)
    page.route(re.compile(r"/uploads/"), lambda route: route.abort() if _puts(route) else route.continue_())
    write(page, "See below.")
    attach(page, PAPER)
    expect(page.get_by_role("alert").filter(has_text="Upload interrupted")).to_be_visible()
    page.unroute_all(behavior="wait")
    page.get_by_role("button", name="Upload terms.pdf again").click()
    expect(page.get_by_role("alert").filter(has_text="Upload interrupted")).to_have_count(0)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    kept(cloud, number, "See below.", files=1)


def test_who_gets_it_is_chosen_for_each_reply(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page = mail_about(cloud, "Tell my colleague"), open_desk()
    show(page, cloud, number)
    write(page, "Both of you have it now.")
    page.get_by_role("button", name="Recipients:").click()
    group = page.get_by_role("group", name="Recipients")
    group.get_by_label("Cc", exact=True).fill("copy@customer.example")
    page.keyboard.press("Enter")
    group.get_by_label("Bcc").fill("not an address")
    page.keyboard.press("Enter")
    expect(group.get_by_role("alert")).to_contain_text("address")
    page.get_by_role("button", name="Remove not an address").click()
    group.get_by_label("Bcc").fill("hidden@customer.example")
    page.keyboard.press("Enter")
    box(page).press("Control+Enter")
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "Both of you have it"), "the mail went out")
    assert sent["Cc"] == "copy@customer.example"
    assert "hidden@customer.example" not in sent.as_string()
    (said,) = [each for each in cloud.sign_in().get(f"/v1/tickets/{number}")["messages"] if each["kind"] == "reply"]
    assert said["bcc"] == ["hidden@customer.example"]


def test_a_draft_is_there_after_a_reload_and_on_another_device(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, desk = mail_about(cloud, "Begun and left"), open_desk()
    show(desk, cloud, number)
    write(desk, "Half of it")
    desk.keyboard.press("Control+b")
    desk.keyboard.type(" in bold")
    kept(cloud, number, "Half of it in bold")
    desk.reload()
    expect(box(desk)).to_have_text("Half of it in bold")
    phone = open_desk(width=390, height=844)
    show(phone, cloud, number)
    expect(box(phone)).to_have_text("Half of it in bold")
    expect(box(phone).locator("strong")).to_have_text("in bold")
    box(phone).press("Control+Enter")
    expect(phone.get_by_role("article").filter(has_text="Half of it in bold")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("article").filter(has_text="Half of it in bold")).to_be_visible()
    expect(box(desk)).to_have_text("")


def test_a_draft_that_is_shared_is_written_by_two(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, maya, jonas = mail_about(cloud, "Written by two"), open_desk(), open_desk(role="admin")
    show(maya, cloud, number)
    show(jonas, cloud, number)
    write(maya, "Maya begins")
    maya.get_by_role("button", name="Share the draft with the team").click()
    expect(box(jonas)).to_have_text("Maya begins")
    expect(jonas.get_by_role("region", name="Answer")).to_contain_text("Last written by Maya")
    box(jonas).press("Control+End")
    jonas.keyboard.type(", Jonas ends")
    expect(box(maya)).to_have_text("Maya begins, Jonas ends")
    box(maya).press("Control+Enter")
    expect(maya.get_by_role("article").filter(has_text="Maya begins, Jonas ends")).to_be_visible()
    eventually(lambda: not cloud.sign_in().get(f"/v1/tickets/{number}/drafts")["shared"], "the draft is done with")
    expect(box(jonas)).to_have_text("")


def test_a_reply_is_taken_back_with_its_file_and_state(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page, agent = mail_about(cloud, "Too quick"), open_desk(), cloud.sign_in()
    show(page, cloud, number, view="unassigned")
    write(page, "Sent too early.")
    attach(page, PAPER)
    kept(cloud, number, "Sent too early.", files=1)
    box(page).press("Control+Shift+Enter")
    expect(page.get_by_role("listitem").filter(has_text="is sent")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(box(page)).to_have_text("Sent too early.")
    expect(page.get_by_role("region", name="Answer").get_by_role("list", name="Attachments")).to_contain_text(
        "terms.pdf"
    )
    view = agent.get(f"/v1/tickets/{number}")
    assert view["ticket"]["state"] == "new"
    assert [each["send_state"] for each in view["messages"] if each["kind"] == "reply"] == ["recalled"]
    box(page).press("Control+Enter")
    eventually(lambda: cloud.sent_to(CUSTOMER, "Sent too early."), "the second one went out")
    label = f"[{agent.tenant['ticket_label']}{number:04}]"
    assert sum(CUSTOMER in str(each["to"]) and label in str(each) for each in cloud.outgoing()) == 1


def test_a_reply_is_planned_moved_and_sent_now(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page, agent = mail_about(cloud, "Not before Monday"), open_desk(), cloud.sign_in()
    show(page, cloud, number)
    write(page, "As promised.")
    page.get_by_role("button", name="More ways to send").click()
    page.get_by_role("menuitem", name=re.compile("Tomorrow morning")).click()
    said = page.get_by_role("article").filter(has_text="As promised.")
    expect(said).to_contain_text("Goes out")
    (planned,) = agent.get(f"/v1/tickets/{number}")["ticket"]["scheduled"]
    said.get_by_role("button", name="Change time").click()
    page.get_by_text(re.compile("In an hour")).click()
    eventually(
        lambda: agent.get(f"/v1/tickets/{number}")["ticket"]["scheduled"][0]["at"] < planned["at"], "it goes earlier"
    )
    assert cloud.sent_to(CUSTOMER, "As promised.") is None
    said.get_by_role("button", name="Send now").click()
    eventually(lambda: cloud.sent_to(CUSTOMER, "As promised."), "the mail went out")
    expect(said).not_to_contain_text("Goes out")


def test_a_stale_send_shows_what_came_above_the_kept_draft(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page = mail_about(cloud, "Two at once"), open_desk()
    show(page, cloud, number)
    write(page, "My own answer.")
    page.route("**/ws*", lambda route: route.abort())
    assert cloud.sign_in(role="admin").say(number, "I was quicker.").status_code == 201
    box(page).press("Control+Enter")
    news = page.get_by_role("region", name="Answer").get_by_role("alert")
    expect(news).to_contain_text("I was quicker.")
    expect(box(page)).to_have_text("My own answer.")
    above, below = news.bounding_box(), box(page).bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]
    assert cloud.sent_to(CUSTOMER, "My own answer.") is None
    news.get_by_role("button", name="Send anyway").or_(news.get_by_role("button", name="I have read it")).first.click()
    box(page).press("Control+Enter")
    eventually(lambda: cloud.sent_to(CUSTOMER, "My own answer."), "it goes out once it was read")


def test_a_colleague_is_named_in_a_note(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number, page = mail_about(cloud, "Ask Jonas"), open_desk()
    show(page, cloud, number)
    write(page, "Can you look, ", note=True)
    page.keyboard.type("@jon")
    expect(page.get_by_role("listbox")).to_contain_text("Jonas")
    page.keyboard.press("Enter")
    expect(box(page, NOTE)).to_contain_text("@Jonas")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("article", name="Internal note from").filter(has_text="@Jonas")).to_be_visible()
    jonas = cloud.sign_in(role="admin")
    eventually(
        lambda: any(each["number"] == number for each in jonas.get("/v1/notifications")["items"]), "Jonas hears of it"
    )
