"""Reports: how promises were kept, and by which tickets."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import reporting
from functions.http_api.call import current
from functions.http_api.reporting import ReportQuery, VerdictQuery
from functions.http_api.routing import Group
from lambdesk.identity.model import Permission
from lambdesk.reports.schemas import SlaReport, SlaVerdictPage

routes = Group("reports")


@routes.route("GET", "/v1/reports/sla", needs=Permission.REPORTS_READ, answers=SlaReport)
async def get_sla_report(request: Request, query: ReportQuery) -> Response:
    """How promised times were kept. What happened in the last seconds may be missing yet."""
    return reporting.report(current(request), query)


@routes.route("GET", "/v1/reports/sla/verdicts", needs=Permission.REPORTS_READ, answers=SlaVerdictPage)
async def list_sla_verdicts(request: Request, query: VerdictQuery) -> Response:
    """The clocks that a figure is made of, with their tickets."""
    return reporting.verdicts(current(request), query)
