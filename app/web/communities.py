"""An invitation, and the page of a public community, opened by a person; and joining from there, without the app.

Each form is answered with the next page itself: to remember who came this far would take a cookie.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ValidationError
from starlette.requests import Request

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
from app.services.sharing import page_stories
from app.web import community_texts as words
from app.web import places
from app.web.answers import Page, site
from app.web.collective_stories import COLLECTIVE_PATH, show_collective_story
from app.web.community_pages import kind_of
from app.web.consents import read_consent
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
    """The invitation or the public community from whose page a person joins."""

    path: str
    community: dict[str, Any]
    invitation: dict[str, Any] | None = None
    key: str | None = None
    code: str | None = None


Find = Callable[[Request], Awaitable[JoinPage]]


async def by_invitation(request: Request) -> JoinPage:
    key = request.path_params["token"]
    invitation = await cards.of_invitation(runtime(request), key, source(request))
    card = json.loads(invitation.card)
    return JoinPage(f"/i/{key}", card["community"], card, key, invitation.code)


async def by_name(request: Request) -> JoinPage:
    try:
        community_id = UUID(request.path_params["community_id"])
    except ValueError as error:
        raise CommunityNotFound from error
    card = await cards.of_public(runtime(request), community_id)
    return JoinPage(f"/c/{community_id}", json.loads(card))


def _handler(find: Find, act: Callable[[Request, JoinPage], Awaitable[Page]]) -> Callable[[Request], Awaitable[Page]]:
    @wraps(act)
    async def handle(request: Request) -> Page:
        try:
            return await act(request, await find(request))
        except (InvitationGone, TooMany):
            return Page(gone_page(site(request), GONE_INVITATION), status_of(InvitationGone))

    return handle


async def show(request: Request, join_page: JoinPage) -> Page:
    if join_page.invitation is not None:
        return _step_page(request, join_page, Step.EMAIL)
    contents = await page_stories.read(runtime(request), UUID(join_page.community["id"]))
    page = CommunityPage(site(request), join_page.path, join_page.community, None, None, contents=contents)
    return Page(community_page(page), cache="no-cache")  # it may become secret, and a story may be taken off


async def send_code(request: Request, join_page: JoinPage) -> Page:
    fields = await _read_fields(request)
    try:
        data = JoiningCode.model_validate({"email": fields.get("email", "")})
        async with runtime(request).work(ANONYMOUS) as uow:
            await sign_in_proofs.send_code(uow, data.email, site(request).locale, source(request))
    except ValidationError as error:
        return _step_page(request, join_page, Step.EMAIL, fields, _faults(error))
    except TooMany:
        return _step_page(request, join_page, Step.EMAIL, fields, {"email": words.TOO_MANY})
    return _step_page(request, join_page, Step.CODE, {"email": data.email})


async def join(request: Request, join_page: JoinPage) -> Page:
    fields = await _read_fields(request)
    values: dict[str, object] = {name: fields[name] for name in Joining.model_fields if fields.get(name)}
    if YEAR.fullmatch(fields.get("birth_year", "")):  # else it is a text, which no year is
        values["birth_year"] = int(fields["birth_year"])
    try:
        data = Joining.model_validate(values)
    except ValidationError as error:
        faults = await _add_missing(request, fields, _faults(error))
        return _step_page(request, join_page, Step.EMAIL if "email" in faults else Step.CODE, fields, faults)
    try:
        place = UUID(join_page.community["id"]), join_page.key
        consent = read_consent(kind_of(join_page.invitation), fields, site(request).locale)
        async with runtime(request).work(ANONYMOUS) as uow:
            state = await joining.join(
                uow, *place, data, consent=consent, language=site(request).locale, source=source(request)
            )
    except GuardianRequired:
        return await _recognise_young(request, join_page, data)
    except tuple(REFUSALS) as refusal:
        faults = await _add_missing(request, fields, REFUSALS[type(refusal)])
        return _step_page(request, join_page, Step.CODE, fields, faults, status=_status(refusal))
    return _step_page(request, join_page, Step.IN if state is MembershipState.ACTIVE else Step.WAITS)


async def _add_missing(request: Request, fields: Mapping[str, str], faults: Faults) -> Faults:
    """Add a fault for each field that neither the form nor the account has, in the order of the form.

    An address that is not proven gets no such fault: it would tell what the account has.
    """
    if not faults.keys().isdisjoint({"email", "code"}):
        return faults
    try:
        proof = JoiningCode.model_validate({"email": fields.get("email", "")}).email, fields.get("code", "")
        unknown = await joining.find_unknown(
            runtime(request), *proof, language=site(request).locale, source=source(request)
        )
    except (SignInRefused, TooMany):
        return faults
    missing = {name: text for name, text in MISSING.items() if name in unknown and is_blank(fields.get(name, ""))}
    corrections = missing | dict(faults)
    return {name: corrections[name] for name in (*Joining.model_fields, "consent") if name in corrections}


async def _recognise_young(request: Request, join_page: JoinPage, data: Joining) -> Page:
    """Save the account with its year of birth, and show the guardian's step or the kept place."""
    async with runtime(request).work(ANONYMOUS) as uow:
        person_id = await joining.recognise(uow, data, language=site(request).locale, source=source(request))
        fields = {"reason": data.reason or ""}
        return await _guardian_step(request, uow, join_page, person_id, fields=fields)


