"""Texts of the pages of an export."""

from app.core.i18n import Words
from app.models.responses import ResponseState
from app.models.talents import Stance
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
MOMENTS = moment_texts.MOMENTS
NOTHING = Words("Rien pour l’instant.")
STORIES = Words("Mes stories")
TALENTS = Words("Mes talents")
LEVEL = moment_texts.LEVEL
STANCES = {
    Stance.HAS: Words("je l’ai"),
    Stance.OFFERS: Words("je le transmets"),
    Stance.SEEKS: Words("je veux l’apprendre"),
}
PORTRAITS = Words("Mes portraits")
PAGE_IN = {
    "fr": Words("la page en français"),
    "en": Words("la page en anglais"),
}
PAPER_IN = {
    "fr": Words("à imprimer, en français (PDF)"),
    "en": Words("à imprimer, en anglais (PDF)"),
}
DRAFT = Words("brouillon, jamais publié : son contenu est dans les fichiers")
WITHDRAWAL = Words("retiré : personne d’autre ne le voit")
PAPERS_LEFT_OUT = Words.plural(
    "Une version à imprimer n’est pas ici. L’application la prépare quand tu la demandes.",
    "{count} versions à imprimer ne sont pas ici. L’application les prépare quand tu les demandes.",
)
TOGETHER = Words("Avec les autres")
ENDORSEMENTS = Words("Ce que d’autres ont reconnu")
ENDORSEMENT_COUNT = Words.plural("{count} reconnaissance", "{count} reconnaissances")
PRIVATE = Words("tu as choisi de ne pas la montrer")
COMMENTS = Words("Les commentaires que j’ai reçus")
COMMENT_COUNT = Words.plural("{count} commentaire", "{count} commentaires")
ABOUT = Words("Sur {thing}")
ANSWERS = Words("Mes réponses aux missions")
ANSWER_COUNT = Words.plural("{count} réponse", "{count} réponses")
MISSION_PAST = Words("Une mission passée")
ANSWER_STATES = {
    ResponseState.SUBMITTED: Words("envoyée"),
    ResponseState.RETURNED: Words("à compléter"),
    ResponseState.ACCEPTED: Words("acceptée"),
    ResponseState.DECLINED: Words("j’ai dit non"),
}
NOTE = Words("Mon mot")
REASON = Words("Pourquoi j’ai dit non")
REVIEW = Words("Ce que l’on m’a répondu")
ACCESSES = Words("Les accès")
OWN_GRANTS = Words("Ce que j’ai montré")
OTHER_GRANTS = Words("Ce que l’on me montre")
GRANTED_COUNT = Words.plural("{count} donné", "{count} donnés")
RECEIVED_COUNT = Words.plural("{count} reçu", "{count} reçus")
RECEIVED_NOTE = Words("Ce qui se lit seulement avec un second code n’est pas dans cette liste.")
SHOWN_BY = Words("De {name}")
SINCE = Words("Depuis le {day}")
UNTIL = Words("jusqu’au {day} compris")
ENDLESS = Words("sans date de fin")
TAKEN_BACK = Words("repris le {day}")
OVER = Words("fini depuis le {day} au soir")
NO_OPENINGS = Words("fini : il a été ouvert autant de fois que prévu")
RIGHTS = Words("Droits : {rights}")
PURPOSE = Words("But : {purpose}")
NAMELESS = Words("quelqu’un sans nom affiché")
FORMER_PERSON = Words("Quelqu’un qui est parti")
FILES = Words("Les fichiers")
FILES_LEAD = Words("Cette archive s’importe dans une autre installation de Day Tripper, telle quelle.")
FILES_DETAILS = Words("Pour les informaticiens")
FILES_MEDIA = Words("tes photos, sons, vidéos et documents, comme tu les as envoyés")
FILES_COPIES = Words("les photos, sons et films comme tes stories et tes portraits les montrent")
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
