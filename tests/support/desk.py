"""The product on stores in memory, and its HTTP door called with the events that API Gateway sends."""

import base64
import copy
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from functions.http_api.app import entry
from lambdesk.adapters.memory.api_keys import MemoryApiKeyStore
from lambdesk.adapters.memory.calendars import MemoryCalendarStore
from lambdesk.adapters.memory.canned import MemoryCannedStore
from lambdesk.adapters.memory.content import MemoryContent
from lambdesk.adapters.memory.customers import MemoryCustomerStore
from lambdesk.adapters.memory.exports import MemoryDetailsStore
from lambdesk.adapters.memory.figures import MemoryFigureStore
from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.inbound import MemorySourceStore
from lambdesk.adapters.memory.limits import MemoryBucketStore
from lambdesk.adapters.memory.mail import MemoryMailStore
from lambdesk.adapters.memory.notifications import MemoryNotificationStore
from lambdesk.adapters.memory.portal import MemoryPortalStore
from lambdesk.adapters.memory.realtime import MemoryLines, MemoryRealtimeStore
from lambdesk.adapters.memory.recomputations import MemoryRecomputationStore
from lambdesk.adapters.memory.rotas import MemoryRotaStore
from lambdesk.adapters.memory.sla import MemoryDueTickets, MemoryPolicyStore
from lambdesk.adapters.memory.state import State
from lambdesk.adapters.memory.tenant_exports import MemoryExportStore
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.adapters.memory.trail import MemoryTrailStore
from lambdesk.api_keys.service import verify
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity import service
from lambdesk.identity.decide import NewTenant, NewUser
from lambdesk.identity.model import ACCOUNT_ENDINGS, AGENT, Begun, Tenant, User
from lambdesk.identity.ports import CodeWanted, Tokens
from lambdesk.identity.queries import must_enrol, role_of
from lambdesk.inbound.ports import Handover
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import FieldError, Invalid, Unauthenticated, Unavailable
from lambdesk.kit.settings import Settings
from lambdesk.kit.signing import Keyring
from tests.support.belonging import Belonging
from tests.support.chained import Chained
from tests.support.feeds import Fed
from tests.support.post import RawMails

PASSWORD = "correct-Horse-7"
_RECORDED = Path(__file__).parents[1] / "integration/http_api/request.json"
_EVENT: dict[str, Any] = json.loads(_RECORDED.read_text("utf-8"))


@dataclass
class MemoryUserPool:
    """Accounts in a dict. A refresh token is good until it is revoked; `rotating` gives a new one each time."""

    passwords: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    failure: Exception | None = None
    rotating: bool = False
    secrets: dict[str, str] = field(default_factory=dict)
    asking: set[str] = field(default_factory=set)
    disabled: set[str] = field(default_factory=set)
    weak: set[str] = field(default_factory=set)
    vouched: list[tuple[str, str, Begun]] = field(default_factory=list)

    def _grant(self, user_id: str, *, renew: bool) -> Tokens:
        token = f"refresh-{len(self.tokens)}-{user_id}" if renew else None
        if token:
            self.tokens[token] = user_id
        return Tokens(f"id-token-of-{user_id}", clock.now() + timedelta(minutes=15), token, user_id)

    def sign_in(self, user_id: str, password: str) -> Tokens | CodeWanted:
        if self.failure:
            raise self.failure
        if self.passwords.get(user_id) != password or user_id in self.disabled:
            raise Unauthenticated
        return CodeWanted(f"session-of-{user_id}") if user_id in self.asking else self._grant(user_id, renew=True)

    def answer(self, user_id: str, session: str, code: str) -> Tokens:
        if session != f"session-of-{user_id}" or code != self.code(user_id):
            raise Unauthenticated
        return self._grant(user_id, renew=True)

    def code(self, user_id: str) -> str:
        """What the authenticator shows."""
        return f"code-of-{self.secrets[user_id]}"

    def enable(self, user_id: str, *, enabled: bool) -> None:
        if self.failure:
            raise self.failure
        accounts = {user_id + ending for ending in ACCOUNT_ENDINGS.values()} & set(self.passwords)
        self.disabled = self.disabled - accounts if enabled else self.disabled | accounts

    def begin_mfa(self, access_token: str) -> str:
        self.secrets[access_token] = f"SECRET{len(self.secrets)}"
        return self.secrets[access_token]

    def finish_mfa(self, access_token: str, code: str) -> None:
        if code != self.code(access_token):
            raise Unauthenticated
        self.asking.add(access_token)

    def ask_mfa(self, user_id: str, *, asked: bool) -> None:
        if self.failure:
            raise self.failure
        if user_id not in self.passwords:
            raise Unauthenticated
        if asked:
            self.asking.add(user_id)
        else:
            self.asking.discard(user_id)

    def vouch(self, tenant: str, user: User, begun: Begun) -> Tokens:
        if self.failure:
            raise self.failure
        account = user.id + ACCOUNT_ENDINGS[begun]
        if account in self.disabled:
            raise Unavailable
        self.passwords.setdefault(account, ids.new_secret())
        self.vouched.append((tenant, user.id, begun))
        return self._grant(user.id, renew=True)

    def refresh(self, user_id: str, refresh_token: str) -> Tokens:
        if self.failure:
            raise self.failure
        if self.tokens.get(refresh_token) != user_id or refresh_token in self.revoked:
            raise Unauthenticated
        return self._grant(user_id, renew=self.rotating)

    def revoke(self, refresh_token: str) -> None:
        if self.failure:
            raise self.failure
        self.revoked.append(refresh_token)

    def remove(self, user_id: str) -> None:
        for ending in ACCOUNT_ENDINGS.values():
            self.passwords.pop(user_id + ending, None)

    def create(self, tenant: str, user: User, password: str) -> None:
        if password in self.weak:
            raise Invalid(fields=[FieldError("password", "is too simple", "weak_password")])
        self.passwords[user.id] = password


