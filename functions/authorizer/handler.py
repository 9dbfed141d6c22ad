"""Asked by the HTTP API who is calling. A good ID token gives `{tenant, user, issued_at, begun}`, a good API
key `{tenant, api_key}` and which of its secrets was shown; anything else gives nobody.

It never says no: the gateway would answer in a shape of its own and call an expired token "forbidden". The API refuses
whoever is nobody, as a problem. When the issuer's keys cannot be read the error goes up, the gateway answers 5xx and
remembers nothing; to call good tokens bad would sign everybody out.
"""

from typing import Any

from lambdesk.adapters.aws.log import canonical
from lambdesk.adapters.aws.tokens import IdTokens
from lambdesk.api_keys.service import verify
from lambdesk.api_keys.text import MARK
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit import clock
from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.settings import from_environment

_settings = from_environment()
_product = Lambdesk(_settings)
_tokens = IdTokens(_settings.token_issuer, _settings.user_pool_client_id, _settings.jwks_url)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The simple response of payload version 2.0."""
    request_id = event.get("requestContext", {}).get("requestId")
    with canonical("authorizer", "caller looked at", correlation_id=request_id) as facts:
        try:
            caller, who = _caller(event.get("headers", {}).get("authorization", ""))
        except Unauthenticated:
            facts["outcome"] = "nobody"
            return {"isAuthorized": True, "context": {}}
        facts.update(tenant=caller["tenant"], user=who, outcome="known")
        return {"isAuthorized": True, "context": caller}


def _caller(authorization: str) -> tuple[dict[str, Any], str]:
    """What the API is told of whoever calls, and their id."""
    scheme, _, shown = authorization.strip().partition(" ")
    if scheme.lower() == "bearer" and shown.strip().startswith(MARK):
        key = verify(_product.api_key_store, shown.strip(), clock.now())
        return {"tenant": key.tenant, "api_key": key.key_id, "secret_hash": key.secret_hash}, key.key_id
    vouched = _tokens.vouched(authorization, clock.now())
    told = {
        "tenant": vouched.tenant,
        "user": vouched.user,
        "issued_at": vouched.issued_at,
        "begun": vouched.begun.value,
    }
    return told, vouched.user
