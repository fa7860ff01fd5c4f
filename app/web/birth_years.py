"""The page where a parent or guardian answers about a year of birth. Opening it changes nothing."""

import re
from collections.abc import Mapping

from starlette.requests import Request

from app.core.actor import ANONYMOUS
from app.core.errors import Unprocessable
from app.core.i18n import Words
from app.core.requests import runtime
from app.core.statuses import status_of
from app.core.uow import UnitOfWork
from app.models.consents import ConsentKind
from app.policies.age import SINCE_AGE, BelowMinimumAge
from app.policies.claims import ClaimNotFound
from app.policies.consent_texts import Blank
from app.services.accounts import guardian_pages
from app.services.accounts.consents import ConsentOutdated
from app.services.guardians import birth_years
from app.services.guardians.guardians import GuardianNotFound, GuardianTooYoung
from app.web import birth_year_texts as words
from app.web.answers import Page, site
from app.web.consents import read_consent, texts_of, versions_of
from app.web.forms import form_of
from app.web.guardians import LONGEST_NAME, guardian_gone_page, show_form, too_young_page
from app.web.pages import BirthYearPage, answered_page, birth_year_page

KINDS = (ConsentKind.BIRTH_YEAR, ConsentKind.BIRTH_YEAR_REFUSAL)
YEAR = re.compile(r"[0-9]{4}")
REFUSALS: Mapping[type[Exception], Words] = {
    ClaimNotFound: words.UNASKED_FAULT,
    BelowMinimumAge: SINCE_AGE,
    Unprocessable: words.FAULTS["birth_year"],
}


async def show_birth_year(request: Request) -> Page:
    return await show_form(request, _form)


async def answer_birth_year(request: Request) -> Page:
    """Confirm the claimed year, say that it is wrong, or state the right one."""
    fields = dict(await form_of(request))
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            return await _answer(request, uow, fields)
    except GuardianNotFound:
        return guardian_gone_page(request)
    except GuardianTooYoung:
        return too_young_page(request)
    except ConsentOutdated as refusal:
        faults, status = {"declaration": words.OUTDATED_FAULT}, status_of(type(refusal))
    except tuple(REFUSALS) as refusal:
        if fields.get("answer") == "contest":  # nothing waits any more
            return guardian_gone_page(request)
        faults, status = {"birth_year": REFUSALS[type(refusal)]}, status_of(Unprocessable)
    async with runtime(request).work(ANONYMOUS) as uow:
        return await _form(request, uow, fields, faults, status)


async def _answer(request: Request, uow: UnitOfWork, fields: Mapping[str, str]) -> Page:
    token = request.path_params["token"]
    _, person = await birth_years.lock_by_token(uow, token)
    if fields.get("answer") == "contest":
        await birth_years.contest(
            uow, token, read_consent(ConsentKind.BIRTH_YEAR_REFUSAL, fields, site(request).locale)
        )
        return _result_page(request, "contested", of=guardian_pages.name_of(person))
    if faults := _faults(fields):
        return await _form(request, uow, fields, faults, status_of(Unprocessable))
    name = fields["name"].strip()[:LONGEST_NAME]
    consent = read_consent(ConsentKind.BIRTH_YEAR, fields, site(request).locale)
    await birth_years.set_by_guardian(uow, token, name, int(fields["birth_year"]), consent)
    return _result_page(request, "confirmed", of=guardian_pages.name_of(person))


def _faults(fields: Mapping[str, str]) -> Mapping[str, Words]:
    complete = {
        "birth_year": YEAR.fullmatch(fields.get("birth_year", "").strip()) is not None,
        "name": bool(fields.get("name", "").strip()),
        "declaration": fields.get("declaration") == "yes",
    }
    return {field: words.FAULTS[field] for field, is_complete in complete.items() if not is_complete}


async def _form(
    request: Request,
    uow: UnitOfWork,
    fields: Mapping[str, str] | None = None,
    faults: Mapping[str, Words] | None = None,
    status: int = 200,
) -> Page:
    token = request.path_params["token"]
    guardianship, person = await birth_years.lock_by_token(uow, token)
    has_claim = await birth_years.is_asked(uow, guardianship, person)
    blanks: dict[str, Blank] = {"person": guardian_pages.name_of(person)}
    if has_claim:
        blanks["year"] = str(person.claimed_birth_year)
    content = BirthYearPage(
        site=site(request),
        token=token,
        of=guardian_pages.name_of(person),
        claimed_year=person.claimed_birth_year if has_claim else None,
        current_year=person.birth_year if guardianship.name else None,  # not for an address that nobody signed from
        texts=texts_of(KINDS, **blanks),
        versions=versions_of(KINDS),
        fields={"name": guardianship.name or ""} if fields is None else fields,
        faults=faults or {},
    )
    return Page(birth_year_page(content), status)


def _result_page(request: Request, result: str, *, of: str) -> Page:
    return Page(answered_page(site(request), words.RESULT_TITLES[result], words.RESULT_MESSAGES[result], of=of))
