"""What AWS asks, in dollars: list prices of us-east-1 on 2026-11-01, without free tiers.

One exception: Cognito's first 10,000 monthly users are free for good, and staff are far fewer.
"""

MILLION = 1_000_000
GIB = 1024**3

# Lambda on arm64.
LAMBDA_GB_SECOND = 0.0000133334
LAMBDA_REQUEST = 0.20 / MILLION

# HTTP API, first 300 million requests of a month.
HTTP_REQUEST = 1.00 / MILLION

# WebSocket API: messages of up to 32 KB, and minutes that a socket is open.
SOCKET_MESSAGE = 1.00 / MILLION
SOCKET_MINUTE = 0.25 / MILLION

# DynamoDB on demand.
READ_UNIT = 0.125 / MILLION
WRITE_UNIT = 0.625 / MILLION
TABLE_GB_MONTH = 0.25
TABLE_BACKUP_GB_MONTH = 0.20

# EventBridge Scheduler (invocations; setting a timer costs nothing), Step Functions standard (state transitions).
SCHEDULE = 1.00 / MILLION
WORKFLOW_STEP = 25.00 / MILLION

# SES.
MAIL_OUT = 0.10 / 1_000
MAIL_IN = 0.10 / 1_000
MAIL_IN_CHUNK = 0.09 / 1_000  # each whole 256 KB

# EventBridge, SQS.
BUS_EVENT = 1.00 / MILLION
ARCHIVE_GB = 0.10
QUEUE_REQUEST = 0.40 / MILLION
FIFO_REQUEST = 0.50 / MILLION

# S3 standard.
S3_WRITE = 0.005 / 1_000
S3_READ = 0.0004 / 1_000
S3_GB_MONTH = 0.023

# CloudWatch, X-Ray.
LOG_GB = 0.50
ALARM_MONTH = 0.10
TRACE = 5.00 / MILLION

# KMS, Secrets Manager.
KEY_MONTH = 1.00
SECRET_MONTH = 0.40

# CloudFront.
EDGE_REQUEST = 0.01 / 10_000
EDGE_GB = 0.085
