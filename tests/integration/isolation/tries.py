"""What one tenant's people, programs, customers and passers-by may try with what is another tenant's.

Each try comes twice: with the foreign thing, and with one of the same form that nobody has. Who hears a difference has
learned something.
"""

import base64
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lambdesk.kit import clock, ids
from lambdesk.kit import webhooks as signature
from tests.integration.http_api.test_every_route import BODIES, OPEN, PORTAL, QUERY, STAFF
from tests.integration.isolation.fields import PASSING_OVER, REFERENCES, Field, asked
from tests.integration.isolation.house import NO_IDS, OPERATIONS, House, forged, missing, parameters
from tests.integration.isolation.wires import Line, opening
from tests.support.desk import Desk, MemoryLambdesk, Reply

TRIED = sorted(set(OPERATIONS) - OPEN)
NAMING = [each for each in TRIED if set(parameters(OPERATIONS[each][1])) - set(NO_IDS)]
# What is said of a thing that is not one's own must not be told from what is said of none.
SOCKET_ACTIONS: tuple[Callable[[dict[str, str]], Any], ...] = (
    lambda it: {"action": "subscribe", "topics": [f"ticket:{it['tickets']}"]},
    lambda it: {"action": "subscribe", "topics": [f"user:{it['users']}"]},
    lambda it: {"action": "subscribe", "topics": [f"queue:{it['teams']}"]},
    lambda it: {"action": "unsubscribe", "topics": [f"ticket:{it['tickets']}"]},
    lambda it: {"action": "presence", "number": int(it["tickets"]), "state": "typing"},
    lambda it: {"action": "who", "rows": [int(it["tickets"])]},
)
_TOKENS = ("acknowledgement", "confirmation", "invitation", "sign-in", "sign-up")
DOORS = (
    *(("GET", "/v1/public/confirmations/{token}"), ("POST", "/v1/public/confirmations/{token}")),
    *(("GET", "/v1/public/escalations/{token}"), ("POST", "/v1/public/escalations/{token}")),
    *(("GET", "/v1/public/invitations/{token}"), ("POST", "/v1/public/invitations/{token}")),
    *(("GET", "/v1/public/sign-up/confirmations/{token}"), ("POST", "/v1/public/sign-up/confirmations/{token}")),
    *(("GET", "/v1/public/{slug}/sign-in/{token}"), ("POST", "/v1/public/{slug}/sign-in/{token}")),
)
_TAKEN_BY = {
    "confirmations": "confirmation",
    "escalations": "acknowledgement",
    "invitations": "invitation",
    "sign-in": "sign-in",
}
_JOINING = {"name": "Uma", "password": "correct-Horse-8"}
# Numbers that count down, and what is made anew each time.
_VARIES = frozenset({"content-length", "etag", "ratelimit", "ratelimit-policy", "retry-after"})


