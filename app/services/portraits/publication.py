"""Publication of a Portrait: an edition freezes its present composition."""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.changes import Kind
from app.core.clock import on_the_wire
from app.core.errors import Conflict
from app.core.i18n import Locale, Words
from app.core.ids import uuid7
from app.core.projections import Json, Representation
from app.core.uow import UnitOfWork
from app.models.consents import ConsentKind
from app.models.grants import TargetType
from app.models.guardians import GuardedAct
from app.models.media import Media, MediaState
from app.models.portraits import Portrait, PortraitEdition, PortraitMedia, PortraitStory
from app.models.reports import MeasureKind
from app.policies.media import readable_by as own_media
from app.schemas.consents import ConsentGiven
from app.services.access import consent_words, grant_endings
from app.services.accounts import age, consents, measures
from app.services.media.awaited import copied_variants, end_of_place
from app.services.portraits import portraits
from app.services.portraits.composition import compose, media_of
from app.services.portraits.editions import EDITION
from app.services.portraits.facts import FACTS
from app.services.portraits.portraits import PortraitNotFound
from app.services.portraits.warnings import of_portrait
from app.services.shared import ending_locks
from app.services.stories import people_shown, publication_confirmations
from app.services.stories.people_shown import Agreement
from app.services.stories.stories import MEDIA_PREFIX, frozen_text

CARD = ("template", "languages", "headline")
Copies = Mapping[UUID, PortraitMedia]  # by the id of the original medium


class EmptyPortrait(Conflict):
    title = Words("Ce portrait n’a encore rien à montrer")
    advice = Words(
        "Raconte un moment, par ta voix, une photo ou des mots, ajoute un talent ou épingle une story, puis publie-le. "
        "Les moments en famille (`family`) se montrent dans une section à choisir."
    )


async def publish(
    uow: UnitOfWork, portrait_id: UUID, confirmations: Collection[str] = (), consent: ConsentGiven | None = None
) -> tuple[Representation, bool]:
    """Publish a new edition, unless the latest edition is the same: a client may repeat a request without answer.

    The person's name describes their photo. `confirmations`: the warnings that the person has confirmed. Raises
    AgeRequired, GuardianRequired, WithdrawnByOperators, EmptyPortrait, PublicationUnconfirmed, ConsentOutdated.
    """
    too_young = await age.refusal(uow, GuardedAct.PUBLISH)
    portrait = await portraits.get_to_change(uow, portrait_id)
    if too_young:
        raise too_young
    await measures.check_target(uow, MeasureKind.WITHDRAW_PORTRAIT, portrait_id)
    facts, content, media = await _gather(uow, portrait_id)
    # A medium that was blurred, became ready or was refused before it was locked is composed anew.
    if _states_of(content) != {str(medium.id): medium.state is MediaState.READY for medium in media}:
        facts, content, media = await _gather(uow, portrait_id)
    if not content["sections"]:
        raise EmptyPortrait
    is_new = not await _is_shown_already(uow, portrait, facts, media)
    if is_new:
        face = (content["person"]["photo"] or {}).get("id")
        people = await people_shown.find(uow, _moments_of(content))
        new = people_shown.new(people, await _former_people(uow, portrait))
        publication_confirmations.check((medium for medium in media if str(medium.id) != face), new, confirmations)
        agreement = Agreement([person.name for person in people], consent)
        await _publish(uow, portrait, facts, media, agreement)
    return await _warn(uow, await EDITION.show(uow, id=portrait_id, number=portrait.edition)), is_new


async def _warn(uow: UnitOfWork, edition: Representation) -> Representation:
    """Add what the edition cannot show as the person may expect."""
    content = json.loads(edition.json)["content"]
    warnings = json.dumps(await asyncio.to_thread(of_portrait, uow.runtime, content))
    return edition._replace(json=Json(b'%b, "warnings": %b}' % (edition.json[:-1], warnings.encode())))


async def withdraw(uow: UnitOfWork, portrait_id: UUID) -> None:
    """Withdraw the portrait and end every access to it. From the next request on, only the owner sees it.

    Publishing again does not restore an access. Raises PortraitNotFound.
    """
    await ending_locks.lock(uow, uow.actor.id)
    portrait = await portraits.get_to_change(uow, portrait_id)
    if portrait.edition == 0:
        raise PortraitNotFound
    await withdraw_locked(uow, portrait)


async def withdraw_locked(uow: UnitOfWork, portrait: Portrait) -> None:
    if portrait.withdrawn_at is None:
        portrait.withdraw(uow.now)
        uow.changed(portrait.owner_id, Kind.PORTRAIT, portrait.id, portrait.version)
        await consents.withdraw(uow, portrait.id)
        await grant_endings.end_all(uow, TargetType.PORTRAIT, portrait.id)


def freeze(facts: Mapping[str, Any], edition: PortraitEdition, copies: Copies) -> dict[str, Any]:
    """Compose the content of an edition. Keys of this edition replace the ids of private rows."""
    content = compose(facts, edition.number, on_the_wire(edition.published_at))
    content["pdf"] = {"url": f"{MEDIA_PREFIX}/{edition.portrait_id}.pdf"}
    for medium in media_of(content):  # a medium may occur twice
        copy = copies.get(UUID(medium["id"]))
        medium["id"] = str(copy.id) if copy else medium["id"]
        for variant in medium["variants"]:
            variant["url"] = f"{MEDIA_PREFIX}/{medium['id']}/{variant['name']}"
    _rename(content["sections"])
    return content


