"""The page of a room on a phone: come in, answer what is asked now, keep what one did.

Each form is answered with the next page itself, and carries the guest's token: nothing is kept by the browser but by
the small script, which works ahead of networks that come and go. Without it, all works.
"""

from collections.abc import Mapping
from uuid import UUID

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.core.actor import ANONYMOUS, Actor
from app.core.errors import Forbidden, NotFound, Problem, Unauthenticated, Unprocessable, VersionRequired
from app.core.i18n import Words
from app.core.requests import runtime, telephone
from app.core.security import random_token
from app.core.statuses import status_of
from app.core.uow import Reading, UnitOfWork
from app.models.ballots import BallotChanged, BallotOver, NotInThisBallot
from app.models.missions import MissionOver
from app.models.rooms import CODE_LENGTH, CODE_LETTERS, ProofOver, Room, RoomClosed, RoomState
from app.policies.rooms import RoomNotFound
from app.schemas.ballots import BallotResultRead
from app.schemas.guests import GuestWrite, RoomStateRead
from app.schemas.proposals import ProposalWrite
from app.schemas.responses import ResponseWrite
from app.services.departures import guests as departures
from app.services.missions import ballot_results, responses
from app.services.missions.reads import MissionNotFound
from app.services.proposals import proposals
from app.services.proposals.proposals import TooManyProposals
from app.services.rooms import entrance, guests, states
from app.services.shared import admission, qr_codes
from app.web import room_texts as words
from app.web.answers import Page, page_headers, redirect, site
from app.web.forms import form_of
from app.web.pages import answered_page
from app.web.reports import show_report
from app.web.room_forms import answers_of, idea_of
from app.web.room_pages import EntryPage, NowPage, door_page, entry_page, now_page
from app.web.room_votes import Vote, vote_of

LARGEST, FIELDS = 100_000, 500  # of a sheet with 30 questions
POLICY = page_headers()["Content-Security-Policy"]
HEADERS = {"Content-Security-Policy": f"{POLICY}; script-src 'self'; connect-src 'self'"}
Fields = Mapping[str, str]
REFUSALS = (*words.ASIDE,)


def is_room_code(text: str) -> bool:
    return len(text) == CODE_LENGTH and set(text.upper()) <= set(CODE_LETTERS)


async def show_door(request: Request) -> Page | Response:
    """Lead to the room whose code somebody typed."""
    code = request.query_params.get("code", "").strip()
    return redirect(request, f"/r/{code.upper()}") if is_room_code(code) else Page(door_page(site(request), code))


async def show_room(request: Request) -> Page:
    """Show how to come in; or a report, whose token is longer than any code."""
    code = request.path_params["token"]
    if not is_room_code(code):
        return await show_report(request)
    async with runtime(request).work(ANONYMOUS) as uow:
        try:
            room = await guests.find(uow, code)
        except RoomNotFound:
            return Page(answered_page(site(request), *words.NO_ROOM), status_of(NotFound))
        return _entry(request, uow, room, request.query_params.get("p", ""))


async def use_room(request: Request) -> Page:
    """Come in, answer, look at what comes next, or forget."""
    pairs = await form_of(request, LARGEST, FIELDS)
    fields = dict(pairs)
    match fields.get("act"):
        case "answer":
            return await _answer(request, fields, pairs)
        case "idea":
            return await _propose(request, fields, pairs)
        case "vote":
            return await _vote(request, fields, pairs)
        case "forget":
            return await _forget(request, fields)
        case "look":
            return await _now(request, _guest(request, fields))
        case _:
            return await _enter(request, fields)


async def _enter(request: Request, fields: Fields) -> Page:
    app = runtime(request)
    async with app.work(ANONYMOUS) as uow:
        try:
            room = await guests.find(uow, request.path_params["token"])
        except RoomNotFound:
            return Page(answered_page(site(request), *words.NO_ROOM), status_of(NotFound))
        try:
            names = ("age_bracket", "name", "proof", "ticket", "key")
            data = GuestWrite.model_validate({name: fields[name].strip() for name in names if fields.get(name)})
        except ValidationError:
            fault = words.NO_AGE if not fields.get("age_bracket") else words.SCAN
            return _entry(request, uow, room, fields.get("proof", ""), fault, Unprocessable, fields)
        try:
            async with uow.session.begin_nested():
                entry = await guests.enter_as_guest(uow, room.code, data, site(request).locale, telephone(request))
        except REFUSALS as problem:
            proof = "" if isinstance(problem, ProofOver) else fields.get("proof", "")
            return _entry(request, uow, room, proof, words.ASIDE[type(problem)], type(problem), fields)
    return await _now(request, app.keys.guest_of(entry.access_token))


async def _answer(request: Request, fields: Fields, pairs: list[tuple[str, str]]) -> Page:
    """Send the sheet. What does not fit is shown with what was filled in."""
    guest, app = _guest(request, fields), runtime(request)
    state = await _state(request, guest)
    if state is None:
        return _left(request)
    mission = state.mission
    if mission is None or str(mission.id) != fields.get("mission"):
        return await _now(request, guest)
    try:
        data = ResponseWrite.model_validate(answers_of(mission, pairs))
        async with app.work(guest) as uow:
            await admission.admit(uow)
            await responses.submit(uow, mission.id, data)
    except (ValidationError, Unprocessable):
        return await _now(request, guest, words.FAULT, pairs)
    except MissionOver:
        return await _now(request, guest, words.OVER_MISSION)
    return await _now(request, guest)


