"""Labels of moments, on pages, in exports and in Portraits."""

from collections.abc import Mapping

from app.core.i18n import Words
from app.models.experiences import Context
from app.models.media import MediaKind

MOMENTS = Words.plural("{count} moment", "{count} moments")
SKILLS = Words("Compétences")
TAGS = Words("Mots-clés")
LEVEL = Words("niveau {level} sur 4")
AUDIO = Words("Note vocale")
VIDEO = Words("Vidéo")
OPEN_DOCUMENT = Words("Ouvrir le document")
TRANSCRIPT = Words("Lire la transcription")
REFLECTION = {
    "did": Words("Ce que j’ai fait"),
    "learned": Words("Ce que j’ai appris"),
    "next": Words("La prochaine fois"),
}
CONTEXTS: Mapping[str, Words] = {  # by Context
    Context.WORK: Words("Travail"),
    Context.TRAINING: Words("Formation"),
    Context.VOLUNTEERING: Words("Bénévolat"),
    Context.LEISURE: Words("Loisirs"),
    Context.FAMILY: Words("Famille"),
    Context.IMMERSION: Words("Immersion"),
    Context.EVENT: Words("Évènement"),
    Context.OTHER: Words("Autre"),
}
ARRIVING = {  # in the place of a medium that an edition awaits
    MediaKind.PHOTO: Words("Une photo arrive"),
    MediaKind.AUDIO: Words("Un son arrive"),
    MediaKind.VIDEO: Words("Un film arrive"),
}
