"""The words of the pages. Strangers who follow a link are addressed neutrally; whoever holds an account is « tu »."""

from typing import NamedTuple

from app.core.i18n import Words
from app.services.shared import moment_texts

PRODUCT = "Day Tripper"
TAGLINE = Words("Le journal de ce que tu vis")
SKIP = Words("Aller au contenu")
HOME = Words("Day Tripper, accueil")
PROMISE = Words("Aucun traceur, aucune publicité.")
ABOUT = Words("Qu’est-ce que Day Tripper ?")
OPEN_APP = Words("Ouvrir l’application")
PRIVACY = Words("Vie privée")
REPORT = Words("Signaler ce contenu")

SIMPLE_FRENCH = Words("Français facile à lire")
USUAL_FRENCH = Words("Français courant")
PAGES = Words("Pages du site")
HOME_PAGE = Words("Accueil")
ACCESSIBILITY = Words("Accessibilité : {state}")
LEGAL = Words("Mentions légales")
PLAN = Words("Plan du site")

# Who answers for the data that a form asks for
CONTROLLER = Words("{controller} fait tourner ce service et répond de ces données.")
DPO = Words("Délégué à la protection des données :")
DATA = Words("Une question sur ces données :")
CONTACT = Words("Toute autre question :")
REQUIRED_LABEL = Words("obligatoire")
TOO_MANY_TITLE = Words("Trop de codes essayés")
FAULT = Words("Erreur :")  # before the title of a page that shows what is to be corrected
DATA_KEPT_LINK = Words("Ce qui est gardé, pourquoi et combien de temps")

# Story
STORY = Words("Story")
BY = Words("par {name}")
PUBLICATION_DAY = Words("publiée le {day}")
EDITION = Words("édition {number}")
MOMENTS = moment_texts.MOMENTS
PRIVATE = Words("Cette story est partagée par un lien privé.")
PRIVATE_UNTIL = Words("Cette story est partagée par un lien privé, qui fonctionne jusqu’au {day}.")
ANONYMITY_NOTE = Words(
    "Sa lecture reste anonyme : ni compte, ni suivi. Day Tripper est un journal d’expériences de vie et de travail, "
    "pour l’orientation tout au long de la vie."
)
SKILLS = moment_texts.SKILLS
SKILLS_IN_ACTION = Words("Les compétences en action")
SKILLS_IN_ACTION_LEAD = Words("Repérées par l’autrice ou l’auteur de la story ; chaque lien mène au moment vécu.")
TAGS = moment_texts.TAGS
REFLECTION = moment_texts.REFLECTION
CONTEXTS = moment_texts.CONTEXTS

# Media
NO_ALT = Words("Photo sans description")
ENLARGE = Words("Voir en grand")
ARRIVING = moment_texts.ARRIVING
MISSING = Words("Ce média n’est pas disponible.")
AUDIO, VIDEO = moment_texts.AUDIO, moment_texts.VIDEO
DOCUMENT = Words("Document")
OPEN_DOCUMENT = moment_texts.OPEN_DOCUMENT
CAPTIONS = Words("Sous-titres")
TRANSCRIPT = moment_texts.TRANSCRIPT

# A link that asks for a code
PASSCODE_TITLE = Words("Un code est nécessaire")
PASSCODE_LEAD = Words("Ce lien est protégé. Le code est donné par la personne qui l’a envoyé.")
PASSCODE = Words("Code d’accès")
UNLOCK = Words("Ouvrir")
WRONG_PASSCODE = Words("Ce code n’est pas le bon. Vérifier les majuscules et les espaces, puis réessayer.")
TOO_MANY_PASSCODES = Words("Trop d’essais. Par sécurité, ce lien se repose un moment.")
TRY_IN_ONE_MINUTE = Words("Nouvel essai possible dans 1 minute.")
TRY_IN = Words("Nouvel essai possible dans {minutes} minutes.")
RETRY = Words("Réessayer")
LOST_CODE = Words("Pas de code ? Le demander à la personne qui partage ; Day Tripper ne le connaît pas.")

# A link that leads nowhere
GONE_TITLE = Words("Ce lien ne mène plus nulle part")
GONE_LEAD = Words("Ce n’est pas une panne. Trois raisons possibles :")
GONE_REASONS = (
    Words("le lien était prévu pour un temps, et ce temps est passé ;"),
    Words("la personne qui l’a partagé l’a retiré ;"),
    Words("l’adresse a été mal recopiée."),
)
GONE_ADVICE = Words("Pour lire ce qu’il montrait, demander un nouveau lien à la personne qui l’a envoyé.")
GONE_INVITATION = Words(
    "Pour entrer dans la communauté, demander une nouvelle invitation à la personne qui l’a envoyée."
)

# Where the application was not built, and where its files are forgotten
NO_CLIENT = (
    Words("L’application n’est pas installée ici"),
    Words(
        "Ce service marche, mais son application n’a pas été construite. Il faut Node : `make run` la construit alors."
    ),
)


class SignInWords(NamedTuple):
    title: Words
    lead: Words
    steps: tuple[Words, ...]
    safety: Words


