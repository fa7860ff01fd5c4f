"""Templates of mails about the erasure of an account, about exports, and after a restore from a backup."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.services.notifications.mail_bodies import Button, Heading, Link, MailBody, MailKind, Paragraph, compose

ERASURE_SUBJECT = Words("Ton compte sera effacé le {day}")
EXPORT_SUBJECT = Words("Ton export est prêt")
INACTIVITY_SUBJECT = Words("Ton compte Day Tripper sera effacé le {day}")
KEEP_ACCOUNT = Words("Garder mon compte")
RESTORED_SUBJECT = Words("Day Tripper revient d’une sauvegarde")
FAREWELL = Words("Ton compte est effacé")


def erasure_request_mail(locale: Language, *, due_on: date, opening: str | None) -> MailBody:
    """`opening`: where the application shows it, as in the mails below."""
    return compose(
        MailKind.ERASURE_REQUEST,
        locale,
        ERASURE_SUBJECT,
        preview=Words("Tu as jusque-là pour changer d’avis."),
        blocks=[
            Heading(ERASURE_SUBJECT),
            Paragraph(
                Words(
                    "Tu as demandé à partir. Dès maintenant, les autres ne voient plus rien de toi. Jusqu’à ce jour, "
                    "connecte-toi et choisis « Garder mon compte » si tu changes d’avis."
                )
            ),
            Paragraph(
                Words(
                    "Ensuite, il ne reste rien : journal, photos, stories, portraits, liens, talents. Personne ne "
                    "peut les faire revenir. Qui t’a laissé lire quelque chose voit encore, pendant 12 mois, que "
                    "c’était toi. Pour tout emporter avant, demande ton export."
                )
            ),
            Button(KEEP_ACCOUNT, opening) if opening else None,
        ],
        reason=Words(
            "Ce n’était pas toi ? Connecte-toi, garde ton compte, puis ferme les sessions que tu ne reconnais pas."
        ),
        day=say_day(due_on, locale),
    )


def erasure_mail(locale: Language) -> MailBody:
    return compose(
        MailKind.ERASURE,
        locale,
        FAREWELL,
        preview=Words("Il ne reste rien de toi chez nous."),
        blocks=[
            Heading(FAREWELL),
            Paragraph(
                Words(
                    "Il ne reste rien de toi chez nous, pas même cette adresse. Qui t’a laissé lire quelque chose voit "
                    "encore, pendant 12 mois, que c’était toi. Les copies de sauvegarde disparaissent au rythme des "
                    "sauvegardes, et rien n’en revient. Merci d’avoir été là, et bonne route."
                )
            ),
        ],
        reason=Words("C’est le dernier message que tu reçois de nous."),
    )


def export_mail(locale: Language, *, link: str, until: date, opening: str | None) -> MailBody:
    return compose(
        MailKind.EXPORT,
        locale,
        EXPORT_SUBJECT,
        preview=Words("Il se lit sans connexion."),
        blocks=[
            Heading(EXPORT_SUBJECT),
            Paragraph(
                Words(
                    "Tout ce qui est à toi tient dans une archive ZIP : ouvre index.html pour la lire, même sans "
                    "connexion. Elle s’importe aussi dans une autre installation de Day Tripper."
                )
            ),
            Button(Words("Télécharger"), link),
            Paragraph(Words("Le lien fonctionne jusqu’au {until}.")),
            Link(Words("Voir dans l’application"), opening, is_small=True) if opening else None,
        ],
        reason=Words(
            "Qui a ce lien a tout : ne le transfère à personne. Ce n’était pas toi ? Connecte-toi et ferme les "
            "sessions que tu ne reconnais pas."
        ),
        until=say_day(until, locale),
    )


def inactivity_mail(locale: Language, *, day: date, months: int, link: str) -> MailBody:
    return compose(
        MailKind.INACTIVITY,
        locale,
        INACTIVITY_SUBJECT,
        preview=Words("Un clic le garde."),
        blocks=[
            Heading(ERASURE_SUBJECT),
            Paragraph(
                Words(
                    "Personne ne s’est connecté à ton compte depuis presque {months} mois. Nous ne gardons rien pour "
                    "toujours : ce jour-là, ton journal, tes photos, tes stories, tes portraits et tes talents seront "
                    "effacés, et personne ne pourra les faire revenir."
                )
            ),
            Paragraph(
                Words(
                    "Pour le garder, un clic suffit, ou connecte-toi. Pour tout emporter avant, connecte-toi et "
                    "demande ton export."
                )
            ),
            Button(KEEP_ACCOUNT, link),
        ],
        reason=Words("Tu ne veux plus de ce compte ? Ne fais rien : il s’effacera de lui-même."),
        day=say_day(day, locale),
        months=months,
    )


def restore_mail(locale: Language, *, opening: str | None) -> MailBody:
    check = Words(
        "Dans l’application, vérifie ce que tu avais retiré ou flouté depuis, puis redonne les accès que tu veux."
    )
    return compose(
        MailKind.RESTORE,
        locale,
        RESTORED_SUBJECT,
        preview=check,
        blocks=[
            Heading(RESTORED_SUBJECT),
            Paragraph(
                Words(
                    "Ce qui avait été retiré après elle aurait pu être vu de nouveau. Alors tes accès et tes liens ont "
                    "pris fin, chacun se connecte à nouveau, et l’accord d’un parent ou tuteur est redemandé avant "
                    "15 ans. Ton journal et ce que tu as publié sont là, tels qu’ils étaient à la sauvegarde."
                )
            ),
            Paragraph(check),
            Button(Words("Revoir mes accès"), opening) if opening else None,
        ],
        reason=Words("Ce mail est envoyé, une fois, parce qu’un compte Day Tripper a cette adresse."),
    )
