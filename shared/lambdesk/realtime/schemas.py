"""Wire forms around live updates; frames themselves are no part of the HTTP API."""

from lambdesk.kit.schema import Moment, Output


class SocketTicket(Output):
    """Open `url` with `?ticket=` and the ticket: once, until `expires_at`."""

    ticket: str
    url: str
    expires_at: Moment
