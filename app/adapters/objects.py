"""S3 behind the ObjectStore port. boto3 blocks, so it runs in a few threads of its own."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from botocore.exceptions import ClientError

from app.adapters.disk import Disk
from app.adapters.s3 import MISSING, LocalS3, connect, our_errors, status, versions
from app.core.ports import ObjectNotFound, Part, StorageUnavailable, StoredObject
from app.core.settings import S3Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedMultipartUploadTypeDef, ObjectIdentifierTypeDef

T = TypeVar("T")
THREADS = 16
CHUNK = 256 * 1024
CHECK_SECONDS = 3.0
DELETED_AT_ONCE = 1000  # the limit of S3 for one call
BEYOND_THE_END = 416


class S3Objects:
    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings
        self._bucket = settings.bucket
        self._disk = Disk(settings.data) if isinstance(settings, LocalS3) else None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="s3")
        self._clients: dict[str | None, S3Client] = {}
        self._connecting = Lock()
        self._versioned: bool | None = None

    async def put(self, key: str, body: bytes, content_type: str) -> None:
        await self._write(lambda s3: s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type))

    async def put_file(self, key: str, path: Path, content_type: str) -> None:
        def call(s3: "S3Client") -> None:
            with path.open("rb") as body:
                s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

        await self._write(call)

    async def get(self, key: str) -> bytes:
        return await self._call(lambda s3: s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())

    async def get_file(self, key: str, path: Path) -> None:
        def call(s3: "S3Client") -> None:
            with path.open("wb") as file:
                shutil.copyfileobj(s3.get_object(Bucket=self._bucket, Key=key)["Body"], file, CHUNK)

        await self._call(call)

    async def head(self, key: str) -> StoredObject:
        response = await self._call(lambda s3: s3.head_object(Bucket=self._bucket, Key=key))
        return StoredObject(response["ContentLength"], response["ETag"].strip('"'), response["ContentType"])

    async def stream(self, key: str, start: int = 0, length: int | None = None) -> AsyncGenerator[bytes, None]:
        end = "" if length is None else start + length - 1
        try:
            response = await self._call(
                lambda s3: s3.get_object(Bucket=self._bucket, Key=key, Range=f"bytes={start}-{end}")
            )
        except ClientError as error:
            if status(error) == BEYOND_THE_END:
                return
            raise
        body = response["Body"]
        try:
            while chunk := await self._call(lambda _: body.read(CHUNK)):
                yield chunk
        finally:
            self._threads.submit(body.close)  # closing may wait for an abandoned read

    async def keys(self, prefix: str = "") -> AsyncGenerator[str, None]:
        pages = await self._call(
            lambda s3: iter(s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix))
        )
        while (page := await self._call(lambda _: next(pages, None))) is not None:
            for item in page.get("Contents", []):
                yield item["Key"]

    async def delete(self, keys: Sequence[str]) -> None:
        await self._write(lambda s3: self._delete(s3, keys))

    async def presign(self, key: str, seconds: int, filename: str | None = None) -> str:
        parameters = {"Bucket": self._bucket, "Key": key}
        if filename is not None:
            parameters["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
        return await self._call(
            lambda s3: s3.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds),
            self._settings.public_url,
        )

    async def start_multipart(self, key: str, content_type: str) -> str:
        response = await self._write(
            lambda s3: s3.create_multipart_upload(Bucket=self._bucket, Key=key, ContentType=content_type)
        )
        return response["UploadId"]

    async def put_part(self, key: str, upload_id: str, number: int, body: bytes) -> Part:
        part = await self._write(
            lambda s3: s3.upload_part(Bucket=self._bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=body)
        )
        return Part(number, part["ETag"], len(body))

    async def complete_multipart(self, key: str, upload_id: str, parts: Sequence[Part]) -> None:
        parts_document: CompletedMultipartUploadTypeDef = {
            "Parts": [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        }
        try:
            await self._write(
                lambda s3: s3.complete_multipart_upload(
                    Bucket=self._bucket, Key=key, UploadId=upload_id, MultipartUpload=parts_document
                )
            )
        except ObjectNotFound:
            await self.head(key)  # an earlier call completed it

    async def abort_multipart(self, key: str, upload_id: str) -> None:
        with suppress(ObjectNotFound):
            await self._call(lambda s3: s3.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id))

    async def check(self) -> None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._call(lambda s3: s3.head_bucket(Bucket=self._bucket))
        except (TimeoutError, ObjectNotFound) as error:
            raise StorageUnavailable(f"No bucket {self._bucket} in time") from error

    def close(self) -> None:
        self._threads.shutdown()
        for client in self._clients.values():
            client.close()

    async def _write(self, call: "Callable[[S3Client], T]") -> T:
        def settled(s3: "S3Client") -> T:
            answer = call(s3)
            if self._disk:
                self._disk.sync()
            return answer

        return await self._call(settled)

    async def _call(self, call: "Callable[[S3Client], T]", endpoint: str | None = None) -> T:
        def translated() -> T:
            with our_errors():
                return call(self._client(endpoint))

        return await asyncio.get_running_loop().run_in_executor(self._threads, translated)

    def _client(self, endpoint: str | None) -> "S3Client":
        with self._connecting:  # one client serves all threads; boto3 cannot make two at once
            if endpoint not in self._clients:
                self._clients[endpoint] = connect(self._settings, endpoint)
            return self._clients[endpoint]

    def _delete(self, s3: "S3Client", keys: Sequence[str]) -> None:
        identifiers = self._identified(s3, keys)
        for first in range(0, len(identifiers), DELETED_AT_ONCE):
            batch = identifiers[first : first + DELETED_AT_ONCE]
            answer = s3.delete_objects(Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True})
            for error in answer.get("Errors", []):
                if error["Code"] not in MISSING:
                    raise StorageUnavailable(error["Code"])

    def _identified(self, s3: "S3Client", keys: Sequence[str]) -> "list[ObjectIdentifierTypeDef]":
        """List every version: in a bucket with versions, deleting a key only hides it."""
        if self._versioned is None:
            self._versioned = "Status" in s3.get_bucket_versioning(Bucket=self._bucket)
        if not self._versioned:
            return [{"Key": key} for key in keys]
        return [version for key in keys for version in versions(s3, self._bucket, key)]
