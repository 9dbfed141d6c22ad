"""Two tenants with one of everything that has an id, and everybody who can show something at the door."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from lambdesk.api_keys.model import ApiKeyUse
from lambdesk.channels.acknowledgements import Called, acknowledgement_url
from lambdesk.channels.confirmations import confirmation_url
from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.members.invitations import invitation_url
from lambdesk.identity.model import ADMIN, Tenant
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.settings import Settings
from lambdesk.realtime import passes
from lambdesk.tenants.sign_up.links import sign_up_url
from tests.integration.http_api.test_portal import Visitor, solution_of
from tests.integration.isolation.goods import cursors, seconds, unasked, uploaded
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context, settle

DESCRIBED = json.loads((Path(__file__).parents[3] / "web/openapi.json").read_text("utf-8"))
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
}
# What stands before a parameter says what it names; these name no thing of a tenant.
NO_IDS = {("drafts", "whose"): "mine", ("attachments", "index"): "0"}
TICKETS = {"mine": 2, "theirs": 6}
# What is no memory of other things.
_LASTING = ("settings", "state", "content", "keyring", "user_pool", "raw_mail", "lines", "limiter")
SCOPES = [
    "settings.write",
    "tickets.read",
    "tickets.write",
    "users.read",
    "users.write",
    "roles.write",
    "inbound.write",
]


def parameters(path: str) -> list[tuple[str, str]]:
    """The parameters of a path, each with the word before it: `("tickets", "number")`."""
    return re.findall(r"([\w-]+)/\{(\w+)\}", path)


@dataclass(frozen=True)
class House:
    """A tenant: who calls, by name, and one id of each kind of thing."""

    tenant: str
    slug: str
    callers: dict[str, "Callable[..., Reply]"]
    things: dict[str, str]
    others: dict[str, str]
    """A second one of some kinds: where a path names the first, it would name itself."""
    texts: dict[str, str]
    """What we signed, or keep the hash of, by what it is for: whoever shows it need say nothing else."""

    def path(self, template: str, things: dict[tuple[str, str], str]) -> str:
        """A path with these things in it."""
        for noun, name in parameters(template):
            value = things.get((noun, name)) or NO_IDS[noun, name]
            template = template.replace(f"{noun}/{{{name}}}", f"{noun}/{value}", 1)
        return template


def _made(answer: Reply) -> Any:
    assert answer.status in (200, 201, 202), answer.text
    return answer.json


def settled(product: MemoryLambdesk, slug: str, tickets: int) -> House:
    """A tenant with so many tickets. Nothing of it is limited: what is tried here is who may, not how often."""
    # Where people may make workspaces by themselves there are more doors to try.
    product.settings = Settings({**product.settings.values, "SIGN_UP_DOMAIN": "desk.example.com"})
    home, agent = settle(product, slug)
    kept = product.state.get(home.id, Tenant)
    assert kept
    product.identity_store.commit(home.id, ChangeSet((Put(replace(kept, requests_per_minute=60_000_000)),)))
    # Two, so that one may go.
    newcomers = (
        NewUser(f"chief@{slug}.example", "Ines Roth", ADMIN),
        NewUser(f"admin@{slug}.example", "Jon Lind", ADMIN),
    )
    _, boss = (
        service.create_user(product.identity_store, product.user_pool, context(home.id), each, PASSWORD)
        for each in newcomers
    )
    admin = Desk(product, home.id, boss.id)
    things = _things(admin, tickets)
    key = _made(admin.send("POST", "/v1/api-keys", {"name": "Reports", "scopes": SCOPES}))
    visitor = Visitor(product, slug)
    assert visitor.sign_in().status < 300
    things |= {"api-keys": key["key"]["id"], "devices": visitor.get("/v1/portal/devices").json["items"][0]["id"]}
    texts = _texts(product, home.id, admin, things) | _sessions(product, slug, agent.id)
    texts |= {"api-key": key["secret"], "device": visitor.cookie}
    visitor.ask()
    texts["sign-in"] = visitor.link().rpartition("/")[2]
    things |= unasked(product, home.id, boss.id) | {"slugs": slug, "upload": texts["upload"]}
    things |= cursors(admin)
    texts["cursor"] = things["cursor"]
    desks = {"admin": admin, "agent": Desk(product, home.id, agent.id), "key": Desk(product, key=key["secret"])}
    callers: dict[str, Callable[..., Reply]] = {name: each.send for name, each in desks.items()} | _outside(
        product, visitor
    )
    return House(home.id, slug, callers, things, seconds(admin, agent.id, tickets), texts)


def _outside(product: MemoryLambdesk, visitor: Visitor) -> dict[str, Callable[..., Reply]]:
    """A customer, and whoever passes by; each time from elsewhere."""
    anywhere = Desk(product)

    def customer(method: str, path: str, body: Any, headers: dict[str, str], query: str = "") -> Reply:
        cookie = {"cookie": f"lambdesk_portal={visitor.cookie}"}
        return anywhere.elsewhere().send(method, path, body, headers | cookie, query)

    return {"customer": customer, "nobody": lambda *asked: anywhere.elsewhere().send(*asked)}


def _texts(product: MemoryLambdesk, tenant: str, admin: Desk, things: dict[str, str]) -> dict[str, str]:
    form = admin.get(f"/v1/public/{admin.get('/v1/me').json['tenant']['slug']}/form").json
    newcomer = {"email": f"new@{tenant.lower().replace('_', '-')}.example", "name": "Uma", "role": "agent"}
    invited = product.identity_store.user(tenant, _made(admin.send("POST", "/v1/users", newcomer))["id"])
    assert invited
    boss = Context(tenant, Actor(ActorKind.USER, things["users"]), clock.now(), ids.new_seed())
    until = boss.now + timedelta(days=1)
    called = Called(tenant, int(things["tickets"]), "first_response", boss.now, things["users"], until)
    return {
        "challenge": form["challenge"],
        "solution": solution_of(form["challenge"]),
        "acknowledgement": acknowledgement_url(product.keyring, "", called).rpartition("/")[2],
        "confirmation": confirmation_url(product.keyring, "", tenant, int(things["tickets"])).rpartition("/")[2],
        "invitation": invitation_url(product.keyring, "", tenant, invited).partition("#")[2],
        "sign-up": sign_up_url(product.keyring, "", tenant).partition("#")[2],
        "upload": uploaded(product, admin),
        "socket": passes.issue(product.keyring, boss)[0],
    }


def _sessions(product: MemoryLambdesk, slug: str, agent: str) -> dict[str, str]:
    """The cookie of a member's session."""
    product.user_pool.passwords[agent] = PASSWORD
    signing_in = {"email": f"agent@{slug}.example", "password": PASSWORD}
    answer = Desk(product, address=ids.new_seed()).send("POST", "/v1/session", signing_in)
    assert answer.status == 201, answer.text
    return {"session": answer.cookies[0].partition("=")[2].partition(";")[0].strip('"')}


