"""Texts around a Portrait. The reader may have no account, so that the texts do not address anybody."""

from collections.abc import Mapping

from app.core.i18n import Words
from app.models.media import MediaKind
from app.schemas.portrait_content import Source
from app.services.shared import moment_texts

PORTRAIT = Words("Portrait")
PORTRAIT_OF = Words("Portrait de {name}")
LANGUAGES = Words("Langue du portrait")
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
TAKE_PDF = Words("Version à imprimer (PDF)")

# Sources of claims
SOURCES = Words("D’où viennent ces affirmations")
DECLARED_SOURCE = Words("déclaré")
RECOGNISED_SOURCE = Words("reconnu")
ATTESTED_SOURCE = Words("attesté")
SOURCE: Mapping[str, Words] = {
    Source.DECLARED: DECLARED_SOURCE,
    Source.RECOGNISED: RECOGNISED_SOURCE,
    Source.ATTESTED: ATTESTED_SOURCE,
}
SOURCE_MEANS: Mapping[str, Words] = {
    Source.DECLARED: Words("La personne le dit d’elle-même."),
    Source.RECOGNISED: Words("Quelqu’un qui l’a vu à l’œuvre l’a confirmé, sous son nom."),
    Source.ATTESTED: Words("La personne qui anime une communauté vérifiée l’a validé comme réponse à une mission."),
}
RECOGNISED_BY = Words("reconnu par {name}")
RECOGNISED_BY_MANY = Words("reconnu par {name} et {count} autres")
RECOGNISED_BY_TWO = Words("reconnu par {name} et 1 autre")
ATTESTED_BY = Words("attesté par {name}")
SAID_ON = Words("le {day}")
MISSION = Words("Mission « {mission} », validée le {day} par {by}")

# Talents
LEVELS = {
    1: Words("débute"),
    2: Words("pratique"),
    3: Words("maîtrise"),
    4: Words("expert"),
}
LEVEL_OF = moment_texts.LEVEL
OFFERS = Words("peut le transmettre")
EVIDENCE = Words("Ce qui le montre")
MOMENTS = Words.plural("{count} moment vécu", "{count} moments vécus")
NO_EVIDENCE = Words("Aucun moment n’est encore relié à ce talent.")

# Moments
OF_THE_SECTION = moment_texts.MOMENTS
SHOWS = Words("Ce que ce moment montre")
PHOTOS = Words("En photos")

# Recordings on paper
RECORDING = {MediaKind.AUDIO: moment_texts.AUDIO, MediaKind.VIDEO: moment_texts.VIDEO}
PLAY = {MediaKind.AUDIO: Words("À écouter"), MediaKind.VIDEO: Words("À regarder")}
PLAY_ALT = {
    MediaKind.AUDIO: Words("Code QR qui ouvre cette note vocale"),
    MediaKind.VIDEO: Words("Code QR qui ouvre cette vidéo"),
}

FROM_PAPER = Words("Le QR code mène ici")
SEE_MOMENT = Words("Voir ce moment dans le portrait")

# Stories
READ_STORY = Words("Lire la story")

PRIVATE = Words("Ce portrait est partagé par un lien privé.")
PRIVATE_UNTIL = Words("Ce portrait est partagé par un lien privé, qui fonctionne jusqu’au {day}.")
ONLINE_UNTIL = Words("À voir en ligne jusqu’au {day} :")
QR_ALT = Words("Code QR de la page {address}")
AS_OF = Words("Composé le {day}, édition {edition}.")
