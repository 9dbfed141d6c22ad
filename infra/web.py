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

# Where the desk asks for the page that shows a mail. It is on the content origin, which only the servers know: this
# address leads there, and may be remembered for an hour.
MAIL_FRAME = "/mail-frame.html"
MAIL_FRAME_REDIRECT = {"Cache-Control": "max-age=3600"}

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
            f"frame-src 'self' {content_origin}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def mail_frame_csp(framed_by: str) -> str:
    """The policy of the page that shows a mail: in a sandbox without an origin, with one script of our own.

    The page adds to it what forbids pictures and any further script. `framed_by` are sources of who may frame it; it
    shows only what whoever frames it says.
    """
    return "; ".join(
        (
            "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' data: https:",
            "form-action 'none'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
        )
    )


def mail_frame_headers(framed_by: str) -> dict[str, str]:
    """Headers of that page and its files. Without an origin it is a stranger to its own files: all may read them."""
    kept = {name: value for name, value in SECURITY_HEADERS.items() if name != "X-Frame-Options"}
    policy = mail_frame_csp(framed_by)
    return {**kept, "Content-Security-Policy": policy, "Access-Control-Allow-Origin": "*"}


def cache_control(path: str) -> str:
    """How long a file of the built clients (path below `web/dist`) may be kept."""
    return _IMMUTABLE if path.startswith("assets/") else _REVALIDATE
