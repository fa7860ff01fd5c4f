"""Agreeing to be quoted: the words, changed or not, whom they name, where they are read, and until when."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import literal, select

from app.core.changes import Kind
from app.core.dates import say_day
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.consents import ConsentKind
from app.models.grant_requests import GrantRequest, RequestAnswered
from app.models.grants import Attribution, AudienceType, Follow, Grant, Reach, Right, TargetType
from app.models.guardians import GuardedAct
from app.models.missions import Mission
from app.models.notifications import NotificationType
from app.models.programme_reports import ProgrammeReport
from app.models.responses import STANDING, MissionResponse
from app.models.users import AgeBracket, User
from app.policies.age import age_bracket
from app.policies.consent_texts import Blank
from app.policies.grants import last_day
from app.policies.quotes import WIDENING
from app.schemas.grant_requests import Acceptance, RequestTarget
from app.schemas.grants import GrantTerms
from app.services.accounts import consents
from app.services.notifications import notifications
from app.services.notifications.notifications import NewNotification
from app.services.sharing.grant_rules import IN_THE_PAST, UNKNOWN_TARGET, gives_more

WIDER = Words("n’a pas été demandé : on peut donner moins, jamais plus")
UNDER_AGE = wrong("/attribution", "minor", Words("avant 18 ans, une citation ne porte pas de prénom"))
NAMELESS = wrong("/attribution", "no_name", Words("il te faut un prénom"))
TELLS_NAME = wrong("/attributed_to", "names_person", Words("avant 18 ans, ces mots ne disent pas ton prénom"))
AS_PUBLIC = wrong("/attributed_to", "attributed_to", Words("il faut des mots comme « une lycéenne »"))
IMMUTABLE = wrong("", "wider", Words("une citation se raccourcit ou se reprend, et ne change pas autrement"))
ORDER: Sequence[Attribution] = tuple(Attribution)
QUOTE = Words("« {excerpt} »")
BY: dict[Attribution, Words] = {
    Attribution.NOBODY: Words("sans dire qui les a dits"),
    Attribution.PUBLIC: Words("avec ces mots : {name}"),
    Attribution.FIRST_NAME: Words("avec mon prénom, {name}"),
}
READ_BY: dict[Reach, Words] = {
    Reach.TEAM: Words("l’équipe de la communauté"),
    Reach.COMMUNITY: Words("les membres de la communauté"),
    Reach.REGION: Words("les communautés à qui le bilan est donné, comme la Région"),
    Reach.EVERYBODY: Words("tout le monde"),
}
UNTIL = Words("jusqu’au {end}")
OF_REPORT = Words("« {title} » ({community})", context="report")


class Terms(NamedTuple):
    """How the words are quoted."""

    attribution: Attribution
    attributed_to: str | None
    reach: Reach


def acts_of(data: Acceptance, reach: Reach) -> set[GuardedAct]:
    """Return what a guardian has to agree to under 15: what everybody may read is published."""
    is_public = (data.reach or reach) is Reach.EVERYBODY
    return {GuardedAct.SHARE, GuardedAct.PUBLISH} if is_public else {GuardedAct.SHARE}


async def grant(uow: UnitOfWork, request: GrantRequest, data: Acceptance) -> None:
    """Create the grants of the quotes, with their consent. Raises ConsentOutdated, Unprocessable."""
    owner = await uow.session.get_one(User, request.owner_id)
    terms = await _terms(uow, request, data, owner)
    await _check(uow, request, data)
    grants = [_grant_of(uow, request, data, terms, target) for target in data.targets]
    uow.session.add_all(grants)
    await uow.session.flush()
    blanks = await _blanks(uow, owner, grants, terms)
    sentence = await consents.sentence_for_caller(uow, ConsentKind.QUOTE, data.consent, **blanks)
    for item in grants:
        uow.changed(item.person_id, Kind.GRANT, item.id, 1)
        consents.record(uow, sentence, item.id, item.person_id)
    await notifications.close(uow, request.id)
    fields = {"request_id": str(request.id), "person_id": str(owner.id), "person": owner.display_name}
    fields |= {"kind": TargetType.RESPONSE}
    notification = NewNotification(NotificationType.GRANT, request.id, data=fields)
    await notifications.notify(uow, request.requester_id, notification)


def check_change(before: GrantTerms, after: GrantTerms) -> None:
    """Check that the quote is only to end earlier: its words and who reads them stay. Raises Unprocessable."""
    if gives_more(before, after) or set(after.rights) != set(before.rights) or after.starts_at != before.starts_at:
        raise Unprocessable(errors=[IMMUTABLE])


async def _terms(uow: UnitOfWork, request: GrantRequest, data: Acceptance, owner: User) -> Terms:
    """Return who is named and where: as asked, or less. Under 18, `public` is the most."""
    attribution, reach = data.attribution or request.attribution, data.reach or request.reach
    if attribution is None or reach is None:  # the table has both of a request for quotes
        raise RequestAnswered
    faults = _wider(request, attribution, reach)
    bracket = await uow.session.scalar(select(age_bracket(literal(uow.now))).where(User.id == owner.id))
    is_adult, first_name = bracket == AgeBracket.ADULT, (owner.display_name or "").partition(" ")[0]
    if attribution is Attribution.FIRST_NAME and not is_adult:
        if data.attribution is not None:
            faults.append(UNDER_AGE)
        attribution = Attribution.PUBLIC if data.attributed_to else Attribution.NOBODY
    names = {
        Attribution.PUBLIC: data.attributed_to or request.attributed_to,
        Attribution.FIRST_NAME: first_name or None,
    }
    name = names.get(attribution)
    if attribution in names and name is None:
        faults.append(AS_PUBLIC if attribution is Attribution.PUBLIC else NAMELESS)
    if name and not is_adult and first_name and first_name.casefold() in name.casefold():
        faults.append(TELLS_NAME)
    if faults:
        raise Unprocessable(errors=faults)
    return Terms(attribution, name, reach)


def _wider(request: GrantRequest, attribution: Attribution, reach: Reach) -> list[dict[str, object]]:
    faults = []
    if request.attribution is not None and ORDER.index(attribution) > ORDER.index(request.attribution):
        faults.append(wrong("/attribution", "wider", WIDER))
    if request.reach is not None and WIDENING.index(reach) > WIDENING.index(request.reach):
        faults.append(wrong("/reach", "wider", WIDER))
    return faults


async def _check(uow: UnitOfWork, request: GrantRequest, data: Acceptance) -> None:
    """Check that all of it was asked, and still stands. Raises Unprocessable."""
    ids_of_request = {RequestTarget.model_validate(target).id for target in request.targets}
    standing = select(MissionResponse.id).join(Mission, Mission.id == MissionResponse.mission_id)
    standing = standing.where(
        MissionResponse.id.in_(ids_of_request),
        MissionResponse.user_id == request.owner_id,
        MissionResponse.state.in_(STANDING),
    )
    ids = set(await uow.session.scalars(standing.with_for_update(read=True, of=MissionResponse)))
    faults = list(_faults(data, ids_of_request, ids))
    if set(data.rights) != {Right.VIEW}:
        faults.append(wrong("/rights", "wider", WIDER))
    if data.ends_at > request.ends_at:
        faults.append(wrong("/ends_at", "wider", WIDER))
    if data.ends_at <= uow.now:
        faults.append(IN_THE_PAST)
    if faults:
        raise Unprocessable(errors=faults)


def _faults(data: Acceptance, ids_of_request: set[UUID | None], standing: set[UUID]) -> Iterable[dict[str, object]]:
    for n, target in enumerate(data.targets):
        if target.id not in ids_of_request or target.excerpt is None:
            yield wrong(f"/targets/{n}", "wider", WIDER)
        elif target.id not in standing:
            yield UNKNOWN_TARGET | {"pointer": f"/targets/{n}/id"}


def _grant_of(uow: UnitOfWork, request: GrantRequest, data: Acceptance, terms: Terms, target: RequestTarget) -> Grant:
    return Grant(
        id=uuid7(),
        owner_id=request.owner_id,
        request_id=request.id,
        target_type=TargetType.RESPONSE,
        target_id=target.id,
        excerpt=target.excerpt,
        **terms._asdict(),
        follow=Follow.LATEST,
        audience_type=AudienceType.REPORT,
        audience_id=request.report_id,
        purpose=request.purpose,
        label="",
        rights=[Right.VIEW],
        ends_at=data.ends_at,
        created_at=uow.now,
        updated_at=uow.now,
    )


async def _blanks(uow: UnitOfWork, owner: User, grants: Sequence[Grant], terms: Terms) -> dict[str, Blank]:
    """Say what is shown, in which report of whom, how, to whom, and until when."""
    report = await uow.session.get_one(ProgrammeReport, grants[0].audience_id)
    community = await uow.session.get_one(Community, report.community_id)
    quotes = [QUOTE.fill(excerpt=item.excerpt) for item in grants]
    day = last_day(owner.timezone, grants[0].ends_at) if grants[0].ends_at else owner.created_at.date()
    return {
        "report": OF_REPORT.fill(title=report.title, community=community.name),
        "what": Words.each(lambda locale: ", ".join(quote.in_(locale) for quote in quotes)),
        "by": BY[terms.attribution].fill(name=terms.attributed_to),
        "readers": READ_BY[terms.reach],
        "when": UNTIL.fill(end=Words.each(partial(say_day, day))),
    }
