"""Publication: a journal becomes a story, and each publication freezes an edition."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.changes import Kind
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.models.consents import ConsentKind
from app.models.grants import TargetType
from app.models.guardians import GuardedAct
from app.models.journals import Journal
from app.models.media import Media
from app.models.reports import MeasureKind
from app.models.stories import Edition, EditionMedia, Story
from app.schemas.consents import ConsentGiven
from app.services.access import consent_words, grant_endings
from app.services.accounts import age, consents, measures
from app.services.journal import journals
from app.services.media.awaited import copied_variants, end_of_place
from app.services.shared import feed_items
from app.services.stories import editions, people_shown, publication_confirmations, readiness
from app.services.stories.people_shown import Agreement
from app.services.stories.stories import STORY


async def publish(
    uow: UnitOfWork, journal_id: UUID, confirmations: Collection[str] = (), consent: ConsentGiven | None = None
) -> tuple[Representation, bool]:
    """Publish a new edition, unless the latest one is the same: a lost answer can be asked for again.

    `confirmations`: the reasons that the author has confirmed. Raises AgeRequired, GuardianRequired,
    WithdrawnByOperators, EmptyJournal, PublicationUnconfirmed, ConsentOutdated.
    """
    too_young = await age.refusal(uow, GuardedAct.PUBLISH)
    journal = await journals.get_to_change(uow, journal_id)
    if too_young:
        raise too_young
    await readiness.check(uow, journal_id)
    media = await editions.media_of(uow, journal)
    story = await _story_of(uow, journal)
    await measures.check_target(uow, MeasureKind.WITHDRAW_STORY, story.id)
    is_new = not await _is_shown_already(uow, story, journal, media)
    if is_new:
        people = await people_shown.find(uow, journal.cited_experiences())
        new = people_shown.new(people, await _agreed_before(uow, story))
        publication_confirmations.check(media, new, confirmations)
        agreement = Agreement([person.name for person in people], consent)
        await _publish(uow, story, journal, media, agreement)
    return await STORY.show(uow, id=story.id, number=story.edition), is_new


async def _story_of(uow: UnitOfWork, journal: Journal) -> Story:
    """Return the journal's story, or a new one. The caller holds the journal's lock, so that there is only one."""
    statement = select(Story).where(Story.journal_id == journal.id).with_for_update()
    story = (await uow.session.scalars(statement)).one_or_none()
    return story or Story(id=uuid7(), owner_id=journal.owner_id, journal_id=journal.id, edition=0, version=0)


async def _is_shown_already(uow: UnitOfWork, story: Story, journal: Journal, media: Sequence[Media]) -> bool:
    if story.edition == 0 or story.withdrawn_at is not None:
        return False
    latest = await uow.session.get_one(Edition, (story.id, story.edition))
    rows = await uow.session.scalars(select(EditionMedia).filter_by(story_id=story.id, edition=story.edition))
    copies = {copy.media_id: copy for copy in rows if copy.media_id is not None}
    if copies.keys() != {medium.id for medium in media}:
        return False
    return latest.content == await editions.freeze(uow, journal, latest.number, latest.published_at, copies)


async def _agreed_before(uow: UnitOfWork, story: Story) -> Sequence[str]:
    """Return the names of the people who agreed to the edition that is shown."""
    if story.edition == 0 or story.withdrawn_at is not None:
        return ()
    return (await uow.session.get_one(Edition, (story.id, story.edition))).people


async def _publish(
    uow: UnitOfWork, story: Story, journal: Journal, media: Sequence[Media], agreement: Agreement
) -> None:
    if story.withdrawn_at is not None:
        # Including a grant that was created while the story was being withdrawn.
        await grant_endings.end_all(uow, TargetType.STORY, story.id)
    story.publish(journal.title, journal.language, uow.now)
    uow.session.add(story)
    await uow.session.flush()
    copies = {medium.id: _copy(story, medium, uow.now) for medium in media}
    uow.session.add_all(copies.values())
    content = await editions.freeze(uow, journal, story.edition, uow.now, copies)
    frozen = {
        "content": content,
        "card": editions.card_of(content),
        "people": agreement.people,
        "published_at": uow.now,
    }
    uow.session.add(Edition(story_id=story.id, number=story.edition, **frozen))
    await feed_items.show_again(uow, story.id)
    uow.changed(story.owner_id, Kind.STORY, story.id, story.version)
    uow.changed(story.owner_id, Kind.JOURNAL, journal.id, journal.version)  # the journal shows its story's edition
    await consents.withdraw(uow, story.id)
    blanks = await consent_words.of_publication(
        uow, TargetType.STORY, story.id, story.edition, dict.fromkeys(Locale, story.title)
    )
    await consents.give(uow, ConsentKind.PUBLISH, story.id, agreement.consent, **blanks)


def _copy(story: Story, media: Media, now: datetime) -> EditionMedia:
    fields = {"media_id": media.id, "variants": copied_variants(media), "awaited_until": end_of_place(media, now)}
    return EditionMedia(id=uuid7(), story_id=story.id, edition=story.edition, **fields)
