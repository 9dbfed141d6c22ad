"""Addresses that a level calls: what they may be, and their secrets, which leave us only as signatures."""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from lambdesk.escalation.model import Action, ActionKind, Level
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.sealing import seal, unseal
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import digest
from lambdesk.kit.webhooks import MARK

ADDRESS_LENGTH = 500
SECRET_LENGTH = 120
_SECRET_BYTES = range(24, 65)
_PURPOSE = "escalation-webhook"
_ADDRESS = re.compile(rf"[!-~]{{1,{ADDRESS_LENGTH}}}")
# Names that mean somebody's own network. What any other name leads to is looked at when it is called.
_PRIVATE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "test", "invalid")
_LOOPBACK = ("127.0.0.1", "localhost")


def wrong_action(action: Action, path: str, *, local: bool = False) -> Iterable[FieldError]:
    """What is wrong with the address and the secret of an action. `local`: plain HTTP to this machine is taken, too."""
    if action.kind is not ActionKind.WEBHOOK:
        if action.address is not None or action.secret is not None:
            yield FieldError(f"{path}.address", "only a webhook has an address and a secret", "conflicting")
        return
    if not action.address:
        yield FieldError(f"{path}.address", "say which address is called", "required")
    elif (why := _wrong_address(action.address, local=local)) is not None:
        yield FieldError(f"{path}.address", why, "out_of_range")
    if action.secret is None:
        yield FieldError(f"{path}.secret", "a new address needs a secret to sign with", "required")


def _wrong_address(address: str, *, local: bool) -> str | None:
    try:
        parts = urlsplit(address) if _ADDRESS.fullmatch(address) else None
        port = parts.port if parts else None
    except ValueError:
        parts, port = None, None
    if parts is None or not parts.hostname or port == 0:
        return f"is an address of at most {ADDRESS_LENGTH} characters, without blanks"
    if local and parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return None
    if parts.scheme != "https":
        return "begins with https://"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "has no name, password or fragment in it"
    return None if _is_public_name(parts.hostname) else "is a name on the public internet"


def _is_public_name(host: str) -> bool:
    name = host.rstrip(".")
    last = name.rpartition(".")[2]
    try:
        ip_address(name)
    except ValueError:
        # A last part of digits is an address in another notation.
        return "." in name and last not in _PRIVATE and not last[0].isdigit()
    return False


def sealed(keys: Keyring, tenant: str, levels: Sequence[Level], path: str) -> tuple[Level, ...]:
    """Levels whose secrets, as a caller told them, are sealed; raises Invalid for what is no secret.

    `path` is that of the field that holds the levels.
    """
    wrong: list[FieldError] = []

    def closed(action: Action, where: str) -> Action:
        if action.secret is None:
            return action
        if not _is_secret(action.secret):
            wrong.append(FieldError(f"{where}.secret", f"is {MARK} and the base64 of 24 to 64 bytes", "out_of_range"))
            return action
        return replace(action, secret=seal(keys, _PURPOSE, action.secret, _place(tenant, action.address or "")))

    done = tuple(
        replace(
            level,
            actions=tuple(closed(each, f"{path}.{place}.actions.{n}") for n, each in enumerate(level.actions)),
        )
        for place, level in enumerate(levels)
    )
    if wrong:
        raise Invalid(fields=wrong)
    return done


def secret_of(keys: Keyring, tenant: str, action: Action) -> str:
    """The secret of an action; raises Unreadable."""
    return unseal(keys, _PURPOSE, action.secret or "", _place(tenant, action.address or ""))


def keeping(before: Iterable[Level], after: Iterable[Level]) -> tuple[Level, ...]:
    """Levels in which an address that was there before keeps its secret, unless another one is given."""
    known = {each.address: each.secret for level in before for each in level.actions if each.secret}

    def kept(action: Action) -> Action:
        missing = action.kind is ActionKind.WEBHOOK and action.secret is None
        return replace(action, secret=known.get(action.address)) if missing else action

    return tuple(replace(level, actions=tuple(map(kept, level.actions))) for level in after)


def call_id(tenant: str, event_id: str, level: int) -> str:
    """The `webhook-id` of the call that an `escalation.called` makes for a level: the same at each try. Who is called
    again for the same breach is called under another one.
    """
    return "msg_" + digest("webhook", tenant, event_id, str(level))


def _place(tenant: str, address: str) -> str:
    return f"{tenant}/{address}"


def _is_secret(text: str) -> bool:
    try:
        key = base64.b64decode(text.removeprefix(MARK), validate=True)
    except (binascii.Error, ValueError):
        return False
    return text.startswith(MARK) and len(key) in _SECRET_BYTES
