"""Replies that wait, are taken back or carry files, on the deployed local cloud."""

import base64
import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import Message
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.cloud import Person, RunningCloud, eventually, write_mail

pytestmark = pytest.mark.local_cloud
CUSTOMER = "rosa.sending@customer.example"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def open_by_mail(cloud: RunningCloud, subject: str) -> int:
    agent, mailbox = cloud.sign_in(), cloud.tenant()["mailbox"]
    cloud.send(write_mail(CUSTOMER, mailbox, subject, "Please help."), CUSTOMER, mailbox)
    return int(eventually(lambda: agent.ticket_about(subject), f"a ticket about {subject}")["number"])


def upload(cloud: RunningCloud, agent: Person, name: str, data: bytes, media_type: str) -> str:
    """As a browser does it: ask for a place, ask S3 whether this page may, put."""
    sha256 = base64.b64encode(hashlib.sha256(data).digest()).decode()
    wanted = {"name": name, "media_type": media_type, "size": len(data), "sha256": sha256}
    place = agent.api.post("/v1/uploads", json=wanted).raise_for_status().json()
    page = urlsplit(cloud.outputs["desk_url"])
    origin = f"{page.scheme}://{page.netloc}"
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": ",".join(sorted(place["headers"])),
    }
    preflight = httpx.options(place["url"], headers=asked, timeout=30)
    assert preflight.status_code == 200, preflight.text
    assert preflight.headers["access-control-allow-origin"] == origin
    stranger = httpx.options(place["url"], headers=asked | {"Origin": "https://far.example"}, timeout=30)
    assert stranger.headers.get("access-control-allow-origin") is None
    put = httpx.put(place["url"], content=data, headers=place["headers"] | {"Origin": origin}, timeout=30)
    assert put.status_code == 200, put.text
    assert put.headers["access-control-allow-origin"] == origin
    return str(place["upload_id"])


def message(agent: Person, number: int, message_id: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = agent.get(f"/v1/tickets/{number}")["messages"]
    return next(each for each in found if each["id"] == message_id)


def part_of(mail: Message, media_type: str) -> bytes:
    part = next(each for each in mail.walk() if each.get_content_type() == media_type)
    return bytes(part.get_payload(decode=True))  # type: ignore[arg-type]


def test_files_and_pictures_go_out_with_the_mail(cloud: RunningCloud) -> None:
    agent, number = cloud.sign_in(), open_by_mail(cloud, "A picture, please")
    picture = upload(cloud, agent, "map.png", PNG, "image/png")
    paper = upload(cloud, agent, "terms.pdf", b"%PDF-1.4 terms", "application/pdf")
    last = agent.get(f"/v1/tickets/{number}")["ticket"]["last_message_id"]
    body = {
        "kind": "reply",
        "html": f'<p>Here is the <b>map</b>: <img src="cid:{picture}" alt="map"></p>',
        "attachments": [picture, paper],
        "bcc": ["quiet@far.example"],
        "last_seen_message_id": last,
    }
    answer = agent.api.post(f"/v1/tickets/{number}/messages", json=body, headers={"Idempotency-Key": "files"})
    assert answer.status_code == 201, answer.text
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "Here is the map"), "the mail with files went out")
    assert part_of(sent, "image/png") == PNG
    assert part_of(sent, "application/pdf") == b"%PDF-1.4 terms"
    assert b"<b>map</b>" in part_of(sent, "text/html")
    assert "quiet@far.example" not in sent.as_string()
    assert cloud.sent_to("quiet@far.example", "Here is the map") is not None
    said = answer.json()["message"]
    link = agent.get(f"/v1/tickets/{number}/messages/{said['id']}/attachments/1")["url"]
    assert httpx.get(link, timeout=30).content == b"%PDF-1.4 terms"


def test_what_was_put_must_be_what_was_announced(cloud: RunningCloud) -> None:
    agent, number = cloud.sign_in(), open_by_mail(cloud, "Another file")
    sha256 = base64.b64encode(hashlib.sha256(b"one").digest()).decode()
    wanted = {"name": "a.txt", "media_type": "text/plain", "size": 3, "sha256": sha256}
    place = agent.api.post("/v1/uploads", json=wanted).raise_for_status().json()
    httpx.put(place["url"], content=b"two", headers=place["headers"], timeout=30)
    answer = agent.say(number, "Look", kind="note", attachments=[place["upload_id"]])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) in (
        (422, "upload_missing"),
        (422, "upload_differs"),
    )


def test_of_two_agents_who_send_at_the_same_moment_one_is_refused(cloud: RunningCloud) -> None:
    number, start = open_by_mail(cloud, "Both at once"), Barrier(2)
    people = [cloud.sign_in(), cloud.sign_in(role="admin")]
    seen = people[0].get(f"/v1/tickets/{number}")["ticket"]["last_message_id"]

    def answer(index: int) -> httpx.Response:
        start.wait()
        return people[index].say(number, f"Answer {index} of both.", last_seen_message_id=seen)

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(answer, range(2)))
    assert sorted(each.status_code for each in answers) == [201, 409], [each.text for each in answers]
    said = next(each.json()["message"] for each in answers if each.status_code == 201)
    refused = next(each.json() for each in answers if each.status_code == 409)
    assert refused["code"] == "stale_thread"
    assert [each["id"] for each in refused["new_messages"]] == [said["id"]]
    eventually(lambda: message(people[0], number, said["id"])["send_state"] == "sent", "the reply is marked sent")
    assert len([each for each in cloud.outgoing() if "Both at once" in each["subject"]]) == 1


