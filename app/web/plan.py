"""Every page, and the states it can be in: the plan of the site, and the sample of the audit of accessibility."""

from typing import NamedTuple

from app.core.i18n import Words
from app.web import texts


class PlannedPage(NamedTuple):
    """`path` as the router has it; `states`: what the page can show, where that differs."""

    path: str
    title: Words
    states: tuple[Words, ...] = ()
    other_paths: tuple[str, ...] = ()  # paths of the same page: its forms, and what they answer


OPEN = (
    PlannedPage("/", texts.HOME_PAGE),
    PlannedPage("/qui-voit-quoi", Words("Qui voit quoi")),
    PlannedPage("/privacy", texts.PRIVACY),
    PlannedPage("/mentions-legales", texts.LEGAL),
    PlannedPage("/accessibilite", Words("Accessibilité")),
    PlannedPage("/plan", texts.PLAN),
    PlannedPage("/r", Words("L’entrée d’une salle, par son code")),
    PlannedPage(
        "/problems",
        texts.PROBLEMS_TITLE,
        (Words("la liste"), Words("une erreur expliquée")),
        ("/problems/{slug}",),
    ),
    PlannedPage(
        "/docs",
        Words("La documentation de l’API"),
        (Words("le guide"), Words("un groupe de la référence")),
        ("/docs/{group}",),
    ),
)
REQUEST = Words("la demande")
DECISION = Words("la décision, et sa contestation")
REFUSAL = Words("le refus enregistré")
ANSWER = Words("la réponse enregistrée")
FAULTS = Words("ce qu’il faut corriger")
GONE_LINK = Words("le lien ne mène plus nulle part")
JOINING = (
    Words("le code reçu par mail"),
    Words("l’adresse d’un parent ou tuteur"),
    Words("bienvenue"),
    Words("la demande envoyée"),
    FAULTS,
)
BY_LINK = (
    PlannedPage(
        "/s/{token}",
        Words("Une story ou un portrait partagé"),
        (
            Words("la story"),
            Words("le portrait"),
            Words("le code demandé"),
            Words("le code refusé"),
            Words("trop d’essais"),
            GONE_LINK,
        ),
        ("/s/{token}/unlock", "/m/{media_key}/{name}"),
    ),
    PlannedPage("/b/{token}", Words("Le bilan d’un programme"), (Words("le bilan"), GONE_LINK)),
    PlannedPage(
        "/s/{token}/report",
        Words("Le signalement d’un contenu ou d’une communauté"),
        (REQUEST, FAULTS, GONE_LINK),
        ("/r/m/{media_key}/{name}", "/c/{community_id}/report", "/i/{invitation}/report"),
    ),
    PlannedPage("/w/{token}", Words("Le mur d’une salle, sur un grand écran"), (Words("le mur"), GONE_LINK)),
    PlannedPage(
        "/r/{token}",
        Words("La salle d’une journée, ou le suivi d’un signalement"),
        (
            Words("l’entrée, par un QR code ou un ticket"),
            Words("ce qui est demandé maintenant"),
            Words("de quoi garder ce que l’on a fait"),
            Words("en attente"),
            DECISION,
            FAULTS,
            Words("aucun signalement"),
        ),
        ("/r/{token}/appeal",),
    ),
    PlannedPage(
        "/d/{token}",
        Words("Une décision des opérateurs"),
        (
            DECISION,
            Words("levée"),
            FAULTS,
            Words("aucune décision"),
        ),
        ("/d/{token}/appeal",),
    ),
    PlannedPage(
        "/i/{token}",
        Words("Une invitation dans une communauté"),
        (
            Words("l’adresse demandée"),
            *JOINING,
            GONE_LINK,
        ),
        ("/i/{token}/code", "/i/{token}/membership", "/i/{token}/guardian"),
    ),
    PlannedPage(
        "/c/{community_id}",
        Words("La page d’une communauté"),
        (
            Words("la demande pour y entrer"),
            Words("l’entrée sur invitation seulement"),
            *JOINING,
        ),
        ("/c/{community_id}/code", "/c/{community_id}/membership", "/c/{community_id}/guardian"),
    ),
    PlannedPage(
        "/c/{community_id}/stories/{mission_id}",
        Words("Une story racontée à plusieurs"),
        (Words("la story, partie par partie"), GONE_LINK),
    ),
    PlannedPage(
        "/p/{token}",
        Words("La place gardée dans une communauté"),
        (Words("en attente d’un parent ou tuteur"), FAULTS, ANSWER, GONE_LINK),
    ),
    PlannedPage(
        "/g/{token}",
        Words("L’accord d’un parent ou tuteur"),
        (
            REQUEST,
            Words("ce qui a été accepté, et ce qui est montré"),
            FAULTS,
            ANSWER,
            REFUSAL,
            Words("l’accord retiré"),
            GONE_LINK,
        ),
    ),
    PlannedPage(
        "/g/{token}/birth-year",
        Words("L’année de naissance, confirmée par un parent ou tuteur"),
        (Words("à confirmer"), Words("à corriger"), FAULTS, ANSWER, GONE_LINK),
    ),
    PlannedPage(
        "/e/{token}",
        Words("La reconnaissance d’un talent"),
        (
            REQUEST,
            Words("ce qui a été confirmé"),
            REFUSAL,
            Words("la demande signalée"),
            Words("la réponse retirée"),
            FAULTS,
            GONE_LINK,
        ),
        ("/e/{token}/confirmation", "/e/{token}/refusal", "/e/{token}/report", "/e/{token}/withdrawal"),
    ),
    PlannedPage(
        "/n/{token}",
        Words("L’arrêt de mails"),
        (REQUEST, ANSWER, GONE_LINK),
    ),
    PlannedPage(
        "/k/{token}",
        Words("Un compte qui ne sert plus depuis longtemps"),
        (REQUEST, ANSWER, GONE_LINK),
    ),
    PlannedPage(
        "/sign-in/{link_token}",
        Words("La connexion sur un téléphone"),
        (Words("le lien d’un mail"), Words("le code QR"), Words("le retour d’un service d’identité")),
    ),
    PlannedPage(
        "/connect/{provider}",
        Words("La réponse d’un service d’identité"),
        (Words("la connexion refusée"), Words("pas de réponse")),
    ),
    PlannedPage("/signed-out", Words("La déconnexion")),
    PlannedPage("/x", Words("Une copie qui n’est plus là")),
)
