"""The form in which API keys are kept: a part of the codec."""

from lambdesk.adapters.dynamodb.shapes import MOMENT, NUMBER, TEXT, TEXTS, Shape
from lambdesk.api_keys.model import ApiKey, ApiKeyUse

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