def shape(answer: Reply) -> Any:
    """An answer without what may differ in it."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    same = {name: value for name, value in headers.items() if name not in _VARIES}
    told = answer.status, same, set(headers), len(answer.cookies)
    if not answer.text or not headers.get("content-type", "").endswith("json"):
        return told
    body = answer.json
    wrong = [(each["field"], each["code"]) for each in body.get("errors") or []]
    said = body.get("code"), body.get("title"), body.get("detail") if "code" in body else None
    return *told, sorted(body), said, wrong


@dataclass(frozen=True)
class Try:
    """What is tried, in words; how it goes with the foreign thing and with none; which statuses it may end in.

    `own`: whether nothing of one's own may be written either.
    """

    told: str
    foreign: Callable[[], Any]
    absent: Callable[[], Any]
    statuses: frozenset[int]
    own: bool = True


@dataclass
class Neighbours:
    """Two tenants of one product: somebody of `mine` tries, with things of `theirs`."""

    product: MemoryLambdesk
    mine: House
    theirs: House
    dice: random.Random
    line: Line = field(init=False)
    door: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.line, self.door = Line(self.product, self.mine, self.theirs), Desk(self.product)

    def passer_by(self) -> Desk:
        """Somebody whom nobody knows; each comes from elsewhere, for it is no limit that is tried."""
        return self.door.elsewhere()

    def tries(self) -> Iterator[Try]:
        """Tries of every kind, without end."""
        kinds: tuple[Callable[[], Try], ...] = (
            self._path,
            self._path,
            self._field,
            self._field,
            self._door,
            self._door,
        )
        kinds += (
            self._viewing,
            self._mixed,
            self._form,
            self._cookie,
            self._key,
            self._webhook,
            self._socket,
            self._pass,
        )
        while True:
            yield self.dice.choice(kinds)()

    def _path(self) -> Try:
        """The things in a path, at least one of them another tenant's."""
        operation, caller = self.dice.choice(NAMING), self.dice.choice(sorted(self.mine.callers))
        names = [each for each in parameters(OPERATIONS[operation][1]) if each not in NO_IDS]
        foreign = set(self.dice.sample(names, self.dice.randint(1, len(names))))
        asked = {each: (self.theirs if each in foreign else self.mine).things[each[0]] for each in names}
        none = {each: missing(value) if each in foreign else value for each, value in asked.items()}
        body = BODIES.get(operation)
        # An agent lacks permissions, a key is no person: that is said of any id.
        statuses = frozenset({401, 404, *({403} if caller in ("agent", "key") else ())})
        return Try(
            f"{caller} {operation} {asked}",
            lambda: ask(self.mine, caller, operation, asked, body, ""),
            lambda: ask(self.mine, caller, operation, none, body, ""),
            statuses,
            own=caller != "customer",
        )

    def _field(self) -> Try:
        """Something of theirs in a body or a query."""
        # Whoever signs out everywhere tries nothing more; `test_fields.py` undoes it.
        named = self.dice.choice([each for each in REFERENCES if each.name != "but"])
        caller = self.dice.choice(callers_of(named.operation))
        thing = self.theirs.things[named.kind]
        passed = (named.operation, named.name) in PASSING_OVER
        # Who signs in wrongly too often waits, wherever it was.
        statuses = {401, 403, 404, 409, 422, *((429,) if caller == "nobody" else ())}
        return Try(
            f"{caller} {named} {thing}",
            lambda: self._naming(caller, named, thing),
            lambda: self._naming(caller, named, missing(thing)),
            frozenset({*statuses, *((200, 201, 204) if passed else ())}),
            own=not passed,
        )

    def _naming(self, caller: str, named: Field, thing: str) -> Reply:
        body, query = asked(named, self.mine, thing)
        return ask(self.mine, caller, named.operation, self._own_path(named.operation), body, query)

    def _viewing(self) -> Try:
        """A look as one of theirs."""
        operation = self.dice.choice([each for each in STAFF if OPERATIONS[each][0] == "GET"])
        things, thing = self._own_path(operation), self.theirs.things["users"]

        def look(user: str) -> Reply:
            return ask(self.mine, "admin", operation, things, None, "", {"View-As": user})

        return Try(f"{operation} as {thing}", lambda: look(thing), lambda: look(missing(thing)), frozenset({403}))

    def _own_path(self, operation: str) -> dict[tuple[str, str], str]:
        names = parameters(OPERATIONS[operation][1])
        return {each: self.mine.things[each[0]] for each in names if each not in NO_IDS}

    def _door(self) -> Try:
        """A text that we signed, of any kind and either tenant, at the doors of all; where it fits, it is bent."""
        method, template = self.dice.choice(DOORS)
        kind = self.dice.choice([each for each in sorted(self.mine.texts) if each not in ("solution",)])
        house = self.dice.choice([self.mine, self.theirs])
        fits = kind == _taken_by(template)
        text = rebound(house.texts[kind], self.mine.tenant, self.theirs.tenant) if fits else house.texts[kind]
        if fits and "{slug}" in template:
            # Their workspace, and my own link into mine.
            text = self.mine.texts[kind]
        return self._at_door(method, template.replace("{slug}", self.theirs.slug), kind, text)

    def _mixed(self) -> Try:
        """Halves of two tenants' texts, put together."""
        method, template = self.dice.choice(DOORS)
        kind = _taken_by(template)
        one, other = self.mine.texts[kind], self.theirs.texts[kind]
        cut = self.dice.randrange(4, 40)
        return self._at_door(method, template.replace("{slug}", self.theirs.slug), kind, one[:cut] + other[cut:])

    def _at_door(self, method: str, template: str, kind: str, text: str) -> Try:
        joining = {"invitation": _JOINING, "sign-up": {**_JOINING, "slug": self.theirs.slug}}
        body = joining.get(_taken_by(template), {}) if method == "POST" else None

        def call(token: str) -> Reply:
            return self.passer_by().send(method, template.replace("{token}", token), body)

        return Try(
            f"{method} {template} with a {kind}", lambda: call(text), lambda: call(forged(text)), frozenset({404, 422})
        )

    def _form(self) -> Try:
        """Work done for my form, at theirs; and a form of a workspace that is none."""
        path = self.dice.choice(["tickets", "sign-in"])
        told = {"email": "ana@customer.example", "solution": self.mine.texts["solution"]}
        told |= {"name": "Ana", "subject": "Lamp", "body": "Dark."} if path == "tickets" else {}

        def call(challenge: str) -> Reply:
            way = f"/v1/public/{self.theirs.slug}/{path}"
            return self.passer_by().send("POST", way, {**told, "challenge": challenge})

        mine = self.mine.texts["challenge"]
        return Try(f"form {path}", lambda: call(mine), lambda: call(forged(mine)), frozenset({422}))

    def _cookie(self) -> Try:
        """A cookie in which some parts are theirs: of a device of the portal, or of a member's session."""
        kind = self.dice.choice(["device", "session"])
        parts = [house.texts[kind].split(".") for house in (self.mine, self.theirs)]
        # All but the handle may be known; it never is.
        known = [self.dice.randrange(2) for _ in parts[0][:-1]]
        if not any(known):
            known[self.dice.randrange(len(known))] = 1
        handle = self.dice.choice([parts[0][-1], "x" * 43])
        mixed = [parts[which][index] for index, which in enumerate(known)]
        none = [missing(part) if which else part for part, which in zip(mixed, known, strict=True)]
        if kind == "device":
            operation = self.dice.choice(sorted(PORTAL))
            method, template, _ = OPERATIONS[operation]
            path = self.mine.path(template, self._own_path(operation))
            name, body = "lambdesk_portal", BODIES.get(operation)
        else:
            method, path = self.dice.choice([("POST", "/v1/session/refresh"), ("DELETE", "/v1/session")])
            name, body = "lambdesk_session", None

        def call(told: list[str]) -> Reply:
            headers = {"cookie": f"{name}={'.'.join([*told, handle])}", "Idempotency-Key": ids.new_seed()}
            return self.passer_by().send(method, path, body, headers)

        # To sign out, nobody has to be signed in.
        statuses = frozenset({204}) if (method, path) == ("DELETE", "/v1/session") else _NOBODY
        return Try(f"{method} {path} with parts {known} of a {kind}", lambda: call(mixed), lambda: call(none), statuses)

    def _key(self) -> Try:
        """An API key of which a part is theirs."""
        mine, theirs = (house.texts["api-key"].split("_") for house in (self.mine, self.theirs))
        places = [index for index, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one != other]
        swapped = set(self.dice.sample(places, self.dice.randint(1, len(places) - 1)))
        text = "_".join(theirs[index] if index in swapped else part for index, part in enumerate(mine))

        def call(key: str) -> Reply:
            return self.door.elsewhere(key).get("/v1/tickets")

        return Try("an API key put together", lambda: call(text), lambda: call(forged(text)), _NOBODY)

    def _webhook(self) -> Try:
        """Mail for their source, signed with the secret of mine."""
        path, _, query = self.theirs.things["inbound-path"].partition("?")
        body, secret = b"From: ana@customer.example\r\n\r\nDark.", self.mine.things["inbound-secret"]

        def call(query: str) -> Reply:
            signed = signature.sign(ids.new_seed(), clock.now(), body, secret)
            headers = {
                "content-type": "message/rfc822",
                "webhook-id": signed.id,
                "webhook-timestamp": signed.timestamp,
                "webhook-signature": signed.signature,
            }
            return self.passer_by().send("POST", path, body, headers, query=query)

        return Try("mail for their source", lambda: call(query), lambda: call(missing(query)), _NOBODY)

    def _socket(self) -> Try:
        action = self.dice.choice(SOCKET_ACTIONS)
        absent = {noun: missing(each) for noun, each in self.theirs.things.items()}
        return Try(
            f"socket {action(self.theirs.things)}",
            lambda: self.line.heard(action, self.theirs.things),
            lambda: self.line.heard(action, absent),
            frozenset(),
        )

    def _pass(self) -> Try:
        """What opens a socket, bent so that it names the other tenant; or a text of another kind."""
        kind = self.dice.choice([each for each in sorted(self.theirs.texts) if each != "solution"])
        text = self.theirs.texts[kind]
        if kind == "socket":
            text = rebound(self.mine.texts[kind], self.mine.tenant, self.theirs.tenant)
        return Try(
            f"socket with a {kind}",
            lambda: opening(self.product, text),
            lambda: opening(self.product, forged(text)),
            frozenset(),
        )


