"""The user pool's words in ours. The stub checks each request against the service's own model."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import ANY, Stubber

from lambdesk.adapters.aws.cognito import CognitoUserPool
from lambdesk.identity.model import AGENT, Begun, User
from lambdesk.identity.ports import CodeWanted, UserPool
from lambdesk.kit import clock
from lambdesk.kit.errors import ChallengeRequired, Invalid, LambdeskError, TooMany, Unauthenticated, Unavailable

POOL, CLIENT = "us-east-1_abc", "client1"
USER = User("usr_1", "maya@northwind.example", "Maya", AGENT, datetime(2026, 3, 2, tzinfo=UTC))
RESULT = {"IdToken": "id", "AccessToken": "access", "ExpiresIn": 900, "TokenType": "Bearer"}
CALLS: dict[str, Callable[[UserPool], Any]] = {
    "initiate_auth": lambda pool: pool.sign_in("usr_1", "secret"),
    "get_tokens_from_refresh_token": lambda pool: pool.refresh("usr_1", "refresh"),
    "revoke_token": lambda pool: pool.revoke("refresh"),
    "respond_to_auth_challenge": lambda pool: pool.answer("usr_1", "s" * 20, "123456"),
    "associate_software_token": lambda pool: pool.begin_mfa("access"),
    "verify_software_token": lambda pool: pool.finish_mfa("access", "123456"),
    "admin_set_user_mfa_preference": lambda pool: pool.ask_mfa("usr_1", asked=False),
    "admin_disable_user": lambda pool: pool.enable("usr_1", enabled=False),
    "admin_create_user": lambda pool: pool.create("tnt_1", USER, "secret"),
}


@pytest.fixture
def client() -> Any:
    return boto3.client("cognito-idp", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def stub(client: Any) -> Iterator[Stubber]:
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture
def pool(client: Any) -> CognitoUserPool:
    return CognitoUserPool(client, POOL, CLIENT)


def test_the_right_password_gives_tokens(stub: Stubber, pool: CognitoUserPool) -> None:
    asked = {
        "ClientId": CLIENT,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "usr_1", "PASSWORD": "secret"},
    }
    stub.add_response("initiate_auth", {"AuthenticationResult": {**RESULT, "RefreshToken": "refresh"}}, asked)
    tokens = pool.sign_in("usr_1", "secret")
    assert (tokens.id_token, tokens.refresh_token) == ("id", "refresh")
    assert timedelta(minutes=14) < tokens.expires_at - clock.now() <= timedelta(minutes=15)


@pytest.mark.parametrize("challenge", ["NEW_PASSWORD_REQUIRED", "MFA_SETUP"])
def test_a_challenge_is_passed_on(stub: Stubber, pool: CognitoUserPool, challenge: str) -> None:
    stub.add_response("initiate_auth", {"ChallengeName": challenge, "Session": "s" * 20})
    with pytest.raises(ChallengeRequired) as asked:
        pool.sign_in("usr_1", "secret")
    assert asked.value.data == {"challenge": challenge.lower()}


def test_the_second_step_is_wanted_and_answered(stub: Stubber, pool: CognitoUserPool) -> None:
    stub.add_response("initiate_auth", {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s" * 20})
    assert pool.sign_in("usr_1", "secret") == CodeWanted("s" * 20)
    asked = {
        "ClientId": CLIENT,
        "ChallengeName": "SOFTWARE_TOKEN_MFA",
        "Session": "s" * 20,
        "ChallengeResponses": {"USERNAME": "usr_1", "SOFTWARE_TOKEN_MFA_CODE": "123456"},
    }
    stub.add_response("respond_to_auth_challenge", {"AuthenticationResult": RESULT}, asked)
    assert pool.answer("usr_1", "s" * 20, "123456").access_token == "access"


def test_a_second_step_counts_once_its_first_code_was_right(stub: Stubber, pool: CognitoUserPool) -> None:
    wanted = {"Enabled": True, "PreferredMfa": True}
    stub.add_response("associate_software_token", {"SecretCode": "S" * 32}, {"AccessToken": "access"})
    assert pool.begin_mfa("access") == "S" * 32
    stub.add_response("verify_software_token", {"Status": "ERROR"})
    with pytest.raises(Unauthenticated):
        pool.finish_mfa("access", "000000")
    stub.add_response("verify_software_token", {"Status": "SUCCESS"}, {"AccessToken": "access", "UserCode": "123456"})
    stub.add_response("set_user_mfa_preference", {}, {"AccessToken": "access", "SoftwareTokenMfaSettings": wanted})
    pool.finish_mfa("access", "123456")


def test_an_account_that_is_kept_out_loses_its_refresh_tokens(stub: Stubber, pool: CognitoUserPool) -> None:
    for name in ("usr_1", "usr_1.idp", "usr_1.idp-mfa"):
        stub.add_response("admin_disable_user", {}, {"UserPoolId": POOL, "Username": name})
        stub.add_response("admin_user_global_sign_out", {}, {"UserPoolId": POOL, "Username": name})
    pool.enable("usr_1", enabled=False)
    for name in ("usr_1", "usr_1.idp", "usr_1.idp-mfa"):
        stub.add_response("admin_enable_user", {}, {"UserPoolId": POOL, "Username": name})
    pool.enable("usr_1", enabled=True)


def test_whoever_has_no_password_is_kept_out_at_the_provider(stub: Stubber, pool: CognitoUserPool) -> None:
    for enabled in (False, True):
        asked = "admin_enable_user" if enabled else "admin_disable_user"
        stub.add_client_error(asked, "UserNotFoundException")
        stub.add_response(asked, {}, {"UserPoolId": POOL, "Username": "usr_1.idp"})
        if not enabled:
            stub.add_response("admin_user_global_sign_out", {}, {"UserPoolId": POOL, "Username": "usr_1.idp"})
        stub.add_client_error(asked, "UserNotFoundException")
        pool.enable("usr_1", enabled=enabled)
        stub.assert_no_pending_responses()


def test_an_account_that_may_still_be_open_is_a_mistake(stub: Stubber, pool: CognitoUserPool) -> None:
    stub.add_client_error("admin_disable_user", "InternalErrorException")
    with pytest.raises(Unavailable):
        pool.enable("usr_1", enabled=False)


@pytest.mark.parametrize("renewed", [None, "refresh 2"])
def test_a_refresh_token_gives_tokens_and_perhaps_another_one(
    stub: Stubber, pool: CognitoUserPool, renewed: str | None
) -> None:
    result = {**RESULT, "RefreshToken": renewed} if renewed else RESULT
    asked = {"ClientId": CLIENT, "RefreshToken": "refresh"}
    stub.add_response("get_tokens_from_refresh_token", {"AuthenticationResult": result}, asked)
    assert pool.refresh("usr_1", "refresh").refresh_token == renewed


def test_revoking_names_the_token(stub: Stubber, pool: CognitoUserPool) -> None:
    stub.add_response("revoke_token", {}, {"ClientId": CLIENT, "Token": "refresh"})
    pool.revoke("refresh")


@pytest.mark.parametrize("exists", [False, True])
def test_an_account_gets_a_password_that_lasts(stub: Stubber, pool: CognitoUserPool, exists: bool) -> None:
    if exists:
        stub.add_client_error("admin_create_user", "UsernameExistsException")
    else:
        asked = {
            "UserPoolId": POOL,
            "Username": "usr_1",
            "MessageAction": "SUPPRESS",
            "UserAttributes": [
                {"Name": "email", "Value": "maya@northwind.example"},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": "Maya"},
                {"Name": "custom:tenant", "Value": "tnt_1"},
            ],
        }
        stub.add_response("admin_create_user", {"User": {"Username": "usr_1"}}, asked)
    asked = {"UserPoolId": POOL, "Username": "usr_1", "Password": "secret", "Permanent": True}
    stub.add_response("admin_set_user_password", {}, asked)
    pool.create("tnt_1", USER, "secret")


@pytest.mark.parametrize("exists", [False, True])
def test_whoever_comes_from_a_provider_has_an_account_without_a_known_password(
    stub: Stubber, pool: CognitoUserPool, exists: bool
) -> None:
    account = {"UserPoolId": POOL, "Username": "usr_1.idp-mfa"}
    made = {**account, "Password": ANY, "Permanent": True}
    if not exists:
        stub.add_client_error("admin_set_user_password", "UserNotFoundException", expected_params=made)
        created = {"User": {"Username": "usr_1.idp-mfa"}}
        stub.add_response("admin_create_user", created, {**account, "MessageAction": "SUPPRESS", "UserAttributes": ANY})
    stub.add_response("admin_set_user_password", {}, made)
    # Somebody else signed in as the same member at the same moment, and their password stands.
    stub.add_client_error("initiate_auth", "NotAuthorizedException")
    stub.add_response("admin_set_user_password", {}, made)
    stub.add_response("initiate_auth", {"AuthenticationResult": {**RESULT, "RefreshToken": "refresh"}})
    assert pool.vouch("tnt_1", USER, Begun.PROVIDER_MFA).refresh_token == "refresh"


def test_all_accounts_of_a_member_go(stub: Stubber, pool: CognitoUserPool) -> None:
    for name in ("usr_1", "usr_1.idp", "usr_1.idp-mfa"):
        stub.add_client_error(
            "admin_delete_user", "UserNotFoundException", expected_params={"UserPoolId": POOL, "Username": name}
        )
    pool.remove("usr_1")


def test_a_password_that_is_too_simple_is_the_callers_mistake(stub: Stubber, pool: CognitoUserPool) -> None:
    stub.add_client_error("admin_create_user", "UsernameExistsException")
    stub.add_client_error("admin_set_user_password", "InvalidPasswordException")
    with pytest.raises(Invalid) as refused:
        pool.create("tnt_1", USER, "secret")
    assert [each.code for each in refused.value.fields] == ["weak_password"]


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("NotAuthorizedException", Unauthenticated),
        ("RefreshTokenReuseException", Unauthenticated),
        ("PasswordResetRequiredException", ChallengeRequired),
        ("TooManyRequestsException", TooMany),
        ("LimitExceededException", TooMany),
        ("InternalErrorException", Unavailable),
        ("InvalidParameterException", Unavailable),
    ],
)
def test_its_errors_are_ours(
    stub: Stubber, pool: CognitoUserPool, operation: str, code: str, error: type[LambdeskError]
) -> None:
    stub.add_client_error(operation, code)
    with pytest.raises(error):
        CALLS[operation](pool)


@pytest.mark.parametrize("operation", sorted(set(CALLS) - {"admin_disable_user"}))
def test_an_account_that_is_not_there_is_nobodys(stub: Stubber, pool: CognitoUserPool, operation: str) -> None:
    stub.add_client_error(operation, "UserNotFoundException")
    with pytest.raises(Unauthenticated):
        CALLS[operation](pool)


@pytest.mark.parametrize("operation", CALLS)
def test_a_pool_out_of_reach_is_unavailable(operation: str) -> None:
    class Unreachable:
        def __getattr__(self, name: str) -> Any:
            def fail(**_: Any) -> None:
                raise EndpointConnectionError(endpoint_url="https://cognito-idp.us-east-1.amazonaws.com")

            return fail

    with pytest.raises(Unavailable):
        CALLS[operation](CognitoUserPool(Unreachable(), POOL, CLIENT))  # type: ignore[arg-type]