def _rename(sections: Sequence[dict[str, Any]]) -> None:
    moments = [moment for section in sections for moment in section.get("moments", ())]
    talents = [talent for section in sections for talent in section.get("talents", ())]
    new = {item["key"]: f"moment-{n}" for n, item in enumerate(moments, 1)}
    new |= {item["key"]: f"talent-{n}" for n, item in enumerate(talents, 1)}
    for moment in moments:
        moment["key"], moment["talents"] = new[moment["key"]], [new[talent] for talent in moment["talents"]]
    for talent in talents:
        talent["key"] = new[talent["key"]]
        for proof in talent["evidence"]:
            proof["moment"] = proof["moment"] and new[proof["moment"]]


async def _gather(uow: UnitOfWork, portrait_id: UUID) -> tuple[dict[str, Any], dict[str, Any], Sequence[Media]]:
    """The facts, the content that they compose, and its media, locked."""
    facts = json.loads((await FACTS.show(uow, id=portrait_id)).json)
    content = compose(facts)
    return facts, content, await _media_of(uow, content)


def _moments_of(content: Mapping[str, Any]) -> set[UUID]:
    """The experiences of a draft. In a draft, the key of a moment is the id of its experience."""
    return {UUID(moment["key"]) for section in content["sections"] for moment in section.get("moments", ())}


async def _former_people(uow: UnitOfWork, portrait: Portrait) -> Sequence[str]:
    """The people who agreed to the edition that is published now."""
    if portrait.edition == 0 or portrait.withdrawn_at is not None:
        return ()
    return (await uow.session.get_one(PortraitEdition, (portrait.id, portrait.edition))).people


def _states_of(content: Mapping[str, Any]) -> dict[str, bool]:
    """By the id of each medium: whether it is shown, not awaited."""
    return {medium["id"]: bool(medium["variants"]) for medium in media_of(content)}


async def _media_of(uow: UnitOfWork, content: Mapping[str, Any]) -> Sequence[Media]:
    ids = [UUID(item["id"]) for item in media_of(content)]
    statement = select(Media).where(Media.id.in_(ids), own_media(uow.actor)).order_by(Media.id)
    # No medium is blurred, or becomes ready, before its copy exists.
    query = statement.with_for_update(read=True)
    return (await uow.session.scalars(query)).all() if ids else []


async def _is_shown_already(
    uow: UnitOfWork, portrait: Portrait, facts: Mapping[str, Any], media: Sequence[Media]
) -> bool:
    if portrait.edition == 0 or portrait.withdrawn_at is not None:
        return False
    latest = await uow.session.get_one(PortraitEdition, (portrait.id, portrait.edition))
    of_latest = {"portrait_id": portrait.id, "edition": portrait.edition}
    rows = await uow.session.scalars(select(PortraitMedia).filter_by(**of_latest))
    copies = {copy.media_id: copy for copy in rows if copy.media_id is not None}
    if copies.keys() != {medium.id for medium in media}:
        return False
    # Places that were filled may have their fields in another order.
    return bool(json.loads(latest.content) == json.loads(frozen_text(freeze(facts, latest, copies))))


async def _publish(
    uow: UnitOfWork,
    portrait: Portrait,
    facts: Mapping[str, Any],
    media: Sequence[Media],
    agreement: Agreement,
) -> None:
    if portrait.withdrawn_at is not None:  # also a grant that was created during the withdrawal
        await grant_endings.end_all(uow, TargetType.PORTRAIT, portrait.id)
    portrait.publish(uow.now)
    fields = {"people": agreement.people, "published_at": uow.now}
    edition = PortraitEdition(portrait_id=portrait.id, number=portrait.edition, **fields)
    edition_key = {"portrait_id": portrait.id, "edition": portrait.edition}
    copies = {
        medium.id: PortraitMedia(
            id=uuid7(),
            **edition_key,
            media_id=medium.id,
            variants=copied_variants(medium),
            awaited_until=end_of_place(medium, uow.now),
        )
        for medium in media
    }
    content = freeze(facts, edition, copies)
    edition.content, edition.card = frozen_text(content), frozen_text({name: content[name] for name in CARD})
    uow.session.add(edition)
    await uow.session.flush()
    uow.session.add_all(copies.values())
    uow.session.add_all(
        PortraitStory(**edition_key, story_id=UUID(story["id"]), story_edition=story["edition"])
        for section in content["sections"]
        for story in section.get("stories", ())
    )
    uow.changed(portrait.owner_id, Kind.PORTRAIT, portrait.id, portrait.version)
    await consents.withdraw(uow, portrait.id)
    titles: consent_words.Titles = {item: content["headline"].get(item) for item in Locale}
    blanks = await consent_words.of_publication(uow, TargetType.PORTRAIT, portrait.id, portrait.edition, titles)
    await consents.give(uow, ConsentKind.PUBLISH, portrait.id, agreement.consent, **blanks)
