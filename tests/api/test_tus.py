import asyncio
from collections.abc import Sequence

import pytest
from fastapi import Request
from starlette.types import Message

from app.api import tus
from app.api.tus import chunks_of, length_of
from app.services.media.upload_streams import UploadInterrupted

FIRST: Message = {"type": "http.request", "body": b"123", "more_body": True}


def request_that_receives(messages: Sequence[Message]) -> Request:
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()  # for ever
        return left.pop(0)

    return Request({"type": "http", "method": "PATCH", "headers": []}, receive)


@pytest.mark.parametrize("then", [[{"type": "http.disconnect"}], []], ids=["breaks", "falls silent"])
async def test_a_body_that_stops_coming_is_interrupted(monkeypatch: pytest.MonkeyPatch, then: list[Message]) -> None:
    monkeypatch.setattr(tus, "SILENCE", 0.05)
    chunks = chunks_of(request_that_receives([FIRST, *then]))
    assert await anext(chunks) == b"123"
    with pytest.raises(UploadInterrupted):
        await anext(chunks)


@pytest.mark.parametrize(
    ("said", "length"), [(b"0", 0), (b"5000000000", 5_000_000_000), (b"9" * 5_000, None), (b"-1", None), (b"", None)]
)
def test_a_length_that_is_no_number_of_bytes_is_not_known(said: bytes, length: int | None) -> None:
    assert length_of(Request({"type": "http", "headers": [(b"content-length", said)]})) == length
