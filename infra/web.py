"""What every server of the web clients sends along: CloudFront on AWS, the local edge on a developer's machine.

Plain data without CDK, so that both say the same.
"""

# A year; the names of these files change with their content.
_IMMUTABLE = "public, max-age=31536000, immutable"
# Kept, but asked for again each time: the page names the files that belong together.
_REVALIDATE = "no-cache"

SECURITY_HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# What CloudFront shows to the API, so that nobody else can say whose address a request comes from.
EDGE_HEADER = "x-lambdesk-edge"

# The page in which the desk shows a mail, and what differs in its headers: the desk may frame it.
MAIL_FRAME = "/mail-frame.html"
MAIL_FRAME_HEADERS = SECURITY_HEADERS | {"X-Frame-Options": "SAMEORIGIN"}

# Whatever a customer attached runs nowhere, not even when someone opens it directly.
CONTENT_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"


def client_csp(content_origin: str, upload_origin: str) -> str:
    """The policy of the clients' pages: their own files and API, pictures from the content origin, files to S3."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            # Pictures that are being uploaded are shown out of the page's own memory.
            f"img-src 'self' data: blob: {content_origin}",
            f"connect-src 'self' {upload_origin}",
            "manifest-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def mail_frame_csp(content_origin: str) -> str:
    """The policy of the page that shows a mail. The desk adds to it what forbids pictures until somebody wants them."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src data: {content_origin} https:",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
    )


def cache_control(path: str) -> str:
    """How long a file of the built clients (path below `web/dist`) may be kept."""
    return _IMMUTABLE if path.startswith("assets/") else _REVALIDATE