_NOBODY = frozenset({401})


def headers(operation: str, mine: House) -> dict[str, str]:
    described = OPERATIONS[operation][2]
    version = 1
    if "{number}" in OPERATIONS[operation][1] and operation not in PORTAL:
        ticket = mine.callers["admin"]("GET", f"/v1/tickets/{mine.things['tickets']}", None, {}).json["ticket"]
        version = ticket["version"]
    elif OPERATIONS[operation][1] == "/v1/settings/tickets":
        version = mine.callers["admin"]("GET", "/v1/settings/tickets", None, {}).json["version"]
    known = {"If-Match": f'"{version}"', "Idempotency-Key": ids.new_seed()}
    named = {each["name"] for each in described.get("parameters", []) if each["in"] == "header"}
    return {name: value for name, value in known.items() if name in named}


def callers_of(operation: str) -> tuple[str, ...]:
    """Who may ask for this."""
    return ("customer",) if operation in PORTAL else ("nobody",) if operation in OPEN else ("admin", "agent", "key")


def ask(
    mine: House,
    caller: str,
    operation: str,
    things: dict[tuple[str, str], str],
    body: Any,
    query: str,
    more: dict[str, str] | None = None,
) -> Reply:
    """One call of one of my people, with `more` headers."""
    method, template, described = OPERATIONS[operation]
    needed = (each for each in described.get("parameters", []) if each["in"] == "query" and each.get("required"))
    query = "&".join(filter(None, [query, *(f"{each['name']}={QUERY[each['name']]}" for each in needed)]))
    return mine.callers[caller](
        method, mine.path(template, things), body, headers(operation, mine) | (more or {}), query
    )


def _taken_by(template: str) -> str:
    return "sign-up" if "sign-up" in template else _TAKEN_BY[template.split("/")[-2]]


def rebound(text: str, tenant: str, other: str) -> str:
    """A signed text whose words name the other tenant, under the old signature."""
    key, _, wrapped = text.partition(".")
    data = base64.urlsafe_b64decode(wrapped + "=" * (-len(wrapped) % 4))
    swapped = data[:16] + data[16:].replace(tenant.encode(), b"\0").replace(other.encode(), tenant.encode()).replace(
        b"\0", other.encode()
    )
    bent = f"{key}.{base64.urlsafe_b64encode(swapped).decode().rstrip('=')}"
    return bent if bent != text else forged(text)
