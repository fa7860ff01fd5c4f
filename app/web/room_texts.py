"""Words of the page that people in a room see on their phones."""

from collections.abc import Mapping

from app.core.errors import Problem, TooMany
from app.core.i18n import Words
from app.models.rooms import DoorLocked, ProofOver, RoomClosed, RoomFull, ScenePhase, TicketUsed
from app.models.users import AgeBracket
from app.schemas.ballots import BallotMethod
from app.services.rooms.guests import TooYoungForRoom
from app.services.shared.community_guards import MembersOnly

TITLE = Words("Entrer dans la salle")
DOOR_TITLE = Words("Entrer par un code")
CODE = Words("Le code de la salle")
CODE_HINT = Words("Six signes, écrits sur le mur de la salle.")
NO_SUCH_CODE = Words("Ce code a six signes. Regarde encore le mur de la salle.")
LEAD = Words("Tu entres sans compte et sans mail. On te pose quelques questions, une à la fois.")
AGE = Words("Quel âge as-tu ?")
AGES: Mapping[AgeBracket, Words] = {
    AgeBracket.UNDER_15: Words("moins de 15 ans"),
    AgeBracket.MINOR: Words("de 15 à 17 ans"),
    AgeBracket.ADULT: Words("18 ans ou plus"),
}
NAME = Words("Ton prénom (facultatif)")
NAME_HINT = Words("Seule l’équipe de la salle le voit.")
TICKET = Words("Le code de ton ticket")
TICKET_HINT = Words("Sans ticket, scanne le QR code affiché dans la salle : il ouvre cette page sans code.")
ENTER = Words("Entrer")
RETENTION = Words(
    "Ce que tu réponds est effacé 30 jours après la fin de la salle, sauf si tu le gardes dans un compte. Le service "
    "ne garde ni ton adresse réseau, ni rien de ton téléphone."
)
NEXT = Words("Voir la suite")
READY = Words("La suite est prête.")
SEND = Words("Envoyer")
THANKS = Words("Merci, c’est envoyé")
WAITING = Words("Garde cette page ouverte : la suite s’affiche ici.")
NOT_FOR_YOU = Words("Ce vote a commencé avant ton arrivée : tu le suis, sans y répondre.")
NOT_HERE = Words("Regarde l’écran de la salle : ce qui s’y passe ne se répond pas sur cette page.")
WITHOUT_NAME = Words(
    "Ta feuille est gardée sans nom : personne ne saura laquelle est la tienne, et elle ne se reprend pas."
)
WITH_NAME = Words("L’équipe lit tes réponses.")
OFFLINE = Words("Pas de réseau. Ta réponse est gardée sur ce téléphone, et part dès qu’il revient.")
FAULT = Words("Une réponse manque ou ne convient pas : regarde les questions.")
OVER_MISSION = Words("Cette question est fermée : ta réponse n’est pas partie.")
IDEA_TITLE = Words("Ton idée, en une phrase")
IDEA_TEXT = Words("Quelques mots de plus (facultatif)")
IDEA_THEMES = Words("De quoi parle-t-elle ?")
IDEA_HINT = Words("L’équipe la lit avant les autres. Elle s’affiche sans ton nom : n’y écris le nom de personne.")
IDEA_THANKS = Words("Merci. Idées envoyées : {count} sur {most}. Tu peux en envoyer une autre.")
IDEA_FAULT = Words("Cette idée n’est pas partie : regarde sa longueur, et combien tu en as envoyées.")
VOTE = Words("Voter")
VOTE_AGAIN = Words("Changer mon vote")
VOTE_THANKS = Words("Merci, ton vote est noté.")
VOTE_TASK: Mapping[BallotMethod, Words] = {
    BallotMethod.APPROVAL: Words.plural("Choisis une idée.", "Choisis {count} idées au plus."),
    BallotMethod.POINTS: Words.plural("Donne ton point à une idée.", "Partage {count} points entre les idées."),
    BallotMethod.RANK: Words.plural(
        "Choisis ton idée préférée.", "Classe {count} idées au plus. Écris 1 pour ta préférée."
    ),
}
VOTE_TALLY: Mapping[BallotMethod, Words] = {
    BallotMethod.APPROVAL: Words("Idées choisies : {number} sur {limit}"),
    BallotMethod.POINTS: Words("Points qui te restent : {number} sur {limit}"),
    BallotMethod.RANK: Words("Idées classées : {number} sur {limit}"),
}
VOTE_CLOSED = Words("Le vote est terminé")
VOTE_RESULT = Words("Le résultat du vote")
VOTE_SECRET = Words("Vote secret : le serveur oublie qui a voté quoi à la fermeture.")
VOTE_NAMED = Words("Le serveur garde ton vote. Personne d’autre que toi ne le lit.")
VOTE_ALL = Words("Si tout le monde choisit la même idée, le résultat dit ce que chacun a voté.")
VOTE_CHANGE = Words("Tu peux changer ton vote jusqu’à la fin. Un vote qui arrive après ne compte pas.")
VOTE_END_IN = Words("Le vote se termine dans {time}.")
VOTE_END_AT = Words("Le vote se termine {moment}.")
VOTE_END_BY_TEAM = Words("Le vote se termine quand l’équipe le ferme.")
VOTE_OFFLINE = Words("Pas de réseau. Ton vote part dès qu’il revient. Après la fin, il ne compte pas.")
VOTE_FAULT = Words("Ton vote n’est pas parti : regarde combien tu peux choisir.")
VOTE_CHANGED = Words("Une idée a été retirée. Relis ce qui reste, puis vote à nouveau.")
VOTE_OVER = Words("Le vote est terminé : ton vote n’est pas parti.")
VOTE_COUNTING = Words("Le vote est terminé. Le résultat s’affiche ici dès qu’il est prêt.")
VOTE_WITHHELD = Words("Trop peu de personnes ont voté : le résultat n’est pas montré.")
VOTE_ENTRIES = Words("Entrées dans la salle : {entries}. Personnes comptées par l’équipe : {people}.")
VOTE_ORDER_ONLY = Words("Vous êtes peu à voter : seul l’ordre est montré.")
VOTE_NO_QUORUM = Words("Il manque des votants : rien n’est retenu.")
VOTE_PEOPLE = Words.plural("{count} voix", "{count} voix")
VOTE_POINTS = Words.plural("{count} point", "{count} points")
VOTE_CHOSEN = Words("retenue")
VOTE_FORGOTTEN = Words("Le serveur a oublié qui a voté quoi.")
STEP = Words("{step} sur {steps}")
SCALE = (Words("pas du tout d’accord"), Words("tout à fait d’accord"))
PHASES: Mapping[ScenePhase, Words] = {
    ScenePhase.WELCOME: Words("Bienvenue. On commence bientôt."),
    ScenePhase.ASK: Words("À toi"),
    ScenePhase.REVEAL: Words("Regarde l’écran de la salle"),
    ScenePhase.VOTE: Words("Le vote"),
    ScenePhase.RESULTS: Words("Les résultats sont sur l’écran"),
    ScenePhase.BREAK: Words("C’est la pause"),
    ScenePhase.THANKS: Words("Merci d’être venu"),
}
KEEP_TITLE = Words("Garder ce que j’ai fait")
KEEP = Words("Avec ce code, tu retrouves dans ton compte ce que tu as fait ici. Il sert une fois, pendant 30 jours.")
KEEP_CODE = Words("Ton code")
KEEP_QR = Words("QR code pour garder ce que tu as fait")
KEEP_OPEN = Words("Ouvrir l’application")
FORGET = Words("Tout effacer maintenant")
FORGET_HINT = Words("Tes réponses disparaissent. Les feuilles sans nom restent : rien ne dit qu’elles sont de toi.")
ERASURE = (Words("C’est effacé"), Words("Il ne reste rien de toi dans cette salle. Merci d’être venu."))
NO_ROOM = (Words("Aucune salle n’a ce code"), Words("Vérifie le code affiché, ou scanne le QR code."))
LEFT = (Words("Tu n’es plus dans cette salle"), Words("Scanne le QR code affiché pour y entrer à nouveau."))
SCAN = Words("Scanne le QR code affiché dans la salle, ou tape le code de ton ticket.")
NO_AGE = Words("Choisis ton âge.")
ASIDE: Mapping[type[Problem], Words] = {
    kind: kind.advice for kind in (RoomClosed, DoorLocked, RoomFull, ProofOver, TicketUsed)
} | {
    TooYoungForRoom: Words("Cette salle ne prend pas d’invités de ton âge. Parles-en à qui l’anime."),
    MembersOnly: Words("On n’y entre qu’avec un compte de la communauté. Ouvre l’application pour entrer."),
    TooMany: Words("Beaucoup de monde entre en ce moment. Attends trente secondes, puis scanne à nouveau."),
}
