from dataclasses import replace

import httpx
from fastapi import FastAPI

from app.adapters.objects import S3Objects
from app.core.db import open_database
from app.core.settings import S3Settings
from app.core.uow import Runtime
from tests.support.people import Person, capture

KEY = {"access_key_id": "a", "secret_access_key": "b"}
NOWHERE = S3Settings.model_validate({"endpoint_url": "http://127.0.0.1:9"} | KEY)


async def test_without_storage_it_is_degraded_and_captures_are_taken(
    app: FastAPI, alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    app.state.runtime = replace(runtime, objects=S3Objects(NOWHERE))
    answer = await guest.get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["storage"]) == ("degraded", "unreachable")
    await capture(alice)


async def test_without_its_database_it_is_down(app: FastAPI, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    away = "postgresql://nobody@127.0.0.1:9/nothing"
    async with open_database(away, 2) as database:
        app.state.runtime = replace(runtime, database=database)
        answer = await guest.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"
    assert int(answer.headers["retry-after"]) > 0
