from fastapi import FastAPI
from starlette.types import Message, Scope
from structlog.testing import capture_logs

from app.core.ids import uuid7
from tests.support.people import Person


async def test_who_leaves_in_the_middle_of_a_body_is_no_failure_of_ours(app: FastAPI, alice: Person) -> None:
    path = f"/v1/experiences/{uuid7()}"
    token = alice.client.headers["authorization"].encode()
    headers = [
        (b"host", b"test"),
        (b"content-type", b"application/json"),
        (b"content-length", b"100"),
        (b"authorization", token),
    ]
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "PUT",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    coming: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if len(coming) > 1 else coming[0]

    async def send(message: Message) -> None:
        sent.append(message)

    with capture_logs() as logs:
        await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert [log for log in logs if log["log_level"] in {"warning", "error"}] == []
