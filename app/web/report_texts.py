"""The words of the pages where something is reported and followed: strangers open them, and are addressed neutrally.
The person who published it is addressed by « tu »."""

from app.core.i18n import Words
from app.models.reports import MONTHS_TO_APPEAL, TO_DECIDE, MeasureKind, ReportReason, ReportState
from app.services.accounts.report_templates import EFFECTS, LIFT_EFFECT, LIFT_SUBJECT, MEASURE_SUBJECTS

R = ReportReason
TITLE = Words("Signaler ce contenu")
LEAD = Words(
    "Une personne lit chaque signalement et décide dans les {days} jours. Aucun compte n’est nécessaire. "
    "Qui a publié ce contenu ne saura pas de qui vient le signalement."
).fill(days=TO_DECIDE.days)
COMMUNITY_TITLE = Words("Signaler cette communauté")
COMMUNITY_LEAD = Words(
    "Une personne lit chaque signalement et décide dans les {days} jours. Aucun compte n’est nécessaire. "
    "Ni ses gestionnaires ni ses membres ne sauront de qui vient le signalement."
).fill(days=TO_DECIDE.days)
REASON_LEGEND = Words("Pourquoi ?")
REASONS = {
    R.PICTURED: Words("Je suis sur une photo, une vidéo ou un enregistrement"),
    R.NAMED: Words("On parle de moi, ou on me nomme"),
    R.PERSONAL_DATA: Words("Des informations personnelles sur quelqu’un d’autre"),
    R.HARASSMENT: Words("Du harcèlement ou des moqueries"),
    R.HATE: Words("De la haine ou de la discrimination"),
    R.VIOLENCE: Words("De la violence ou des menaces"),
    R.SEXUAL: Words("Un contenu sexuel"),
    R.SELF_HARM: Words("Quelqu’un semble en danger"),
    R.ILLEGAL: Words("Autre chose d’illégal"),
    R.OTHER: Words("Autre chose"),
}
ABOUT_ME = (  # below each of the first two reasons
    Words(
        "C’est votre image : rien à justifier ni à prouver. Dire seulement, si possible, sur quelle photo ou à quel "
        "moment on vous voit."
    ),
    Words("C’est votre nom : rien à justifier ni à prouver. Dire seulement, si possible, quel passage vous nomme."),
)
DANGER = Words("En cas de danger immédiat, appeler le 15, le 17 ou le 112 ; pour un enfant, le 119.")
TEXT = Words("Ce qui ne va pas, et où")
TEXT_HINT = Words("Facultatif si c’est de vous qu’il s’agit ; obligatoire sinon. 1 000 signes au plus.")
EMAIL = Words("Adresse mail (facultatif)")
EMAIL_HINT = Words(
    "Pour recevoir un accusé et la décision ; rien d’autre. Elle est effacée 6 mois après la dernière réponse."
)
SEND = Words("Envoyer le signalement")
FAULTS = {
    "reason": Words("Choisir une raison."),
    "text": Words("Dire en quelques mots ce qui ne va pas."),
    "long": Words("C’est trop long : 1 000 signes au plus."),
    "email": Words("Cette adresse n’en est pas une. Écrivez-la comme prenom@exemple.fr, ou laissez vide."),
    "wait": Words(
        "Beaucoup de signalements viennent d’arriver d’ici. Rien n’est perdu : renvoyer cette page dans une heure."
    ),
    "appeal": Words("Dire en quelques mots pourquoi."),
}
FOLLOW = Words("Signalement {reference}")
MAIL_NOTE = Words("La décision viendra aussi par mail, à l’adresse donnée.")
NO_MAIL_NOTE = Words("Aucun mail n’est envoyé pour ce signalement.")
KEEP = Words("Garder l’adresse de cette page : elle seule permet de suivre ce signalement.")
SENT_ON = Words("Reçu le {day} : {reason}")
STATES = {
    ReportState.OPEN: Words("En attente de décision, au plus tard le {due}."),
    ReportState.UPHELD: Words("Ce qui a été signalé n’est plus montré là."),
    ReportState.GONE: Words("Ce contenu n’est plus montré."),
    ReportState.LEFT: Words("Les opérateurs n’ont rien retiré."),
}
DECISION = Words("La raison de la décision")
APPEAL = Words("Contester cette décision")
APPEAL_MONTHS = MONTHS_TO_APPEAL
APPEAL_HINT = Words(
    "Jusqu’au {until} ({months} mois après la décision), une fois. Après la réponse, ou sans elle, restent "
    "ouverts la CNIL et le juge."
)
APPEAL_WORDS = Words("Pourquoi, en quelques mots")
APPEAL_SEND = Words("Envoyer la contestation")
APPEAL_TITLE = Words("La contestation")
APPEAL_NOTE = Words("Contestation envoyée le {day}.")
APPEAL_WAITS = Words("Une réponse suit sur cette page.")
ANSWER = Words("La réponse à la contestation")
NO_REPORT = (
    Words("Aucun signalement ici"),
    Words("L’adresse a été mal recopiée, ou ce signalement est effacé."),
)
NO_MEASURE = (
    Words("Aucune décision ici"),
    Words("L’adresse a été mal recopiée, ou le compte n’existe plus."),
)
MEASURES = {kind: (MEASURE_SUBJECTS[kind], EFFECTS[kind]) for kind in MeasureKind}
LIFTED_PAGE = (LIFT_SUBJECT, LIFT_EFFECT)
TAKEN_ON = Words("Décidé le {day} par les opérateurs de Day Tripper.")
OBJECT = Words("T’y opposer, ou dire ce que tu as changé")
