"""Edge: the public face on CloudFront. Clients and API on one origin, what customers sent on another.

Attachments come from a distribution of their own that passes signed addresses through to the one content bucket: a file
someone sent never shares an origin with a session.
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
from infra.web import CONTENT_CSP, EDGE_HEADER, MAIL_FRAME, SECURITY_HEADERS, client_csp, mail_frame_csp

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
        content = self._content(core.storage.content, acl)
        content_origin = f"https://{deployment.content_domain or content.distribution_domain_name}"
        web = self._web(core, content_origin, acl)
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

    def _web(self, core: Core, content_origin: str, acl: str | None) -> cloudfront.Distribution:
        headers = self._headers("ClientHeaders", client_csp(content_origin, f"https://s3.{self.region}.amazonaws.com"))
        # Imported by name: the construct would otherwise write this distribution's id into the bucket's policy, and the
        # two stacks would depend on each other. The bucket admits the account's distributions already.
        bucket = s3.Bucket.from_bucket_attributes(
            self,
            "WebBucket",
            bucket_name=core.storage.web.bucket_name,
            region=self.region,
        )
        framed = self._headers(
            "MailFrameHeaders", mail_frame_csp(content_origin), cloudfront.HeadersFrameOption.SAMEORIGIN
        )
        origin = origins.S3BucketOrigin.with_origin_access_control(bucket)
        pages = [self._on_request("Pages", "pages.js")]
        return cloudfront.Distribution(
            self,
            "Web",
            default_behavior=_files(origin, headers, function_associations=pages),
            additional_behaviors={
                MAIL_FRAME: _files(origin, framed),
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

    def _content(self, bucket: s3.Bucket, acl: str | None) -> cloudfront.Distribution:
        # The address is signed for S3's own host, so that host is the origin and no identity of ours is added: whoever
        # holds no signed address gets S3's refusal. Other paths would reach other people's buckets, hence the closed
        # default.
        origin = origins.HttpOrigin(
            f"s3.{self.region}.amazonaws.com", protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY
        )
        headers = self._headers("ContentHeaders", CONTENT_CSP)
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
                )
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

    def _headers(
        self,
        construct_id: str,
        csp: str,
        framed: cloudfront.HeadersFrameOption = cloudfront.HeadersFrameOption.DENY,
    ) -> cloudfront.ResponseHeadersPolicy:
        behaviour = cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=csp, override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            frame_options=cloudfront.ResponseHeadersFrameOptions(frame_option=framed, override=True),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=Duration.days(730), include_subdomains=True, override=True
            ),
        )
        return cloudfront.ResponseHeadersPolicy(
            self,
            construct_id,
            security_headers_behavior=behaviour,
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(header=name, value=SECURITY_HEADERS[name], override=True)
                    for name in ("Permissions-Policy", "Cross-Origin-Opener-Policy")
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