async def _propose(request: Request, fields: Fields, pairs: list[tuple[str, str]]) -> Page:
    """Send an idea. Its id came with the form: sent again, it is the same one."""
    guest, app = _guest(request, fields), runtime(request)
    if await _state(request, guest) is None:
        return _left(request)
    try:
        data = ProposalWrite.model_validate(idea_of(fields, pairs))
        async with app.work(guest) as uow:
            await admission.admit(uow)
            await proposals.put(uow, UUID(fields.get("idea", "")), data, None)
    except (ValueError, Unprocessable, VersionRequired, TooManyProposals, Forbidden):
        return await _now(request, guest, words.IDEA_FAULT, pairs)
    except (MissionOver, MissionNotFound):
        return await _now(request, guest, words.OVER_MISSION)
    return await _now(request, guest)


async def _vote(request: Request, fields: Fields, pairs: list[tuple[str, str]]) -> Page:
    """Send a vote; again, in the place of the one before. Whatever is not taken says so: it is never late."""
    guest, app = _guest(request, fields), runtime(request)
    if await _state(request, guest) is None:
        return _left(request)
    try:
        data = ResponseWrite.model_validate(vote_of(pairs))
        async with app.work(guest) as uow:
            await admission.admit(uow)
            await responses.submit(uow, UUID(fields.get("mission", "")), data)
    except (ValueError, Unprocessable):
        return await _now(request, guest, words.VOTE_FAULT, pairs)
    except BallotChanged:
        return await _now(request, guest, words.VOTE_CHANGED)
    except (BallotOver, MissionOver, MissionNotFound):
        return await _now(request, guest, words.VOTE_OVER)
    except NotInThisBallot:
        return await _now(request, guest, words.NOT_FOR_YOU)
    return await _now(request, guest)


async def _forget(request: Request, fields: Fields) -> Page:
    async with runtime(request).work(_guest(request, fields)) as uow:
        try:
            await admission.admit(uow)
            await departures.leave(uow)
        except Unauthenticated:
            pass  # it is gone already
    return Page(answered_page(site(request), *words.ERASURE), headers={"X-Room": "forgotten"})


async def _now(
    request: Request, guest: Actor, fault: Words | None = None, pairs: list[tuple[str, str]] | None = None
) -> Page:
    """Show what is asked now, or how to keep what one did once it is over."""
    state = await _state(request, guest)
    if state is None:
        return _left(request)
    keys, own_site = runtime(request).keys, site(request)
    code = entrance.claim_code(keys, guest.id)
    address = f"{own_site.app_url or own_site.base_url + '/app'}/claim/{code}"
    page = NowPage(
        own_site,
        state,
        keys.guest_token(guest),
        code,
        address,
        qr_codes.picture(address).decode(),
        fault,
        pairs or [],
        vote=Vote.of(state, runtime(request).clock(), pairs or []),
        results=await _results(request, state),
    )
    return Page(now_page(page), status_of(Unprocessable) if fault else 200, headers=HEADERS)


async def _results(request: Request, state: RoomStateRead) -> BallotResultRead | None:
    """Return what came of the vote at hand, once it is counted."""
    if state.mission is None or state.mission.ballot is None:
        return None
    votes = await ballot_results.read(runtime(request), state.mission.id)
    return votes.ballot if votes and votes.is_over else None


async def _state(request: Request, guest: Actor) -> RoomStateRead | None:
    """Return what the guest sees; None: they are erased, or claimed, or the room is gone."""
    room_id: UUID | None = guest.room_id
    if room_id is None:
        return None
    try:
        reading = Reading(guest, runtime(request), site(request).locale)
        representation = await states.get(reading, room_id)
    except (Unauthenticated, NotFound):
        return None
    return RoomStateRead.model_validate_json(representation.json)


def _entry(  # noqa: PLR0913, PLR0917  what was typed, shown again
    request: Request,
    uow: UnitOfWork,
    room: Room,
    proof: str,
    fault: Words | None = None,
    problem: type[Problem] | None = None,
    fields: Fields | None = None,
) -> Page:
    """Show the form, with a pass for whoever came with a proof."""
    kind = problem
    if room.state_at(uow.now) is not RoomState.OPEN:
        fault, kind = words.ASIDE[RoomClosed], RoomClosed
    if proof and not proof.startswith(entrance.PASS_PREFIX):
        try:
            proof = entrance.make_pass(uow.runtime, room, proof, uow.now)
        except ProofOver:
            proof, fault, kind = "", words.ASIDE[ProofOver], ProofOver
    fields = fields or {}
    key = fields.get("key") or random_token()
    page = EntryPage(site(request), room.code, proof, key, fault, fields, is_open=kind is not RoomClosed)
    return Page(entry_page(page), status_of(kind) if kind else 200, headers=HEADERS)


def _guest(request: Request, fields: Fields) -> Actor:
    try:
        return runtime(request).keys.guest_of(fields.get("guest", ""))
    except Unauthenticated:
        return ANONYMOUS


def _left(request: Request) -> Page:
    return Page(answered_page(site(request), *words.LEFT), status_of(NotFound), headers={"X-Room": "left"})
