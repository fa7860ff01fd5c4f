"""What was read is taken in, once its media are there (`import_media`): what cites them, then what was published."""

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
from app.models.media import Media, MediaState
from app.models.portraits import Portrait
from app.models.skills import Skill, SkillKind
from app.models.stories import Edition, EditionMedia, Story
from app.models.talents import Talent
from app.models.users import User
from app.schemas.journals import Block
from app.services.accounts import age
from app.services.journal.experiences import resolve_lived_at
from app.services.portability.import_bundles import Bundle, ComingExperience, ComingJournal, ComingStory
from app.services.stories import editions

OWNED: tuple[type[Media] | type[Experience] | type[Journal] | type[Story] | type[Portrait], ...] = (
    Media,
    Experience,
    Journal,
    Story,
    Portrait,
)


async def known(uow: UnitOfWork, owner: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids that are this person's here."""
    asked, found = list(ids), set()
    for table in (*OWNED,):
        statement = select(table.id).where(table.owner_id == owner, table.id.in_(asked))
        found |= set(await uow.session.scalars(statement))
    copies = select(EditionMedia.id).join(Story, Story.id == EditionMedia.story_id)
    return found | set(await uow.session.scalars(copies.where(Story.owner_id == owner, EditionMedia.id.in_(asked))))


async def take_rows(uow: UnitOfWork, person: User, bundle: Bundle) -> int:
    """All but what was published, in one transaction. How many talents were here already: they stay as they are."""
    arriving = _Arriving(uow, person, await known(uow, person.id, ids_of(bundle)))
    media = await _own_media(uow, person.id, bundle)
    skills = await _citable(uow, bundle)
    for coming in bundle.experiences:
        arriving.experience(coming, media, skills)
    await uow.session.flush()
    cited = {item for journal in bundle.journals for block in journal.data.blocks for item in _cited(block)}
    mine = await known(uow, person.id, cited.union(*(talent.evidence for talent in bundle.talents)))
    for journal in bundle.journals:
        arriving.journal(journal, media, mine)
    await uow.session.flush()
    here = 0
    for talent in bundle.talents:
        if talent.skill_id in skills:
            evidence = [item for item in talent.evidence if item in mine]
            said = {"level": talent.level, "stance": talent.stance, "evidence": evidence, "version": 1}
            times = {"created_at": uow.now, "updated_at": uow.now}
            if await claim(uow.session, Talent, user_id=person.id, skill_id=talent.skill_id, **said, **times):
                uow.changed(person.id, Kind.TALENT, talent.skill_id, 1)
            else:
                here += 1
    return here


async def take_published(uow: UnitOfWork, person: User, bundle: Bundle) -> None:
    """Stories as they were published, once their pictures can be shown; nobody has access to them. Then portraits.

    Who may not publish at their age has them withdrawn: they are kept, and nothing can be shared.
    """
    too_young = await age.refusal(replace(uow, actor=Actor(person.id)), GuardedAct.PUBLISH)
    here = await known(uow, person.id, ids_of(bundle))
    media = await _own_media(uow, person.id, bundle)
    for story in bundle.stories:
        taken = story.row["id"] in here or story.row["journal_id"] not in here
        if not taken and await _is_unpublished(uow, story.row["journal_id"]):
            await _take_story(uow, person, story, media, withdrawn=too_young is not None)
    await uow.session.flush()
    here = await known(uow, person.id, ids_of(bundle))
    for coming in bundle.portraits:
        if coming.id not in here:
            pinned = [story for story in coming.data.pinned_stories if story in here]
            portrait = Portrait(id=coming.id, owner_id=person.id, born_as=coming.data.digest(), created_at=uow.now)
            fields = coming.data.model_dump(mode="json", exclude={"pinned_stories", "languages", "pinned_talents"})
            languages = coming.data.languages or [person.locale]
            chosen = {"pinned_stories": pinned, "languages": languages, "pinned_talents": coming.data.pinned_talents}
            portrait.version, portrait.edition = 0, 0
            portrait.rewrite(fields | chosen, uow.now)
            uow.session.add(portrait)
            uow.changed(person.id, Kind.PORTRAIT, portrait.id, 1)


class _Arriving:
    def __init__(self, uow: UnitOfWork, person: User, here: set[UUID]) -> None:
        self._uow, self._person, self._here = uow, person, here

    def experience(self, coming: ComingExperience, media: Mapping[UUID, Media], skills: Collection[UUID]) -> None:
        if coming.id in self._here:
            return
        now, data = self._uow.now, coming.data
        when = resolve_lived_at(data, data.captured_at or data.lived_at or now, self._person.timezone)
        given = (
            data.model_dump(exclude={"media"})
            | when
            | {
                "language": data.language or self._person.locale,
                "skills": [skill for skill in data.skills if skill in skills],
            }
        )
        row = Experience(id=coming.id, owner_id=self._person.id, born_as=data.digest(), version=0)
        row.rewrite(given, [media[medium] for medium in data.media if medium in media], now)
        row.received_at, row.trashed_at = coming.received_at or now, coming.trashed_at
        self._uow.session.add(row)
        self._uow.changed(self._person.id, Kind.EXPERIENCE, row.id, 1, deleted=row.trashed_at is not None)

    def journal(self, coming: ComingJournal, media: Collection[UUID], here: set[UUID]) -> None:
        """It does without what it cites and has not come."""
        if coming.id in self._here:
            return
        now, data = self._uow.now, coming.data
        row = Journal(
            id=coming.id, owner_id=self._person.id, born_as=data.digest(), version=0, created_at=coming.at or now
        )
        given = {
            "title": data.title,
            "summary": data.summary,
            "cover_media_id": data.cover_media_id if data.cover_media_id in media else None,
            "language": data.language or self._person.locale,
            "blocks": [block.model_dump(mode="json") for block in data.blocks if _cited(block) <= here],
        }
        row.rewrite(given, now)
        self._uow.session.add(row)
        self._uow.changed(self._person.id, Kind.JOURNAL, row.id, 1)


def _cited(block: Block) -> set[UUID]:
    return {getattr(block, name) for name in ("experience_id", "media_id") if hasattr(block, name)}


async def _take_story(
    uow: UnitOfWork, person: User, coming: ComingStory, media: Mapping[UUID, Media], *, withdrawn: bool
) -> None:
    row = Story(**coming.row, owner_id=person.id, version=1, updated_at=uow.now)
    if withdrawn and row.withdrawn_at is None:
        row.withdraw(uow.now)
    uow.session.add(row)
    await uow.session.flush()
    for edition in coming.editions:
        uow.session.add(Edition(story_id=row.id, card=editions.card_of(edition["content"]), **edition))
    await uow.session.flush()
    numbers = {edition["number"] for edition in coming.editions}
    for copy in coming.copies:
        shown = media.get(copy["media_id"])
        if shown is not None and shown.state is MediaState.READY and copy["edition"] in numbers:
            uow.session.add(EditionMedia(**copy, story_id=row.id, variants=shown.variants))
    uow.changed(person.id, Kind.STORY, row.id, row.version)


async def _is_unpublished(uow: UnitOfWork, journal_id: UUID) -> bool:
    return not await uow.session.scalar(select(exists().where(Story.journal_id == journal_id)))


async def _own_media(uow: UnitOfWork, owner: UUID, bundle: Bundle) -> dict[UUID, Media]:
    ids = [medium.id for medium in bundle.media] + [journal.data.cover_media_id for journal in bundle.journals]
    statement = select(Media).where(Media.owner_id == owner, Media.id.in_(ids)).order_by(Media.id)
    rows = await uow.session.scalars(statement.with_for_update(read=True))  # none is blurred before its copy is made
    return {media.id: media for media in rows}


async def _citable(uow: UnitOfWork, bundle: Bundle) -> set[UUID]:
    cited = {skill for coming in bundle.experiences for skill in coming.data.skills}
    cited |= {talent.skill_id for talent in bundle.talents}
    known_here = select(Skill.id).where(Skill.id.in_(cited), Skill.kind != SkillKind.GROUP)
    return set(await uow.session.scalars(known_here))


def ids_of(bundle: Bundle) -> list[UUID]:
    ids = [media.id for media in bundle.media] + [experience.id for experience in bundle.experiences]
    ids += [journal.id for journal in bundle.journals] + [portrait.id for portrait in bundle.portraits]
    return ids + [story.row["id"] for story in bundle.stories]