def test_a_resolving_mail_carries_the_link_by_which_its_customer_closes_the_ticket(cloud: RunningCloud) -> None:
    agent, number = cloud.sign_in(), open_by_mail(cloud, "Is it done")
    bodies = {"en": "<p>Solved for good? Say so: {{ ticket.confirmation_url }}</p>"}
    new, key = {"name": "Solved", "bodies": bodies}, {"Idempotency-Key": "solved"}
    canned = agent.api.post("/v1/canned-responses", json=new, headers=key)
    assert canned.status_code == 201, canned.text
    written = agent.api.post(f"/v1/canned-responses/{canned.json()['id']}/rendering", json={"number": number})
    assert written.status_code == 200, written.text
    assert agent.say(number, written.json()["text"], state_after="resolved").status_code == 201
    mail = eventually(lambda: cloud.sent_to(CUSTOMER, "Solved for good?"), "the resolving mail went out")
    (token,) = re.findall(r"/portal/confirm/([^\s\"<]+)", part_of(mail, "text/plain").decode())
    # Whoever has the link needs no token, and asks as often as they like.
    door = f"{cloud.outputs['api_url'].rstrip('/')}/v1/public/confirmations/{token}"
    assert httpx.get(door, timeout=30).json()["state"] == "resolved"
    assert agent.get(f"/v1/tickets/{number}")["ticket"]["state"] == "resolved"
    for _ in range(2):
        assert httpx.post(door, timeout=30).json()["state"] == "closed"
    view = agent.get(f"/v1/tickets/{number}")
    assert (view["ticket"]["state"], view["ticket"]["closes_at"]) == ("closed", None)
    reasons = [each["data"].get("reason") for each in view["events"] if each["type"] == "ticket.state_changed"]
    assert reasons.count("confirmed") == 1


def test_undo_sends_nothing_and_gives_the_words_back(cloud: RunningCloud) -> None:
    agent, number = cloud.sign_in(), open_by_mail(cloud, "Undo me")
    sent = agent.say(number, "Too quick.", undo_seconds=8, state_after="resolved").json()
    assert sent["message"]["send_state"] == "held"
    taken = agent.api.post(f"/v1/tickets/{number}/messages/{sent['message']['id']}/recall")
    assert taken.status_code == 200, taken.text
    assert taken.json()["ticket"]["state"] == "new"
    assert taken.json()["draft"]["body"] == "Too quick."
    time.sleep(12)
    assert cloud.sent_to(CUSTOMER, "Too quick.") is None
    assert message(agent, number, sent["message"]["id"])["send_state"] == "recalled"


def test_a_held_reply_goes_out_when_nobody_undoes_it(cloud: RunningCloud) -> None:
    agent, number = cloud.sign_in(), open_by_mail(cloud, "Hold me")
    sent = agent.say(number, "After a moment.", undo_seconds=5).json()["message"]
    mail = eventually(lambda: cloud.sent_to(CUSTOMER, "After a moment."), "the held mail went out")
    assert mail["In-Reply-To"]
    eventually(lambda: message(agent, number, sent["id"])["send_state"] == "sent", "the reply is marked sent")
    late = agent.api.post(f"/v1/tickets/{number}/messages/{sent['id']}/recall")
    assert (late.status_code, late.json()["send_state"]) == (409, "sent")


def test_a_scheduled_reply_goes_out_at_its_moment(cloud: RunningCloud) -> None:
    agent, number = cloud.sign_in(), open_by_mail(cloud, "Later, please")
    at = datetime.now(UTC) + timedelta(seconds=12)
    sent = agent.say(number, "As promised.", send_at=at.isoformat()).json()
    assert [each["message_id"] for each in sent["ticket"]["scheduled"]] == [sent["message"]["id"]]
    assert cloud.sent_to(CUSTOMER, "As promised.") is None
    eventually(lambda: cloud.sent_to(CUSTOMER, "As promised."), "the scheduled mail went out")
    assert datetime.now(UTC) >= at
    assert agent.get(f"/v1/tickets/{number}")["ticket"]["scheduled"] == []


def test_a_customer_who_writes_first_takes_a_scheduled_reply_back(cloud: RunningCloud) -> None:
    agent, mailbox = cloud.sign_in(), cloud.tenant()["mailbox"]
    number = open_by_mail(cloud, "Crossing")
    first = agent.say(number, "A first answer.").json()["message"]
    mail = eventually(lambda: cloud.sent_to(CUSTOMER, "A first answer."), "the first answer went out")
    at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    sent = agent.say(number, "Still waiting?", send_at=at).json()["message"]
    cloud.send(write_mail(CUSTOMER, mailbox, "Re", "All fine.", in_reply_to=mail["Message-ID"]), CUSTOMER, mailbox)
    eventually(lambda: message(agent, number, sent["id"])["send_state"] == "recalled", "it was taken back")
    assert agent.get(f"/v1/tickets/{number}/drafts")["mine"]["body"] == "Still waiting?"
    assert first["id"] != sent["id"]
