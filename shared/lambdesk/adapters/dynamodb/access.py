"""The form in which API keys, sources of inbound mail, sign-in providers and exports are kept, and what tells of
tenants that come and go: a part of the codec.
"""

from collections.abc import Callable
from typing import Any

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.shapes import FLAG, MOMENT, NUMBER, TEXT, TEXTS, Part, Shape, member
from lambdesk.api_keys.model import ApiKey, ApiKeyUse
from lambdesk.identity.federation.model import Provider, ProviderAccount
from lambdesk.identity.model import Headcount, Leaving, SignUp
from lambdesk.inbound.model import InboundSource
from lambdesk.tenants.exporting import model as exporting

API_KEY = Shape(
    ApiKey,
    name=("n", TEXT),
    scopes=("s", TEXTS),
    secret_hash=("h", TEXT),
    created_by=("b", TEXT),
    created_at=("w", MOMENT),
    expires_at=("z", MOMENT),
    lifetime_days=("l", NUMBER),
    previous_hash=("p", TEXT),
    previous_until=("u", MOMENT),
    revoked_at=("r", MOMENT),
    version=("v", NUMBER),
)
API_KEY_USE = Shape(ApiKeyUse, at=("w", MOMENT))
INBOUND_SOURCE = Shape(
    InboundSource,
    name=("n", TEXT),
    secret=("s", TEXT),
    created_by=("b", TEXT),
    created_at=("w", MOMENT),
    trusted=("t", FLAG),
    previous_secret=("p", TEXT),
    previous_until=("u", MOMENT),
    version=("v", NUMBER),
)
SIGN_UP = Shape(
    SignUp,
    email=("e", TEXT),
    workspace=("n", TEXT),
    slug=("s", TEXT),
    locale=("l", TEXT),
    asked_at=("w", MOMENT),
    expires_at=("z", MOMENT),
)
PROVIDER = Shape(
    Provider,
    name=("n", TEXT),
    issuer=("i", TEXT),
    client_id=("c", TEXT),
    secret=("s", TEXT),
    domains=("d", TEXTS),
    first_role=("r", TEXT),
    trusted=("t", FLAG),
    version=("v", NUMBER),
)
PROVIDER_ACCOUNT = Shape(ProviderAccount, subject=("s", TEXT), user_id=("u", TEXT))
HEADCOUNT = Shape(Headcount, version=("v", NUMBER))
LEAVING = Shape(Leaving, tenant=("t", TEXT), delete_at=("w", MOMENT))
TENANT_EXPORT = Shape(
    exporting.TenantExport,
    id=("i", TEXT),
    asked_at=("w", MOMENT),
    moved_at=("u", MOMENT),
    state=("s", member(exporting.ExportState)),
    position=("p", TEXT),
    parts=("k", Part(exporting.Part, key=TEXT, size=NUMBER).many()),
    lines=("l", NUMBER),
    files=("f", NUMBER),
    version=("v", NUMBER),
)

PLACES: dict[type, tuple[Shape[Any], Callable[[str, Any], keys.Key]]] = {
    ApiKey: (API_KEY, lambda t, e: keys.api_key_key(t, e.id)),
    ApiKeyUse: (API_KEY_USE, lambda t, e: keys.api_key_key(t, e.id, use=True)),
    InboundSource: (INBOUND_SOURCE, lambda t, e: keys.inbound_source_key(t, e.id)),
    SignUp: (SIGN_UP, lambda t, e: keys.sign_up_key(t)),
    Provider: (PROVIDER, lambda t, e: keys.provider_key(t)),
    ProviderAccount: (PROVIDER_ACCOUNT, lambda t, e: keys.provider_account_key(t, e.subject)),
    Headcount: (HEADCOUNT, lambda t, e: keys.headcount_key(t)),
    Leaving: (LEAVING, lambda t, e: keys.leaving_key(e.delete_at, e.tenant)),
    exporting.TenantExport: (TENANT_EXPORT, lambda t, e: keys.tenant_export_key(t)),
}
