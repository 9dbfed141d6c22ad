"""The keeper of passwords: a Cognito user pool. User names are our user ids."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.identity.model import ACCOUNT_ENDINGS, Begun, User
from lambdesk.identity.ports import CodeWanted, Tokens
from lambdesk.kit import clock, ids
from lambdesk.kit.errors import (
    ChallengeRequired,
    FieldError,
    Invalid,
    LambdeskError,
    TooMany,
    Unauthenticated,
    Unavailable,
)

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_CODE: Final = "SOFTWARE_TOKEN_MFA"
_TRIES = 3
# What the pool's policy wants to see of every password, whatever chance gave.
_ALL_KINDS = "aA1!"
_WRONG = {
    "CodeMismatchException",
    "EnableSoftwareTokenMFAException",
    "ExpiredCodeException",
    "NotAuthorizedException",
    "RefreshTokenReuseException",
    "UserNotConfirmedException",
    "UserNotFoundException",
}
_STEP = {"PasswordResetRequiredException"}
_BUSY = {"TooManyRequestsException", "LimitExceededException", "TooManyFailedAttemptsException"}


class CognitoUserPool:
    """The pool through its one client, which has no secret."""

    def __init__(self, client: "CognitoIdentityProviderClient", pool_id: str, client_id: str) -> None:
        self._client = client
        self._pool_id = pool_id
        self._client_id = client_id

    def sign_in(self, user_id: str, password: str) -> Tokens | CodeWanted:
        """Tokens for the right password, or what to answer with a code."""
        asked = clock.now()
        try:
            answer = self._client.initiate_auth(
                ClientId=self._client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": user_id, "PASSWORD": password},
            )
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error
        challenge = answer.get("ChallengeName")
        if challenge == _CODE:
            return CodeWanted(answer["Session"])
        if challenge:
            raise ChallengeRequired(challenge=challenge.lower())
        return _tokens(answer.get("AuthenticationResult"), asked)

    def answer(self, user_id: str, session: str, code: str) -> Tokens:
        """Tokens for the right code."""
        asked = clock.now()
        try:
            answer = self._client.respond_to_auth_challenge(
                ClientId=self._client_id,
                ChallengeName=_CODE,
                Session=session,
                ChallengeResponses={"USERNAME": user_id, f"{_CODE}_CODE": code},
            )
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error
        return _tokens(answer.get("AuthenticationResult"), asked)

    def refresh(self, user_id: str, refresh_token: str) -> Tokens:
        """New tokens. Works whether or not the pool rotates refresh tokens; `user_id` is inside the token."""
        asked = clock.now()
        try:
            answer = self._client.get_tokens_from_refresh_token(ClientId=self._client_id, RefreshToken=refresh_token)
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error
        return _tokens(answer.get("AuthenticationResult"), asked)

    def revoke(self, refresh_token: str) -> None:
        """No tokens for this one any more."""
        try:
            self._client.revoke_token(ClientId=self._client_id, Token=refresh_token)
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error

    def create(self, tenant: str, user: User, password: str) -> None:
        """An account that can sign in at once; an existing one gets the password."""
        self._make(tenant, user, user.id, password)

    def vouch(self, tenant: str, user: User, begun: Begun) -> Tokens:
        """Tokens of the account that stands for this way. Its password is made here, used once and kept nowhere."""
        account = user.id + ACCOUNT_ENDINGS[begun]
        for _ in range(_TRIES):
            password = ids.new_secret() + _ALL_KINDS
            try:
                self._set_password(account, password)
            except Unauthenticated:
                self._make(tenant, user, account, password)
            # Somebody signed in to the same account at the same moment, and set another one.
            with suppress(Unauthenticated):
                step = self.sign_in(account, password)
                if isinstance(step, Tokens):
                    return step
        raise Unavailable

    def _make(self, tenant: str, user: User, account: str, password: str) -> None:
        attributes = {"email": user.email, "email_verified": "true", "name": user.name, "custom:tenant": tenant}
        try:
            self._client.admin_create_user(
                UserPoolId=self._pool_id,
                Username=account,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            )
        except ClientError as error:
            if _code(error) != "UsernameExistsException":
                raise _told(error) from error
        except BotoCoreError as error:
            raise _told(error) from error
        self._set_password(account, password)

    def _set_password(self, account: str, password: str) -> None:
        try:
            self._client.admin_set_user_password(
                UserPoolId=self._pool_id, Username=account, Password=password, Permanent=True
            )
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error

    def enable(self, user_id: str, *, enabled: bool) -> None:
        """Let a member's accounts in or not; one that is kept out loses its refresh tokens too.

        Whoever came by a provider alone has no account with a password, and most members none of a provider.
        """
        for ending in ACCOUNT_ENDINGS.values():
            self._enable(user_id + ending, enabled=enabled)

    def _enable(self, name: str, *, enabled: bool) -> None:
        account: Any = {"UserPoolId": self._pool_id, "Username": name}
        with _missing_is_no_mistake():
            if enabled:
                self._client.admin_enable_user(**account)
            else:
                self._client.admin_disable_user(**account)
                self._client.admin_user_global_sign_out(**account)

    def remove(self, user_id: str) -> None:
        """One that is not there is no mistake. Raises TooMany or Unavailable."""
        for ending in ACCOUNT_ENDINGS.values():
            with _missing_is_no_mistake():
                self._client.admin_delete_user(UserPoolId=self._pool_id, Username=user_id + ending)

    def begin_mfa(self, access_token: str) -> str:
        """A secret that an authenticator makes codes of."""
        try:
            return self._client.associate_software_token(AccessToken=access_token)["SecretCode"]
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error

    def finish_mfa(self, access_token: str, code: str) -> None:
        """From now on the pool asks for codes of the new secret."""
        wanted: Any = {"Enabled": True, "PreferredMfa": True}
        try:
            answer = self._client.verify_software_token(AccessToken=access_token, UserCode=code)
            if answer["Status"] != "SUCCESS":
                raise Unauthenticated
            self._client.set_user_mfa_preference(AccessToken=access_token, SoftwareTokenMfaSettings=wanted)
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error

    def ask_mfa(self, user_id: str, *, asked: bool) -> None:
        """Whether the pool asks; the secret stays with the account."""
        wanted: Any = {"Enabled": asked, "PreferredMfa": asked}
        try:
            self._client.admin_set_user_mfa_preference(
                UserPoolId=self._pool_id, Username=user_id, SoftwareTokenMfaSettings=wanted
            )
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error


@contextmanager
def _missing_is_no_mistake() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        if not (isinstance(error, ClientError) and _code(error) == "UserNotFoundException"):
            raise _told(error) from error


def _tokens(result: Any, asked: datetime) -> Tokens:
    if not result:
        raise Unavailable
    expires_at = asked + timedelta(seconds=result["ExpiresIn"])
    return Tokens(result["IdToken"], expires_at, result.get("RefreshToken"), result.get("AccessToken", ""))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _told(error: Exception) -> LambdeskError:
    code = _code(error) if isinstance(error, ClientError) else ""
    if code in _WRONG:
        return Unauthenticated()
    if code in _STEP:
        return ChallengeRequired(challenge="new_password_required")
    if code in _BUSY:
        return TooMany()
    if code == "InvalidPasswordException":
        return Invalid(fields=[FieldError("password", "is too simple for the user pool's policy", "weak_password")])
    return Unavailable()
