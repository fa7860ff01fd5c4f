"""The words of the pages. Strangers who follow a link are addressed neutrally; whoever holds an account is « tu »."""

from app.core.i18n import Words
from app.services.shared import moment_texts

PRODUCT = "Day Tripper"
TAGLINE = Words("Le journal de ce que tu vis", "The journal of what you live")
SKIP = Words("Aller au contenu", "Skip to the content")
HOME = Words("Day Tripper, accueil", "Day Tripper, home page")
PROMISE = Words("Aucun traceur, aucune publicité.", "No trackers, no advertising.")
ABOUT = Words("Qu’est-ce que Day Tripper ?", "What is Day Tripper?")
OPEN_APP = Words("Ouvrir l’application", "Open the app")
PRIVACY = Words("Vie privée", "Privacy")
REPORT = Words("Signaler ce contenu", "Report this content")

PAGES = Words("Pages du site", "Pages of the site")
HOME_PAGE = Words("Accueil", "Home")
ACCESSIBILITY = Words("Accessibilité : {state}", "Accessibility: {state}")
LEGAL = Words("Mentions légales", "Legal notice")
PLAN = Words("Plan du site", "Site map")

# Who answers for the data that a form asks for
CONTROLLER = Words(
    "{controller} fait tourner ce service et répond de ces données.",
    "{controller} runs this service and answers for this data.",
)
DPO = Words("Délégué à la protection des données :", "Data protection officer:")
DATA = Words("Une question sur ces données :", "A question about this data:")
CONTACT = Words("Toute autre question :", "Any other question:")
REQUIRED_LABEL = Words("obligatoire", "required")
TOO_MANY_TITLE = Words("Trop de codes essayés", "Too many codes tried")
FAULT = Words("Erreur :", "Error:")  # before the title of a page that shows what is to be corrected
DATA_KEPT_LINK = Words("Ce qui est gardé, pourquoi et combien de temps", "What is kept, why and for how long")

# Story
STORY = Words("Story", "Story")
BY = Words("par {name}", "by {name}")
PUBLICATION_DAY = Words("publiée le {day}", "published on {day}")
EDITION = Words("édition {number}", "edition {number}")
ONE_MOMENT = moment_texts.ONE_MOMENT
MOMENTS = moment_texts.MOMENTS
PRIVATE = Words("Cette story est partagée par un lien privé.", "This story is shared by a private link.")
PRIVATE_UNTIL = Words(
    "Cette story est partagée par un lien privé, qui fonctionne jusqu’au {day}.",
    "This story is shared by a private link, which works until {day}.",
)
ANONYMITY_NOTE = Words(
    "Sa lecture reste anonyme : ni compte, ni suivi. Day Tripper est un journal d’expériences de vie et de travail, "
    "pour l’orientation tout au long de la vie.",
    "Reading it is anonymous: no account, no tracking. Day Tripper is a journal of life and work experiences, "
    "for career guidance at any age.",
)
SKILLS = moment_texts.SKILLS
SKILLS_IN_ACTION = Words("Les compétences en action", "Skills in action")
SKILLS_IN_ACTION_LEAD = Words(
    "Repérées par l’autrice ou l’auteur de la story ; chaque lien mène au moment vécu.",
    "Spotted by the story’s author; each link leads to the moment lived.",
)
TAGS = moment_texts.TAGS
REFLECTION = moment_texts.REFLECTION
CONTEXTS = moment_texts.CONTEXTS

# Media
NO_ALT = Words("Photo sans description", "Photo without a description")
ENLARGE = Words("Voir en grand", "See full size")
ARRIVING = moment_texts.ARRIVING
MISSING = Words("Ce média n’est pas disponible.", "This item is not available.")
AUDIO = Words("Note vocale", "Voice note")
VIDEO = Words("Vidéo", "Video")
DOCUMENT = Words("Document", "Document")
OPEN_DOCUMENT = moment_texts.OPEN_DOCUMENT
CAPTIONS = Words("Sous-titres", "Captions")
TRANSCRIPT = moment_texts.TRANSCRIPT

