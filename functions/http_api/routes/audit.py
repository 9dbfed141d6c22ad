"""The audit trail: who did what, and who looked at whose data."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import trail
from functions.http_api.call import current
from functions.http_api.routing import Group, Text
from functions.http_api.trail import TrailFilter, TrailPage
from lambdesk.audit.schemas import AuditPage
from lambdesk.identity.model import Permission

routes = Group("audit")


@routes.route("GET", "/v1/audit", needs=Permission.AUDIT_READ, answers=AuditPage)
async def list_audit(request: Request, query: TrailPage) -> Response:
    """What happened, newest first. What happened in the last seconds may be missing yet."""
    return trail.page(current(request), query)


@routes.route(
    "GET",
    "/v1/audit/export",
    needs=Permission.AUDIT_READ,
    answers=Text("text/csv"),
    sends=("Content-Disposition", "Export-Complete"),
)
async def get_audit_export(request: Request, query: TrailFilter) -> Response:
    """The same as a sheet, 10,000 facts at most."""
    return trail.exported(current(request), query)
