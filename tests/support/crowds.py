"""Communities of many, who say what they have: rows only, for what is counted."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.talents import Stance, Talent
from app.models.users import User
from app.services.communities.tree_counts import STANDING
from tests.support.communities import membership_row
from tests.support.people import NOW, Person
from tests.support.talents import skill

Stances = Mapping[str, Stance]  # by the code of a skill of ours
HAS, OFFERS, SEEKS = Stance
LONG_AGO = NOW - STANDING


async def crowd(
    runtime: Runtime, community_id: UUID, people: Sequence[Stances], *, counted: bool = True, **membership: Any
) -> list[UUID]:
    """Insert members of the community with these talents, counted in its tree."""
    ids, member = [uuid7() for _ in people], {"joined_at": NOW - STANDING} | membership
    async with runtime.database.sessions.begin() as session:
        session.add_all(User(id=item, email=f"{item}@example.org", created_at=LONG_AGO, updated_at=NOW) for item in ids)
        await session.flush()
        session.add_all(membership_row(community_id, item, show_talents=counted, **member) for item in ids)
        for person_id, claims in zip(ids, people, strict=True):
            session.add_all(
                Talent(
                    user_id=person_id,
                    skill_id=UUID(skill(code)),
                    level=2,
                    stance=stance,
                    version=1,
                    created_at=NOW,
                    updated_at=NOW,
                )
                for code, stance in claims.items()
            )
    return ids


async def let_account_stand(runtime: Runtime, person: Person, age: timedelta = STANDING) -> None:
    """Make the account that old."""
    statement = "update users set created_at = $2 where id = $1"
    await runtime.database.writes.fetch(statement, person.id, runtime.clock() - age)


async def tree_of(person: Person, community_id: UUID) -> Any:
    return await person.ask("GET", f"/v1/communities/{community_id}/tree", 200)


def numbers(tree: Any) -> dict[tuple[str, ...], int]:
    """Return each count of the tree by its place."""
    counts: dict[tuple[str, ...], int] = {("people",): tree["people"]}
    for domain in (domain for framework in tree["frameworks"] for domain in framework["domains"]):
        counts[domain["code"], "have"] = domain["have"]
        for item in domain["skills"]:
            counts |= {(item["skill"]["code"], stance): item[stance] for stance in ("have", "offer", "seek")}
    return {key: number for key, number in counts.items() if number}
