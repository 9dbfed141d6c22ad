"""The Lambda behind the HTTP API."""

from functions.http_api.app import entry
from lambdesk.bootstrap import Lambdesk

_product = Lambdesk()
# Nearly every request reads the table: its client is made while the start is not yet paid for by a caller.
_ = _product.table
handler = entry(_product)
