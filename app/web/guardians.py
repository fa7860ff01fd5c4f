"""Where a parent or guardian answers. Opening the page changes nothing: a mail's scanner opens it too."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

from starlette.requests import Request

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
from app.web.answers import Page, site
from app.web.consents import read_consent, texts_of, versions_of
from app.web.forms import form_of
from app.web.pages import GuardianPage, answered_page, guardian_page

LONGEST_NAME = 120
KINDS = (ConsentKind.GUARDIAN, ConsentKind.GUARDIAN_REFUSAL, ConsentKind.GUARDIAN_END)


async def show_guardian(request: Request) -> Page:
    return await show_form(request, _form)


async def show_form(request: Request, form: Callable[[Request, UnitOfWork], Awaitable[Page]]) -> Page:
    """Return the form, or the page of an address that leads to no guardianship."""
    async with runtime(request).work(ANONYMOUS) as uow:
        try:
            return await form(request, uow)
        except GuardianNotFound:
            return guardian_gone_page(request)


async def answer_guardian(request: Request) -> Page:
    """Agree, change the agreement, decline or end; a field that is missing is asked for again."""
    form = await form_of(request)
    fields, token = dict(form), request.path_params["token"]
    acts = [GuardedAct(value) for name, value in form if name == "act" and value in set(GuardedAct)]
    async with runtime(request).work(ANONYMOUS) as uow:
        try:
            _, person = await guardians.lock_by_token(uow, token)
            match fields.get("answer"):
                case "decline":
                    await guardians.decline(
                        uow, token, read_consent(ConsentKind.GUARDIAN_REFUSAL, fields, site(request).locale)
                    )
                    return _result_page(request, "decline", person)
                case "end":
                    await guardians.end(
                        uow, token, read_consent(ConsentKind.GUARDIAN_END, fields, site(request).locale)
                    )
                    return _result_page(request, "end", person)
                case _:
                    return await _agree(request, uow, fields, acts)
        except GuardianNotFound:
            return guardian_gone_page(request)
        except GuardianTooYoung:
            return too_young_page(request)


async def _agree(request: Request, uow: UnitOfWork, fields: dict[str, str], acts: list[GuardedAct]) -> Page:
    """Save the ticked acts. Removing acts takes no name and no declaration."""
    guardianship, _ = await guardians.lock_by_token(uow, token := request.path_params["token"])
    name, has_declaration = fields.get("name", "").strip()[:LONGEST_NAME], fields.get("declaration") == "yes"
    is_covered = guardianship.covers(acts)
    faults = _faults(act=bool(acts), name=is_covered or bool(name), declaration=is_covered or has_declaration)
    if faults:
        return await _form(request, uow, faults=faults, acts=acts, name=name, declared=has_declaration)
    admissions: Sequence[Admission] = ()
    form = Form(read_consent(ConsentKind.GUARDIAN, fields, site(request).locale), words.say_boxes(acts))
    if name and has_declaration:
        try:
            admissions = await guardians.agree(uow, token, name, acts, form)
        except ConsentOutdated as refusal:
            outdated_faults = {"declaration": words.OUTDATED_FAULT}
            return await _form(request, uow, faults=outdated_faults, refusal=refusal, acts=acts, name=name)
    else:
        await guardians.narrow(uow, token, acts, form)
    return await _form(request, uow, result="agree", admissions=admissions)


def _faults(*, act: bool, name: bool, declaration: bool) -> Mapping[str, Words]:
    answers = {"act": act, "name": name, "declaration": declaration}
    return {field: words.FAULTS[field] for field, is_valid in answers.items() if not is_valid}


async def _form(  # noqa: PLR0913  what was typed, shown again
    request: Request,
    uow: UnitOfWork,
    *,
    faults: Mapping[str, Words] | None = None,
    refusal: Problem | None = None,
    result: str | None = None,
    acts: list[GuardedAct] | None = None,
    name: str | None = None,
    declared: bool = False,
    admissions: Sequence[Admission] = (),
) -> Page:
    token = request.path_params["token"]
    guardianship, person = await guardians.lock_by_token(uow, token)
    is_active = guardianship.state is GuardianshipState.ACTIVE
    content = GuardianPage(
        site=(page_site := site(request)),
        agreed_acts=frozenset(guardianship.acts),
        publications=await guardian_views.list_publications(uow, person, page_site.locale.base) if is_active else (),
        token=token,
        of=_name_of(person),
        name=guardianship.name or "" if name is None else name,
        acts=frozenset(guardianship.acts if acts is None else acts),
        since=_day(guardianship.answered_at),
        texts=texts_of(KINDS, person=_name_of(person)),
        versions=versions_of(KINDS),
        faults=faults or {},
        result=result,
        places=await kept_places.waiting(uow, person.id),
        declared=declared,
        admissions=admissions,
    )
    status = status_of(type(refusal) if refusal else Unprocessable) if faults else 200
    return Page(guardian_page(content), status)


def _day(at: object) -> date | None:
    return at.date() if hasattr(at, "date") else None


def _name_of(person: User) -> str:
    return person.display_name or person.email


def _result_page(request: Request, result: str, person: User) -> Page:
    html = answered_page(site(request), words.RESULT_TITLES[result], words.RESULT_MESSAGES[result], of=_name_of(person))
    return Page(html)


def too_young_page(request: Request) -> Page:
    return Page(answered_page(site(request), *words.TOO_YOUNG_PAGE), status_of(GuardianTooYoung))


def guardian_gone_page(request: Request) -> Page:
    return Page(answered_page(site(request), *words.GONE_PAGE), status_of(GuardianNotFound))
