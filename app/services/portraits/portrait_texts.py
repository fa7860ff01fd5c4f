"""Texts around a Portrait. The reader may have no account, so that the texts do not address anybody."""

from app.core.i18n import Words
from app.services.shared import moment_texts

PORTRAIT = Words("Portrait", "Portrait")
PORTRAIT_OF = Words("Portrait de {name}", "Portrait of {name}")
LANGUAGES = Words("Langue du portrait", "Language of the portrait")
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
TAKE_PDF = Words("Version à imprimer (PDF)", "Version to print (PDF)")

# Sources of claims
SOURCES = Words("D’où viennent ces affirmations", "Where these claims come from")
DECLARED_SOURCE = Words("déclaré", "declared")
RECOGNISED_SOURCE = Words("reconnu", "recognised")
ATTESTED_SOURCE = Words("attesté", "attested")
SOURCE = {"declared": DECLARED_SOURCE, "recognised": RECOGNISED_SOURCE, "attested": ATTESTED_SOURCE}
SOURCE_MEANS = {
    "declared": Words("La personne le dit d’elle-même.", "The person says it of themselves."),
    "recognised": Words(
        "Quelqu’un qui l’a vu à l’œuvre l’a confirmé, sous son nom.",
        "Somebody who saw it at work confirmed it, under their own name.",
    ),
    "attested": Words(
        "La personne qui anime une communauté vérifiée l’a validé comme réponse à une mission.",
        "Whoever leads a verified community accepted it as the answer to a mission.",
    ),
}
RECOGNISED_BY = Words("reconnu par {name}", "recognised by {name}")
RECOGNISED_BY_MANY = Words("reconnu par {name} et {count} autres", "recognised by {name} and {count} others")
RECOGNISED_BY_TWO = Words("reconnu par {name} et 1 autre", "recognised by {name} and 1 other")
ATTESTED_BY = Words("attesté par {name}", "attested by {name}")
SAID_ON = Words("le {day}", "on {day}")
MISSION = Words("Mission « {mission} », validée le {day} par {by}", "Mission “{mission}”, accepted on {day} by {by}")

# Talents
LEVELS = {
    1: Words("débute", "beginning"),
    2: Words("pratique", "practising"),
    3: Words("maîtrise", "mastering"),
    4: Words("expert", "expert"),
}
LEVEL_OF = moment_texts.LEVEL
OFFERS = Words("peut le transmettre", "can pass it on")
EVIDENCE = Words("Ce qui le montre", "What shows it")
ONE_MOMENT = Words("1 moment vécu", "1 moment lived")
MOMENTS = Words("{count} moments vécus", "{count} moments lived")
NO_EVIDENCE = Words("Aucun moment n’est encore relié à ce talent.", "No moment has been linked to this talent yet.")

# Moments
OF_THE_SECTION = moment_texts.MOMENTS
ONE_OF_THE_SECTION = moment_texts.ONE_MOMENT
SHOWS = Words("Ce que ce moment montre", "What this moment shows")
PHOTOS = Words("En photos", "In photos")

# Stories
READ_STORY = Words("Lire la story", "Read the story")

PRIVATE = Words("Ce portrait est partagé par un lien privé.", "This portrait is shared by a private link.")
PRIVATE_UNTIL = Words(
    "Ce portrait est partagé par un lien privé, qui fonctionne jusqu’au {day}.",
    "This portrait is shared by a private link, which works until {day}.",
)
ONLINE = Words("En ligne : {address}", "Online: {address}")
AS_OF = Words("Composé le {day}, édition {edition}.", "Composed on {day}, edition {edition}.")
