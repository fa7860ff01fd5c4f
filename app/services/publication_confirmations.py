"""What somebody confirms before a story or a portrait is published: photos that those who cannot see them will miss."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from app.core.errors import Conflict
from app.core.i18n import Words
from app.models.media import Media, MediaKind

MOST = 100  # ids that the refusal names


class PublicationReason(StrEnum):
    PHOTO_WITHOUT_ALT = "photo-without-alt"


class PublicationUnconfirmed(Conflict):
    """Carries `reasons`, which `Confirm-Publication` repeats, and the `media_ids` that are meant."""

    title = Words("Cette publication est à confirmer", "That publication is to be confirmed")
    advice = Words(
        "Des photos n’ont pas de description : `media_ids` les nomme. Donne à chacune son `alt` ; ou, si c’est voulu, "
        "renvoie la même demande avec `Confirm-Publication: photo-without-alt`.",
        "Photos have no description: `media_ids` names them. Give each its `alt`; or, if that is meant, send the same "
        "request again with `Confirm-Publication: photo-without-alt`.",
    )


DETAIL = Words(
    "Photos sans description : {count}. Qui ne les voit pas n’en saura rien. Décris-les ; ou, si c’est voulu, renvoie "
    "la même demande avec `Confirm-Publication: photo-without-alt`.",
    "Photos without a description: {count}. Who cannot see them will know nothing of them. Describe them; or, if that "
    "is meant, send the same request again with `Confirm-Publication: photo-without-alt`.",
)


def check(media: Iterable[Media], confirmed: Collection[str]) -> None:
    """Raises PublicationUnconfirmed."""
    bare = [str(one.id) for one in media if one.kind is MediaKind.PHOTO and one.alt is None]
    if bare and PublicationReason.PHOTO_WITHOUT_ALT not in confirmed:
        said = Words(DETAIL.fr.format(count=len(bare)), DETAIL.en.format(count=len(bare)))
        raise PublicationUnconfirmed(said, reasons=[PublicationReason.PHOTO_WITHOUT_ALT.value], media_ids=bare[:MOST])
