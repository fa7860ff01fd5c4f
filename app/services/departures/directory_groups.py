"""The groups of a school's directory: classes, whose names are tags of those in them.

The directory takes back what it gave; a tag that the team gave by hand stays. Who was invited and is no member yet is
in no list: their address is not kept. They have the tag once they come.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import any_, literal, select

from app.core.errors import Conflict, NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.invitations import Invitation
from app.models.memberships import Membership, MembershipState
from app.services.departures import provisioning
from app.services.departures.provisioning import Pupil, box_of, email_of, school_of
from app.services.missions.assignments import assign_open_missions

MOST_GROUPS, MOST_TAGS = 500, 20  # of a school; of somebody


class GroupNotFound(NotFound):
    title = Words("Groupe introuvable")


class GroupKnown(Conflict):
    title = Words("Un groupe a déjà ce nom")


class TooManyGroups(Conflict):
    title = Words("L’annuaire a déjà 500 groupes, ou cet élève 20 étiquettes")


class Group(NamedTuple):
    id: str
    name: str


async def search(uow: UnitOfWork) -> Sequence[Group]:
    """List the groups by name. Raises SchoolsOnly."""
    groups = (await school_of(uow)).directory_groups
    return [Group(id_, name) for id_, name in sorted(groups.items(), key=lambda item: (item[1], item[0]))]


async def get(uow: UnitOfWork, group_id: str) -> Group:
    """Raises GroupNotFound, SchoolsOnly."""
    name = (await school_of(uow)).directory_groups.get(group_id)
    if name is None:
        raise GroupNotFound
    return Group(group_id, name)


async def members(uow: UnitOfWork, groups: Sequence[Group]) -> Mapping[str, Sequence[Pupil]]:
    """Return, by the id of each group, the members in it whose address the directory has."""
    rows = await provisioning.members(uow, await school_of(uow))
    return {group.id: [pupil for pupil, row in rows if group.name in row.tags] for group in groups}


async def create(uow: UnitOfWork, name: str, pupil_ids: Sequence[str]) -> Group:
    """Raises GroupKnown, PupilNotFound, SchoolsOnly, TooManyGroups."""
    school = await _lock_school(uow)
    if name in school.directory_groups.values():
        raise GroupKnown
    if len(school.directory_groups) >= MOST_GROUPS:
        raise TooManyGroups
    group = Group(str(uuid7()), name)
    school.directory_groups = school.directory_groups | {group.id: name}
    await add(uow, group, pupil_ids)
    return group


async def rename(uow: UnitOfWork, group: Group, name: str) -> Group:
    """Name it otherwise, and the tags that the directory gave. Raises GroupKnown, SchoolsOnly, TooManyGroups."""
    if name == group.name:
        return group
    school = await _lock_school(uow)
    if name in school.directory_groups.values():
        raise GroupKnown
    for membership in await _memberships(uow, school.id, group.name):
        if group.name in membership.directory_tags:
            membership.leave_group(group.name, uow.now)
            _give(uow, membership, name)
    for invitation in await _invitations(uow, school.id, group.name):
        invitation.tags = [name if tag == group.name else tag for tag in invitation.tags]
    school.directory_groups = school.directory_groups | {group.id: name}
    return group._replace(name=name)


async def add(uow: UnitOfWork, group: Group, pupil_ids: Iterable[str]) -> None:
    """Put pupils in it, invited or members. Raises PupilNotFound, SchoolsOnly, TooManyGroups."""
    school = await _lock_school(uow)
    for pupil_id in dict.fromkeys(pupil_ids):
        pupil = await provisioning.get(uow, pupil_id)
        membership = await provisioning.membership_of(uow, school.id, pupil.email)
        if membership is not None:
            membership.directory_box = box_of(uow, school.id, pupil.email)
            _give(uow, membership, group.name)
            continue
        for invitation in await provisioning.invitations_of(uow, school.id, pupil.email):
            if group.name not in invitation.tags and invitation.uses == 0:
                _check_room(invitation.tags)
                invitation.tags = [*invitation.tags, group.name]


async def remove(uow: UnitOfWork, group: Group, pupil_ids: Iterable[str] | None) -> None:
    """Take pupils out of it; None: all. Raises PupilNotFound, SchoolsOnly."""
    school = await _lock_school(uow)
    boxes = None if pupil_ids is None else _boxes(uow, school.id, pupil_ids)
    for row in await _memberships(uow, school.id, group.name):
        if boxes is None or row.directory_box in boxes:
            row.leave_group(group.name, uow.now)
    for invitation in await _invitations(uow, school.id, group.name):
        if boxes is None or invitation.directory_box in boxes:
            invitation.tags = [tag for tag in invitation.tags if tag != group.name]


async def replace(uow: UnitOfWork, group: Group, pupil_ids: Sequence[str]) -> None:
    """Have these in it, and nobody else that the directory put there. Raises PupilNotFound, SchoolsOnly."""
    school = await _lock_school(uow)
    wanted_boxes = _boxes(uow, school.id, pupil_ids)
    for row in await _memberships(uow, school.id, group.name):
        if row.directory_box not in wanted_boxes:
            row.leave_group(group.name, uow.now)
    for invitation in await _invitations(uow, school.id, group.name):
        if invitation.directory_box not in wanted_boxes:
            invitation.tags = [tag for tag in invitation.tags if tag != group.name]
    await add(uow, group, pupil_ids)


async def delete(uow: UnitOfWork, group: Group) -> None:
    """Delete it, and the tags that the directory gave. Raises SchoolsOnly."""
    school = await _lock_school(uow)
    await remove(uow, group, None)
    school.directory_groups = {id_: name for id_, name in school.directory_groups.items() if id_ != group.id}


async def _lock_school(uow: UnitOfWork) -> Community:
    school = await school_of(uow)
    await uow.session.flush()
    await uow.session.refresh(school, with_for_update=True)
    return school


async def _memberships(uow: UnitOfWork, school_id: UUID, name: str) -> Sequence[Membership]:
    is_of = (Membership.community_id == school_id, Membership.directory_box.is_not(None))
    is_in = (Membership.state == MembershipState.ACTIVE, literal(name) == any_(Membership.tags))
    statement = select(Membership).where(*is_of, *is_in).order_by(Membership.user_id).with_for_update()
    return (await uow.session.scalars(statement)).all()


async def _invitations(uow: UnitOfWork, school_id: UUID, name: str) -> Sequence[Invitation]:
    is_of = (Invitation.community_id == school_id, Invitation.directory_box.is_not(None), Invitation.uses == 0)
    statement = select(Invitation).where(*is_of, literal(name) == any_(Invitation.tags)).order_by(Invitation.id)
    return (await uow.session.scalars(statement.with_for_update())).all()


def _give(uow: UnitOfWork, membership: Membership, name: str) -> None:
    if name not in membership.tags:
        _check_room(membership.tags)
        membership.join_group(name, uow.now)
        assign_open_missions(uow, membership)


def _check_room(tags: Sequence[str]) -> None:
    if len(tags) >= MOST_TAGS:
        raise TooManyGroups


def _boxes(uow: UnitOfWork, school_id: UUID, pupil_ids: Iterable[str]) -> set[bytes]:
    return {box_of(uow, school_id, email_of(uow, school_id, pupil_id)) for pupil_id in pupil_ids}
