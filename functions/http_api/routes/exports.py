"""Lists of tickets as files."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api.call import current
from functions.http_api.parameters import ExportQuery
from functions.http_api.routing import Group, Text
from lambdesk.audit.model import Opened
from lambdesk.identity.model import Permission

routes = Group("exports")


@routes.route(
    "GET",
    "/v1/tickets/export",
    needs=Permission.TICKETS_READ,
    answers=Text("text/csv"),
    sends=("Content-Disposition", "Export-Complete"),
)
async def get_ticket_export(request: Request, query: ExportQuery) -> Response:
    """A queue as a sheet with the custom fields as columns, 1,000 tickets at most. Nothing that was said is in it."""
    call = current(request)
    call.product.accesses.took(call.ctx, f"tenant:{call.tenant.id}", Opened.EXPORT)
    made = call.product.exports.queue(call.caller, call.tenant, query.queue, call.ctx.now)
    name = f"tickets-{query.queue}-{call.ctx.now:%Y-%m-%d}.csv"
    told = {"content-disposition": f'attachment; filename="{name}"', "export-complete": str(made.complete).lower()}
    return Response(made.text, media_type="text/csv", headers=told)
