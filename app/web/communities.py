"""An invitation, and the page of a public community, opened by a person; and joining from there, without the app.

Each form is answered with the next page itself: to remember who came this far would take a cookie.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.core.actor import ANONYMOUS
from app.core.errors import Problem, TooMany, Unprocessable
from app.core.i18n import Words
from app.core.requests import runtime, source
from app.core.statuses import status_of
from app.core.text import is_blank
from app.core.uow import UnitOfWork
from app.models.memberships import MembershipState
from app.policies.age import SINCE_AGE, AgeRequired, BelowMinimumAge, GuardianRequired
from app.policies.communities import CommunityNotFound
from app.policies.names import NameRequired
from app.schemas.joining import Joining, JoiningCode
from app.services.accounts import sign_in_proofs
from app.services.accounts.consents import ConsentOutdated
from app.services.accounts.sign_in_proofs import SignInRefused
from app.services.communities import cards, place_tokens
from app.services.communities.invitation_keys import InvitationForAnother, InvitationGone
from app.services.communities.kept_places import KeptPlaceNotFound
from app.services.communities.memberships import InvitationRequired
from app.services.guardians import joining, place_keeping
from app.services.guardians.place_keeping import PlaceUnneeded
from app.web import community_texts as words
from app.web import places
from app.web.answers import Body, open_page, page, secret_page, site
from app.web.community_pages import kind_of
from app.web.consents import stated
from app.web.forms import form_of
from app.web.pages import CommunityPage, Step, community_page, gone_page
from app.web.texts import GONE_INVITATION

Faults = Mapping[str, Words]
MISSING: Faults = {"name": words.NAME_MISSING, "birth_year": words.YEAR_MISSING}
UNPROCESSABLE = status_of(Unprocessable)
YEAR = re.compile(r"\d{4}")

REFUSALS: Mapping[type[Problem], Faults] = {
    SignInRefused: {"code": words.FAULTS["code"]},
    NameRequired: {"name": words.NAME_MISSING},
    AgeRequired: {"birth_year": words.YEAR_MISSING},
    BelowMinimumAge: {"birth_year": SINCE_AGE},
    Unprocessable: {"birth_year": words.FAULTS["birth_year"]},  # no year of somebody who lives now
    TooMany: {"code": words.TOO_MANY},
    InvitationForAnother: {"code": words.OTHER_ADDRESS_FAULT},
    InvitationRequired: {"code": words.BY_INVITATION},
    ConsentOutdated: {"consent": words.OUTDATED_FAULT},
}


class JoinPage(NamedTuple):
    """Where somebody stands: before an invitation, or before a community that everybody may see."""

    path: str
    community: dict[str, Any]
    invitation: dict[str, Any] | None = None
    key: str | None = None
    code: str | None = None


Find = Callable[[Request], Awaitable[JoinPage]]


async def by_invitation(request: Request) -> JoinPage:
    key = request.path_params["token"]
    found = await cards.of_invitation(runtime(request), key, source(request))
    card = json.loads(found.card)
    return JoinPage(f"/i/{key}", card["community"], card, key, found.code)


async def by_name(request: Request) -> JoinPage:
    try:
        community_id = UUID(request.path_params["community_id"])
    except ValueError as error:
        raise CommunityNotFound from error
    found = await cards.of_public(runtime(request), community_id)
    return JoinPage(f"/c/{community_id}", json.loads(found))


def showing(find: Find) -> Callable[[Request], Awaitable[Response]]:
    @page
    async def show(request: Request) -> Response:
        return await _at(find, request, _looked_at)

    return show


def sending_code(find: Find) -> Callable[[Request], Awaitable[Response]]:
    @page
    async def send_code(request: Request) -> Response:
        return await _at(find, request, _send_code)

    return send_code


def joining_by(find: Find) -> Callable[[Request], Awaitable[Response]]:
    @page
    async def join(request: Request) -> Response:
        return await _at(find, request, _join)

    return join


def keeping_by(find: Find) -> Callable[[Request], Awaitable[Response]]:
    @page
    async def keep(request: Request) -> Response:
        return await _at(find, request, _keep)

    return keep


async def _at(find: Find, request: Request, act: Callable[[Request, JoinPage], Awaitable[Response]]) -> Response:
    try:
        return await act(request, await find(request))
    except (InvitationGone, TooMany):
        return secret_page(request, Body(gone_page(site(request), GONE_INVITATION).encode()), status_of(InvitationGone))


async def _looked_at(request: Request, door: JoinPage) -> Response:
    return _shown(request, door, Step.EMAIL)


async def _send_code(request: Request, door: JoinPage) -> Response:
    typed = await _typed(request)
    try:
        asked = JoiningCode.model_validate({"email": typed.get("email", "")})
        async with runtime(request).work(ANONYMOUS) as uow:
            await sign_in_proofs.send_code(uow, asked.email, site(request).locale, source(request))
    except ValidationError as error:
        return _shown(request, door, Step.EMAIL, typed, _faults(error))
    except TooMany:
        return _shown(request, door, Step.EMAIL, typed, {"email": words.TOO_MANY})
    return _shown(request, door, Step.CODE, {"email": asked.email})


async def _join(request: Request, door: JoinPage) -> Response:
    typed = await _typed(request)
    said: dict[str, object] = {name: typed[name] for name in Joining.model_fields if typed.get(name)}
    if YEAR.fullmatch(typed.get("birth_year", "")):  # else it is a text, which no year is
        said["birth_year"] = int(typed["birth_year"])
    try:
        data = Joining.model_validate(said)
    except ValidationError as error:
        faults = await _with_unknown(request, typed, _faults(error))
        return _shown(request, door, Step.EMAIL if "email" in faults else Step.CODE, typed, faults)
    try:
        place, locale = (UUID(door.community["id"]), door.key), site(request).locale
        shown = stated(kind_of(door.invitation), typed, locale)
        async with runtime(request).work(ANONYMOUS) as uow:
            state = await joining.join(uow, *place, data, consent=shown, locale=locale, source=source(request))
    except GuardianRequired:
        return await _known_as_young(request, door, data)
    except tuple(REFUSALS) as refusal:
        faults = await _with_unknown(request, typed, REFUSALS[type(refusal)])
        return _shown(request, door, Step.CODE, typed, faults, status=_status(refusal))
    return _shown(request, door, Step.IN if state is MembershipState.ACTIVE else Step.WAITS)


async def _with_unknown(request: Request, typed: Mapping[str, str], faults: Faults) -> Faults:
    """All that is to be corrected, in the order of the form: what neither it nor the account says is asked for, too.

    Of an address that is not proven nothing is said.
    """
    if not faults.keys().isdisjoint({"email", "code"}):
        return faults
    try:
        proof = JoiningCode.model_validate({"email": typed.get("email", "")}).email, typed.get("code", "")
        unknown = await joining.find_unknown(
            runtime(request), *proof, locale=site(request).locale, source=source(request)
        )
    except (SignInRefused, TooMany):
        return faults
    missing = {name: said for name, said in MISSING.items() if name in unknown and is_blank(typed.get(name, ""))}
    found = missing | dict(faults)
    return {name: found[name] for name in (*Joining.model_fields, "consent") if name in found}


async def _known_as_young(request: Request, door: JoinPage, data: Joining) -> Response:
    """The account stays, with the year that was stated; next comes the guardian, or what became of a kept place."""
    async with runtime(request).work(ANONYMOUS) as uow:
        person_id = await joining.recognise(uow, data, locale=site(request).locale, source=source(request))
        typed = {"reason": data.reason or ""}
        return await _kept_or_asked(request, uow, door, person_id, typed=typed)


async def _kept_or_asked(  # noqa: PLR0913  what was typed, shown again
    request: Request,
    uow: UnitOfWork,
    door: JoinPage,
    person_id: UUID,
    *,
    typed: Mapping[str, str],
    faults: Faults | None = None,
    status: int = UNPROCESSABLE,
) -> Response:
    community_id = UUID(door.community["id"])
    try:
        return await places.shown(request, uow, place_tokens.page_of(uow.runtime, person_id, community_id))
    except KeptPlaceNotFound:
        person, guardianship = await place_keeping.standing(uow, person_id)
    asked = guardianship.email if guardianship else ""
    known = CommunityPage(
        site(request),
        door.path,
        door.community,
        door.invitation,
        door.code,
        Step.GUARDIAN,
        {"guardian_email": asked} | dict(typed),
        faults or {},
        proof=place_tokens.proof_of(uow.runtime, person_id, community_id, uow.now),
        guardian=guardianship.name if guardianship else None,
        year=person.birth_year,
    )
    body = Body(community_page(known).encode())
    return secret_page(request, body, status if faults else 200)


async def _keep(request: Request, door: JoinPage) -> Response:
    typed, community_id, status = await _typed(request), UUID(door.community["id"]), UNPROCESSABLE
    here = runtime(request)
    person_id = place_tokens.read_proof(here, typed.get("proof", ""), community_id, here.clock())
    if person_id is None:
        return _shown(request, door, Step.EMAIL, {}, {"email": words.PROOF_OVER})
    try:
        asking = places.read_guardian(typed)
        async with here.work(ANONYMOUS) as uow:
            shown = stated(kind_of(door.invitation), typed, site(request).locale)
            await joining.keep_place(uow, community_id, door.key, person_id, asking, consent=shown)
            return await _kept_or_asked(request, uow, door, person_id, typed=typed)
    except (ValidationError, Unprocessable, TooMany) as error:
        faults = places.faults_of(error)
    except GuardianRequired:  # nobody was asked
        faults = {"guardian_email": words.FAULTS["guardian_email"]}
    except (NameRequired, PlaceUnneeded):
        return _shown(request, door, Step.EMAIL, {}, {"email": words.PROOF_OVER})
    except ConsentOutdated as refusal:
        faults, status = {"consent": words.OUTDATED_FAULT}, _status(refusal)
    except (InvitationForAnother, InvitationRequired) as refusal:
        faults = {"guardian_email": next(iter(REFUSALS[type(refusal)].values()))}
    async with here.work(ANONYMOUS) as uow:
        return await _kept_or_asked(request, uow, door, person_id, typed=typed, faults=faults, status=status)


def _faults(error: ValidationError) -> Faults:
    return {str(item["loc"][0]): words.FAULTS[str(item["loc"][0])] for item in error.errors()}


def _status(refusal: Problem) -> int:
    return status_of(ConsentOutdated) if isinstance(refusal, ConsentOutdated) else UNPROCESSABLE


def _shown(  # noqa: PLR0913  what was typed, shown again
    request: Request,
    door: JoinPage,
    step: Step,
    typed: Mapping[str, str] | None = None,
    faults: Faults | None = None,
    *,
    status: int = UNPROCESSABLE,
) -> Response:
    shown = community_page(
        CommunityPage(
            site(request), door.path, door.community, door.invitation, door.code, step, typed or {}, faults or {}
        )
    )
    if door.invitation is None and step is Step.EMAIL and not faults:
        return open_page(request, shown, more={"Cache-Control": "no-cache"})  # it may become secret
    return secret_page(request, Body(shown.encode()), status if faults else 200)


async def _typed(request: Request) -> dict[str, str]:
    return {name: value.strip() for name, value in await form_of(request)}


COMMUNITY_PAGES = {
    "/i/{token}": showing(by_invitation),
    "/c/{community_id}": showing(by_name),
}
COMMUNITY_FORMS = {
    "/i/{token}/code": sending_code(by_invitation),
    "/i/{token}/membership": joining_by(by_invitation),
    "/i/{token}/guardian": keeping_by(by_invitation),
    "/c/{community_id}/code": sending_code(by_name),
    "/c/{community_id}/membership": joining_by(by_name),
    "/c/{community_id}/guardian": keeping_by(by_name),
}
