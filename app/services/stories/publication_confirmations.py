"""What an author confirms before publication.

Photos without a description, recordings without a transcript, and people who have to agree.
"""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from app.core.errors import Conflict
from app.core.i18n import Words
from app.models.media import RECORDINGS, Media, MediaKind
from app.services.stories.people_shown import PersonShown

LIMIT = 100  # ids and people in the refusal
SENTENCE_LIMIT = 10  # people in its sentence


class PublicationReason(StrEnum):
    PHOTO_WITHOUT_ALT = "photo-without-alt"
    RECORDING_WITHOUT_TRANSCRIPT = "recording-without-transcript"
    PEOPLE_SHOWN = "people-shown"


class PublicationUnconfirmed(Conflict):
    """Carries the `reasons` that `Confirm-Publication` repeats, the `media_ids` of photos and recordings, and `people`.

    Each of the `people` has a name and the experiences that name them (`experience_ids`).
    """

    title = Words("Cette publication est à confirmer")
    advice = Words(
        "`reasons` dit pourquoi. Des photos n’ont pas de description : `media_ids` les nomme ; donne à chacune son "
        "`alt`. Des enregistrements n’ont pas de transcription : accepte les mots proposés, ou donne à chacun son "
        "`transcript`. Des personnes sont dans ce que tu publies : `people` les nomme ; demande à chacune si elle est "
        "d’accord. Puis renvoie la même demande avec `Confirm-Publication` et ces raisons."
    )


BARE_PHOTOS = Words("Photos sans description : {count}. Qui ne les voit pas n’en saura rien : décris-les.")
BARE_RECORDINGS = Words(
    "Enregistrements sans transcription : {count}. Qui ne les entend pas n’en saura rien : écris ce qui s’y dit."
)
ONE_PERSON = Words("{names} est dans ce que tu publies. Cette personne est d’accord ?")
PEOPLE = Words("{names} sont dans ce que tu publies. Ces personnes sont d’accord ?")
CONFIRM = Words("Si oui, renvoie la même demande avec `Confirm-Publication: {reasons}`.")


def check(media: Iterable[Media], people: Sequence[PersonShown], confirmations: Collection[str]) -> None:
    """`people`: those who were not asked yet. Raises PublicationUnconfirmed."""
    gallery = list(media)
    photos = [str(item.id) for item in gallery if item.kind is MediaKind.PHOTO and item.alt is None]
    recordings = [str(item.id) for item in gallery if item.kind in RECORDINGS and item.transcript is None]
    sentences, reasons = [], []
    if photos:
        sentences.append(BARE_PHOTOS.fill(count=len(photos)))
        reasons.append(PublicationReason.PHOTO_WITHOUT_ALT.value)
    if recordings:
        sentences.append(BARE_RECORDINGS.fill(count=len(recordings)))
        reasons.append(PublicationReason.RECORDING_WITHOUT_TRANSCRIPT.value)
    if people:
        names = ", ".join(person.name for person in people[:SENTENCE_LIMIT]) + "…" * (len(people) > SENTENCE_LIMIT)
        sentences.append((PEOPLE if len(people) > 1 else ONE_PERSON).fill(names=names))
        reasons.append(PublicationReason.PEOPLE_SHOWN.value)
    if not set(reasons) <= set(confirmations):
        sentences.append(CONFIRM.fill(reasons=", ".join(reasons)))
        detail = Words.each(lambda locale: " ".join(sentence.in_(locale) for sentence in sentences))
        people_fields = [person.told() for person in people[:LIMIT]]
        media_ids = [*photos, *recordings][:LIMIT]
        raise PublicationUnconfirmed(detail, reasons=reasons, media_ids=media_ids, people=people_fields)