# A link that asks for a code
PASSCODE_TITLE = Words("Un code est nécessaire", "A passcode is needed")
PASSCODE_LEAD = Words(
    "Ce lien est protégé. Le code est donné par la personne qui l’a envoyé.",
    "This link is protected. Whoever sent it has the code.",
)
PASSCODE = Words("Code d’accès", "Access code")
UNLOCK = Words("Ouvrir", "Open")
WRONG_PASSCODE = Words(
    "Ce code n’est pas le bon. Vérifier les majuscules et les espaces, puis réessayer.",
    "That is not the code. Check capitals and spaces, then try again.",
)
TOO_MANY_PASSCODES = Words(
    "Trop d’essais. Par sécurité, ce lien se repose un moment.",
    "Too many tries. For safety this link rests for a while.",
)
TRY_IN_ONE_MINUTE = Words("Nouvel essai possible dans 1 minute.", "Another try is possible in 1 minute.")
TRY_IN = Words("Nouvel essai possible dans {minutes} minutes.", "Another try is possible in {minutes} minutes.")
RETRY = Words("Réessayer", "Try again")
LOST_CODE = Words(
    "Pas de code ? Le demander à la personne qui partage ; Day Tripper ne le connaît pas.",
    "No code? Ask the person who shares; Day Tripper does not know it.",
)

# A link that leads nowhere
GONE_TITLE = Words("Ce lien ne mène plus nulle part", "This link leads nowhere any more")
GONE_LEAD = Words("Ce n’est pas une panne. Trois raisons possibles :", "Nothing is broken. Three possible reasons:")
GONE_REASONS = (
    Words(
        "le lien était prévu pour un temps, et ce temps est passé ;", "the link was meant for a time, which is over;"
    ),
    Words("la personne qui l’a partagé l’a retiré ;", "the person who shared it took it back;"),
    Words("l’adresse a été mal recopiée.", "the address was not copied whole."),
)
GONE_ADVICE = Words(
    "Pour lire ce qu’il montrait, demander un nouveau lien à la personne qui l’a envoyé.",
    "To read what it showed, ask for a new link from the person who sent it.",
)
GONE_INVITATION = Words(
    "Pour entrer dans la communauté, demander une nouvelle invitation à la personne qui l’a envoyée.",
    "To join the community, ask for a new invitation from the person who sent it.",
)

# The link of a sign-in mail, where there is no app
SIGN_IN_TITLE = Words("Ouvre Day Tripper sur ton téléphone", "Open Day Tripper on your phone")
SIGN_IN_LEAD = Words(
    "Ce lien te connecte dans l’application. Sur cet appareil, elle n’est pas installée.",
    "This link signs you in to the app. It is not installed on this device.",
)
SIGN_IN_STEPS = (
    Words("Ouvre le mail sur le téléphone où tu as l’application.", "Open the mail on the phone that has the app."),
    Words(
        "Ou tape dans l’application le code à six chiffres qui est dans le mail.",
        "Or type the six-digit code of the mail into the app.",
    ),
    Words("Plus de dix minutes ont passé ? Demande un autre code.", "Ten minutes have passed? Ask for another code."),
)
SIGN_IN_SAFE = Words(
    "Tu n’as rien demandé ? Ne fais rien : sans ce mail, personne ne se connecte.",
    "You asked for nothing? Do nothing: without that mail nobody signs in.",
)

