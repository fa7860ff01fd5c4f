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
    MeasureKind.WITHDRAW_COMMUNITY: Words(
        "La page d’une communauté que tu gères a été retirée", "The page of a community you manage was withdrawn"
    ),
    MeasureKind.END_COMMUNITY: Words("Une communauté que tu gères a pris fin", "A community you manage was ended"),
}
_COMMUNITY = Words(
    "Day Tripper a pris une décision sur une communauté", "Day Tripper took a decision about a community"
)
QUIET_SUBJECTS = {  # of measures, where lock screens show them
    MEASURE_SUBJECTS[MeasureKind.WITHDRAW_STORY]: Words(
        "Day Tripper a pris une décision sur ta story", "Day Tripper took a decision about your story"
    ),
    MEASURE_SUBJECTS[MeasureKind.WITHDRAW_PORTRAIT]: Words(
        "Day Tripper a pris une décision sur ton portrait", "Day Tripper took a decision about your portrait"
    ),
    MEASURE_SUBJECTS[MeasureKind.END_GRANT]: Words(
        "Day Tripper a pris une décision sur un accès", "Day Tripper took a decision about an access"
    ),
    MEASURE_SUBJECTS[MeasureKind.RESTRICT]: Words(
        "Day Tripper a pris une décision sur ton compte", "Day Tripper took a decision about your account"
    ),
    MEASURE_SUBJECTS[MeasureKind.WITHDRAW_COMMUNITY]: _COMMUNITY,
    MEASURE_SUBJECTS[MeasureKind.END_COMMUNITY]: _COMMUNITY,
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
    MeasureKind.WITHDRAW_COMMUNITY: Words(
        "Seuls ses membres la connaissent, et ses invitations ont pris fin. Elle ne peut ni se montrer ni inviter tant "
        "que cette décision tient. Ce que ses membres s’y montrent n’a pas changé.",
        "Its members alone know of it, and its invitations have ended. It can neither show itself nor invite while "
        "this decision stands. What its members show each other there has not changed.",
    ),
    MeasureKind.END_COMMUNITY: Words(
        "Tous ses membres la quittent, et ce qu’ils y avaient montré est repris. Le journal de chacun n’a pas changé.",
        "All its members leave it, and what they had shown there is taken back. Nobody’s journal has changed.",
    ),
}
COMMUNITY_ENDED = Words("La communauté « {name} » a pris fin", "The community “{name}” was ended")
COMMUNITY_ENDED_EFFECT = Words(
    "Les opérateurs y ont mis fin. Ce que tu y avais montré est repris, et ses missions ont pris fin. Ton journal n’a "
    "pas changé.",
    "Operators ended it. What you had shown there is taken back, and its missions have ended. Your journal has not "
    "changed.",
)
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
CLOSED = Words(  # to whoever reported it
    "Cette communauté n’existe plus : tous ses membres l’ont quittée.",
    "That community is gone: all its members left it.",
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
ADDRESS_ERASED = Words(
    "Ce que Day Tripper gardait de cette adresse est effacé", "What Day Tripper kept of this address is erased"
)
ADDRESS_ERASED_EFFECT = Words(
    "Une lettre l’a demandé. Ce qui nommait cette adresse est effacé, avec ce qui lui avait été écrit et attendait "
    "d’être envoyé.",
    "A letter asked for it. What named this address is erased, with what had been written to it and waited to be sent.",
)
OPERATORS_REASON = Words(
    "La raison donnée par les opérateurs de Day Tripper :", "The reason that the operators of Day Tripper gave:"
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


def address_erasure_mail(locale: Locale, *, reason: str, keeps_proofs: bool) -> MailBody:
    """`keeps_proofs`: what was signed as a guardian has ended, and is kept for its term."""
    explanation = line(reason)
    proofs = Paragraph(
        Words(
            "Ce qui a été signé comme parent ou tuteur a pris fin. La preuve en reste 12 mois, avec cette adresse, "
            "puis s’efface.",
            "What was signed as a parent or guardian has ended. The proof of it stays for 12 months, with this "
            "address, then goes.",
        )
    )
    return compose(
        MailKind.ADDRESS_ERASURE,
        locale,
        ADDRESS_ERASED,
        preview=ADDRESS_ERASED_EFFECT,
        blocks=[
            Heading(ADDRESS_ERASED),
            Paragraph(ADDRESS_ERASED_EFFECT),
            *([proofs] if keeps_proofs else []),
            Paragraph(
                Words(
                    "D’un signalement restent la raison et la décision, sans adresse ni mots ; d’une demande de "
                    "reconnaître un talent ou d’un refus de mails, une empreinte qui ne dit pas l’adresse. Les copies "
                    "de sauvegarde disparaissent au rythme des sauvegardes.",
                    "Of a report its reason and decision stay, without address or words; of a request to confirm a "
                    "talent or a refusal of mails, a fingerprint that does not tell the address. Backup copies vanish "
                    "as backups do.",
                )
            ),
            Quotation(OPERATORS_REASON.in_(locale), explanation, explanation),
        ],
        reason=Words(
            "C’est le dernier message : il s’efface chez nous dès qu’il est parti.",
            "This is the last message: it is erased with us as soon as it is sent.",
        ),
    )


def measure_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Locale,
    *,
    subject: Words,
    effect: str,
    reason: str,
    link: str | None = None,
    until: date | None = None,
    button: Button | None = None,
) -> MailBody:
    """`until`: the last day to object, by `link`. `button`: to what the person may do about it otherwise."""
    title, explanation = subject.in_(locale), line(reason)  # the subject may hold a name already
    appeal = Words(
        "Tu n’es pas d’accord, ou tu as changé ce qui n’allait pas ? Dis-le ici, jusqu’au {until} :",
        "You do not agree, or you changed what was wrong? Say so here, until {until}:",
    )
    return compose(
        MailKind.MEASURE,
        locale,
        QUIET_SUBJECTS.get(subject, title),
        preview=Words("La raison est dans ce message.", "The reason is in this message."),
        blocks=[
            Heading(title),
            Paragraph(effect),
            Quotation(OPERATORS_REASON.in_(locale), explanation, explanation),
            *((Paragraph(appeal), Button(Words("Lire et contester", "Read and object"), link)) if link else (button,)),
        ],
        reason=ACCOUNT_REASON,
        until=until and say_day(until, locale),
    )