class MemoryLambdesk(Fed, Chained, Belonging, Lambdesk):
    """The product wired on one State."""

    def __init__(self, origin: str = "https://help.example.com") -> None:
        super().__init__(Settings({"STAGE": "local", "ORIGIN": origin, "WEBSOCKET_URL": "wss://help.example.com/ws"}))
        self.state = State()

    @cached_property
    def ticket_store(self) -> MemoryTicketStore:
        return MemoryTicketStore(self.state)

    @cached_property
    def customer_store(self) -> MemoryCustomerStore:
        return MemoryCustomerStore(self.state)

    @cached_property
    def identity_store(self) -> MemoryIdentityStore:
        return MemoryIdentityStore(self.state)

    @cached_property
    def policy_store(self) -> MemoryPolicyStore:
        return MemoryPolicyStore(self.state)

    @cached_property
    def ticket_settings_store(self) -> MemoryTicketSettingsStore:
        return MemoryTicketSettingsStore(self.state)

    @cached_property
    def export_store(self) -> MemoryExportStore:
        return MemoryExportStore(self.state)

    @cached_property
    def recomputation_store(self) -> MemoryRecomputationStore:
        return MemoryRecomputationStore(self.state)

    @cached_property
    def calendar_store(self) -> MemoryCalendarStore:
        return MemoryCalendarStore(self.state)

    @cached_property
    def rota_store(self) -> MemoryRotaStore:
        return MemoryRotaStore(self.state)

    @cached_property
    def canned_store(self) -> MemoryCannedStore:
        return MemoryCannedStore(self.state)

    @cached_property
    def details_store(self) -> MemoryDetailsStore:
        return MemoryDetailsStore(self.state)

    @cached_property
    def figure_store(self) -> MemoryFigureStore:
        return MemoryFigureStore(self.state)

    @cached_property
    def due_tickets(self) -> MemoryDueTickets:
        return MemoryDueTickets(self.state)

    @cached_property
    def realtime_store(self) -> MemoryRealtimeStore:
        return MemoryRealtimeStore(self.state)

    @cached_property
    def lines(self) -> MemoryLines:
        return MemoryLines()

    @cached_property
    def notification_store(self) -> MemoryNotificationStore:
        return MemoryNotificationStore(self.state)

    @cached_property
    def api_key_store(self) -> MemoryApiKeyStore:
        return MemoryApiKeyStore(self.state)

    @cached_property
    def source_store(self) -> MemorySourceStore:
        return MemorySourceStore(self.state)

    @cached_property
    def mail_store(self) -> MemoryMailStore:
        return MemoryMailStore(self.state)

    @cached_property
    def raw_mail(self) -> RawMails:
        return RawMails()

    @cached_property
    def handover(self) -> Handover:
        """Mail is taken in at once."""

        def accept(receipt: Mapping[str, Any]) -> None:
            self.mailroom.accept(dict(receipt), clock.now(), ids.new_seed())

        return accept

    @cached_property
    def bucket_store(self) -> MemoryBucketStore:
        return MemoryBucketStore(self.state)

    @cached_property
    def portal_store(self) -> MemoryPortalStore:
        return MemoryPortalStore(self.state)

    @cached_property
    def trail_store(self) -> MemoryTrailStore:
        return MemoryTrailStore(self.state)

    @cached_property
    def user_pool(self) -> MemoryUserPool:
        return MemoryUserPool()

    @cached_property
    def content(self) -> MemoryContent:
        return MemoryContent()

    @cached_property
    def edge_secret(self) -> str:
        return "e" * 64

    @cached_property
    def keyring(self) -> Keyring:
        return Keyring("a", {"a": b"k" * 64})


