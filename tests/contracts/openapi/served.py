"""The API as the edge serves it, with a workspace that has one of everything, and its description with real ids."""

import copy
import json
from typing import Any

from functions.http_api.app import Api, Receive, Scope, Send
from tests.integration.isolation.house import DESCRIBED, NO_IDS, House, parameters, settled
from tests.support.desk import MemoryLambdesk

SLUG = "northwind"


def things_of(house: House) -> dict[tuple[str, str], str]:
    """What each parameter of a path names, by the word before it and its own name."""
    named = {("public", "slug"): SLUG, **NO_IDS}
    tokens = {"confirmations": "confirmation", "escalations": "acknowledgement", "invitations": "invitation"}
    tokens |= {"sign-in": "sign-in"}
    named |= {(noun, "token"): house.texts[kind] for noun, kind in tokens.items()}
    for path in DESCRIBED["paths"]:
        named |= {each: house.things[each[0]] for each in parameters(path) if each not in named}
    return named


def described(house: House) -> dict[str, Any]:
    """The description for somebody who need not sign in, as here the authorizer has always said yes already; what is
    made up for a path is, as often as not, something that is there.
    """
    whole: dict[str, Any] = copy.deepcopy(DESCRIBED)
    things = things_of(house)
    for path, methods in whole["paths"].items():
        for operation in methods.values():
            operation.pop("security", None)
            real = {name: things[noun, name] for noun, name in parameters(path)}
            for each in operation.get("parameters", []):
                if each["in"] == "path":
                    each["schema"] = {"anyOf": [{"enum": [real[each["name"]]]}, each["schema"]]}
    return whole


class Served:
    """The API below /api: for an administrator, who may do everything, and where customers are asked for, for one."""

    def __init__(self) -> None:
        self.product = MemoryLambdesk()
        self.house = settled(self.product, SLUG, 3)
        self._cookie = f"lambdesk_portal={self.house.texts['device']}"
        self._api = Api(self.product)
        # Of a token that is younger than whatever signs its owner out.
        self._admin = {"tenant": self.house.tenant, "user": self.house.things["users"], "issued_at": 2**40}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        if scope["path"] == "/openapi.json":
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": json.dumps(described(self.house)).encode()})
            return
        context = {"requestId": "req-1", "authorizer": {"lambda": self._admin}}
        event = {"requestContext": context, "cookies": [self._cookie]}
        scope["path"], scope["aws.event"] = scope["path"].removeprefix("/api"), event
        await self._api(scope, receive, send)
