"""« Qui voit quoi », whole: grants and links, answers that others can read, memberships, agreements of guardians."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, func, literal_column, null, or_, select, union_all
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ME
from app.core.projections import NOW, Element, Json, Projection, build, wire
from app.core.uow import Reading
from app.models.communities import Community
from app.models.grants import Grant, GrantState
from app.models.guardians import Guardianship, GuardianshipState
from app.models.memberships import TEAM, Membership, MembershipState
from app.models.missions import Mission, ShownTo
from app.models.responses import SHARED, STANDING, Response
from app.policies.grants import readable_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.visibility import VisibilityAudience as Audience
from app.schemas.visibility import VisibilityKind as Kind
from app.services.grants import NAME
from app.services.targets import title_of


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", Text)


def _listed(kind: Kind, thing: Element, since: Element) -> Select[*tuple[object, ...]]:
    return select(_word(kind).label("kind"), thing.label("id"), since.label("since"))


_HERE = (Membership.user_id == ME.id, Membership.state == MembershipState.ACTIVE)
_THERE = (Membership.community_id == Mission.community_id, *_HERE)
# The author of an answer is shown to others while they are a member (`policies/responses.py`).
_KEPT = {
    Kind.GRANT: _listed(Kind.GRANT, Grant.__table__.c.id, Grant.__table__.c.created_at).where(
        readable_by(ME), or_(state(NOW) == GrantState.ACTIVE, state(NOW) == GrantState.SCHEDULED)
    ),
    Kind.RESPONSE: _listed(Kind.RESPONSE, Response.__table__.c.id, Response.__table__.c.submitted_at).where(
        Response.user_id == ME.id,
        or_(*(Response.state == one for one in STANDING)),
        Mission.id == Response.mission_id,
        Mission.forgotten_at.is_(None),
        *_THERE,
    ),
    Kind.MEMBERSHIP: _listed(
        Kind.MEMBERSHIP, Membership.__table__.c.community_id, Membership.__table__.c.joined_at
    ).where(*_HERE),
    Kind.AGREEMENT: _listed(Kind.AGREEMENT, Guardianship.__table__.c.id, Guardianship.__table__.c.answered_at).where(
        Guardianship.person_id == ME.id, Guardianship.state == GuardianshipState.ACTIVE
    ),
}
_LIST = union_all(*_KEPT.values()).subquery("visibility")


def _item(
    audience: Mapping[str, Element | QueryableAttribute[Any]], title: Element, shows: Element, ends_at: Element
) -> Element:
    return build(
        {
            "kind": _LIST.c.kind,
            "id": _LIST.c.id,
            "audience": build(audience),
            "title": title,
            "shows": shows,
            "since": wire(_LIST.c.since),
            "ends_at": ends_at,
        }
    )


_NOBODY: Element = null()
_IS_SHARED = Mission.responses_visible_to == ShownTo.COMMUNITY
_IN_COMMUNITY = _IS_SHARED & or_(*(Response.state == one for one in SHARED))
_IN_TEAM = or_(*(Membership.role == role for role in TEAM))
GRANT = (
    select(
        _item(
            {"type": Grant.audience_type, "id": Grant.audience_id, "name": NAME},
            title_of(Grant.target_type, Grant.target_id),
            func.json_build_array(Grant.target_type),
            wire(Grant.__table__.c.ends_at),
        )
    )
    .where(Grant.id == _LIST.c.id)
    .correlate(_LIST)
)
RESPONSE = (
    select(
        _item(
            {
                "type": case((_IN_COMMUNITY, _word(Audience.COMMUNITY)), else_=_word(Audience.MANAGERS)),
                "id": Community.id,
                "name": Community.name,
            },
            Mission.__table__.c.title,
            func.json_build_array(_word("response")),
            _NOBODY,
        )
    )
    .where(Response.id == _LIST.c.id, Mission.id == Response.mission_id, Community.id == Mission.community_id)
    .correlate(_LIST)
)
MEMBERSHIP = (
    select(
        _item(
            {
                # Whoever looks after a community is named to all its members; others to those who do.
                "type": case((_IN_TEAM, _word(Audience.COMMUNITY)), else_=_word(Audience.MANAGERS)),
                "id": Community.id,
                "name": Community.name,
            },
            Community.__table__.c.name,
            case(
                (Membership.show_talents, func.to_json(array([_word("name"), _word("talents")]))),
                else_=func.to_json(array([_word("name")])),
            ),
            _NOBODY,
        )
    )
    .where(Membership.community_id == _LIST.c.id, Membership.user_id == ME.id, Community.id == _LIST.c.id)
    .correlate(_LIST)
)
AGREEMENT = (
    select(
        _item(
            {"type": _word(Audience.GUARDIAN), "id": _NOBODY, "name": Guardianship.name},
            _NOBODY,
            func.to_json(Guardianship.__table__.c.acts),
            _NOBODY,
        )
    )
    .where(Guardianship.id == _LIST.c.id)
    .correlate(_LIST)
)
VISIBILITY = Projection(
    "visibility.visibility",
    SIGNED_IN,
    case(
        *(
            (_LIST.c.kind == _word(kind), item.scalar_subquery())
            for kind, item in (
                (Kind.GRANT, GRANT),
                (Kind.RESPONSE, RESPONSE),
                (Kind.MEMBERSHIP, MEMBERSHIP),
                (Kind.AGREEMENT, AGREEMENT),
            )
        )
    ),
    order=(_LIST.c.since, _LIST.c.id),
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await VISIBILITY.page(reading, **query.model_dump(exclude_none=True))