def context(tenant: str, now: datetime | None = None) -> Context:
    """The system acting in a tenant."""
    return Context(tenant, SYSTEM, now or clock.now(), ids.new_seed(), {"door": "test"})


def settle(product: Lambdesk, slug: str) -> tuple[Tenant, User]:
    """A tenant with one agent, `agent@<slug>.example`, who signs in with PASSWORD."""
    store = product.identity_store
    wanted = NewTenant(slug.title(), slug, (f"support@{slug}.example",))
    tenant = service.create_tenant(store, context("_system"), wanted)
    newcomer = NewUser(f"agent@{slug}.example", "Maya Lindqvist", AGENT)
    user = service.create_user(store, product.user_pool, context(tenant.id), newcomer, PASSWORD)
    return tenant, user


@dataclass(frozen=True)
class Reply:
    """What the door sent back through the gateway."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The code of a problem."""
        assert self.headers["content-type"] == "application/problem+json", self.text
        code: str = self.json["code"]
        return code


def claims_of(product: Lambdesk, key: str) -> dict[str, str]:
    """What the authorizer says of an API key: whose it is, or nothing."""
    try:
        proven = verify(product.api_key_store, key, clock.now())
    except Unauthenticated:
        return {}
    return {"tenant": proven.tenant, "api_key": proven.key_id, "secret_hash": proven.secret_hash}


def _in_two_steps(product: Lambdesk, tenant: str, user_id: str) -> None:
    """Who has to sign in in two steps has done so: a test of anything else need not begin with that."""
    with suppress(Unavailable):
        home, user = product.identity_store.tenant(tenant), product.identity_store.user(tenant, user_id)
        if home and user and must_enrol(home, user, role_of(product.identity_store, tenant, user.role)):
            product.identity_store.commit(tenant, ChangeSet((Put(replace(user, mfa=True)),)))


class Desk:
    """Somebody in front of the HTTP API: `tenant` and `user` are what the authorizer says; without them, nobody.

    `key` is the text of an API key, shown to the authorizer once, as the gateway remembers what it said.
    """

    def __init__(
        self,
        product: Lambdesk,
        tenant: str | None = None,
        user: str | None = None,
        *,
        address: str | None = None,
        key: str | None = None,
    ) -> None:
        self.product = product
        self._handler = entry(product)
        if tenant and user:
            _in_two_steps(product, tenant, user)
        self._claims: dict[str, Any] = {"tenant": tenant, "user": user} if tenant else {}
        if key:
            self._claims = claims_of(product, key)
        self._address = address

    def elsewhere(self, key: str | None = None) -> "Desk":
        """The same door, and before it nobody, or somebody with an API key, at an address of their own."""
        other = copy.copy(self)
        other._address, other._claims = ids.new_seed(), claims_of(self.product, key) if key else {}
        return other

    def event(self, method: str, path: str, headers: dict[str, str], body: str | None, query: str) -> dict[str, Any]:
        """A recorded request with these parts in it."""
        event = copy.deepcopy(_EVENT)
        event |= {"rawPath": path, "rawQueryString": query}
        event["requestContext"]["http"] |= {"method": method, "path": path}
        event["requestContext"]["authorizer"] = {"lambda": self._claims}
        if self._address:
            event["requestContext"]["http"]["sourceIp"] = self._address
        event["headers"] |= {name.lower(): value for name, value in headers.items()}
        if body is not None:
            event["body"] = body
            event["headers"].setdefault("content-type", "application/json")
        if "cookie" in event["headers"]:
            event["cookies"] = [event["headers"].pop("cookie")]
        return event

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, query: str = ""
    ) -> Reply:
        """One request; `body` is text or bytes as they are, anything else as JSON."""
        text = body if isinstance(body, str | None) else "" if isinstance(body, bytes) else json.dumps(body)
        event = self.event(method, path, headers or {}, text, query)
        if isinstance(body, bytes):
            event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
        answer = self._handler(event, None)
        return Reply(
            answer["statusCode"], answer.get("headers", {}), answer.get("cookies", []), str(answer.get("body", ""))
        )

    def get(self, path: str, query: str = "") -> Reply:
        return self.send("GET", path, query=query)

    def open_ticket(self, subject: str = "Broken lamp", **more: Any) -> Any:
        """A new ticket's view."""
        body = {"subject": subject, "body": "It is dark.", "requester": {"email": "ana@customer.example"}, **more}
        answer = self.send("POST", "/v1/tickets", body, {"Idempotency-Key": ids.new_seed()})
        assert answer.status == 201, answer.text
        return answer.json
