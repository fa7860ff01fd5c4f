"""Templates of mails to a reporter, a stranger who is not addressed; and to the person who was reported: « tu »."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Language, Words
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

RECEIPT_SUBJECT = Words("Signalement {reference} reçu")
DECISION_SUBJECT = Words("Signalement {reference} : la décision")
MEASURE_SUBJECTS = {
    MeasureKind.WITHDRAW_STORY: Words("Ta story a été retirée"),
    MeasureKind.WITHDRAW_PORTRAIT: Words("Ton portrait a été retiré"),
    MeasureKind.END_GRANT: Words("Un accès que tu as donné a pris fin"),
    MeasureKind.RESTRICT: Words("Ton compte est restreint"),
    MeasureKind.WITHDRAW_COMMUNITY: Words("La page d’une communauté que tu gères a été retirée"),
    MeasureKind.END_COMMUNITY: Words("Une communauté que tu gères a pris fin"),
}
_COMMUNITY = Words("Day Tripper a pris une décision sur une communauté")
QUIET_SUBJECTS = {  # of measures, where lock screens show them
    MEASURE_SUBJECTS[MeasureKind.WITHDRAW_STORY]: Words("Day Tripper a pris une décision sur ta story"),
    MEASURE_SUBJECTS[MeasureKind.WITHDRAW_PORTRAIT]: Words("Day Tripper a pris une décision sur ton portrait"),
    MEASURE_SUBJECTS[MeasureKind.END_GRANT]: Words("Day Tripper a pris une décision sur un accès"),
    MEASURE_SUBJECTS[MeasureKind.RESTRICT]: Words("Day Tripper a pris une décision sur ton compte"),
    MEASURE_SUBJECTS[MeasureKind.WITHDRAW_COMMUNITY]: _COMMUNITY,
    MEASURE_SUBJECTS[MeasureKind.END_COMMUNITY]: _COMMUNITY,
}
EFFECTS = {
    MeasureKind.WITHDRAW_STORY: Words(
        "Plus personne d’autre que toi ne la voit, et elle ne peut pas être publiée à nouveau tant que cette décision "
        "tient. Ton journal n’a pas changé."
    ),
    MeasureKind.WITHDRAW_PORTRAIT: Words(
        "Plus personne d’autre que toi ne le voit, et il ne peut pas être publié à nouveau tant que cette décision "
        "tient. Tes talents et ton journal n’ont pas changé."
    ),
    MeasureKind.END_GRANT: Words("Qui l’avait ne voit plus rien par lui. Rien d’autre n’a changé."),
    MeasureKind.RESTRICT: Words(
        "Rien de nouveau ne peut être publié, partagé, demandé ni commenté. Ton journal reste à toi : tu peux écrire, "
        "tout relire, tout emporter et tout effacer."
    ),
    MeasureKind.WITHDRAW_COMMUNITY: Words(
        "Seuls ses membres la connaissent, et ses invitations ont pris fin. Elle ne peut ni se montrer ni inviter tant "
        "que cette décision tient. Ce que ses membres s’y montrent n’a pas changé."
    ),
    MeasureKind.END_COMMUNITY: Words(
        "Tous ses membres la quittent, et ce qu’ils y avaient montré est repris. Le journal de chacun n’a pas changé."
    ),
}
COMMUNITY_ENDED = Words("La communauté « {name} » a pris fin")
COMMUNITY_ENDED_EFFECT = Words(
    "Les opérateurs y ont mis fin. Ce que tu y avais montré est repris, et ses missions ont pris fin. Ton journal n’a "
    "pas changé."
)
LIFT_SUBJECT = Words("La décision est levée")
LIFT_EFFECT = Words(
    "Ce qui avait été retiré peut être publié et partagé à nouveau. Ce qui avait pris fin ne revient pas de soi-même."
)
ANSWER_SUBJECT = Words("La réponse à ta contestation")
ANSWER_EFFECT = Words("La décision reste la même.")
SIGNED_OUT = Words("Ton compte a été déconnecté partout")
SIGNED_OUT_EFFECT = Words(
    "Toutes les sessions ont pris fin, et le mot de passe est oublié. Un code reçu par mail suffit pour revenir ; "
    "choisis alors un nouveau mot de passe."
)
DELETION = Words(  # to whoever reported it
    "Ce contenu n’existe plus : qui l’avait publié l’a effacé."
)
CLOSED = Words(  # to whoever reported it
    "Cette communauté n’existe plus : tous ses membres l’ont quittée."
)
NAME_SUBJECT = Words("Ton nom a été corrigé")
OTHERWISE = Words("Ce contenu n’est plus montré, pour une autre raison que celle de ce signalement.")
WITHOUT_OPERATORS = (DELETION, CLOSED, OTHERWISE)  # reasons that no operator wrote
NAME_EFFECT = Words("Le nom affiché est maintenant : {name}")
TAKEN_ALONG = Words("Une copie de tes données a été remise")
TAKEN_ALONG_EFFECT = Words(
    "Elle a été préparée à la suite d’une demande écrite. Si cette demande ne vient pas de toi, écris-nous aussitôt."
)
ADDRESS_ERASED = Words("Ce que Day Tripper gardait de cette adresse est effacé")
ADDRESS_ERASED_EFFECT = Words(
    "Une lettre l’a demandé. Ce qui nommait cette adresse est effacé, avec ce qui lui avait été écrit et attendait "
    "d’être envoyé."
)
OPERATORS_REASON = Words("La raison donnée par les opérateurs de Day Tripper :")
LEAVING = Words("L’effacement de ton compte a été demandé")
LEAVING_EFFECT = Words(
    "La demande est venue par courrier. Si elle ne vient pas de toi, reprends-la dans l’application, et écris-nous "
    "aussitôt."
)


REPORTER_REASON = Words("Ce mail est envoyé parce que cette adresse a été donnée pour suivre un signalement.")


def report_receipt_mail(locale: Language, *, reference: str, link: str) -> MailBody:
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
                    "contenu ne saura pas de qui vient le signalement."
                )
            ),
            Button(Words("Suivre, lire la décision, la contester"), link),
        ],
        reason=[
            REPORTER_REASON,
            Words("Si ce n’est pas le cas, il n’y a rien à faire."),
        ],
        reference=reference,
        days=TO_DECIDE.days,
    )


def report_decision_mail(locale: Language, *, reference: str, link: str) -> MailBody:
    return compose(
        MailKind.REPORT_DECISION,
        locale,
        DECISION_SUBJECT,
        preview=reference,
        blocks=[
            Heading(DECISION_SUBJECT),
            Paragraph(
                Words("Une décision a été prise. Cette page la dit, avec sa raison et la manière de la contester :")
            ),
            Button(Words("Lire la décision"), link),
        ],
        reason=REPORTER_REASON,
        reference=reference,
    )


def address_erasure_mail(locale: Language, *, reason: str, keeps_proofs: bool) -> MailBody:
    """`keeps_proofs`: what was signed as a guardian has ended, and is kept for its term."""
    explanation = line(reason)
    proofs = Paragraph(
        Words(
            "Ce qui a été signé comme parent ou tuteur a pris fin. La preuve en reste 12 mois, avec cette adresse, "
            "puis s’efface."
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
                    "de sauvegarde disparaissent au rythme des sauvegardes."
                )
            ),
            Quotation(OPERATORS_REASON.in_(locale), explanation, explanation),
        ],
        reason=Words("C’est le dernier message : il s’efface chez nous dès qu’il est parti."),
    )


def measure_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Language,
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
    appeal = Words("Tu n’es pas d’accord, ou tu as changé ce qui n’allait pas ? Dis-le ici, jusqu’au {until} :")
    return compose(
        MailKind.MEASURE,
        locale,
        QUIET_SUBJECTS.get(subject, title),
        preview=Words("La raison est dans ce message."),
        blocks=[
            Heading(title),
            Paragraph(effect),
            Quotation(OPERATORS_REASON.in_(locale), explanation, explanation),
            *((Paragraph(appeal), Button(Words("Lire et contester"), link)) if link else (button,)),
        ],
        reason=ACCOUNT_REASON,
        until=until and say_day(until, locale),
    )
