"""A pool that speaks SAML for tenants, where a deployment asks for one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Match, Template

import infra.app
from infra.config import BadChoice, SamlProvider, read
from infra.constructs.saml import Saml
from infra.findings import accepted, check
from tests.infra.conftest import CONTEXT, Stacks

URL = "https://idp.example.com/metadata.xml"


def chosen(**context: object) -> Callable[[str], object]:
    return context.get


@pytest.fixture(scope="module")
def template() -> Template:
    stack = Stack(App(), "Core")
    providers = (
        SamlProvider(name="acme", metadata_url=URL),
        SamlProvider(name="north-wind", metadata_url="https://b.example/m"),
    )
    Saml(stack, "Saml", providers=providers, domain="acme-help", origin="https://help.example.com")
    return Template.from_stack(stack)


def test_a_deployment_without_saml_has_one_pool(small: Stacks) -> None:
    assert len(small.core.resources("AWS::Cognito::UserPool")) == 1
    assert small.core.resources("AWS::Cognito::UserPoolIdentityProvider") == {}


def test_each_provider_is_read_from_its_metadata_and_begins_nothing_itself(template: Template) -> None:
    template.resource_count_is("AWS::Cognito::UserPoolIdentityProvider", 2)
    template.has_resource_properties(
        "AWS::Cognito::UserPoolIdentityProvider",
        {
            "ProviderName": "acme",
            "ProviderType": "SAML",
            "ProviderDetails": {"MetadataURL": URL, "IDPInit": False},
            "AttributeMapping": {"email": "email", "email_verified": "email_verified", "name": "name"},
        },
    )


def test_each_tenant_has_a_client_of_its_own_for_its_provider_alone(template: Template) -> None:
    template.resource_count_is("AWS::Cognito::UserPoolClient", 2)
    for name in ("acme", "north-wind"):
        template.has_resource_properties(
            "AWS::Cognito::UserPoolClient",
            {
                "GenerateSecret": True,
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthScopes": ["openid", "email", "profile"],
                "CallbackURLs": ["https://help.example.com/sign-in"],
                "SupportedIdentityProviders": [name],
                "ExplicitAuthFlows": Match.absent(),
            },
        )


def test_the_pool_stays_and_takes_nobody_by_itself(template: Template) -> None:
    template.has_resource(
        "AWS::Cognito::UserPool",
        {
            "DeletionPolicy": "Retain",
            "Properties": {
                "DeletionProtection": "ACTIVE",
                "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
            },
        },
    )
    template.has_resource_properties("AWS::Cognito::UserPoolDomain", {"Domain": "acme-help"})
    names = {"SamlIssuer", "SamlPoolId", "SamlEntityId", "SamlAcsUrl", "SamlAcmeClientId", "SamlNorthwindClientId"}
    assert set(template.find_outputs("*")) == names


def test_the_whole_stack_has_it_with_every_finding_accounted_for(tmp_path: Path) -> None:
    asked = {**infra.app.file_context(), **CONTEXT, "saml_domain": "acme-help", "saml_providers": f"acme={URL}"}
    app = App(context=asked, outdir=str(tmp_path), analytics_reporting=False, tree_metadata=False)
    check(app, accepted(infra.app.build(app)))
    app.synth()
    core = json.loads((tmp_path / "Core.template.json").read_text())
    assert {"SamlIssuer", "SamlAcmeClientId", "UserPoolId"} <= set(core["Outputs"])
    pools = [each for each in core["Resources"].values() if each["Type"] == "AWS::Cognito::UserPool"]
    assert len(pools) == 2


def test_providers_come_as_one_line() -> None:
    made = read(chosen(saml_domain="acme-help", saml_providers=f" acme={URL}?a=b, other=https://b.example "))
    assert made.saml == (
        SamlProvider(name="acme", metadata_url=f"{URL}?a=b"),
        SamlProvider(name="other", metadata_url="https://b.example"),
    )
    assert made.saml_domain == "acme-help"
    assert read(chosen()).saml == ()


@pytest.mark.parametrize(
    ("domain", "providers"),
    [
        ("", f"acme={URL}"),
        ("acme", ""),
        ("acme", "acme"),
        ("acme", "acme=http://idp.example.com"),
        ("acme", f"Acme={URL}"),
        ("-acme", f"acme={URL}"),
        ("acme", f"a-b={URL},ab={URL}"),
    ],
)
def test_half_of_it_or_a_wrong_form_is_refused(domain: str, providers: str) -> None:
    with pytest.raises(BadChoice, match=r"SAML|saml_providers"):
        read(chosen(saml_domain=domain, saml_providers=providers))
