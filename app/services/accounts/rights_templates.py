"""Templates of mails about the erasure of an account, about exports, and after a restore from a backup."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.services.notifications.mail_bodies import Button, Heading, Link, MailBody, MailKind, Paragraph, compose

ERASURE_SUBJECT = Words("Ton compte sera effacé le {day}", "Your account will be erased on {day}")
EXPORT_SUBJECT = Words("Ton export est prêt", "Your export is ready")
INACTIVITY_SUBJECT = Words(
    "Ton compte Day Tripper sera effacé le {day}", "Your Day Tripper account will be erased on {day}"
)
KEEP_ACCOUNT = Words("Garder mon compte", "Keep my account")
RESTORED_SUBJECT = Words("Day Tripper revient d’une sauvegarde", "Day Tripper came back from a backup")
FAREWELL = Words("Ton compte est effacé", "Your account is erased")


def erasure_request_mail(locale: Locale, *, due_on: date, opening: str | None) -> MailBody:
    """`opening`: where the application shows it, as in the mails below."""
    return compose(
        MailKind.ERASURE_REQUEST,
        locale,
        ERASURE_SUBJECT,
        preview=Words("Tu as jusque-là pour changer d’avis.", "Until then you can change your mind."),
        blocks=[
            Heading(ERASURE_SUBJECT),
            Paragraph(
                Words(
                    "Tu as demandé à partir. Dès maintenant, les autres ne voient plus rien de toi. Jusqu’à ce jour, "
                    "connecte-toi et choisis « Garder mon compte » si tu changes d’avis.",
                    "You asked to leave. From now on, others see nothing of yours. Until that day, sign in and choose "
                    "“Keep my account” if you change your mind.",
                )
            ),
            Paragraph(
                Words(
                    "Ensuite, il ne reste rien : journal, photos, stories, portraits, liens, talents. Personne ne "
                    "peut les faire revenir. Qui t’a laissé lire quelque chose voit encore, pendant 12 mois, que "
                    "c’était toi. Pour tout emporter avant, demande ton export.",
                    "Then nothing is left: journal, photos, stories, portraits, links, talents. Nobody can bring them "
                    "back. Whoever let you read something still sees, for 12 months, that it was you. To take "
                    "everything along before, ask for your export.",
                )
            ),
            Button(KEEP_ACCOUNT, opening) if opening else None,
        ],
        reason=Words(
            "Ce n’était pas toi ? Connecte-toi, garde ton compte, puis ferme les sessions que tu ne reconnais pas.",
            "That was not you? Sign in, keep your account, then end the sessions that you do not know.",
        ),
        day=say_day(due_on, locale),
    )


def erasure_mail(locale: Locale) -> MailBody:
    return compose(
        MailKind.ERASURE,
        locale,
        FAREWELL,
        preview=Words("Il ne reste rien de toi chez nous.", "Nothing of yours is left with us."),
        blocks=[
            Heading(FAREWELL),
            Paragraph(
                Words(
                    "Il ne reste rien de toi chez nous, pas même cette adresse. Qui t’a laissé lire quelque chose voit "
                    "encore, pendant 12 mois, que c’était toi. Les copies de sauvegarde disparaissent au rythme des "
                    "sauvegardes, et rien n’en revient. Merci d’avoir été là, et bonne route.",
                    "Nothing of yours is left with us, not even this address. Whoever let you read something still "
                    "sees, for 12 months, that it was you. Backup copies vanish as backups do, and nothing comes back "
                    "from them. Thank you for having been here, and safe travels.",
                )
            ),
        ],
        reason=Words("C’est le dernier message que tu reçois de nous.", "This is the last message you get from us."),
    )


def export_mail(locale: Locale, *, link: str, until: date, opening: str | None) -> MailBody:
    return compose(
        MailKind.EXPORT,
        locale,
        EXPORT_SUBJECT,
        preview=Words("Il se lit sans connexion.", "It reads without a connection."),
        blocks=[
            Heading(EXPORT_SUBJECT),
            Paragraph(
                Words(
                    "Tout ce qui est à toi tient dans une archive ZIP : ouvre index.html pour la lire, même sans "
                    "connexion. Elle s’importe aussi dans une autre installation de Day Tripper.",
                    "All that is yours is in a ZIP archive: open index.html to read it, even without a connection. It "
                    "can be imported into another installation of Day Tripper, too.",
                )
            ),
            Button(Words("Télécharger", "Download"), link),
            Paragraph(Words("Le lien fonctionne jusqu’au {until}.", "The link works until {until}.")),
            Link(Words("Voir dans l’application", "See it in the app"), opening, is_small=True) if opening else None,
        ],
        reason=Words(
            "Qui a ce lien a tout : ne le transfère à personne. Ce n’était pas toi ? Connecte-toi et ferme les "
            "sessions que tu ne reconnais pas.",
            "Whoever has this link has everything: forward it to nobody. That was not you? Sign in and end the "
            "sessions that you do not know.",
        ),
        until=say_day(until, locale),
    )


def inactivity_mail(locale: Locale, *, day: date, months: int, link: str) -> MailBody:
    return compose(
        MailKind.INACTIVITY,
        locale,
        INACTIVITY_SUBJECT,
        preview=Words("Un clic le garde.", "One click keeps it."),
        blocks=[
            Heading(ERASURE_SUBJECT),
            Paragraph(
                Words(
                    "Personne ne s’est connecté à ton compte depuis presque {months} mois. Nous ne gardons rien pour "
                    "toujours : ce jour-là, ton journal, tes photos, tes stories, tes portraits et tes talents seront "
                    "effacés, et personne ne pourra les faire revenir.",
                    "Nobody has signed in to your account for almost {months} months. We keep nothing for ever: on "
                    "that day your journal, photos, stories, portraits and talents will be erased, and nobody can "
                    "bring them back.",
                )
            ),
            Paragraph(
                Words(
                    "Pour le garder, un clic suffit, ou connecte-toi. Pour tout emporter avant, connecte-toi et "
                    "demande ton export.",
                    "To keep it, one click is enough, or sign in. To take everything along before, sign in and ask "
                    "for your export.",
                )
            ),
            Button(KEEP_ACCOUNT, link),
        ],
        reason=Words(
            "Tu ne veux plus de ce compte ? Ne fais rien : il s’effacera de lui-même.",
            "You do not want this account any more? Do nothing: it will be erased by itself.",
        ),
        day=say_day(day, locale),
        months=months,
    )


def restore_mail(locale: Locale, *, opening: str | None) -> MailBody:
    check = Words(
        "Dans l’application, vérifie ce que tu avais retiré ou flouté depuis, puis redonne les accès que tu veux.",
        "In the app, check what you had withdrawn or blurred since, then give those accesses anew that you want.",
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
                    "15 ans. Ton journal et ce que tu as publié sont là, tels qu’ils étaient à la sauvegarde.",
                    "What had been withdrawn after it could have been seen again. So your accesses and links have "
                    "ended, everybody signs in anew, and under 15 a parent or guardian is asked again. Your journal "
                    "and what you published are there, as they were in the backup.",
                )
            ),
            Paragraph(check),
            Button(Words("Revoir mes accès", "Look at my accesses"), opening) if opening else None,
        ],
        reason=Words(
            "Ce mail est envoyé, une fois, parce qu’un compte Day Tripper a cette adresse.",
            "This mail is sent, once, because a Day Tripper account has this address.",
        ),
    )
