"""Asked by the HTTP API who is calling. A good ID token gives `{tenant, user, issued_at}`; any other one gives nobody.

It never says no: the gateway would answer in a shape of its own and call an expired token "forbidden". The API refuses
whoever is nobody, as a problem. When the issuer's keys cannot be read the error goes up, the gateway answers 5xx and
remembers nothing; to call good tokens bad would sign everybody out.
"""

from typing import Any

from lambdesk.adapters.aws.log import canonical
from lambdesk.adapters.aws.tokens import IdTokens
from lambdesk.kit import clock
from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.settings import from_environment

_settings = from_environment()
_tokens = IdTokens(_settings.token_issuer, _settings.user_pool_client_id, _settings.jwks_url)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The simple response of payload version 2.0."""
    request_id = event.get("requestContext", {}).get("requestId")
    with canonical("authorizer", "caller looked at", correlation_id=request_id) as facts:
        try:
            vouched = _tokens.vouched(event.get("headers", {}).get("authorization", ""), clock.now())
        except Unauthenticated:
            facts["outcome"] = "nobody"
            return {"isAuthorized": True, "context": {}}
        caller = {"tenant": vouched.tenant, "user": vouched.user}
        facts.update(caller, outcome="known")
        return {"isAuthorized": True, "context": caller | {"issued_at": vouched.issued_at}}
