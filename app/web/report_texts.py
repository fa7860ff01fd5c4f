"""The words of the pages where something is reported and followed: strangers open them, and are addressed neutrally.
Whoever's it is reads « tu »."""

from app.core.i18n import Words
from app.models.reports import TO_APPEAL, TO_DECIDE, MeasureKind, ReportReason, ReportState
from app.services.accounts.report_templates import EFFECTS, LIFT_EFFECT, LIFT_SUBJECT, MEASURE_SUBJECTS

R = ReportReason
TITLE = Words("Signaler ce contenu", "Report this content")
LEAD = Words(
    "Une personne lit chaque signalement et décide dans les {days} jours. Aucun compte n’est nécessaire. "
    "Qui a publié ce contenu ne saura pas de qui vient le signalement.",
    "A person reads each report and decides within {days} days. No account is needed. Whoever published "
    "this will not know who reported it.",
).fill(days=TO_DECIDE.days)
COMMUNITY_TITLE = Words("Signaler cette communauté", "Report this community")
COMMUNITY_LEAD = Words(
    "Une personne lit chaque signalement et décide dans les {days} jours. Aucun compte n’est nécessaire. "
    "Ni ses gestionnaires ni ses membres ne sauront de qui vient le signalement.",
    "A person reads each report and decides within {days} days. No account is needed. Neither its managers "
    "nor its members will know who reported it.",
).fill(days=TO_DECIDE.days)
REASON_LEGEND = Words("Pourquoi ?", "Why?")
REASONS = {
    R.PICTURED: Words(
        "Je suis sur une photo, une vidéo ou un enregistrement", "I am in a photo, a video or a recording"
    ),
    R.NAMED: Words("On parle de moi, ou on me nomme", "I am named, or told about"),
    R.PERSONAL_DATA: Words(
        "Des informations personnelles sur quelqu’un d’autre", "Personal information about somebody else"
    ),
    R.HARASSMENT: Words("Du harcèlement ou des moqueries", "Harassment or mockery"),
    R.HATE: Words("De la haine ou de la discrimination", "Hate or discrimination"),
    R.VIOLENCE: Words("De la violence ou des menaces", "Violence or threats"),
    R.SEXUAL: Words("Un contenu sexuel", "Sexual content"),
    R.SELF_HARM: Words("Quelqu’un semble en danger", "Somebody seems to be in danger"),
    R.ILLEGAL: Words("Autre chose d’illégal", "Something else that is illegal"),
    R.OTHER: Words("Autre chose", "Something else"),
}
ABOUT_ME = Words(
    "C’est votre image ou votre nom : rien à justifier ni à prouver. Dire seulement, si possible, où l’on vous voit ou "
    "vous nomme (quelle photo, quel passage).",
    "It is your picture or your name: you have nothing to justify or prove. Only say, if you can, where you are seen "
    "or named (which photo, which passage).",
)
DANGER = Words(
    "En cas de danger immédiat, appeler le 15, le 17 ou le 112 ; pour un enfant, le 119.",
    "In immediate danger, call 15, 17 or 112 in France; for a child, 119.",
)
TEXT = Words("Ce qui ne va pas, et où", "What is wrong, and where")
TEXT_HINT = Words(
    "Facultatif si c’est de vous qu’il s’agit ; obligatoire sinon. 1 000 signes au plus.",
    "Optional where it is about you; required otherwise. 1,000 characters at most.",
)
EMAIL = Words("Adresse mail (facultatif)", "Email address (optional)")
EMAIL_HINT = Words(
    "Pour recevoir un accusé et la décision ; rien d’autre. Elle est effacée 6 mois après la dernière réponse.",
    "To get a receipt and the decision; nothing else. It is erased 6 months after the last answer.",
)
SEND = Words("Envoyer le signalement", "Send the report")
FAULTS = {
    "reason": Words("Choisir une raison.", "Choose a reason."),
    "text": Words("Dire en quelques mots ce qui ne va pas.", "Say in a few words what is wrong."),
    "long": Words("C’est trop long : 1 000 signes au plus.", "That is too long: 1,000 characters at most."),
    "email": Words(
        "Cette adresse n’en est pas une. Écrivez-la comme prenom@exemple.fr, ou laissez vide.",
        "That is no address. Write it like name@example.org, or leave it empty.",
    ),
    "wait": Words(
        "Beaucoup de signalements viennent d’arriver d’ici. Rien n’est perdu : renvoyer cette page dans une heure.",
        "Many reports have just come from here. Nothing is lost: send this page again in an hour.",
    ),
    "appeal": Words("Dire en quelques mots pourquoi.", "Say in a few words why."),
}
FOLLOW = Words("Signalement {reference}", "Report {reference}")
MAIL_NOTE = Words(
    "La décision viendra aussi par mail, à l’adresse donnée.", "The decision also comes by mail, to the address given."
)
NO_MAIL_NOTE = Words("Aucun mail n’est envoyé pour ce signalement.", "No mail is sent about this report.")
KEEP = Words(
    "Garder l’adresse de cette page : elle seule permet de suivre ce signalement.",
    "Keep the address of this page: it is the only way to follow this report.",
)
SENT_ON = Words("Reçu le {day} : {reason}", "Received on {day}: {reason}")
STATES = {
    ReportState.OPEN: Words(
        "En attente de décision, au plus tard le {due}.", "Waiting for a decision, by {due} at the latest."
    ),
    ReportState.UPHELD: Words(
        "Ce qui a été signalé n’est plus montré là.", "What was reported is no longer shown there."
    ),
    ReportState.GONE: Words(
        "Ce contenu n’est plus montré, pour une autre raison que celle du signalement.",
        "It is no longer shown, for another reason than that of the report.",
    ),
    ReportState.LEFT: Words("Les opérateurs n’ont rien retiré.", "The operators took nothing down."),
}
DECISION = Words("La raison de la décision", "The reason of the decision")
APPEAL = Words("Contester cette décision", "Appeal against this decision")
APPEAL_DAYS = TO_APPEAL.days
APPEAL_HINT = Words(
    "Jusqu’au {until} ({days} jours après la décision), une fois. Après la réponse, ou sans elle, restent "
    "ouverts la CNIL et le juge.",
    "Until {until} ({days} days after the decision), once. After the answer, or without one, the data "
    "protection authority (CNIL) and the courts remain open.",
)
APPEAL_WORDS = Words("Pourquoi, en quelques mots", "Why, in a few words")
APPEAL_SEND = Words("Envoyer la contestation", "Send the appeal")
APPEAL_NOTE = Words(
    "Contestation envoyée le {day}. Une réponse suit sur cette page.",
    "Appeal sent on {day}. The answer follows on this page.",
)
ANSWER = Words("La réponse à la contestation", "The answer to the appeal")
NO_REPORT = (
    Words("Aucun signalement ici", "No report here"),
    Words(
        "L’adresse a été mal recopiée, ou ce signalement est effacé.",
        "The address was not copied whole, or that report is erased.",
    ),
)
NO_MEASURE = (
    Words("Aucune décision ici", "No decision here"),
    Words(
        "L’adresse a été mal recopiée, ou le compte n’existe plus.",
        "The address was not copied whole, or the account is gone.",
    ),
)
MEASURES = {kind: (MEASURE_SUBJECTS[kind], EFFECTS[kind]) for kind in MeasureKind}
LIFTED_PAGE = (LIFT_SUBJECT, LIFT_EFFECT)
TAKEN_ON = Words(
    "Décidé le {day} par les opérateurs de Day Tripper.", "Decided on {day} by the operators of Day Tripper."
)
OBJECT = Words("T’y opposer, ou dire ce que tu as changé", "Object, or say what you changed")
