"""Texts of the pages of an export."""

from app.core.i18n import Words
from app.models.responses import ResponseState
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
PAGE_IN = {
    "fr": Words("la page en français", "the page in French"),
    "en": Words("la page en anglais", "the page in English"),
}
PAPER_IN = {
    "fr": Words("à imprimer, en français (PDF)", "to print, in French (PDF)"),
    "en": Words("à imprimer, en anglais (PDF)", "to print, in English (PDF)"),
}
DRAFT = Words("brouillon, jamais publié : son contenu est dans les fichiers", "draft, never published: see the files")
WITHDRAWN = Words("retiré : personne d’autre ne le voit", "withdrawn: nobody else sees it")
PAPER_LEFT_OUT = Words(
    "{count} versions à imprimer ne sont pas ici. L’application les prépare quand tu les demandes.",
    "{count} versions to print are not here. The app makes them when you ask for them.",
)
ONE_PAPER_LEFT_OUT = Words(
    "Une version à imprimer n’est pas ici. L’application la prépare quand tu la demandes.",
    "One version to print is not here. The app makes it when you ask for it.",
)
TOGETHER = Words("Avec les autres", "With others")
ENDORSEMENTS = Words("Ce que d’autres ont reconnu", "What others have recognised")
ONE_ENDORSEMENT = Words("1 reconnaissance", "1 endorsement")
MANY_ENDORSEMENTS = Words("{count} reconnaissances", "{count} endorsements")
SAID_ON = Words("le {day}", "on {day}")
HIDDEN = Words("tu as choisi de ne pas la montrer", "you chose not to show it")
COMMENTS = Words("Les commentaires que j’ai reçus", "The comments I have received")
ONE_COMMENT = Words("1 commentaire", "1 comment")
MANY_COMMENTS = Words("{count} commentaires", "{count} comments")
ABOUT = Words("Sur {thing}", "About {thing}")
ANSWERS = Words("Mes réponses aux missions", "My answers to missions")
ONE_ANSWER = Words("1 réponse", "1 answer")
MANY_ANSWERS = Words("{count} réponses", "{count} answers")
MISSION_PAST = Words("Une mission passée", "A past mission")
ANSWER_STATES = {
    ResponseState.SUBMITTED: Words("envoyée", "sent"),
    ResponseState.RETURNED: Words("à compléter", "to be completed"),
    ResponseState.ACCEPTED: Words("acceptée", "accepted"),
    ResponseState.DECLINED: Words("j’ai dit non", "I said no"),
}
NOTE = Words("Mon mot", "My words")
REASON = Words("Pourquoi j’ai dit non", "Why I said no")
REVIEW = Words("Ce que l’on m’a répondu", "What I was told")
ACCESSES = Words("Les accès", "Accesses")
GRANTED = Words("Ce que j’ai montré", "What I have shown")
RECEIVED = Words("Ce que l’on me montre", "What others show me")
ONE_GIVEN = Words("1 donné", "1 given")
MANY_GIVEN = Words("{count} donnés", "{count} given")
ONE_RECEIVED = Words("1 reçu", "1 received")
MANY_RECEIVED = Words("{count} reçus", "{count} received")
RECEIVED_NOTE = Words(
    "Ce qui se lit seulement avec un second code n’est pas dans cette liste.",
    "What is read only with a second code is not in this list.",
)
SHOWN_BY = Words("De {name}", "By {name}")
SINCE = Words("Depuis le {day}", "Since {day}")
UNTIL = Words("jusqu’au {day} compris", "until {day}, that day included")
ENDLESS = Words("sans date de fin", "without an end")
TAKEN_BACK = Words("repris le {day}", "taken back on {day}")
OVER = Words("fini depuis le {day} au soir", "over since the end of {day}")
EXHAUSTED = Words("fini : il a été ouvert autant de fois que prévu", "over: it was opened as often as was set")
RIGHTS = Words("Droits : {rights}", "Rights: {rights}")
PURPOSE = Words("But : {purpose}", "For: {purpose}")
SOMEBODY = Words("quelqu’un sans nom affiché", "somebody without a name")
GONE = Words("Quelqu’un qui est parti", "Somebody who has left")
FILES = Words("Les fichiers", "The files")
FILES_LEAD = Words(
    "Cette archive s’importe dans une autre installation de Day Tripper, telle quelle.",
    "This archive can be imported into another installation of Day Tripper, as it is.",
)
FILES_DETAILS = Words("Pour les informaticiens", "For technical people")
FILES_MEDIA = Words("tes photos, sons, vidéos et documents, comme tu les as envoyés", "your files, as you sent them")
FILES_COPIES = Words(
    "les photos, sons et films comme tes stories et tes portraits les montrent",
    "the photos, sounds and films as your stories and portraits show them",
)
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
