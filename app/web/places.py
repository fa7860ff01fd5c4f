"""The page of a kept place: whom we wait for, another address, giving it up. Its address is mailed to the person."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import ValidationError
from starlette.requests import Request

from app.core.actor import ANONYMOUS, Actor
from app.core.errors import TooMany, Unprocessable
from app.core.i18n import Words
from app.core.requests import runtime
from app.core.statuses import status_of
from app.core.uow import UnitOfWork
from app.models.guardians import GuardianshipState
from app.schemas.joining import GuardianAsking
from app.services.communities import kept_places, place_tokens
from app.services.communities.kept_places import KeptPlaceNotFound
from app.services.guardians import joining, place_keeping
from app.services.guardians.place_keeping import PlaceUnneeded
from app.web import community_texts as words
from app.web.answers import Page, site
from app.web.forms import form_of
from app.web.pages import PlacePage, answered_page, place_page

FIELDS = ("guardian_email", "guardian_name")


async def show_place(request: Request) -> Page:
    async with runtime(request).work(ANONYMOUS) as uow:
        try:
            return await show_kept_place(request, uow, request.path_params["token"])
        except KeptPlaceNotFound:
            return _gone_page(request)


async def answer_place(request: Request) -> Page:
    """Ask another guardian, or give the place up."""
    fields, token = {name: value.strip() for name, value in await form_of(request)}, request.path_params["token"]
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            if fields.get("answer") == "give-up":
                person_id, community_id = place_tokens.read_page(runtime(request), token)
                await kept_places.give_up(replace(uow, actor=Actor(person_id)), community_id)
                return Page(answered_page(site(request), *words.GIVEN_UP_PAGE))
            await _ask(request, uow, fields)
            return await show_kept_place(request, uow, token)
    except (KeptPlaceNotFound, PlaceUnneeded):
        return _gone_page(request)
    except (ValidationError, Unprocessable, TooMany) as error:
        faults = faults_of(error)
    async with runtime(request).work(ANONYMOUS) as uow:
        return await show_kept_place(request, uow, token, fields, faults)


async def show_kept_place(
    request: Request,
    uow: UnitOfWork,
    token: str,
    fields: Mapping[str, str] | None = None,
    faults: Mapping[str, Words] | None = None,
) -> Page:
    """Raises KeptPlaceNotFound."""
    place = await place_keeping.get(uow, *place_tokens.read_page(runtime(request), token))
    guardianship = place.guardianship
    content = PlacePage(
        site=site(request),
        token=token,
        community=place.community,
        until=place.until,
        guardian=None if guardianship is None else guardianship.name or guardianship.email,
        has_answered=guardianship is not None and guardianship.state is GuardianshipState.ACTIVE,
        asks=place.asks,
        fields=fields or {},
        faults=faults or {},
    )
    return Page(place_page(content), status_of(Unprocessable) if faults else 200)


def read_guardian(fields: Mapping[str, str]) -> GuardianAsking:
    """Raises ValidationError."""
    return GuardianAsking.model_validate({name: fields[name] for name in (*FIELDS, "reason") if fields.get(name)})


def faults_of(error: ValidationError | Unprocessable | TooMany) -> Mapping[str, Words]:
    match error:
        case ValidationError():
            return {str(item["loc"][0]): words.FAULTS[str(item["loc"][0])] for item in error.errors()}
        case TooMany():
            return {"guardian_email": words.TOO_MANY}
        case Unprocessable():
            return {"guardian_email": words.OWN_ADDRESS}


async def _ask(request: Request, uow: UnitOfWork, fields: Mapping[str, str]) -> None:
    asking = read_guardian({**fields, "guardian_email": fields.get("guardian_email") or "-"})
    person_id, community_id = place_tokens.read_page(runtime(request), request.path_params["token"])
    await place_keeping.get(uow, person_id, community_id)
    await joining.keep_place(uow, community_id, None, person_id, asking)


def _gone_page(request: Request) -> Page:
    return Page(answered_page(site(request), *words.PLACE_GONE_PAGE), status_of(KeptPlaceNotFound))
