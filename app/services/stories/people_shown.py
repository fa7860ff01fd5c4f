"""The people who are in what somebody publishes: those named in its moments. No face is looked at."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from app.core.text import first_name
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.policies.experiences import readable_by
from app.schemas.consents import ConsentGiven


class PersonShown(NamedTuple):
    name: str  # as `first_name` writes it
    experience_ids: list[str]

    def told(self) -> dict[str, object]:
        return {"name": self.name, "experience_ids": self.experience_ids[:MOST]}


class Agreement(NamedTuple):
    """What an edition is published with: the names of its people, and the consent of whoever publishes it."""

    people: list[str]
    consent: ConsentGiven | None


MOST = 20  # moments that are named of each person


async def find(uow: UnitOfWork, experience_ids: Collection[UUID]) -> Sequence[PersonShown]:
    """By name. Moments in the bin show nobody."""
    shown = (Experience.id.in_(experience_ids), readable_by(uow.actor), Experience.trashed_at.is_(None))
    statement = (
        select(Experience.id, Experience.people)
        .where(*shown, func.cardinality(Experience.people) > 0)
        .order_by(Experience.id)
    )
    found: dict[str, PersonShown] = {}
    for experience_id, people in await uow.session.execute(statement) if experience_ids else ():
        for name in map(first_name, people):
            person = found.setdefault(name.casefold(), PersonShown(name, []))
            if str(experience_id) not in person.experience_ids:
                person.experience_ids.append(str(experience_id))
    return [found[key] for key in sorted(found)]


def new(people: Iterable[PersonShown], agreed: Iterable[str]) -> list[PersonShown]:
    """Those who are not among the names that agreed."""
    before = {name.casefold() for name in agreed}
    return [person for person in people if person.name.casefold() not in before]
