"""Edge: the public face on CloudFront. Clients and API on one origin, what customers sent on another.

Attachments come from a distribution of their own that passes signed addresses through to the one content bucket, and so
does the page that shows a mail: what someone sent never shares an origin with a session.
"""

from pathlib import Path
from typing import Any

from aws_cdk import CfnOutput, Duration, Environment, Fn, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Deployment, stack_name
from infra.constructs.firewall import web_acl
from infra.constructs.sockets import PATH as SOCKET_PATH
from infra.stacks.core import Core
from infra.web import (
    CONTENT_CSP,
    EDGE_HEADER,
    MAIL_FRAME,
    MAIL_FRAME_REDIRECT,
    SECURITY_HEADERS,
    client_csp,
    mail_frame_csp,
)

_SCRIPTS = Path(__file__).resolve().parent / "edge_scripts"


def _files(
    origin: cloudfront.IOrigin, headers: cloudfront.ResponseHeadersPolicy, **more: Any
) -> cloudfront.BehaviorOptions:
    """The clients' files as they are in the bucket."""
    return cloudfront.BehaviorOptions(
        origin=origin,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
        response_headers_policy=headers,
        compress=True,
        **more,
    )


class Edge(Stack):
    """Two distributions, and the options of larger stages: a firewall and a composite alarm."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment, core: Core) -> None:
        super().__init__(
            scope,
            construct_id,
            stack_name=stack_name(deployment.stage.name, "Edge"),
            description="Lambdesk: web clients and public addresses",
            env=Environment(account=deployment.account, region=deployment.region),
        )
        self._deployment = deployment
        acl = web_acl(self).attr_arn if deployment.stage.waf else None
        # Imported by name: the construct would otherwise write a distribution's id into the bucket's policy, and the
        # two stacks would depend on each other. The bucket admits the account's distributions already.
        clients = s3.Bucket.from_bucket_attributes(
            self, "WebBucket", bucket_name=core.storage.web.bucket_name, region=self.region
        )
        content = self._content(core.storage.content, clients, acl)
        content_origin = f"https://{deployment.content_domain or content.distribution_domain_name}"
        web = self._web(core, clients, content_origin, acl)
        if deployment.stage.composite_alarms:
            self._composite_alarm(core)
        outputs = {
            "Origin": f"https://{deployment.web_domain or web.distribution_domain_name}",
            "ContentUrl": content_origin,
            "WebSocketUrl": f"wss://{deployment.web_domain or web.distribution_domain_name}/{SOCKET_PATH}",
            "WebDistributionId": web.distribution_id,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)

    def _web(self, core: Core, clients: s3.IBucket, content_origin: str, acl: str | None) -> cloudfront.Distribution:
        headers = self._headers("ClientHeaders", client_csp(content_origin, f"https://s3.{self.region}.amazonaws.com"))
        origin = origins.S3BucketOrigin.with_origin_access_control(clients)
        pages = [self._on_request("Pages", "pages.js")]
        return cloudfront.Distribution(
            self,
            "Web",
            default_behavior=_files(origin, headers, function_associations=pages),
            additional_behaviors={
                MAIL_FRAME: _files(origin, headers, function_associations=[self._leading_to(content_origin)]),
                "/api/*": self._passed(
                    Fn.select(2, Fn.split("/", core.api.url)),
                    # A reference that CloudFormation resolves: the template holds no secret.
                    shows={EDGE_HEADER: core.edge_secret.secret_value.unsafe_unwrap()},
                    allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                    response_headers_policy=headers,
                    function_associations=[self._on_request("Api", "api.js")],
                ),
                # The stage of the WebSocket API has the path's name, so that nothing needs to be rewritten.
                f"/{SOCKET_PATH}": self._passed(core.sockets.host),
            },
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            web_acl_id=acl,
            **self._named(self._deployment.web_domain),
        )

    def _named(self, domain: str | None) -> dict[str, Any]:
        """A name of one's own, reached by TLS 1.3 alone. CloudFront's own name takes what its certificate does."""
        if domain is None or self._deployment.certificate_arn is None:
            return {}
        return {
            "domain_names": [domain],
            "certificate": acm.Certificate.from_certificate_arn(
                self, f"{domain}Certificate", self._deployment.certificate_arn
            ),
            "minimum_protocol_version": cloudfront.SecurityPolicyProtocol.TLS_V1_3_2025,
        }

    def _passed(self, host: str, shows: dict[str, str] | None = None, **more: Any) -> cloudfront.BehaviorOptions:
        """Everything goes to `host` as it comes, and nothing is kept; with headers that no viewer can set."""
        https = cloudfront.OriginProtocolPolicy.HTTPS_ONLY
        return cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin(host, protocol_policy=https, custom_headers=shows),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            **more,
        )

    def _leading_to(self, content_origin: str) -> cloudfront.FunctionAssociation:
        """Answers with where the page that shows a mail is. The origin is known when the stack is there."""
        script = (_SCRIPTS / "mail_frame.js").read_text()
        values = {"CONTENT": content_origin, "PAGE": MAIL_FRAME, "KEPT": MAIL_FRAME_REDIRECT["Cache-Control"]}
        function = cloudfront.Function(
            self,
            "MailFrameOnRequest",
            code=cloudfront.FunctionCode.from_inline(Fn.sub(script, values)),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
        return cloudfront.FunctionAssociation(event_type=cloudfront.FunctionEventType.VIEWER_REQUEST, function=function)

    def _content(self, bucket: s3.Bucket, clients: s3.IBucket, acl: str | None) -> cloudfront.Distribution:
        # The address is signed for S3's own host, so that host is the origin and no identity of ours is added: whoever
        # holds no signed address gets S3's refusal. Other paths would reach other people's buckets, hence the closed
        # default.
        origin = origins.HttpOrigin(
            f"s3.{self.region}.amazonaws.com", protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY
        )
        headers = self._headers("ContentHeaders", CONTENT_CSP)
        # Its own name is the web distribution's, which is made after this one, unless somebody chose it.
        framed_by = f"https://{self._deployment.web_domain}" if self._deployment.web_domain else "https:"
        framed = self._headers("MailFrameHeaders", mail_frame_csp(framed_by), page_of_mails=True)
        page = _files(origins.S3BucketOrigin.with_origin_access_control(clients), framed)
        return cloudfront.Distribution(
            self,
            "Content",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origin,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                response_headers_policy=headers,
                function_associations=[self._on_request("Closed", "closed.js")],
            ),
            additional_behaviors={
                f"/{bucket.bucket_name}/*": cloudfront.BehaviorOptions(
                    origin=origin,
                    viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
                    cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                    origin_request_policy=self._signed_query(),
                    response_headers_policy=headers,
                ),
                MAIL_FRAME: page,
                "/assets/*": page,
            },
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            web_acl_id=acl,
            **self._named(self._deployment.content_domain),
        )

    def _signed_query(self) -> cloudfront.OriginRequestPolicy:
        return cloudfront.OriginRequestPolicy(
            self,
            "SignedQuery",
            comment="Signed addresses: the whole query string, and nothing a browser adds",
            query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.all(),
            header_behavior=cloudfront.OriginRequestHeaderBehavior.none(),
            cookie_behavior=cloudfront.OriginRequestCookieBehavior.none(),
        )

    def _on_request(self, construct_id: str, script: str) -> cloudfront.FunctionAssociation:
        function = cloudfront.Function(
            self,
            f"{construct_id}OnRequest",
            code=cloudfront.FunctionCode.from_file(file_path=str(_SCRIPTS / script)),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
        return cloudfront.FunctionAssociation(event_type=cloudfront.FunctionEventType.VIEWER_REQUEST, function=function)

    def _headers(self, construct_id: str, csp: str, *, page_of_mails: bool = False) -> cloudfront.ResponseHeadersPolicy:
        """The headers of `infra.web`. The page of mails may be framed, and read its own files without an origin."""
        deny = cloudfront.ResponseHeadersFrameOptions(frame_option=cloudfront.HeadersFrameOption.DENY, override=True)
        behaviour = cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=csp, override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            frame_options=None if page_of_mails else deny,
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=Duration.days(730), include_subdomains=True, override=True
            ),
        )
        custom = {name: SECURITY_HEADERS[name] for name in ("Permissions-Policy", "Cross-Origin-Opener-Policy")}
        if page_of_mails:
            custom["Access-Control-Allow-Origin"] = "*"
        return cloudfront.ResponseHeadersPolicy(
            self,
            construct_id,
            security_headers_behavior=behaviour,
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
                    for name, value in custom.items()
                ]
            ),
        )

    def _composite_alarm(self, core: Core) -> None:
        alarm = cloudwatch.CompositeAlarm(
            self,
            "Anything",
            alarm_description="Lambdesk: at least one alarm of the stage is on",
            alarm_rule=cloudwatch.AlarmRule.any_of(*core.alarms.all),
        )
        alarm.add_alarm_action(actions.SnsAction(core.alarms.topic))