def _things(admin: Desk, tickets: int) -> dict[str, str]:
    """One of everything; the ticket is the last one, so that its number is nobody else's."""
    opened = [admin.open_ticket() for _ in range(tickets)]
    keyed = {"Idempotency-Key": ids.new_seed()}
    text = {"name": "Thanks", "scope": "all", "bodies": {"en": "<p>Thanks"}}
    calendar = {"name": "Office", "zone": "UTC", "week": {"monday": [{"opens": "09:00", "closes": "17:00"}]}}
    me = admin.get("/v1/me").json["user"]["id"]
    rota = {"name": "Nights", "zone": "UTC", "members": [me], "begins": "2026-11-23"}
    status = {"state": "open", "agent_label": "With the maker", "customer_label": "Open"}
    promised = {"urgent": 60, "high": 120, "normal": 180, "low": 240}
    condition = {"field": "tag", "op": "any_of", "values": ["gold"]}
    policy = {"name": "Gold", "condition": condition, "first_response": promised}
    made = {
        "calendars": admin.send("POST", "/v1/calendars", calendar),
        "rotas": admin.send("POST", "/v1/escalation/rotas", rota),
        "policies": admin.send("POST", "/v1/sla/policies", policy),
        "canned-responses": admin.send("POST", "/v1/canned-responses", text, keyed),
        "categories": admin.send("POST", "/v1/categories", {"label": "Returns"}),
        "organisations": admin.send("POST", "/v1/organisations", {"name": "Mills", "domains": ["mills.example"]}),
        "exports": admin.send("POST", "/v1/tenant/exports"),
        "fields": admin.send("POST", "/v1/fields", {"key": "weight", "label": "Weight", "type": "number"}),
        "recomputations": admin.send("POST", "/v1/sla/recomputations", {"policy_id": "default"}),
        "roles": admin.send("POST", "/v1/roles", {"name": "Night shift", "permissions": []}),
        "statuses": admin.send("POST", "/v1/statuses", status),
        "teams": admin.send("POST", "/v1/teams", {"name": "Stores"}),
    }
    # Over, so that another one can be asked for.
    job = _made(made["recomputations"])["id"]
    assert admin.send("DELETE", f"/v1/sla/recomputations/{job}").status == 200
    source = _made(admin.send("POST", "/v1/inbound-sources", {"name": "Provider"}))
    return {
        **{noun: _made(answer)["id"] for noun, answer in made.items()},
        "inbound-sources": source["source"]["id"],
        "inbound-path": source["source"]["path"],
        "inbound-secret": source["secret"],
        "links": str(tickets - 1),
        "messages": opened[-1]["messages"][0]["id"],
        "tickets": str(tickets),
        "users": admin.get("/v1/me").json["user"]["id"],
    }


def missing(thing: str) -> str:
    """Something of the same form that nobody has."""
    if thing.isdigit():
        return str(int(thing) + 90)
    if thing.isalpha():
        return f"{thing}-none"
    absent = re.sub(r"_[0-9A-Z]{26}$", "_" + "7" * 26, thing)
    return absent if absent != thing else forged(thing)


def forged(text: str) -> str:
    """A text of the same form that we never signed."""
    places = [index for index, each in enumerate(text) if each.isalnum()]
    place = places[len(places) // 2]
    return text[:place] + ("B" if text[place] != "B" else "C") + text[place + 1 :]


def had(product: MemoryLambdesk, tenant: str) -> Any:
    """Everything that a tenant has; but for the hour in which a key was used."""
    state = product.state
    kept = {name: each for name, each in state.kept.items() if name[0] == tenant and name[1] is not ApiKeyUse}
    files = {key: each for key, each in product.content.kept.items() if f"/{tenant}/" in key}
    return kept, {name: tuple(each) for name, each in state.timelines.items() if name[0] == tenant}, files


@contextmanager
def undone(product: MemoryLambdesk) -> Iterator[None]:
    """What is written meanwhile is gone afterwards, and nobody remembers it."""
    state, content, pool = product.state, dict(product.content.kept), deepcopy(vars(product.user_pool))
    kept, numbers = dict(state.kept), dict(state.numbers)
    timelines = {name: list(each) for name, each in state.timelines.items()}
    yield
    state.kept, state.numbers, state.timelines, product.content.kept = kept, numbers, timelines, content
    vars(product.user_pool).update(pool)
    for name in [*product.__dict__]:
        if not name.endswith("_store") and name not in _LASTING:
            del product.__dict__[name]
