"""What is kept: the table with its key, and the three buckets. All of it outlives the stack."""

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

RAW_PREFIX = "raw/"
RECEIPT_PREFIX = "receipt/"
UPLOAD_PREFIX = "uploads/"
EXPORT_PREFIX = "exports/"
FILE_PREFIX = "files/"


class Storage(Construct):
    """The table, its key, raw mail, content (attachments, long bodies) and the built web clients."""

    def __init__(self, scope: Construct, construct_id: str, *, rule_set: str, client_origin: str) -> None:
        super().__init__(scope, construct_id)
        self.key = kms.Key(
            self,
            "Key",
            description="Encrypts the Lambdesk table and alarms",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.table = self._table()
        self.raw = self._bucket("Raw", versioned=True)
        self.content = self._bucket("Content", versioned=True)
        self._let_browsers_upload(client_origin)
        self._let_exports_go()
        self.web = self._bucket("Web", versioned=False)
        self._let_ses_store_mail(rule_set)
        self._let_cloudfront_read_web()

    def _table(self) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "Table",
            partition_key=_string("pk"),
            sort_key=_string("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            time_to_live_attribute="ttl",
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        for name, short in (("gsi1", "g1"), ("gsi2", "g2"), ("gsi5", "g5")):
            table.add_global_secondary_index(
                index_name=name,
                partition_key=_string(f"{short}pk"),
                sort_key=_string(f"{short}sk"),
                projection_type=dynamodb.ProjectionType.INCLUDE,
                non_key_attributes=["d"],
            )
        for name, short in (("gsi3", "g3"), ("gsi4", "g4")):
            table.add_global_secondary_index(
                index_name=name,
                partition_key=_string(f"{short}pk"),
                sort_key=_string(f"{short}sk"),
                projection_type=dynamodb.ProjectionType.KEYS_ONLY,
            )
        return table

    def _bucket(self, construct_id: str, *, versioned: bool) -> s3.Bucket:
        rules = [s3.LifecycleRule(id="uploads", abort_incomplete_multipart_upload_after=Duration.days(7))]
        if versioned:
            rules.append(s3.LifecycleRule(id="versions", noncurrent_version_expiration=Duration.days(30)))
            rules.append(
                s3.LifecycleRule(
                    id="cold",
                    transitions=[
                        s3.Transition(
                            storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
                            transition_after=Duration.days(180),
                        )
                    ],
                )
            )
        return s3.Bucket(
            self,
            construct_id,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=versioned,
            lifecycle_rules=rules,
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _let_browsers_upload(self, client_origin: str) -> None:
        """Signed puts from the clients' pages; what nobody used within a day goes, together with its older versions."""
        self.content.add_cors_rule(
            allowed_methods=[s3.HttpMethods.PUT],
            allowed_origins=[client_origin],
            allowed_headers=["content-type", "x-amz-checksum-sha256"],
            max_age=3600,
        )
        self.content.add_lifecycle_rule(
            id="unclaimed",
            prefix=UPLOAD_PREFIX,
            expiration=Duration.days(2),
            noncurrent_version_expiration=Duration.days(1),
        )

    def _let_exports_go(self) -> None:
        """What a tenant took along is no second place of its data: see `lambdesk.tenants.exporting`."""
        self.content.add_lifecycle_rule(
            id="exports",
            prefix=EXPORT_PREFIX,
            expiration=Duration.days(7),
            noncurrent_version_expiration=Duration.days(1),
        )

    def _let_ses_store_mail(self, rule_set: str) -> None:
        rule = f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:receipt-rule-set/{rule_set}:receipt-rule/*"
        self.raw.add_to_resource_policy(
            iam.PolicyStatement(
                sid="ReceiptRulePuts",
                principals=[iam.ServicePrincipal("ses.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.raw.arn_for_objects(f"{RAW_PREFIX}*")],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {"aws:SourceArn": rule},
                },
            )
        )

    def _let_cloudfront_read_web(self) -> None:
        # By pattern and not by id: the distribution is in a stack that depends on this one.
        distributions = f"arn:{Aws.PARTITION}:cloudfront::{Aws.ACCOUNT_ID}:distribution/*"
        self.web.add_to_resource_policy(
            iam.PolicyStatement(
                sid="DistributionReads",
                principals=[iam.ServicePrincipal("cloudfront.amazonaws.com")],
                actions=["s3:GetObject"],
                resources=[self.web.arn_for_objects("*")],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {"aws:SourceArn": distributions},
                },
            )
        )


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
