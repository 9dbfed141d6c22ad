"""Every error a caller may answer. No HTTP here: the door translates `code` and `data`.

LambdeskError
├── Invalid               the input is wrong; `fields` says where
│   └── IdempotencyMismatch   the key was used with another body
├── Unauthenticated       nobody is known
├── Forbidden             may see, may not do
│   ├── ChallengeRequired     sign-in needs a further step
│   └── TenantClosed          the whole workspace is suspended or about to be deleted
├── NotFound              is not there, or may not be seen
├── Conflict              the state forbids it
│   ├── IllegalTransition     `allowed` says which states can be reached
│   ├── StaleThread           `new_message_ids` arrived since the caller looked
│   ├── StaleVersion          `current_version` is what stands now; `conflicts` the fields that changed since
│   ├── AlreadyExists         an insert found its key taken; `key` names it
│   ├── LastAdmin             nobody could manage people any more
│   ├── LimitReached          the plan allows no more; `limit` says how many
│   ├── RoleNamed             statuses name the role; `statuses` are their labels
│   ├── SlugTaken             another workspace has the address; `suggestion` was free a moment ago
│   ├── SessionRotated        this handle was replaced a moment ago: use the newer one
│   └── ChooseTenant          the address belongs to several tenants
├── PreconditionRequired  a write came without the version it was based on
├── TooLarge              `limit_bytes`
├── TooMany               `retry_after_seconds`
└── Unavailable           something we need does not answer; trying again may help
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One wrong field: a dotted path such as `body.state`, a sentence and a stable code."""

    field: str
    message: str
    code: str


class LambdeskError(Exception):
    """`code` is stable and documented in docs/errors.md; `data` holds typed facts for the caller."""

    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "", **data: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.data: dict[str, Any] = data


class Invalid(LambdeskError):
    code = "invalid"
    title = "The input is not valid"

    def __init__(self, detail: str = "", fields: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.fields = tuple(fields)


class IdempotencyMismatch(Invalid):
    code = "idempotency_mismatch"
    title = "This idempotency key was used with another body"


class Unauthenticated(LambdeskError):
    code = "unauthenticated"
    title = "Sign in first"


class Forbidden(LambdeskError):
    code = "forbidden"
    title = "You may not do this"


class ChallengeRequired(Forbidden):
    code = "challenge_required"
    title = "Sign-in needs a further step"


class TenantClosed(Forbidden):
    code = "tenant_suspended"
    title = "This workspace is closed for now"


class NotFound(LambdeskError):
    code = "not_found"
    title = "There is no such thing"


class Conflict(LambdeskError):
    code = "conflict"
    title = "The present state does not allow this"


class IllegalTransition(Conflict):
    code = "illegal_transition"
    title = "A ticket in this state cannot go there"

    def __init__(self, state: str, wanted: str, allowed: Sequence[str]) -> None:
        super().__init__(f"A ticket that is {state} cannot become {wanted}.", state=state, allowed=list(allowed))


class StaleThread(Conflict):
    code = "stale_thread"
    title = "The conversation moved on"

    def __init__(self, number: int, last_seen_message_id: str | None, last_message_id: str | None) -> None:
        super().__init__("New messages arrived since you looked; read them, then send again.")
        self.number = number
        self.last_seen_message_id = last_seen_message_id
        self.last_message_id = last_message_id


class StaleVersion(Conflict):
    code = "stale_version"
    title = "Somebody changed this meanwhile"

    def __init__(self, current_version: int, conflicts: Sequence[str] = ()) -> None:
        super().__init__("", current_version=current_version, **({"conflicts": list(conflicts)} if conflicts else {}))
        self.current_version = current_version


class AlreadyExists(Conflict):
    code = "conflict"
    title = "This exists already"

    def __init__(self, key: object) -> None:
        super().__init__()
        self.key = key


class LastAdmin(Conflict):
    code = "last_admin"
    title = "One administrator has to stay"


class LimitReached(Conflict):
    code = "limit_reached"
    title = "The workspace's plan ends here"


class RoleNamed(Conflict):
    """`statuses` are the labels of those that name the role."""

    code = "role_named"
    title = "Statuses say that this role may set them"


class SlugTaken(Conflict):
    """`suggestion` is one that was free a moment ago, or null."""

    code = "slug_taken"
    title = "Another workspace has this address"


class SessionRotated(Conflict):
    code = "session_rotated"
    title = "The session was renewed a moment ago; use the newer cookie"


class ChooseTenant(Conflict):
    code = "choose_tenant"
    title = "This address belongs to several workspaces; name one"


class PreconditionRequired(LambdeskError):
    code = "precondition_required"
    title = "Send If-Match with the version you saw"


class TooLarge(LambdeskError):
    code = "too_large"
    title = "The body is too large"


class TooMany(LambdeskError):
    code = "too_many"
    title = "Too many requests"


class Unavailable(LambdeskError):
    code = "unavailable"
    title = "A part we need does not answer; try again"
