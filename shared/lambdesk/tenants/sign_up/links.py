"""The link in the letter to somebody who asked for a tenant. It names what was asked for; that ends by itself."""

import re

from lambdesk.kit.signed import read, sign
from lambdesk.kit.signing import Keyring

PAGE = "sign-up/confirm"
_PURPOSE = "sign-up"
_TENANT = re.compile(r"tnt_[0-9A-Z]{26}", re.ASCII)


def sign_up_url(keys: Keyring, origin: str, tenant: str) -> str:
    """Where the tenant is made. Behind `#`, so that no log of requests holds it."""
    return f"{origin.rstrip('/')}/{PAGE}#{sign(keys, _PURPOSE, tenant)}"


def read_token(keys: Keyring, token: str) -> str | None:
    """The id that the tenant will have; None for what is not ours."""
    tenant = read(keys, _PURPOSE, token) or ""
    return tenant if _TENANT.fullmatch(tenant) else None
