"""Where a parent or guardian answers. Opening the page changes nothing: a mail's scanner opens it too."""

from collections.abc import Mapping, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from app.core.actor import ANONYMOUS
from app.core.errors import Problem, Unprocessable
from app.core.i18n import Words
from app.core.requests import runtime
from app.core.statuses import status_of
from app.core.uow import UnitOfWork
from app.models.consents import ConsentKind
from app.models.guardians import GuardedAct, GuardianshipState
from app.models.users import User
from app.services.accounts.consents import ConsentOutdated
from app.services.communities import kept_places
from app.services.communities.place_admissions import Admission
from app.services.guardians import guardian_views, guardians
from app.services.guardians.guardians import Form, GuardianNotFound, GuardianTooYoung
from app.web import guardian_texts as words
from app.web.answers import Body, page, secret_page, site
from app.web.consents import stated, texts_of, versions_of
from app.web.forms import form_of
from app.web.pages import GuardianPage, answered_page, guardian_page

LONGEST_NAME = 120
KINDS = (ConsentKind.GUARDIAN, ConsentKind.GUARDIAN_REFUSAL, ConsentKind.GUARDIAN_END)


@page
async def show_guardian(request: Request) -> Response:
    async with runtime(request).work(ANONYMOUS) as uow:
        try:
            return await _form(request, uow)
        except GuardianNotFound:
            return gone(request)


@page
async def answer_guardian(request: Request) -> Response:
    """Agrees, changes what was agreed, declines or ends; what the form leaves out is asked again."""
    form = await form_of(request)
    given, token = dict(form), request.path_params["token"]
    ticked = [GuardedAct(value) for name, value in form if name == "act" and value in set(GuardedAct)]
    async with runtime(request).work(ANONYMOUS) as uow:
        try:
            _, person = await guardians.lock_by_token(uow, token)
            match given.get("answer"):
                case "decline":
                    await guardians.decline(
                        uow, token, stated(ConsentKind.GUARDIAN_REFUSAL, given, site(request).locale)
                    )
                    return _answered(request, "decline", person)
                case "end":
                    await guardians.end(uow, token, stated(ConsentKind.GUARDIAN_END, given, site(request).locale))
                    return _answered(request, "end", person)
                case _:
                    return await _agreed(request, uow, given, ticked)
        except GuardianNotFound:
            return gone(request)
        except GuardianTooYoung:
            return refused(request)


async def _agreed(request: Request, uow: UnitOfWork, given: dict[str, str], ticked: list[GuardedAct]) -> Response:
    """To take something back is as easy as to give it: it takes no name and no declaration."""
    guardianship, _ = await guardians.lock_by_token(uow, token := request.path_params["token"])
    name, declared = given.get("name", "").strip()[:LONGEST_NAME], given.get("declaration") == "yes"
    covered = guardianship.covers(ticked)
    faults = _faults(ticked=bool(ticked), name=covered or bool(name), declaration=covered or declared)
    if faults:
        return await _form(request, uow, faults=faults, ticked=ticked, name=name)
    admissions: Sequence[Admission] = ()
    shown = Form(stated(ConsentKind.GUARDIAN, given, site(request).locale), words.ticked(ticked))
    if name and declared:
        try:
            admissions = await guardians.agree(uow, token, name, ticked, shown)
        except ConsentOutdated as refusal:
            outdated = {"declaration": words.OUTDATED_FAULT}
            return await _form(request, uow, faults=outdated, refusal=refusal, ticked=ticked, name=name)
    else:
        await guardians.narrow(uow, token, ticked, shown)
    return await _form(request, uow, done="agree", admissions=admissions)


def _faults(*, ticked: bool, name: bool, declaration: bool) -> Mapping[str, Words]:
    there = {"act": ticked, "name": name, "declaration": declaration}
    return {field: words.FAULTS[field] for field, is_there in there.items() if not is_there}


async def _form(  # noqa: PLR0913  what was typed, shown again
    request: Request,
    uow: UnitOfWork,
    *,
    faults: Mapping[str, Words] | None = None,
    refusal: Problem | None = None,
    done: str | None = None,
    ticked: list[GuardedAct] | None = None,
    name: str | None = None,
    admissions: Sequence[Admission] = (),
) -> Response:
    token = request.path_params["token"]
    guardianship, person = await guardians.lock_by_token(uow, token)
    agreed = guardianship.state is GuardianshipState.ACTIVE
    shown = GuardianPage(
        site=(here := site(request)),
        agreed=frozenset(guardianship.acts),
        publications=await guardian_views.list_publications(uow, person, here.locale) if agreed else (),
        token=token,
        of=_named(person),
        name=guardianship.name or "" if name is None else name,
        acts=frozenset(guardianship.acts if ticked is None else ticked),
        since=_day(guardianship.answered_at),
        texts=texts_of(KINDS, person=_named(person)),
        versions=versions_of(KINDS),
        faults=faults or {},
        done=done,
        places=await kept_places.waiting(uow, person.id),
        admissions=admissions,
    )
    status = status_of(type(refusal) if refusal else Unprocessable) if faults else 200
    return secret_page(request, Body(guardian_page(shown).encode()), status)


def _day(at: object) -> date | None:
    return at.date() if hasattr(at, "date") else None


def _named(person: User) -> str:
    return person.display_name or person.email


def _answered(request: Request, what: str, person: User) -> Response:
    shown = answered_page(site(request), words.RESULT_TITLES[what], words.RESULT_MESSAGES[what], of=_named(person))
    return secret_page(request, Body(shown.encode()))


def refused(request: Request) -> Response:
    shown = answered_page(site(request), *words.TOO_YOUNG_PAGE)
    return secret_page(request, Body(shown.encode()), status_of(GuardianTooYoung))


def gone(request: Request) -> Response:
    return secret_page(
        request, Body(answered_page(site(request), *words.GONE_PAGE).encode()), status_of(GuardianNotFound)
    )
