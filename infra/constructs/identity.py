"""Staff sign-in: a Cognito pool that only administrators fill, and the one client the API signs in with.

User names are our user ids, not addresses: one person may be staff of several tenants, and an alias is unique in a
pool.
"""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct


class Identity(Construct):
    """The user pool and its client. The tenant is written once, by the administrator's call that creates the user."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.pool = self._pool()
        self.client = self._client()

    def _pool(self) -> cognito.UserPool:
        return cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True),
            sign_in_case_sensitive=True,
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(mutable=True, required=False),
                fullname=cognito.StandardAttribute(mutable=True, required=False),
            ),
            custom_attributes={"tenant": cognito.StringAttribute(mutable=False, min_len=1, max_len=64)},
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(3),
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            enable_sms_role=False,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            # Rotation of refresh tokens is not in the plan below this one.
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _client(self) -> cognito.UserPoolClient:
        return self.pool.add_client(
            "Client",
            generate_secret=False,
            disable_o_auth=True,
            # No `ALLOW_REFRESH_TOKEN_AUTH`: with rotation on, tokens are renewed by GetTokensFromRefreshToken alone.
            auth_flows=cognito.AuthFlow(user_srp=True, user_password=True),
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            id_token_validity=Duration.minutes(15),
            access_token_validity=Duration.minutes(15),
            refresh_token_validity=Duration.days(30),
            refresh_token_rotation_grace_period=Duration.seconds(10),
            read_attributes=cognito.ClientAttributes()
            .with_standard_attributes(email=True, email_verified=True, fullname=True)
            .with_custom_attributes("tenant"),
            write_attributes=cognito.ClientAttributes().with_standard_attributes(fullname=True),
        )
