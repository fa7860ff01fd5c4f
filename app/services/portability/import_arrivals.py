"""Storing an import once its media are stored (`import_media`): first private rows, then publications."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import exists, select

from app.core.actor import Actor
from app.core.changes import Kind
from app.core.db import claim
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.guardians import GuardedAct
from app.models.journals import Journal
from app.models.media import Media, MediaKind, MediaState
from app.models.portraits import Portrait
from app.models.skills import Skill
from app.models.stories import Edition, EditionMedia, Story
from app.models.talents import Talent
from app.models.users import User
from app.schemas.journals import Block
from app.services.accounts import age
from app.services.journal.citations import citable_by
from app.services.journal.experiences import columns_of
from app.services.portability.import_bundles import Bundle, ComingExperience, ComingJournal, ComingStory
from app.services.stories import editions

OWNED_TABLES: tuple[type[Media] | type[Experience] | type[Journal] | type[Story] | type[Portrait], ...] = (
    Media,
    Experience,
    Journal,
    Story,
    Portrait,
)


async def find_own_ids(uow: UnitOfWork, owner: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """Find which of the ids belong to this person here."""
    id_list, own_ids = list(ids), set()
    for table in (*OWNED_TABLES,):
        statement = select(table.id).where(table.owner_id == owner, table.id.in_(id_list))
        own_ids |= set(await uow.session.scalars(statement))
    copies = select(EditionMedia.id).join(Story, Story.id == EditionMedia.story_id)
    return own_ids | set(await uow.session.scalars(copies.where(Story.owner_id == owner, EditionMedia.id.in_(id_list))))


async def store_rows(uow: UnitOfWork, person: User, bundle: Bundle) -> int:
    """Store all private rows in one transaction. Returns the number of existing talents, which do not change."""
    arriving = _Arrivals(uow, person, await find_own_ids(uow, person.id, ids_of(bundle)))
    media = await _own_media(uow, person.id, bundle)
    skills = await _known_skills(uow, Actor(person.id), bundle)
    for coming in bundle.experiences:
        arriving.experience(coming, media, skills)
    await uow.session.flush()
    citations = {item for journal in bundle.journals for block in journal.data.blocks for item in _references(block)}
    own_ids = await find_own_ids(uow, person.id, citations.union(*(talent.evidence for talent in bundle.talents)))
    for journal in bundle.journals:
        arriving.journal(journal, media, own_ids)
    await uow.session.flush()
    existing_count = 0
    for talent in bundle.talents:
        if talent.skill_id in skills:
            evidence = [item for item in talent.evidence if item in own_ids]
            fields = {"level": talent.level, "stance": talent.stance, "evidence": evidence, "version": 1}
            times = {"created_at": uow.now, "updated_at": uow.now}
            if await claim(uow.session, Talent, user_id=person.id, skill_id=talent.skill_id, **fields, **times):
                uow.changed(person.id, Kind.TALENT, talent.skill_id, 1)
            else:
                existing_count += 1
    return existing_count


async def store_publications(uow: UnitOfWork, person: User, bundle: Bundle) -> None:
    """Store published stories, once their pictures are rendered, then portraits. Nobody has access to them.

    The stories of a person who may not publish at their age are withdrawn: they are kept, and cannot be shared.
    """
    too_young = await age.refusal(replace(uow, actor=Actor(person.id)), GuardedAct.PUBLISH)
    own_ids = await find_own_ids(uow, person.id, ids_of(bundle))
    media = await _own_media(uow, person.id, bundle)
    for story in bundle.stories:
        is_duplicate = story.row["id"] in own_ids or story.row["journal_id"] not in own_ids
        if not is_duplicate and await _is_unpublished(uow, story.row["journal_id"]):
            await _take_story(uow, person, story, media, must_withdraw=too_young is not None)
    await uow.session.flush()
    own_ids = await find_own_ids(uow, person.id, ids_of(bundle))
    for coming in bundle.portraits:
        if coming.id not in own_ids:
            story_ids = [story for story in coming.data.pinned_stories if story in own_ids]
            portrait = Portrait(id=coming.id, owner_id=person.id, born_as=coming.data.digest(), created_at=uow.now)
            fields = coming.data.model_dump(mode="json", exclude={"pinned_stories", "languages", "pinned_talents"})
            languages = coming.data.languages or [person.locale.tag]
            pins = {"pinned_stories": story_ids, "pinned_talents": coming.data.pinned_talents}
            portrait.version, portrait.edition = 0, 0
            portrait.change(fields | pins | {"languages": languages}, uow.now)
            uow.session.add(portrait)
            uow.changed(person.id, Kind.PORTRAIT, portrait.id, 1)


class _Arrivals:
    def __init__(self, uow: UnitOfWork, person: User, existing_ids: set[UUID]) -> None:
        self._uow, self._person, self._existing_ids = uow, person, existing_ids

    def experience(self, coming: ComingExperience, media: Mapping[UUID, Media], skills: Collection[UUID]) -> None:
        if coming.id in self._existing_ids:
            return
        now, data = self._uow.now, coming.data
        ours = {
            "skills": [item for item in data.skills if item in skills],
            "media": [item for item in data.media if item in media],
        }
        cited = data.model_copy(update=ours)
        has_voice = any(media[item].kind is MediaKind.AUDIO for item in cited.media)
        columns = columns_of(cited, data.captured_at or data.lived_at or now, self._person, has_voice=has_voice)
        row = Experience(id=coming.id, owner_id=self._person.id, born_as=data.digest(), version=0)
        row.rewrite(columns, cited.media, now)
        row.received_at, row.trashed_at = coming.received_at or now, coming.trashed_at
        self._uow.session.add(row)
        self._uow.changed(self._person.id, Kind.EXPERIENCE, row.id, 1, is_deletion=row.trashed_at is not None)

    def journal(self, coming: ComingJournal, media: Collection[UUID], citable_ids: set[UUID]) -> None:
        """Add the journal without blocks whose experience or medium is missing."""
        if coming.id in self._existing_ids:
            return
        now, data = self._uow.now, coming.data
        row = Journal(
            id=coming.id, owner_id=self._person.id, born_as=data.digest(), version=0, created_at=coming.at or now
        )
        values = {
            "title": data.title,
            "summary": data.summary,
            "cover_media_id": data.cover_media_id if data.cover_media_id in media else None,
            "language": data.language or self._person.locale.tag,
            "blocks": [block.model_dump(mode="json") for block in data.blocks if _references(block) <= citable_ids],
        }
        row.change(values, now)
        self._uow.session.add(row)
        self._uow.changed(self._person.id, Kind.JOURNAL, row.id, 1)


def _references(block: Block) -> set[UUID]:
    return {getattr(block, name) for name in ("experience_id", "media_id") if hasattr(block, name)}


async def _take_story(
    uow: UnitOfWork, person: User, coming: ComingStory, media: Mapping[UUID, Media], *, must_withdraw: bool
) -> None:
    row = Story(**coming.row, owner_id=person.id, version=1, updated_at=uow.now)
    if must_withdraw and row.withdrawn_at is None:
        row.withdraw(uow.now)
    uow.session.add(row)
    await uow.session.flush()
    for edition in coming.editions:
        uow.session.add(Edition(story_id=row.id, card=editions.card_of(edition["content"]), **edition))
    await uow.session.flush()
    numbers = {edition["number"] for edition in coming.editions}
    for copy in coming.copies:
        medium = media.get(copy["media_id"])
        if medium is not None and medium.state is MediaState.READY and copy["edition"] in numbers:
            uow.session.add(EditionMedia(**copy, story_id=row.id, variants=medium.variants))
    uow.changed(person.id, Kind.STORY, row.id, row.version)


async def _is_unpublished(uow: UnitOfWork, journal_id: UUID) -> bool:
    return not await uow.session.scalar(select(exists().where(Story.journal_id == journal_id)))


async def _own_media(uow: UnitOfWork, owner: UUID, bundle: Bundle) -> dict[UUID, Media]:
    ids = [medium.id for medium in bundle.media] + [journal.data.cover_media_id for journal in bundle.journals]
    statement = select(Media).where(Media.owner_id == owner, Media.id.in_(ids)).order_by(Media.id)
    rows = await uow.session.scalars(statement.with_for_update(read=True))  # no blur before the copy exists
    return {media.id: media for media in rows}


async def _known_skills(uow: UnitOfWork, person: Actor, bundle: Bundle) -> set[UUID]:
    skill_ids = {skill for coming in bundle.experiences for skill in coming.data.skills}
    skill_ids |= {talent.skill_id for talent in bundle.talents}
    statement = select(Skill.id).where(Skill.id.in_(skill_ids), citable_by(person))
    return set(await uow.session.scalars(statement))


def ids_of(bundle: Bundle) -> list[UUID]:
    ids = [media.id for media in bundle.media] + [experience.id for experience in bundle.experiences]
    ids += [journal.id for journal in bundle.journals] + [portrait.id for portrait in bundle.portraits]
    return ids + [story.row["id"] for story in bundle.stories]
