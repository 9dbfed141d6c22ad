"""Edge: one origin for clients and API, another for what customers sent, and what runs on each request."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

import infra
import infra.app
from functions.http_api import limiting
from infra import config as settings
from infra.config import BadChoice
from infra.web import EDGE_HEADER, MAIL_FRAME, SECURITY_HEADERS, cache_control, client_csp
from tests.infra.conftest import CONTEXT, Stacks, Template, read

DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CloudFront's own policy "CachingDisabled"
NAMED = {
    "web_domain": "help.example.com",
    "content_domain": "files.example.com",
    "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
}
SCRIPTS = Path(infra.__file__).parent / "stacks" / "edge_scripts"


def distribution(edge: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = edge.resources("AWS::CloudFront::Distribution")[
        edge.named("AWS::CloudFront::Distribution", name)
    ]["Properties"]["DistributionConfig"]
    return found


def policies(edge: Template) -> dict[str, dict[str, Any]]:
    kind = "AWS::CloudFront::ResponseHeadersPolicy"
    return {
        name: each["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        for name, each in edge.resources(kind).items()
    }


def test_pages_run_nothing_but_their_own_files(small: Stacks) -> None:
    for headers in policies(small.edge).values():
        csp = json.dumps(headers["ContentSecurityPolicy"]["ContentSecurityPolicy"])
        assert "default-src 'none'" in csp
        assert "unsafe" not in csp
        assert headers["ContentTypeOptions"] == {"Override": True}
        assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000


def test_what_customers_sent_is_sandboxed(small: Stacks) -> None:
    (content,) = [each for name, each in policies(small.edge).items() if name.startswith("ContentHeaders")]
    assert "sandbox" in content["ContentSecurityPolicy"]["ContentSecurityPolicy"]


def test_only_the_api_is_shown_the_secret_and_the_template_does_not_hold_it(small: Stacks) -> None:
    found = [each for name in ("Web", "Content") for each in distribution(small.edge, name)["Origins"]]
    (api,) = [each for each in found if each.get("OriginCustomHeaders")]
    (header,) = api["OriginCustomHeaders"]
    assert header["HeaderName"] == EDGE_HEADER == limiting.EDGE_HEADER
    assert "{{resolve:secretsmanager:" in json.dumps(header["HeaderValue"])
    web = distribution(small.edge, "Web")
    (behaviour,) = [each for each in web["CacheBehaviors"] if each["PathPattern"] == "/api/*"]
    assert behaviour["TargetOriginId"] == api["Id"]


def test_the_headers_are_those_every_server_of_the_clients_sends(small: Stacks) -> None:
    (config,) = [each for name, each in policies(small.edge).items() if name.startswith("ClientHeaders")]
    hsts = config["StrictTransportSecurity"]
    assert (
        f"max-age={hsts['AccessControlMaxAgeSec']}; includeSubDomains" == SECURITY_HEADERS["Strict-Transport-Security"]
    )
    assert config["FrameOptions"]["FrameOption"] == SECURITY_HEADERS["X-Frame-Options"]
    assert config["ReferrerPolicy"]["ReferrerPolicy"] == SECURITY_HEADERS["Referrer-Policy"]


def test_pictures_and_mails_come_from_the_content_origin_only() -> None:
    csp = client_csp("https://content.example", "https://s3.example")
    assert "img-src 'self' data: blob: https://content.example;" in csp
    assert "connect-src 'self' https://s3.example;" in csp
    assert "frame-src 'self' https://content.example;" in csp


def test_only_the_page_that_shows_mails_may_be_framed_and_have_pictures_from_elsewhere(small: Stacks) -> None:
    behaviours = {each["PathPattern"]: each for each in distribution(small.edge, "Content")["CacheBehaviors"][1:]}
    assert set(behaviours) == {MAIL_FRAME, "/assets/*"}
    names = {each["ResponseHeadersPolicyId"]["Ref"] for each in behaviours.values()}
    assert len(names) == 1
    for each, config in policies(small.edge).items():
        framed = each in names
        csp = json.dumps(config["ContentSecurityPolicy"]["ContentSecurityPolicy"])
        assert ("FrameOptions" not in config) is framed
        assert ("frame-ancestors 'none'" not in csp) is framed
        assert ("img-src 'self' data: https:;" in csp) is framed
        assert ("sandbox allow-scripts allow-popups" in csp) is framed
        assert "allow-same-origin" not in csp


def test_the_page_that_shows_mails_is_on_the_content_origin(small: Stacks) -> None:
    behaviour, *_ = distribution(small.edge, "Web")["CacheBehaviors"]
    assert behaviour["PathPattern"] == MAIL_FRAME
    (leading,) = behaviour["FunctionAssociations"]
    name = leading["FunctionARN"]["Fn::GetAtt"][0]
    code, values = small.edge.resources("AWS::CloudFront::Function")[name]["Properties"]["FunctionCode"]["Fn::Sub"]
    assert values["CONTENT"] == small.edge.body["Outputs"]["ContentUrl"]["Value"]
    assert "${CONTENT}${PAGE}" in code
    assert "302" in code


def test_only_the_named_clients_frame_mails(tmp_path: Path) -> None:
    app = App(context={**infra.app.file_context(), **CONTEXT, **NAMED}, outdir=str(tmp_path), tree_metadata=False)
    infra.app.build(app)
    app.synth()
    (framed,) = [each for name, each in policies(read(tmp_path).edge).items() if name.startswith("MailFrame")]
    csp = framed["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert csp.endswith("frame-ancestors https://help.example.com")


def test_the_api_is_never_cached_and_gets_everything_but_the_host(small: Stacks) -> None:
    _, *behaviours = distribution(small.edge, "Web")["CacheBehaviors"]
    assert [each["PathPattern"] for each in behaviours] == ["/api/*", "/ws"]
    for behaviour in behaviours:
        assert behaviour["CachePolicyId"] == DISABLED
        assert behaviour["ViewerProtocolPolicy"] == "https-only"
        # CloudFront's own policy "AllViewerExceptHostHeader"
        assert behaviour["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert "DELETE" in behaviours[0]["AllowedMethods"]


def test_the_content_origin_serves_one_bucket_and_refuses_the_rest(small: Stacks) -> None:
    content = distribution(small.edge, "Content")
    behaviour, *_ = content["CacheBehaviors"]
    assert json.dumps(behaviour["PathPattern"]).count("Raw") == 0
    assert "StorageContent" in json.dumps(behaviour["PathPattern"])
    assert behaviour["CachePolicyId"] == DISABLED
    (closed,) = content["DefaultCacheBehavior"]["FunctionAssociations"]
    assert closed["FunctionARN"]["Fn::GetAtt"][0].startswith("ClosedOnRequest")
    signed, clients = (each["DomainName"] for each in content["Origins"])
    assert signed == "s3.us-east-1.amazonaws.com"
    assert "StorageWeb" in json.dumps(clients)


def test_options_cost_nothing_where_they_are_off(small: Stacks, large: Stacks) -> None:
    for kind in ("AWS::WAFv2::WebACL", "AWS::CloudWatch::CompositeAlarm"):
        assert (len(small.edge.resources(kind)), len(large.edge.resources(kind))) == (0, 1)
    assert "WebACLId" not in distribution(small.edge, "Web")
    for name in ("Web", "Content"):
        assert distribution(large.edge, name)["WebACLId"]


def on_request(script: str, uri: str, **headers: str) -> dict[str, Any]:
    """What a CloudFront function makes of a request."""
    given = {name: {"value": value} for name, value in headers.items()}
    event = json.dumps({"request": {"uri": uri, "method": "GET", "headers": given}})
    program = f"{(SCRIPTS / script).read_text()};process.stdout.write(JSON.stringify(handler({event})))"
    done = subprocess.run([infra.node(), "-e", program], capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    ("script", "uri", "becomes"),
    [
        ("pages.js", "/", "/index.html"),
        ("pages.js", "/northwind/tickets/12", "/index.html"),
        ("pages.js", "/v1.2/tickets", "/index.html"),
        ("pages.js", "/portal", "/portal.html"),
        ("pages.js", "/portal/northwind/new", "/portal.html"),
        ("pages.js", "/portal/confirm/a.bc", "/portal.html"),
        ("pages.js", "/portals/tickets", "/index.html"),
        ("pages.js", "/assets/desk-1a2b.js", "/assets/desk-1a2b.js"),
        ("pages.js", "/favicon.svg", "/favicon.svg"),
        ("api.js", "/api/v1/tickets", "/v1/tickets"),
        ("api.js", "/api/v1/tickets/api/", "/v1/tickets/api/"),
    ],
)
def test_requests_are_rewritten(script: str, uri: str, becomes: str) -> None:
    assert on_request(script, uri)["uri"] == becomes


@pytest.mark.parametrize(("headers", "reaches"), [({}, "none"), ({"authorization": "Bearer x"}, "Bearer x")])
def test_a_request_without_a_token_reaches_the_api_too(headers: dict[str, str], reaches: str) -> None:
    """The gateway would refuse it in a shape of its own."""
    assert on_request("api.js", "/api/v1/me", **headers)["headers"]["authorization"] == {"value": reaches}


def test_the_closed_origin_answers_itself() -> None:
    assert on_request("closed.js", "/other-bucket/x")["statusCode"] == 404


@pytest.mark.parametrize(
    ("path", "kept"), [("assets/desk-1a2b.js", "immutable"), ("index.html", "no-cache"), ("favicon.svg", "no-cache")]
)
def test_only_files_named_by_their_content_are_kept(path: str, kept: str) -> None:
    assert kept in cache_control(path)


def test_a_name_of_ones_own_is_reached_by_tls_1_3_alone(tmp_path: Path) -> None:
    app = App(context={**infra.app.file_context(), **CONTEXT, **NAMED}, outdir=str(tmp_path), tree_metadata=False)
    infra.app.build(app)
    app.synth()
    edge = read(tmp_path).edge
    for name, domain in (("Web", "help.example.com"), ("Content", "files.example.com")):
        made = distribution(edge, name)
        assert made["Aliases"] == [domain]
        assert made["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.3_2025"
    assert edge.body["Outputs"]["Origin"]["Value"] == "https://help.example.com"
    assert "https://files.example.com" in json.dumps(policies(edge))


@pytest.mark.parametrize("given", ["web_domain", "content_domain", "certificate_arn"])
def test_a_name_without_its_certificate_is_refused(given: str) -> None:
    with pytest.raises(BadChoice, match="together"):
        settings.read({given: "x"}.get)