async def _guardian_step(  # noqa: PLR0913  what was typed, shown again
    request: Request,
    uow: UnitOfWork,
    join_page: JoinPage,
    person_id: UUID,
    *,
    fields: Mapping[str, str],
    faults: Faults | None = None,
    status: int = UNPROCESSABLE,
) -> Page:
    community_id = UUID(join_page.community["id"])
    try:
        return await places.show_kept_place(request, uow, place_tokens.page_of(uow.runtime, person_id, community_id))
    except KeptPlaceNotFound:
        person, guardianship = await place_keeping.standing(uow, person_id)
    guardian_email = guardianship.email if guardianship else ""
    content = CommunityPage(
        site(request),
        join_page.path,
        join_page.community,
        join_page.invitation,
        join_page.code,
        Step.GUARDIAN,
        {"guardian_email": guardian_email} | dict(fields),
        faults or {},
        proof=place_tokens.proof_of(uow.runtime, person_id, community_id, uow.now),
        guardian=guardianship.name if guardianship else None,
        year=person.birth_year,
    )
    return Page(community_page(content), status if faults else 200)


async def keep(request: Request, join_page: JoinPage) -> Page:
    fields, community_id, status = await _read_fields(request), UUID(join_page.community["id"]), UNPROCESSABLE
    app = runtime(request)
    person_id = place_tokens.read_proof(app, fields.get("proof", ""), community_id, app.clock())
    if person_id is None:
        return _step_page(request, join_page, Step.EMAIL, {}, {"email": words.PROOF_OVER})
    try:
        asking = places.read_guardian(fields)
        async with app.work(ANONYMOUS) as uow:
            consent = read_consent(kind_of(join_page.invitation), fields, site(request).locale)
            await joining.keep_place(uow, community_id, join_page.key, person_id, asking, consent=consent)
            return await _guardian_step(request, uow, join_page, person_id, fields=fields)
    except (ValidationError, Unprocessable, TooMany) as error:
        faults = places.faults_of(error)
    except GuardianRequired:  # nobody was asked
        faults = {"guardian_email": words.FAULTS["guardian_email"]}
    except (NameRequired, PlaceUnneeded):
        return _step_page(request, join_page, Step.EMAIL, {}, {"email": words.PROOF_OVER})
    except ConsentOutdated as refusal:
        faults, status = {"consent": words.OUTDATED_FAULT}, _status(refusal)
    except (InvitationForAnother, InvitationRequired) as refusal:
        faults = {"guardian_email": next(iter(REFUSALS[type(refusal)].values()))}
    async with app.work(ANONYMOUS) as uow:
        return await _guardian_step(request, uow, join_page, person_id, fields=fields, faults=faults, status=status)


def _faults(error: ValidationError) -> Faults:
    return {str(item["loc"][0]): words.FAULTS[str(item["loc"][0])] for item in error.errors()}


def _status(refusal: Problem) -> int:
    return status_of(ConsentOutdated) if isinstance(refusal, ConsentOutdated) else UNPROCESSABLE


def _step_page(  # noqa: PLR0913  what was typed, shown again
    request: Request,
    join_page: JoinPage,
    step: Step,
    fields: Mapping[str, str] | None = None,
    faults: Faults | None = None,
    *,
    status: int = UNPROCESSABLE,
) -> Page:
    html = community_page(
        CommunityPage(
            site(request),
            join_page.path,
            join_page.community,
            join_page.invitation,
            join_page.code,
            step,
            fields or {},
            faults or {},
        )
    )
    if join_page.invitation is None and step is Step.EMAIL and not faults:
        return Page(html, cache="no-cache")  # it may become secret
    return Page(html, status if faults else 200)


async def _read_fields(request: Request) -> dict[str, str]:
    return {name: value.strip() for name, value in await form_of(request)}


COMMUNITY_PAGES = {
    "/i/{token}": _handler(by_invitation, show),
    "/c/{community_id}": _handler(by_name, show),
    COLLECTIVE_PATH: show_collective_story,
}
COMMUNITY_FORMS = {
    "/i/{token}/code": _handler(by_invitation, send_code),
    "/i/{token}/membership": _handler(by_invitation, join),
    "/i/{token}/guardian": _handler(by_invitation, keep),
    "/c/{community_id}/code": _handler(by_name, send_code),
    "/c/{community_id}/membership": _handler(by_name, join),
    "/c/{community_id}/guardian": _handler(by_name, keep),
}
