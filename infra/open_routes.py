"""Routes that the gateway passes on without asking the authorizer: whoever calls them shows no token."""

OPEN_ROUTES: tuple[tuple[str, str], ...] = (
    *(("POST", "/v1/session"), ("DELETE", "/v1/session"), ("POST", "/v1/session/refresh")),
    *(("POST", "/v1/session/mfa"), ("POST", "/v1/session/mfa/verification")),
    *(("POST", "/v1/session/mfa/removal"), ("POST", "/v1/session/recovery-codes")),
    ("GET", "/v1/public/{slug}/brand"),
    *(("POST", "/v1/session/provider"), ("POST", "/v1/session/provider/answer")),
    ("GET", "/v1/public/{slug}/staff-sign-in"),
    *(("GET", "/v1/public/{slug}/form"), ("POST", "/v1/public/{slug}/tickets")),
    # A browser's question about another origin's page shows no token.
    *(("OPTIONS", "/{proxy+}"), ("POST", "/v1/public/{slug}/sign-in")),
    *((method, "/v1/public/{slug}/sign-in/{token}") for method in ("GET", "POST")),
    # A webhook is signed by whoever sends it.
    ("POST", "/v1/inbound/email"),
    # Customers have a cookie and no token: the API itself looks who they are.
    *((method, "/v1/portal/{proxy+}") for method in ("GET", "POST", "DELETE")),
    *(("GET", "/v1/public/confirmations/{token}"), ("POST", "/v1/public/confirmations/{token}")),
    *((method, "/v1/public/escalations/{token}") for method in ("GET", "POST")),
    *(("GET", "/v1/public/invitations/{token}"), ("POST", "/v1/public/invitations/{token}")),
    *(("GET", "/v1/public/sign-up"), ("POST", "/v1/public/sign-up")),
    *((method, "/v1/public/sign-up/confirmations/{token}") for method in ("GET", "POST")),
)
