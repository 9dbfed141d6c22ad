"""The provider of outgoing mail: SES v2."""

from typing import TYPE_CHECKING

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
    SSLError,
)

from lambdesk.channels.ports import OutgoingMail, Refused
from lambdesk.kit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

# SES looked at this mail and will never take it.
_REFUSED = {
    "MessageRejected": "rejected",
    "BadRequestException": "invalid",
    "MailFromDomainNotVerifiedException": "sender_not_verified",
    "NotFoundException": "not_configured",
}
# SES said no before it looked at the mail; the same mail may go out later.
_LATER = {
    "TooManyRequestsException",
    "LimitExceededException",
    "ThrottlingException",
    "Throttling",
    "SendingPausedException",
    "AccountSuspendedException",
    "ExpiredTokenException",
    "UnrecognizedClientException",
    "AccessDeniedException",
}
# The request never reached SES.
_UNSENT = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ProxyConnectionError, SSLError)


class SesMailer:
    """Sends raw mails with our configuration set. Any error but Refused and Unavailable leaves the outcome unknown."""

    def __init__(self, client: "SESV2Client", configuration_set: str) -> None:
        self._client = client
        self._configuration_set = configuration_set

    def send(self, mail: OutgoingMail) -> str:
        try:
            answer = self._client.send_email(
                FromEmailAddress=mail.sender,
                Destination={"ToAddresses": list(mail.recipients)},
                Content={"Raw": {"Data": mail.raw}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[{"Name": name, "Value": value} for name, value in mail.tags.items()],
            )
        except _UNSENT as error:
            raise Unavailable from error
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _REFUSED:
                raise Refused(_REFUSED[code]) from error
            if code in _LATER:
                raise Unavailable from error
            raise
        return answer["MessageId"]
