"""The Lambda behind the HTTP API."""

from mangum import Mangum

from functions.http_api.app import Api
from functions.http_api.problems import MEDIA_TYPE
from lambdesk.bootstrap import Lambdesk

product = Lambdesk()
handler = Mangum(
    Api(product),
    lifespan="off",
    text_mime_types=["application/json", MEDIA_TYPE, "text/"],
)
