"""Stages as typed data, and the one reader of what the caller chose for a synthesis.

Constructs get these objects; none reads the environment or the context itself. Choices come as CDK context
(`cdk.json`, `-c key=value`): `stage`, `account`, `region`, `mail_domains` (comma-separated), `require_bundles`,
`web_domain`, `content_domain`, `certificate_arn`, `saml_domain`, `saml_providers` (`name=metadata address`, with commas
between).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

# SES and CloudFront's firewall name this region: a web ACL for CloudFront exists nowhere else.
CLOUDFRONT_REGION = "us-east-1"


_SAML_NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
_SAML_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class BadChoice(ValueError):
    """A choice that cannot be deployed; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What differs between deployments of the product. Options that cost money while idle are off by default."""

    name: str
    log_level: str = "INFO"
    log_retention_days: int = 30
    archive_days: int = 30
    api_requests_per_second: int = 100
    api_burst: int = 200
    snap_start: bool = False
    waf: bool = False
    composite_alarms: bool = False


STAGES = {
    stage.name: stage
    for stage in (
        Stage(name="small"),
        Stage(name="local"),
        Stage(
            name="medium",
            log_retention_days=90,
            archive_days=90,
            api_requests_per_second=500,
            api_burst=1_000,
            composite_alarms=True,
        ),
        Stage(
            name="large",
            log_retention_days=180,
            archive_days=180,
            api_requests_per_second=2_000,
            api_burst=4_000,
            snap_start=True,
            waf=True,
            composite_alarms=True,
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class SamlProvider:
    """An identity provider that speaks SAML: how the pool calls it, and where it describes itself."""

    name: str
    metadata_url: str


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One synthesis: a stage, where it goes and which mail domains it receives for.

    `web_domain` and `content_domain` are names of your own for the two public origins, with a certificate for both in
    us-east-1; without them the origins have CloudFront's names. `saml` are identity providers that speak SAML, behind
    a pool whose address begins with `saml_domain`. `sign_up_domain` is one of the mail domains, below which people make
    workspaces by themselves; without it nobody does.
    """

    stage: Stage
    account: str
    region: str
    mail_domains: tuple[str, ...]
    require_bundles: bool = False
    web_domain: str | None = None
    content_domain: str | None = None
    certificate_arn: str | None = None
    saml_domain: str = ""
    saml: tuple[SamlProvider, ...] = ()
    sign_up_domain: str = ""


def stack_name(stage: str, stack: str) -> str:
    """The name of a stack on AWS: with its stage, so that stages share an account."""
    return f"Lambdesk-{stage}-{stack}"


def _text(value: object, default: str) -> str:
    return default if value is None else str(value)


def _saml(domain: str, text: str) -> tuple[SamlProvider, ...]:
    found = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        name, _, url = each.partition("=")
        if not _SAML_NAME.fullmatch(name) or not url.startswith("https://"):
            raise BadChoice(f"saml_providers takes name=https://… parts, with small letters in names; not {each!r}.")
        found.append(SamlProvider(name=name, metadata_url=url))
    if bool(found) != bool(domain) or (domain and not _SAML_DOMAIN.fullmatch(domain)):
        raise BadChoice("SAML takes saml_providers and saml_domain (small letters, digits, hyphens) together.")
    if len({each.name.replace("-", "") for each in found}) != len(found):
        raise BadChoice("saml_providers names one provider twice.")
    return tuple(found)


def read(context: Callable[[str], object]) -> Deployment:
    """The deployment the context describes. Raises `BadChoice` for a stage or combination that does not exist."""
    name = _text(context("stage"), "small")
    if name not in STAGES:
        known = ", ".join(STAGES)
        raise BadChoice(f"There is no stage {name!r}; choose one of {known}.")
    stage = STAGES[name]
    region = _text(context("region"), "us-east-1")
    if stage.waf and region != CLOUDFRONT_REGION:
        raise BadChoice(
            f"Stage {name!r} has the firewall on, which CloudFront takes only from {CLOUDFRONT_REGION}, not {region}."
        )
    domains = tuple(each.strip().lower() for each in _text(context("mail_domains"), "").split(",") if each.strip())
    own = [_text(context(name), "") or None for name in ("web_domain", "content_domain", "certificate_arn")]
    if any(own) and not all(own):
        raise BadChoice("An own domain takes web_domain, content_domain and certificate_arn together.")
    saml_domain = _text(context("saml_domain"), "").strip()
    sign_up_domain = _text(context("sign_up_domain"), "").strip().lower()
    if sign_up_domain and sign_up_domain not in domains:
        raise BadChoice("sign_up_domain is one of mail_domains.")
    return Deployment(
        sign_up_domain=sign_up_domain,
        saml_domain=saml_domain,
        saml=_saml(saml_domain, _text(context("saml_providers"), "")),
        stage=stage,
        account=_text(context("account"), "000000000000"),
        region=region,
        mail_domains=domains,
        require_bundles=_text(context("require_bundles"), "false").lower() == "true",
        web_domain=own[0],
        content_domain=own[1],
        certificate_arn=own[2],
    )
