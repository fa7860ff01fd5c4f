"""Texts of the pages of an export."""

from app.core.i18n import Words
from app.services.shared import moment_texts

TITLE = Words("{name} : mon journal", "{name}: my journal")
SOMEONE = Words("Moi", "Me")
LEAD = Words(
    "Tout ce que Day Tripper gardait de toi, le {day}. Ces pages se lisent sans connexion.",
    "All that Day Tripper kept of yours, on {day}. These pages are read without a connection.",
)
READINGS = Words(
    "Chez d’autres, tu as lu {count} fois quelque chose. Si tu pars, ces personnes voient encore pendant {months} mois "
    "que c’était toi, sous ton nom du jour où tu as lu.",
    "You have read something of others {count} times. If you leave, they still see for {months} months that it was "
    "you, by your name on the day you read.",
)
BACK = Words("← Sommaire", "← Contents")
JOURNAL = Words("Mon journal", "My journal")
ONE_MOMENT = moment_texts.ONE_MOMENT
MOMENTS = moment_texts.MOMENTS
NOTHING = Words("Rien pour l’instant.", "Nothing so far.")
STORIES = Words("Mes stories", "My stories")
TALENTS = Words("Mes talents", "My talents")
LEVEL = moment_texts.LEVEL
STANCES = {
    "has": Words("je l’ai", "I have it"),
    "offers": Words("je le transmets", "I pass it on"),
    "seeks": Words("je veux l’apprendre", "I want to learn it"),
}
PORTRAITS = Words("Mes portraits", "My portraits")
FILES = Words("Les fichiers", "The files")
FILES_LEAD = Words(
    "Cette archive s’importe dans une autre installation de Day Tripper, telle quelle.",
    "This archive can be imported into another installation of Day Tripper, as it is.",
)
FILES_DETAILS = Words("Pour les informaticiens", "For technical people")
FILES_MEDIA = Words("tes photos, sons, vidéos et documents, comme tu les as envoyés", "your files, as you sent them")
FILES_DATA = Words("tout le reste, en JSON Lines, avec son schéma", "all the rest, as JSON Lines, with its schema")
FILES_MANIFEST = Words("la liste des fichiers et leurs empreintes SHA-256", "the files and their SHA-256 digests")
DOCUMENT = moment_texts.OPEN_DOCUMENT
ARRIVING = moment_texts.ARRIVING
TRANSCRIPT = moment_texts.TRANSCRIPT
IN_BIN = Words("dans la corbeille", "in the bin")
WITH = Words("Avec {people}", "With {people}")
EDITION = Words("Édition {number}, publiée le {day}", "Edition {number}, published on {day}")
SKILLS = moment_texts.SKILLS
TAGS = moment_texts.TAGS
REFLECTION = moment_texts.REFLECTION
CONTEXTS = moment_texts.CONTEXTS
