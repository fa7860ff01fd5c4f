"""One S3 client for all storage code, with its errors translated to those of the port."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import get_session

from app.core.ports import ObjectNotFound, StorageUnavailable
from app.core.settings import S3Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

CONNECTIONS = 32
MISSING = {"404", "NotFound", "NoSuchKey", "NoSuchVersion", "NoSuchUpload", "InvalidPart"}
# Faults that an operator has to mend: a later attempt loses nothing.
LATER = {"NoSuchBucket", "RequestTimeout"}
LATER_STATUS = {401, 403, 429}
SERVER_ERROR = 500


class LocalS3(S3Settings, frozen=True):
    """Local storage that keeps its objects in `data`, and relies on the application to sync them to the disk."""

    data: Path


class S3DescriptionLoader(JSONFileLoader):
    """Loads boto's description of S3 only, without manual and endpoints of other services: 7 MB instead of 16."""

    def load_file(self, file_path: str) -> object:
        for name, opener in ((f"{file_path}.json", open), (f"{file_path}.json.gz", gzip.open)):
            if Path(name).exists():
                with opener(name, "rb") as file:
                    return json.load(file, object_hook=_s3_only)
        return None


def _s3_only(document: dict[str, Any]) -> dict[str, Any]:
    if "documentation" in document:
        document["documentation"] = ""
    services = document.get("services")
    if isinstance(services, dict) and "s3" in services:
        document["services"] = {"s3": services["s3"]}
    return document


@cache
def _session() -> boto3.Session:
    core = get_session()
    core.register_component("data_loader", Loader(file_loader=S3DescriptionLoader()))
    return boto3.Session(botocore_session=core)


def connect(settings: S3Settings, endpoint: str | None = None, *, patient: bool = True) -> "S3Client":
    secret = settings.secret_access_key
    return _session().client(
        "s3",
        endpoint_url=endpoint or settings.endpoint_url,
        region_name=settings.region,
        aws_access_key_id=settings.access_key_id,
        aws_secret_access_key=secret.get_secret_value() if secret else None,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=2,
            read_timeout=30 if patient else 2,
            retries={"mode": "standard", "total_max_attempts": 3 if patient else 1},
            max_pool_connections=CONNECTIONS,
            request_checksum_calculation="when_required",  # few servers support the newer checksums
            response_checksum_validation="when_required",
        ),
    )


def versions(s3: "S3Client", bucket: str, key: str) -> "Iterator[ObjectIdentifierTypeDef]":
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
        for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            if version["Key"] == key:
                yield {"Key": key, "VersionId": version["VersionId"]}


@contextmanager
def our_errors() -> Iterator[None]:
    try:
        yield
    except ParamValidationError:
        raise  # a fault of the caller, not of storage
    except BotoCoreError as error:
        raise StorageUnavailable(type(error).__name__) from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in MISSING:
            raise ObjectNotFound(code) from error
        if code in LATER or status(error) in LATER_STATUS or status(error) >= SERVER_ERROR:
            raise StorageUnavailable(code) from error
        raise


def status(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]