# Landing
LANDING_TITLE = Words("Ce que tu vis compte. Gardes-en la trace.", "What you live counts. Keep a trace of it.")
LANDING_LEAD = Words(
    "Un stage, un coup de main, un chantier, un match : Day Tripper garde tes expériences, et t’aide à montrer ce "
    "qu’elles disent de toi.",
    "A placement, a helping hand, a building site, a match: Day Tripper keeps your experiences, and helps you show "
    "what they say about you.",
)
LANDING_STEPS = (
    (
        Words("Capturer", "Capture"),
        Words(
            "Une photo, une note vocale ou trois mots, en quelques secondes, même sans réseau.",
            "A photo, a voice note or three words, in seconds, even without a signal.",
        ),
    ),
    (
        Words("Raconter", "Tell"),
        Words(
            "Tes moments deviennent des stories ; tes stories, un Portrait : tes talents, avec leurs preuves.",
            "Your moments become stories; your stories, a Portrait: your talents, with their evidence.",
        ),
    ),
    (
        Words("Partager", "Share"),
        Words(
            "À qui tu veux, pour ce que tu veux, jusqu’à la date que tu choisis. Tu arrêtes quand tu veux.",
            "With whom you like, for what you like, until the day you choose. You stop when you like.",
        ),
    ),
)
LANDING_PEOPLE_TITLE = Words("Pour qui ?", "For whom?")
LANDING_PEOPLE = (
    (
        Words("Jeunes et adultes", "Young people and adults"),
        Words(
            "élèves, apprentis, personnes en recherche d’emploi, salariés : tout ce qui ne tient pas dans un diplôme.",
            "pupils, apprentices, job-seekers, employees: all that no diploma can hold.",
        ),
    ),
    (
        Words("Qui accompagne", "Those who guide"),
        Words(
            "écoles, missions locales, conseil en emploi : ils voient ce qu’on choisit de montrer, rien d’autre.",
            "schools, local missions, employment services: they see what was chosen for them, and nothing else.",
        ),
    ),
    (
        Words("Qui reçoit un lien", "Those who receive a link"),
        Words(
            "recruteurs, famille, amis : une page à lire, sans compte à créer.",
            "recruiters, family, friends: a page to read, with no account to make.",
        ),
    ),
)
LANDING_SAFE = Words("Tes données restent à toi", "Your data stays yours")
LANDING_RULES = (
    Words(
        "Une expérience est privée tant que tu ne la montres pas. Ce que tu ouvres sans le publier s’ouvre à qui tu "
        "choisis, douze mois au plus.",
        "An experience is private as long as you do not show it. What you open without publishing it is open to those "
        "you chose, for twelve months at most.",
    ),
    Words(
        "Avant 15 ans, rien n’est montré hors de ton école sans le oui d’un parent ou tuteur ; ce qui n’est pas publié "
        "demande un oui à part.",
        "Under 15, nothing is shown outside your school without the yes of a parent or guardian; what is not published "
        "takes a yes apart.",
    ),
    Words(
        "Tu vois qui peut voir quoi, qui a lu et quand ; un lien est seulement compté.",
        "You see who may see what, who read and when; a link is only counted.",
    ),
    Words(
        "Pas de notes, pas de classement, pas de commentaire caché, pas de pistage.",
        "No marks, no rankings, no hidden comments, no tracking.",
    ),
    Words(
        "Tu pars quand tu veux, avec une copie de tout. Ton journal disparaît alors, des sauvegardes aussi une fois "
        "leur temps passé ; ton nom reste douze mois chez qui tu as lu quelque chose.",
        "You leave when you like, with a copy of everything. Your journal is gone then, from backups, too, once their "
        "time is over; your name stays for twelve months with those of whom you read something.",
    ),
)
LANDING_PRIVACY = Words("Ce qui est gardé, et combien de temps", "What is kept, and for how long")
LANDING_DEVELOPERS = Words("Tu développes une application ?", "Are you building an app?")
LANDING_ACCESS = Words("Qui voit quoi, en une page", "Who sees what, on one page")
LANDING_API = Words("Lire la documentation de l’API", "Read the API documentation")

# Problems and errors
PROBLEMS_TITLE = Words("Les réponses d’erreur de l’API", "The API’s error answers")
PROBLEMS_LEAD = Words(
    "Chaque erreur porte un `type` : l’adresse de la page qui l’explique. Le format est celui de la RFC 9457.",
    "Each error carries a `type`: the address of the page that explains it. The format is that of RFC 9457.",
)
PROBLEM_FAMILY = Words(
    "Une réponse `{status}`. `detail` dit ce qu’il en est cette fois, ou quoi faire ; `request_id` la retrouve.",
    "An answer `{status}`. `detail` is about this one time, or what to do; `request_id` finds it again.",
)
PROBLEM_CASE = Words(
    "Une réponse `{status}`, un cas de « {family} ». `detail` dit ce qu’il en est cette fois, ou quoi faire ; "
    "`request_id` la retrouve.",
    "An answer `{status}`, a case of “{family}”. `detail` is about this one time, or what to do; `request_id` "
    "finds it again.",
)
WHAT_IT_MEANS = Words("Ce que cela veut dire", "What it means")
WHAT_TO_DO = Words("Que faire", "What to do")
ALL_PROBLEMS = Words("Toutes les erreurs", "All errors")
ERRORS = {
    404: (
        Words("Page introuvable", "Page not found"),
        Words(
            "Cette adresse ne mène à aucune page. Elle a peut-être été mal recopiée.",
            "There is no page at this address. It may not have been copied whole.",
        ),
    ),
    500: (
        Words("Quelque chose s’est mal passé", "Something went wrong"),
        Words(
            "La panne vient de nous. Rien de ce qui était enregistré n’est perdu ; réessayer dans un moment.",
            "The fault is ours. Nothing that was saved is lost; try again in a moment.",
        ),
    ),
    503: (
        Words("De retour dans un instant", "Back in a moment"),
        Words(
            "Le service se repose ou se met à jour. Réessayer dans une minute.",
            "The service is resting or being updated. Try again in a minute.",
        ),
    ),
}
REQUEST = Words("Numéro à nous donner si cela dure :", "Number to tell us if it lasts:")
BACK_HOME = Words("Aller à l’accueil", "Go to the home page")
