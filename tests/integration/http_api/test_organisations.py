"""Organisations through the door: their forms, who may change them, and what they make of new tickets and promises."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdesk.customers.organisations.schemas import Organisation, OrganisationList
from lambdesk.kit import clock
from lambdesk.kit.events import Event
from lambdesk.sla.calendar import add
from lambdesk.tickets.model import Ticket
from tests.integration.http_api.test_sla import TARGETS, made, sla, tenant_of
from tests.support.desk import Desk, MemoryLambdesk, Reply

PATH = "/v1/organisations"
DAY = [{"opens": "09:00", "closes": "17:00"}]
WORKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY)
WHOLE = [{"opens": "00:00", "closes": "24:00"}]
HOURS = {"urgent": 3_600, "high": 7_200, "normal": 86_400, "low": 172_800}


def keep(boss: Desk, name: str, *domains: str, **more: Any) -> Any:
    answer = boss.send("POST", PATH, {"name": name, "domains": list(domains), **more})
    assert answer.status == 201, answer.text
    Organisation.model_validate(answer.json)
    return answer.json


def change(boss: Desk, organisation: Any, **fields: Any) -> Reply:
    version = {"If-Match": f'"{organisation["version"]}"'}
    return boss.send("PATCH", f"{PATH}/{organisation['id']}", fields, version)


def remove(boss: Desk, organisation: Any) -> Reply:
    return boss.send("DELETE", f"{PATH}/{organisation['id']}", None, {"If-Match": f'"{organisation["version"]}"'})


def a_calendar(boss: Desk, name: str, zone: str, week: Any) -> str:
    answer = boss.send("POST", "/v1/calendars", {"name": name, "zone": zone, "week": week})
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def of_tier(*tiers: str) -> dict[str, Any]:
    return {"field": "tier", "op": "any_of", "values": list(tiers)}


def ask(desk: Desk, email: str, **more: Any) -> Any:
    return desk.open_ticket(requester={"email": email}, **more)["ticket"]


def stored(product: MemoryLambdesk, boss: Desk, ticket: Any) -> Ticket:
    loaded, _ = product.ticket_store.load(tenant_of(boss), ticket["number"])
    assert loaded
    return loaded.ticket


def codes(answer: Reply) -> set[tuple[str, str]]:
    assert answer.status == 422, answer.text
    return {(each["field"], each["code"]) for each in answer.json["errors"]}


def test_an_organisation_comes_back_as_it_was_sent(boss: Desk, desk: Desk) -> None:
    made = keep(boss, "Acme", "ACME.example", "müller.example", tier="pro")
    assert (made["domains"], made["tier"], made["calendar_id"]) == (["acme.example", "müller.example"], "pro", None)
    assert desk.get(f"{PATH}/{made['id']}").json == made
    changed = change(boss, made, name="Acme Ltd", tier=None).json
    assert (changed["version"], changed["name"], changed["tier"], changed["domains"]) == (
        2, "Acme Ltd", None, made["domains"],
    )  # fmt: skip
    assert change(boss, made, tier="free").status == 412
    assert remove(boss, changed).status == 204
    assert desk.get(f"{PATH}/{made['id']}").status == 404


def test_agents_read_and_managers_write(desk: Desk, boss: Desk, foreign: Desk) -> None:
    made = keep(boss, "Acme", "acme.example")
    assert desk.send("POST", PATH, {"name": "Other"}).status == 403
    assert change(desk, made, tier="pro").status == 403
    assert remove(desk, made).status == 403
    assert foreign.get(f"{PATH}/{made['id']}").status == 404
    assert foreign.get(PATH).json == {"items": [], "next_cursor": None}


def test_a_list_goes_page_by_page_and_is_searched(desk: Desk, boss: Desk) -> None:
    for name in ("Delta", "alpha", "Beta"):
        keep(boss, name, f"{name}.example")
    first = desk.get(PATH, "limit=2").json
    OrganisationList.model_validate(first)
    assert [each["name"] for each in first["items"]] == ["alpha", "Beta"]
    second = desk.get(PATH, f"limit=2&cursor={first['next_cursor']}").json
    assert ([each["name"] for each in second["items"]], second["next_cursor"]) == (["Delta"], None)
    assert [each["name"] for each in desk.get(PATH, "q=DE").json["items"]] == ["Delta"]
    assert [each["name"] for each in desk.get(PATH, "q=ana@mail.beta.example").json["items"]] == ["Beta"]
    assert desk.get(PATH, f"q=a&cursor={first['next_cursor']}").status == 422


def test_what_cannot_be_is_refused_with_its_place(boss: Desk) -> None:
    keep(boss, "Acme", "acme.example")
    wrong = boss.send("POST", PATH, {"name": "Other", "domains": ["gmail.com", "acme"]})
    assert codes(wrong) == {("body.domains.0", "public_domain"), ("body.domains.1", "wrong_format")}
    taken = boss.send("POST", PATH, {"name": "ACME", "domains": ["Acme.example"]})
    assert codes(taken) == {("body.name", "taken"), ("body.domains", "taken")}
    none = boss.send("POST", PATH, {"name": "Other", "calendar_id": "cal_" + "0" * 26})
    assert codes(none) == {("body.calendar_id", "unknown_value")}


def test_a_calendar_that_an_organisation_counts_by_stays(boss: Desk) -> None:
    calendar = a_calendar(boss, "Office", "UTC", WORKDAYS)
    made = keep(boss, "Acme", calendar_id=calendar)
    version = {"If-Match": '"1"'}
    assert boss.send("DELETE", f"/v1/calendars/{calendar}", None, version).json["used_by"] == [made["id"]]
    assert change(boss, made, calendar_id=None).status == 200
    assert boss.send("DELETE", f"/v1/calendars/{calendar}", None, version).status == 204


def test_a_ticket_belongs_to_the_organisation_of_its_requester(boss: Desk, desk: Desk, product: MemoryLambdesk) -> None:
    acme = keep(boss, "Acme", "acme.example", tier="pro")
    lab = keep(boss, "Acme Lab", "lab.acme.example")
    one = ask(desk, "ana@mail.acme.example")
    assert (one["organisation_id"], one["tier"]) == (acme["id"], "pro")
    two = ask(desk, "Ben@LAB.acme.example")
    assert (two["organisation_id"], two["tier"]) == (lab["id"], None)
    three = ask(desk, "cleo@gmail.com")
    assert (three["organisation_id"], three["tier"]) == (None, None)
    rows = {each["number"]: each for each in desk.get("/v1/tickets").json["items"]}
    assert [(rows[n]["organisation_id"], rows[n]["tier"]) for n in (1, 2, 3)] == [
        (acme["id"], "pro"), (lab["id"], None), (None, None),
    ]  # fmt: skip
    (created, *_) = product.ticket_store.history(tenant_of(boss), 1)
    assert (created.data["organisation_id"], created.data["tier"]) == (acme["id"], "pro")


def test_a_ticket_keeps_what_it_was_opened_with(boss: Desk, desk: Desk) -> None:
    acme = keep(boss, "Acme", "acme.example", tier="pro")
    ticket = ask(desk, "ana@acme.example")
    changed = change(boss, acme, tier="free").json
    assert desk.get(f"/v1/tickets/{ticket['number']}").json["ticket"]["tier"] == "pro"
    # Known by now, and asked of whose domain it is today all the same.
    assert ask(desk, "ana@acme.example")["tier"] == "free"
    assert remove(boss, changed).status == 204
    assert desk.get(f"/v1/tickets/{ticket['number']}").json["ticket"]["organisation_id"] == acme["id"]
    assert ask(desk, "ana@acme.example")["organisation_id"] is None


def test_a_split_looks_anew(boss: Desk, desk: Desk) -> None:
    view = desk.open_ticket(requester={"email": "ana@acme.example"})
    acme = keep(boss, "Acme", "acme.example", tier="pro")
    body = {"message_ids": [view["messages"][0]["id"]], "subject": "Ink"}
    answer = desk.send("POST", "/v1/tickets/1/split", body, {"Idempotency-Key": "split-1"})
    assert answer.status == 201, answer.text
    split = desk.get("/v1/tickets/2").json["ticket"]
    assert (split["organisation_id"], split["tier"]) == (acme["id"], "pro")
    assert view["ticket"]["organisation_id"] is None


def test_the_export_names_organisation_and_tier(boss: Desk, desk: Desk) -> None:
    acme = keep(boss, "Acme", "acme.example", tier="pro")
    ask(desk, "ana@acme.example")
    head, line = boss.get("/v1/tickets/export").text.splitlines()
    cells = dict(zip(head.split(","), line.split(","), strict=True))
    assert (cells["organisation"], cells["tier"]) == (acme["id"], "pro")


def test_filters_ask_for_both(desk: Desk) -> None:
    fields = {each["name"]: each for each in desk.get("/v1/filters/fields").json["items"]}
    assert [each["value"] for each in fields["tier"]["choices"]] == ["free", "basic", "pro", "enterprise"]
    assert fields["organisation"]["choices"] is None
    asked = {"text": f"tier:pro,enterprise organisation:org_{'0' * 26}"}
    assert desk.send("POST", "/v1/filters/parse", asked).json["problems"] == []
    wrong = desk.send("POST", "/v1/filters/parse", {"text": "tier:gold"}).json["problems"]
    assert [each["code"] for each in wrong] == ["unknown_value"]


@pytest.fixture
def two(boss: Desk) -> tuple[Any, Any]:
    """An organisation in Berlin that pays most, and one in Tokyo that pays little, each with hours of its own."""
    berlin = a_calendar(boss, "Berlin", "Europe/Berlin", WORKDAYS)
    tokyo = a_calendar(boss, "Tokyo", "Asia/Tokyo", {"saturday": WHOLE, "sunday": WHOLE})
    made(boss, "Gold", of_tier("pro", "enterprise"), hours="organisation", resolution=HOURS)
    made(boss, "Basic", of_tier("basic"), hours="organisation", first_response=HOURS)
    acme = keep(boss, "Acme", "acme.example", tier="enterprise", calendar_id=berlin)
    return acme, keep(boss, "Kite", "kite.example", tier="basic", calendar_id=tokyo)


def due(ticket: Any, metric: str = "first_response") -> datetime:
    (found,) = [each for each in ticket["clocks"] if each["metric"] == metric]
    return clock.from_text(found["due_at"])


def by_hours(product: MemoryLambdesk, boss: Desk, calendar_id: str, ticket: Any, seconds: int) -> datetime:
    calendar = product.calendars.one(tenant_of(boss), calendar_id)
    return add(calendar.hours, clock.from_text(ticket["created_at"]), seconds)


def test_two_organisations_are_promised_different_things_at_one_moment(
    boss: Desk, desk: Desk, product: MemoryLambdesk, two: tuple[Any, Any]
) -> None:
    acme, kite = two
    gold, basic, other = (ask(desk, f"ana@{domain}.example") for domain in ("acme", "kite", "elsewhere"))
    policies = {each["id"]: each["name"] for each in boss.get("/v1/sla/policies").json["items"]}
    assert [policies[sla(desk, each["number"])["policy_id"]] for each in (gold, basic, other)] == ["Gold", "Basic", ""]
    (asked,) = sla(desk, gold["number"])["policies"]
    (condition,) = asked["conditions"]
    assert (condition["text"], condition["held"]) == ("tier:pro,enterprise", True)
    assert due(gold) == by_hours(product, boss, acme["calendar_id"], gold, TARGETS["normal"])
    assert due(gold, "resolution") == by_hours(product, boss, acme["calendar_id"], gold, HOURS["normal"])
    assert due(basic) == by_hours(product, boss, kite["calendar_id"], basic, HOURS["normal"])
    assert due(other) == clock.from_text(other["created_at"]) + timedelta(hours=8)


def test_without_a_calendar_of_its_own_the_tenants_counts(boss: Desk, desk: Desk, product: MemoryLambdesk) -> None:
    own = a_calendar(boss, "Own", "UTC", WORKDAYS)
    settings = boss.get("/v1/settings/tickets")
    version = {"If-Match": settings.headers["etag"]}
    assert boss.send("PATCH", "/v1/settings/tickets", {"calendar_id": own}, version).status == 200
    made(boss, "Pro", of_tier("pro"), hours="organisation")
    keep(boss, "Acme", "acme.example", tier="pro")
    kept = stored(product, boss, ask(desk, "ana@acme.example"))
    assert kept.sla
    assert kept.sla.calendar_id == own


def test_another_team_asks_the_organisation_anew(
    boss: Desk, desk: Desk, product: MemoryLambdesk, two: tuple[Any, Any]
) -> None:
    acme, kite = two
    ticket = ask(desk, "ana@acme.example")
    assert change(boss, acme, calendar_id=kite["calendar_id"]).status == 200
    kept = stored(product, boss, ticket)
    assert kept.sla
    assert kept.sla.calendar_id == acme["calendar_id"]
    team = boss.send("POST", "/v1/teams", {"name": "Night"}).json["id"]
    path, version = f"/v1/tickets/{ticket['number']}", {"If-Match": f'"{ticket["version"]}"'}
    assert desk.send("PATCH", path, {"team_id": team}, version).status == 200
    kept = stored(product, boss, ticket)
    assert kept.sla
    assert kept.sla.calendar_id == kite["calendar_id"]


def followed(product: MemoryLambdesk, boss: Desk, job: Any) -> None:
    """The job done to its end, as its queue does it."""
    tenant, name = tenant_of(boss), f"recomputation:{job['id']}"
    for number in range(20):
        event: Event = product.state.timelines[tenant, name][-1]
        if event.type not in ("recomputation.asked", "recomputation.continued"):
            return
        product.recomputing.follow(event, clock.now(), f"seed-{number}")
    pytest.fail("the job goes on for ever")


def test_open_tickets_get_the_tier_of_today_by_a_job(
    boss: Desk, desk: Desk, product: MemoryLambdesk, two: tuple[Any, Any]
) -> None:
    acme, kite = two
    ticket, other = ask(desk, "ana@acme.example"), ask(desk, "ben@kite.example")
    assert change(boss, acme, tier="basic", calendar_id=kite["calendar_id"]).status == 200
    scope = {"organisation_id": acme["id"]}
    seen = boss.send("POST", "/v1/sla/recomputations/preview", scope).json
    assert (seen["found"], seen["changed"]) == (1, 1)
    job = boss.send("POST", "/v1/sla/recomputations", scope).json
    assert job["organisation_id"] == acme["id"]
    followed(product, boss, job)
    now = desk.get(f"/v1/tickets/{ticket['number']}").json
    assert now["ticket"]["tier"] == "basic"
    assert due(now["ticket"]) == by_hours(product, boss, kite["calendar_id"], ticket, HOURS["normal"])
    told = [each["type"] for each in now["events"]]
    assert told.index("ticket.tier_changed") < told.index("ticket.policy_changed")
    assert stored(product, boss, other).version == other["version"]
    again = boss.send("POST", "/v1/sla/recomputations/preview", scope).json
    assert (again["found"], again["changed"]) == (1, 0)


def test_a_tier_alone_is_told_alone(boss: Desk, desk: Desk, product: MemoryLambdesk) -> None:
    acme = keep(boss, "Acme", "acme.example", tier="free")
    ticket = ask(desk, "ana@acme.example")
    assert change(boss, acme, tier="basic").status == 200
    followed(product, boss, boss.send("POST", "/v1/sla/recomputations", {"organisation_id": acme["id"]}).json)
    now = desk.get(f"/v1/tickets/{ticket['number']}").json
    assert now["ticket"]["tier"] == "basic"
    assert now["ticket"]["clocks"] == ticket["clocks"]
    (told,) = [each for each in now["events"] if each["type"].startswith("ticket.tier")]
    assert {name: told["data"][name] for name in ("before", "after")} == {"before": "free", "after": "basic"}


def test_a_job_for_one_that_is_gone_is_refused(boss: Desk) -> None:
    acme = keep(boss, "Acme", "acme.example")
    assert remove(boss, acme).status == 204
    assert boss.send("POST", "/v1/sla/recomputations", {"organisation_id": acme["id"]}).status == 404
