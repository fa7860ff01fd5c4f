"""Texts of the pages of an export."""

from app.core.i18n import Words
from app.services.shared import moment_texts

TITLE = Words("{name} : mon journal")
SOMEONE = Words("Moi")
LEAD = Words("Tout ce que Day Tripper gardait de toi, le {day}. Ces pages se lisent sans connexion.")
READINGS = Words(
    "Chez d’autres, tu as lu {count} fois quelque chose. Si tu pars, ces personnes voient encore pendant {months} mois "
    "que c’était toi, sous ton nom du jour où tu as lu."
)
BACK = Words("← Sommaire")
JOURNAL = Words("Mon journal")
ONE_MOMENT = moment_texts.ONE_MOMENT
MOMENTS = moment_texts.MOMENTS
NOTHING = Words("Rien pour l’instant.")
STORIES = Words("Mes stories")
TALENTS = Words("Mes talents")
LEVEL = moment_texts.LEVEL
STANCES = {
    "has": Words("je l’ai"),
    "offers": Words("je le transmets"),
    "seeks": Words("je veux l’apprendre"),
}
PORTRAITS = Words("Mes portraits")
FILES = Words("Les fichiers")
FILES_LEAD = Words("Cette archive s’importe dans une autre installation de Day Tripper, telle quelle.")
FILES_DETAILS = Words("Pour les informaticiens")
FILES_MEDIA = Words("tes photos, sons, vidéos et documents, comme tu les as envoyés")
FILES_DATA = Words("tout le reste, en JSON Lines, avec son schéma")
FILES_MANIFEST = Words("la liste des fichiers et leurs empreintes SHA-256")
DOCUMENT = moment_texts.OPEN_DOCUMENT
ARRIVING = moment_texts.ARRIVING
TRANSCRIPT = moment_texts.TRANSCRIPT
IN_BIN = Words("dans la corbeille")
WITH = Words("Avec {people}")
EDITION = Words("Édition {number}, publiée le {day}")
SKILLS = moment_texts.SKILLS
TAGS = moment_texts.TAGS
REFLECTION = moment_texts.REFLECTION
CONTEXTS = moment_texts.CONTEXTS