# The link of a sign-in mail, or of a code that was shown, where there is no app
SIGN_IN_LEAD = Words("Ce lien te connecte dans l’application. Sur cet appareil, elle n’est pas installée.")
BY_MAIL = SignInWords(
    Words("Ouvre Day Tripper sur ton téléphone"),
    SIGN_IN_LEAD,
    (
        Words("Ouvre le mail sur le téléphone où tu as l’application."),
        Words("Ou tape dans l’application le code à six chiffres qui est dans le mail."),
        Words("Plus de dix minutes ont passé ? Demande un autre code."),
    ),
    Words("Tu n’as rien demandé ? Ne fais rien : sans ce mail, personne ne se connecte."),
)
BY_CODE = SignInWords(
    Words("Scanne le code QR avec l’application"),
    SIGN_IN_LEAD,
    (
        Words("Installe l’application sur le téléphone que tu as en main."),
        Words("Puis scanne le code QR depuis l’application."),
        Words("Plus de dix minutes ont passé ? Demande à voir un autre code."),
    ),
    Words("Ce code sert une seule fois. Ne le photographie pas et ne l’envoie à personne."),
)
IN_BROWSER = SignInWords(  # where the application of this server opens
    Words("Entre dans Day Tripper"),
    Words("L’application s’ouvre ici, dans ton navigateur. Elle te demande avant d’entrer."),
    (
        Words("Ton journal est sur un autre téléphone ? Ouvre ce lien là-bas."),
        Words("Plus de dix minutes ont passé ? Demande un autre code."),
    ),
    BY_MAIL.safety,
)

# Landing
LANDING_TITLE = Words("Ce que tu vis compte. Gardes-en la trace.")
LANDING_LEAD = Words(
    "Un stage, un coup de main, un chantier, un match : Day Tripper garde tes expériences, et t’aide à montrer ce "
    "qu’elles disent de toi."
)
LANDING_STEPS = (
    (
        Words("Capturer"),
        Words("Une photo, une note vocale ou trois mots, en quelques secondes, même sans réseau."),
    ),
    (
        Words("Raconter"),
        Words("Tes moments deviennent des stories ; tes stories, un portrait : tes talents, avec leurs preuves."),
    ),
    (
        Words("Partager"),
        Words("À qui tu veux, pour ce que tu veux, jusqu’à la date que tu choisis. Tu arrêtes quand tu veux."),
    ),
)
LANDING_PEOPLE_TITLE = Words("Pour qui ?")
LANDING_PEOPLE = (
    (
        Words("Jeunes et adultes"),
        Words(
            "élèves, apprentis, personnes en recherche d’emploi, salariés : "
            "pour tout ce qui ne tient pas dans un diplôme."
        ),
    ),
    (
        Words("Qui accompagne"),
        Words("écoles, missions locales, conseil en emploi : ils voient ce qu’on choisit de montrer, rien d’autre."),
    ),
    (
        Words("Qui reçoit un lien"),
        Words("recruteurs, famille, amis : une page à lire, sans compte à créer."),
    ),
)
LANDING_SAFE = Words("Tes données restent à toi")
LANDING_RULES = (
    Words(
        "Une expérience est privée tant que tu ne la montres pas. Ce que tu ouvres sans le publier s’ouvre à qui tu "
        "choisis, douze mois au plus."
    ),
    Words(
        "Avant 15 ans, rien n’est montré hors de ton école sans le oui d’un parent ou tuteur ; ce qui n’est pas publié "
        "demande un oui à part."
    ),
    Words("Tu vois qui peut voir quoi, qui a lu et quand ; un lien est seulement compté."),
    Words("Pas de notes, pas de classement, pas de commentaire caché, pas de pistage."),
    Words(
        "Tu pars quand tu veux, avec une copie de tout. Ton journal disparaît alors, des sauvegardes aussi une fois "
        "leur temps passé ; ton nom reste douze mois chez qui tu as lu quelque chose."
    ),
)
LANDING_PRIVACY = Words("Ce qui est gardé, et combien de temps")
LANDING_DEVELOPERS = Words("Tu développes une application ?")
LANDING_ACCESS = Words("Qui voit quoi, en une page")
LANDING_API = Words("Lire la documentation de l’API")

# Problems and errors
PROBLEMS_TITLE = Words("Les réponses d’erreur de l’API")
PROBLEMS_LEAD = Words(
    "Chaque erreur porte un `type` : l’adresse de la page qui l’explique. Le format est celui de la RFC 9457."
)
PROBLEM_FAMILY = Words(
    "Une réponse `{status}`. `detail` dit ce qu’il en est cette fois, ou quoi faire ; `request_id` la retrouve."
)
PROBLEM_CASE = Words(
    "Une réponse `{status}`, un cas de « {family} ». `detail` dit ce qu’il en est cette fois, ou quoi faire ; "
    "`request_id` la retrouve."
)
WHAT_IT_MEANS = Words("Ce que cela veut dire")
WHAT_TO_DO = Words("Que faire")
ALL_PROBLEMS = Words("Toutes les erreurs")
ERRORS = {
    404: (
        Words("Page introuvable"),
        Words("Cette adresse ne mène à aucune page. Elle a peut-être été mal recopiée."),
    ),
    500: (
        Words("Quelque chose s’est mal passé"),
        Words("La panne vient de nous. Rien de ce qui était enregistré n’est perdu ; réessayer dans un moment."),
    ),
    503: (
        Words("De retour dans un instant"),
        Words("Le service se repose ou se met à jour. Réessayer dans une minute."),
    ),
}
REQUEST = Words("Numéro à nous donner si cela dure :")
BACK_HOME = Words("Aller à l’accueil")
