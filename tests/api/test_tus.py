import asyncio
from collections.abc import Sequence

import pytest
from fastapi import Request
from starlette.types import Message

from app.api import tus
from app.api.tus import chunks_of
from app.services.upload_streams import UploadInterrupted

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
