"""SAML for tenants, by way of OpenID Connect: a user pool that trusts their identity providers and speaks for them.

A pool of its own, beside that of the staff: whom an identity provider names is written there as a user, and the staff's
pool is filled by the API alone. Each provider has a client of its own, so that one tenant's says nothing to another's.
"""

import re

from aws_cdk import Aws, CfnOutput, Fn, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.config import SamlProvider

# What the identity provider has to send, by these names: see docs/saml.md.
EMAIL, EMAIL_VERIFIED, NAME = "email", "email_verified", "name"
# The page of the desk to which sign-in providers send people back.
REDIRECT_PATH = "/sign-in"


class Saml(Construct):
    """The pool, its domain, and a provider with a client for each of `providers`."""

    def __init__(
        self, scope: Construct, construct_id: str, *, providers: tuple[SamlProvider, ...], domain: str, origin: str
    ) -> None:
        super().__init__(scope, construct_id)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True),
            standard_attributes=cognito.StandardAttributes(
                # Cognito writes both anew at each sign-in.
                email=cognito.StandardAttribute(mutable=True, required=False),
                fullname=cognito.StandardAttribute(mutable=True, required=False),
            ),
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
            ),
            account_recovery=cognito.AccountRecovery.NONE,
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=domain))
        for each in providers:
            self._provider(each, origin)
        self._output("SamlIssuer", f"https://cognito-idp.{Aws.REGION}.amazonaws.com/{self.pool.user_pool_id}")
        self._output("SamlPoolId", self.pool.user_pool_id)
        self._output("SamlEntityId", f"urn:amazon:cognito:sp:{self.pool.user_pool_id}")
        self._output("SamlAcsUrl", f"https://{domain}.auth.{Aws.REGION}.amazoncognito.com/saml2/idpresponse")

    def _provider(self, each: SamlProvider, origin: str) -> None:
        part = re.sub(r"[^a-z0-9]", "", each.name).capitalize()
        said = cognito.ProviderAttribute.other
        attributes = cognito.AttributeMapping(
            email=said(EMAIL), email_verified=said(EMAIL_VERIFIED), fullname=said(NAME)
        )
        provider = cognito.UserPoolIdentityProviderSaml(
            self,
            f"{part}Provider",
            user_pool=self.pool,
            name=each.name,
            metadata=cognito.UserPoolIdentityProviderSamlMetadata.url(each.metadata_url),
            attribute_mapping=attributes,
            # Only answers to what we asked: else anybody who has one could sign a browser in.
            idp_initiated=False,
        )
        client = self.pool.add_client(
            f"{part}Client",
            generate_secret=True,
            auth_flows=cognito.AuthFlow(),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
                callback_urls=[Fn.join("", [origin, REDIRECT_PATH])],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.custom(each.name)],
            prevent_user_existence_errors=True,
        )
        client.node.add_dependency(provider)
        self._output(f"Saml{part}ClientId", client.user_pool_client_id)

    def _output(self, name: str, value: str) -> None:
        CfnOutput(self, name, value=value).override_logical_id(name)
