"""The Lambda behind the HTTP API."""

import gc

# What a start imports stays for good: looking through it again and again would be a twentieth of the start.
gc.disable()

from functions.http_api.app import entry  # noqa: E402
from lambdesk.bootstrap import Lambdesk  # noqa: E402

_product = Lambdesk()
# Nearly every request reads the table: its client is made while the start is not yet paid for by a caller.
_ = _product.table
handler = entry(_product)

gc.freeze()
gc.enable()
