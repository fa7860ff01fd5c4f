"""Templates of mails to a reporter, a stranger who is not addressed; and to the person who was reported: « tu »."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.models.reports import TO_DECIDE, MeasureKind
from app.services.notifications.mail_bodies import (
    ACCOUNT_REASON,
    Button,
    Heading,
    MailBody,
    MailKind,
    Paragraph,
    Quotation,
    compose,
    line,
)

RECEIPT_SUBJECT = Words("Signalement {reference} reçu", "Report {reference} received")
DECISION_SUBJECT = Words("Signalement {reference} : la décision", "Report {reference}: the decision")
MEASURE_SUBJECTS = {
    MeasureKind.WITHDRAW_STORY: Words("Ta story a été retirée", "Your story was withdrawn"),
    MeasureKind.WITHDRAW_PORTRAIT: Words("Ton portrait a été retiré", "Your portrait was withdrawn"),
    MeasureKind.END_GRANT: Words("Un accès que tu as donné a pris fin", "An access you gave was ended"),
    MeasureKind.RESTRICT: Words("Ton compte est restreint", "Your account is restricted"),
}
EFFECTS = {
    MeasureKind.WITHDRAW_STORY: Words(
        "Plus personne d’autre que toi ne la voit, et elle ne peut pas être publiée à nouveau tant que cette décision "
        "tient. Ton journal n’a pas changé.",
        "Nobody but you sees it any more, and it cannot be published again while this decision stands. Your journal "
        "has not changed.",
    ),
    MeasureKind.WITHDRAW_PORTRAIT: Words(
        "Plus personne d’autre que toi ne le voit, et il ne peut pas être publié à nouveau tant que cette décision "
        "tient. Tes talents et ton journal n’ont pas changé.",
        "Nobody but you sees it any more, and it cannot be published again while this decision stands. Your talents "
        "and your journal have not changed.",
    ),
    MeasureKind.END_GRANT: Words(
        "Qui l’avait ne voit plus rien par lui. Rien d’autre n’a changé.",
        "Whoever had it sees nothing through it any more. Nothing else has changed.",
    ),
    MeasureKind.RESTRICT: Words(
        "Rien de nouveau ne peut être publié, partagé, demandé ni commenté. Ton journal reste à toi : tu peux écrire, "
        "tout relire, tout emporter et tout effacer.",
        "Nothing new can be published, shared, asked for or commented. Your journal stays yours: you can write, read "
        "all of it, take it along and erase it.",
    ),
}
LIFT_SUBJECT = Words("La décision est levée", "The decision is lifted")
LIFT_EFFECT = Words(
    "Ce qui avait été retiré peut être publié et partagé à nouveau. Ce qui avait pris fin ne revient pas de soi-même.",
    "What was withdrawn can be published and shared again. What was ended does not come back by itself.",
)
ANSWER_SUBJECT = Words("La réponse à ta contestation", "The answer to your objection")
ANSWER_EFFECT = Words("La décision reste la même.", "The decision stays as it is.")
SIGNED_OUT = Words("Ton compte a été déconnecté partout", "Your account was signed out everywhere")
SIGNED_OUT_EFFECT = Words(
    "Toutes les sessions ont pris fin, et le mot de passe est oublié. Un code reçu par mail suffit pour revenir ; "
    "choisis alors un nouveau mot de passe.",
    "All sessions have ended, and the password is forgotten. A code by mail is enough to come back; then choose a new "
    "password.",
)
DELETION = Words(  # to whoever reported it
    "Ce contenu n’existe plus : qui l’avait publié l’a effacé.",
    "It is gone: whoever had published it erased it.",
)
NAME_SUBJECT = Words("Ton nom a été corrigé", "Your name was corrected")
OTHERWISE = Words(
    "Ce contenu n’est plus montré, pour une autre raison que celle de ce signalement.",
    "It is no longer shown, for another reason than that of this report.",
)
NAME_EFFECT = Words("Le nom affiché est maintenant : {name}", "The name shown is now: {name}")
TAKEN_ALONG = Words("Une copie de tes données a été remise", "A copy of your data was handed over")
TAKEN_ALONG_EFFECT = Words(
    "Elle a été préparée à la suite d’une demande écrite. Si cette demande ne vient pas de toi, écris-nous aussitôt.",
    "It was prepared after a request by letter. If that request was not yours, write to us at once.",
)
LEAVING = Words("L’effacement de ton compte a été demandé", "The erasure of your account was asked for")
LEAVING_EFFECT = Words(
    "La demande est venue par courrier. Si elle ne vient pas de toi, reprends-la dans l’application, et écris-nous "
    "aussitôt.",
    "The request came by letter. If it was not yours, take it back in the app, and write to us at once.",
)


REPORTER_REASON = Words(
    "Ce mail est envoyé parce que cette adresse a été donnée pour suivre un signalement.",
    "This mail is sent because this address was given to follow a report.",
)


def report_receipt_mail(locale: Locale, *, reference: str, link: str) -> MailBody:
    return compose(
        MailKind.REPORT_RECEIPT,
        locale,
        RECEIPT_SUBJECT,
        preview=reference,
        blocks=[
            Heading(RECEIPT_SUBJECT),
            Paragraph(
                Words(
                    "Le signalement est arrivé. Une personne le lit et décide dans les {days} jours. Qui a publié ce "
                    "contenu ne saura pas de qui vient le signalement.",
                    "The report has arrived. A person reads it and decides within {days} days. Whoever published this "
                    "will not know who reported it.",
                )
            ),
            Button(Words("Suivre, lire la décision, la contester", "Follow it, read the decision, appeal"), link),
        ],
        reason=[
            REPORTER_REASON,
            Words("Si ce n’est pas le cas, il n’y a rien à faire.", "If it was not you, there is nothing to do."),
        ],
        reference=reference,
        days=TO_DECIDE.days,
    )


def report_decision_mail(locale: Locale, *, reference: str, link: str) -> MailBody:
    return compose(
        MailKind.REPORT_DECISION,
        locale,
        DECISION_SUBJECT,
        preview=reference,
        blocks=[
            Heading(DECISION_SUBJECT),
            Paragraph(
                Words(
                    "Une décision a été prise. Cette page la dit, avec sa raison et la manière de la contester :",
                    "A decision was taken. This page tells it, with its reason and how to appeal:",
                )
            ),
            Button(Words("Lire la décision", "Read the decision"), link),
        ],
        reason=REPORTER_REASON,
        reference=reference,
    )


def measure_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Locale, *, subject: Words, effect: str, reason: str, link: str | None = None, until: date | None = None
) -> MailBody:
    """`until`: the last day to object, by `link`."""
    explanation = line(reason)
    attribution = Words(
        "La raison donnée par les opérateurs de Day Tripper :", "The reason that the operators of Day Tripper gave:"
    )
    appeal = Words(
        "Tu n’es pas d’accord, ou tu as changé ce qui n’allait pas ? Dis-le ici, jusqu’au {until} :",
        "You do not agree, or you changed what was wrong? Say so here, until {until}:",
    )
    return compose(
        MailKind.MEASURE,
        locale,
        subject,
        preview=effect,
        blocks=[
            Heading(subject),
            Paragraph(effect),
            Quotation(attribution.in_(locale), explanation, explanation),
            *((Paragraph(appeal), Button(Words("Lire et contester", "Read and object"), link)) if link else ()),
        ],
        reason=ACCOUNT_REASON,
        until=until and say_day(until, locale),
    )
