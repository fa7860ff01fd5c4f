"""The people named in the experiences that somebody publishes. Faces are not analysed."""

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
        return {"name": self.name, "experience_ids": self.experience_ids[:MAX_EXPERIENCES]}


class Agreement(NamedTuple):
    """The names of an edition's people, and the consent of its publisher."""

    people: list[str]
    consent: ConsentGiven | None


MAX_EXPERIENCES = 20  # moments that are named of each person


async def find(uow: UnitOfWork, experience_ids: Collection[UUID]) -> Sequence[PersonShown]:
    """Return the people, by name, in the caller's experiences outside the bin."""
    conditions = (Experience.id.in_(experience_ids), readable_by(uow.actor), Experience.trashed_at.is_(None))
    statement = (
        select(Experience.id, Experience.people)
        .where(*conditions, func.cardinality(Experience.people) > 0)
        .order_by(Experience.id)
    )
    people_by_name: dict[str, PersonShown] = {}
    for experience_id, people in await uow.session.execute(statement) if experience_ids else ():
        for name in map(first_name, people):
            person = people_by_name.setdefault(name.casefold(), PersonShown(name, []))
            if str(experience_id) not in person.experience_ids:
                person.experience_ids.append(str(experience_id))
    return [people_by_name[key] for key in sorted(people_by_name)]


def new(people: Iterable[PersonShown], names: Iterable[str]) -> list[PersonShown]:
    """Return the people who are not among the names that agreed."""
    before = {name.casefold() for name in names}
    return [person for person in people if person.name.casefold() not in before]
