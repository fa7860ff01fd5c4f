import pytest
from fastapi import APIRouter

from app.api.deps import CALLER_DEPENDENCIES, Read
from app.api.permissions import OPEN, Unguarded, Unrepeatable, demand
from app.api.refresh_cookies import ending
from app.api.tus import speak_tus
from app.main import ROOTS, ROUTERS

LEAST = 190  # operations


def test_every_operation_states_who_may_ask() -> None:
    assert demand((*ROUTERS, *ROOTS), (*CALLER_DEPENDENCIES, ending, speak_tus)) >= LEAST


def test_one_that_states_nothing_is_refused() -> None:
    router = APIRouter()

    @router.get("/anything")
    async def get_anything() -> None:
        return None

    with pytest.raises(Unguarded, match="get_anything"):
        demand([router], CALLER_DEPENDENCIES)


def test_a_post_without_a_key_is_refused() -> None:
    router = APIRouter()

    @router.post("/anything")
    async def create_anything(reading: Read) -> None:
        assert reading

    with pytest.raises(Unrepeatable, match="create_anything"):
        demand([router], CALLER_DEPENDENCIES)


def test_one_that_says_it_is_open_and_asks_who_it_is_is_refused() -> None:
    router = APIRouter()

    @router.get("/anything", openapi_extra=OPEN)
    async def get_anything(reading: Read) -> None:
        assert reading

    with pytest.raises(Unguarded, match="get_anything"):
        demand([router], CALLER_DEPENDENCIES)
