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
    PlannedPage("/qui-voit-quoi", Words("Qui voit quoi", "Who sees what")),
    PlannedPage("/privacy", texts.PRIVACY),
    PlannedPage("/mentions-legales", texts.LEGAL),
    PlannedPage("/accessibilite", Words("Accessibilité", "Accessibility")),
    PlannedPage("/plan", texts.PLAN),
    PlannedPage(
        "/problems",
        texts.PROBLEMS_TITLE,
        (Words("la liste", "the list"), Words("une erreur expliquée", "one error, explained")),
        ("/problems/{slug}",),
    ),
    PlannedPage("/docs", Words("La documentation de l’API", "The API documentation")),
)
REQUEST = Words("la demande", "the request")
DECISION = Words("la décision, et sa contestation", "the decision, and the appeal")
REFUSAL = Words("le refus enregistré", "the refusal that was saved")
ANSWER = Words("la réponse enregistrée", "the answer that was saved")
FAULTS = Words("ce qu’il faut corriger", "what is to be corrected")
GONE_LINK = Words("le lien ne mène plus nulle part", "the link leads nowhere any more")
JOINING = (
    Words("le code reçu par mail", "the code that came by mail"),
    Words("l’adresse d’un parent ou tuteur", "the address of a parent or guardian"),
    Words("bienvenue", "welcome"),
    Words("la demande envoyée", "the request that was sent"),
    FAULTS,
)
BY_LINK = (
    PlannedPage(
        "/s/{token}",
        Words("Une story ou un portrait partagé", "A shared story or portrait"),
        (
            Words("la story", "the story"),
            Words("le portrait", "the portrait"),
            Words("le code demandé", "the code that is asked for"),
            Words("le code refusé", "the code that was refused"),
            Words("trop d’essais", "too many tries"),
            GONE_LINK,
        ),
        ("/s/{token}/unlock", "/m/{media_key}/{name}"),
    ),
    PlannedPage(
        "/s/{token}/report",
        Words("Le signalement d’un contenu ou d’une communauté", "The report of some content or a community"),
        (REQUEST, FAULTS, GONE_LINK),
        ("/r/m/{media_key}/{name}", "/c/{community_id}/report", "/i/{invitation}/report"),
    ),
    PlannedPage(
        "/r/{token}",
        Words("Le suivi d’un signalement", "A report that is followed"),
        (
            Words("en attente", "waiting"),
            DECISION,
            FAULTS,
            Words("aucun signalement", "no report"),
        ),
        ("/r/{token}/appeal",),
    ),
    PlannedPage(
        "/d/{token}",
        Words("Une décision des opérateurs", "A decision of the operators"),
        (
            DECISION,
            Words("levée", "lifted"),
            FAULTS,
            Words("aucune décision", "no decision"),
        ),
        ("/d/{token}/appeal",),
    ),
    PlannedPage(
        "/i/{token}",
        Words("Une invitation dans une communauté", "An invitation to a community"),
        (
            Words("l’adresse demandée", "the address that is asked for"),
            *JOINING,
            GONE_LINK,
        ),
        ("/i/{token}/code", "/i/{token}/membership", "/i/{token}/guardian"),
    ),
    PlannedPage(
        "/c/{community_id}",
        Words("La page d’une communauté", "The page of a community"),
        (
            Words("la demande pour y entrer", "the request to join"),
            Words("l’entrée sur invitation seulement", "by invitation only"),
            *JOINING,
        ),
        ("/c/{community_id}/code", "/c/{community_id}/membership", "/c/{community_id}/guardian"),
    ),
    PlannedPage(
        "/p/{token}",
        Words("La place gardée dans une communauté", "The place that is kept in a community"),
        (Words("en attente d’un parent ou tuteur", "waiting for a parent or guardian"), FAULTS, ANSWER, GONE_LINK),
    ),
    PlannedPage(
        "/g/{token}",
        Words("L’accord d’un parent ou tuteur", "The agreement of a parent or guardian"),
        (
            REQUEST,
            Words("ce qui a été accepté, et ce qui est montré", "what was agreed to, and what is shown"),
            FAULTS,
            ANSWER,
            REFUSAL,
            Words("l’accord retiré", "the agreement that ended"),
            GONE_LINK,
        ),
    ),
    PlannedPage(
        "/g/{token}/birth-year",
        Words("L’année de naissance, confirmée par un parent ou tuteur", "The year of birth, confirmed by a guardian"),
        (Words("à confirmer", "to be confirmed"), Words("à corriger", "to be corrected"), FAULTS, ANSWER, GONE_LINK),
    ),
    PlannedPage(
        "/e/{token}",
        Words("La reconnaissance d’un talent", "The confirmation of a talent"),
        (
            REQUEST,
            Words("ce qui a été confirmé", "what was confirmed"),
            REFUSAL,
            Words("la demande signalée", "the request that was reported"),
            Words("la réponse retirée", "the answer that was withdrawn"),
            FAULTS,
            GONE_LINK,
        ),
        ("/e/{token}/confirmation", "/e/{token}/refusal", "/e/{token}/report", "/e/{token}/withdrawal"),
    ),
    PlannedPage(
        "/n/{token}",
        Words("L’arrêt de mails", "The end of mails"),
        (REQUEST, ANSWER, GONE_LINK),
    ),
    PlannedPage(
        "/k/{token}",
        Words("Un compte qui ne sert plus depuis longtemps", "An account that was not used for long"),
        (REQUEST, ANSWER, GONE_LINK),
    ),
    PlannedPage("/sign-in/{link_token}", Words("La connexion sur un téléphone", "Signing in on a phone")),
    PlannedPage("/x", Words("Une copie qui n’est plus là", "A copy that is no longer there")),
)
