"""The one logger of every Lambda: JSON lines with constant messages and facts as keys, never bodies or addresses."""

from aws_lambda_powertools import Logger

from lambdesk.kit.settings import from_environment

_settings = from_environment().values
logger = Logger(service="lambdesk", level=_settings.get("LOG_LEVEL", "INFO"), location=None)
