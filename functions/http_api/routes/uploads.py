"""Files for messages and drafts: announced here, put straight to where they are kept."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import said
from functions.http_api.call import current
from functions.http_api.routing import Group
from lambdesk.conversations.schemas import NewUpload, Upload
from lambdesk.identity.model import Permission

routes = Group("uploads")


@routes.route("POST", "/v1/uploads", needs=Permission.TICKETS_WRITE, answers=Upload, status=201)
async def create_upload(request: Request, body: NewUpload) -> Response:
    """A place for one file. What is not used in a message or draft within a day goes away."""
    return said.upload(current(request), body)
