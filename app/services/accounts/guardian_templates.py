"""Templates of mails to a parent or guardian, who is addressed as « vous ». Mails to the person say « tu »."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.models.grants import Purpose, TargetType
from app.models.guardians import EndedBy, GuardedAct
from app.services.notifications.access_templates import PURPOSES
from app.services.notifications.mail_bodies import (
    ACCOUNT_REASON,
    SOMEONE,
    Block,
    Bullets,
    Button,
    Heading,
    Link,
    MailBody,
    MailKind,
    Paragraph,
    Strong,
    compose,
    line,
)

REQUEST_SUBJECT = Words("{person} vous demande votre accord")
AGREEMENT_SUBJECT = Words("Votre accord pour {person}")
END_SUBJECT = Words("{person} décide désormais sans vous")
ACTS: Mapping[GuardedAct, Words] = {  # in the order of the guardian's page
    GuardedAct.PUBLISH: Words("publier des stories et des portraits, présenter publiquement une communauté"),
    GuardedAct.SHARE: Words(
        "donner accès à ce qui est publié, à une personne, à toute personne qui a un lien ou à toute une communauté, "
        "et montrer à celle-ci des réponses à ses missions ou, sans nom, des talents"
    ),
    GuardedAct.SHARE_PRIVATE: Words(
        "ouvrir ce qui n’est pas publié, douze mois au plus : des expériences ou tout le journal à des personnes "
        "choisies, les talents aussi à toute une communauté ; et demander à quelqu’un de reconnaître un talent"
    ),
    GuardedAct.JOIN: Words("rejoindre des communautés"),
}

OPENING_SUBJECT = Words("{person} ouvre ce qui n’est pas publié")
THINGS: Mapping[TargetType | None, Words] = {
    TargetType.TALENTS: Words("tous ses talents, ceux à venir aussi"),
    TargetType.EXPERIENCE: Words("une expérience de son journal"),
    TargetType.EXPERIENCES: Words("tout son journal, la suite aussi"),
    None: Words("un talent à reconnaître"),
}
SEVERAL = Words("{many} expériences de son journal")
TO = Words("{thing}, à {reader}")
UNTIL = Words("{said}, jusqu’au {day}")
FOR = Words("{said} (but\u00a0: {purpose})")
TAKEN_ALONG = Words("{said}, avec le droit d’en emporter une copie")
OVER = Words("Votre accord pour {person} a pris fin")
OVER_BY: Mapping[EndedBy, Words] = {
    EndedBy.PERSON: Words("{person} y a mis fin."),
    EndedBy.GUARDIAN: Words("Il a été retiré depuis votre page."),
}


class Opening(NamedTuple):
    """The opening of a private thing to somebody, without its title: a guardian does not read the journal."""

    thing: TargetType | None  # None: a talent, to its endorser
    reader: str | None
    until: date | None
    purpose: Purpose | None = None
    is_taken_along: bool = False

    def said(self, locale: Language, many: int = 1) -> str:
        thing = THINGS[self.thing].in_(locale) if many == 1 else SEVERAL.in_(locale, many=many)
        phrase = TO.in_(locale, thing=thing, reader=line(self.reader or "") or SOMEONE.in_(locale))
        if self.until is not None:
            phrase = UNTIL.in_(locale, said=phrase, day=say_day(self.until, locale))
        if self.is_taken_along:
            phrase = TAKEN_ALONG.in_(locale, said=phrase)
        return FOR.in_(locale, said=phrase, purpose=PURPOSES[self.purpose].in_(locale)) if self.purpose else phrase


YEAR_SUBJECT = Words("Année de naissance : {person}")
OWN_YEAR_SUBJECT = Words("Ton année de naissance")
GUARDIAN_REASON = Words(
    "Vous recevez ce message parce que cette adresse a été donnée comme celle d’un parent ou tuteur."
)
LINK_IS_PERSONAL = Words("Ce lien est personnel : ne le transférez pas.")
ANSWER = Words("Répondre")


def birth_year_request_mail(locale: Language, *, person: str, year: int, link: str) -> MailBody:
    """To the guardian, who confirms an earlier year."""
    return compose(
        MailKind.BIRTH_YEAR_REQUEST,
        locale,
        YEAR_SUBJECT,
        preview=Words("Votre réponse décide de l’année qui compte."),
        blocks=[
            Heading(YEAR_SUBJECT),
            Paragraph(
                Words(
                    "{person} indique maintenant {year} comme année de naissance, plus ancienne que celle qui était "
                    "connue. Tant que vous ne l’avez pas confirmée, rien ne change : votre accord reste nécessaire."
                )
            ),
            Paragraph(
                Words("Si cette année est la bonne, confirmez-la. Si ce n’est pas exact, dites-le sur la même page.")
            ),
            Button(ANSWER, link),
        ],
        reason=[
            GUARDIAN_REASON,
            Words("Sans réponse, rien ne change."),
            LINK_IS_PERSONAL,
        ],
        person=line(person),
        year=year,
    )


def birth_year_change_mail(locale: Language, *, person: str, year: int, link: str | None) -> MailBody:
    """To the guardian, when the year of birth has changed. `link`: to their page, while it is open."""
    return compose(
        MailKind.BIRTH_YEAR_CHANGE,
        locale,
        YEAR_SUBJECT,
        preview=Words("Ce qui demande votre accord en dépend."),
        blocks=[
            Heading(YEAR_SUBJECT),
            Paragraph(
                Words(
                    "L’année de naissance qui compte pour {person} est maintenant {year}. Ce qui demande votre accord "
                    "en dépend."
                )
            ),
            *(
                (
                    Paragraph(Words("Ce n’est pas exact ? Dites-le ici :")),
                    Button(Words("Voir ou corriger l’année"), link),
                )
                if link
                else ()
            ),
        ],
        reason=GUARDIAN_REASON,
        person=line(person),
        year=year,
    )


def birth_year_decision_mail(locale: Language, *, year: int, is_confirmed: bool) -> MailBody:
    """To the person, who is addressed as « tu »."""
    confirmation = Words(
        "Ton année de naissance a été confirmée par une autre personne : c’est maintenant {year} qui compte."
    )
    refusal = Words(
        "Ton parent ou tuteur dit que {year} n’est pas ton année de naissance. Rien n’a changé : l’année connue avant "
        "reste la bonne."
    )
    return compose(
        MailKind.BIRTH_YEAR_DECISION,
        locale,
        OWN_YEAR_SUBJECT,
        preview=Words("Une réponse est arrivée."),
        blocks=[
            Heading(OWN_YEAR_SUBJECT),
            Paragraph(confirmation if is_confirmed else refusal),
            Paragraph(Words("Tu n’es pas d’accord ? Parles-en avec cette personne, ou écris-nous.")),
        ],
        reason=ACCOUNT_REASON,
        year=year,
    )


def agreement_request_mail(
    locale: Language, *, person: str, name: str | None, places: Sequence[str], link: str
) -> MailBody:
    """`name`: of the guardian; `places`: the communities that keep a place for the person."""
    greeting = Words("Bonjour {guardian},")
    kept_places = Words(
        "{person} voudrait rejoindre {places}. Sa place y est gardée jusqu’à votre réponse, 30 jours au plus. Rien n’y "
        "est montré d’ici là."
    )
    return compose(
        MailKind.AGREEMENT_REQUEST,
        locale,
        REQUEST_SUBJECT,
        preview=Words("Son journal reste privé ; vous décidez de ce qui peut être montré."),
        blocks=[
            Heading(REQUEST_SUBJECT),
            Paragraph(greeting) if name and line(name) else None,
            Paragraph(kept_places) if places else None,
            Paragraph(
                Words(
                    "{person} tient un journal d’expériences avec Day Tripper, pour son orientation. Ce qui y est "
                    "écrit est privé."
                )
            ),
            Paragraph(
                Words(
                    "Avant 15 ans, publier, partager ou rejoindre une communauté demande aussi l’accord d’un parent ou "
                    "tuteur. Vous choisissez à quoi vous dites oui, et vous pouvez changer d’avis à tout moment."
                )
            ),
            Button(ANSWER, link),
        ],
        reason=[
            Words(
                "Vous n’êtes ni parent ni tuteur de cette personne ? Ouvrez la page et refusez, ou ignorez ce "
                "message : sans réponse, rien n’est montré."
            ),
            LINK_IS_PERSONAL,
        ],
        person=line(person),
        guardian=line(name or ""),
        places=Strong(", ".join(map(line, places))),
    )


def agreement_mail(locale: Language, *, person: str, acts: Collection[GuardedAct], link: str) -> MailBody:
    """The acts that were agreed to, and the page where the guardian can change them."""
    return compose(
        MailKind.AGREEMENT,
        locale,
        AGREEMENT_SUBJECT,
        preview=Words("Gardez ce message : le lien permet de changer d’avis."),
        blocks=[
            Heading(AGREEMENT_SUBJECT),
            Bullets(
                [words for act, words in ACTS.items() if act in acts],
                Words("Avec votre accord, {person} peut :"),
            ),
            Button(Words("Voir ou changer"), link),
        ],
        reason=Words(
            "Gardez ce message : ce lien permet de retirer votre accord à tout moment. À partir du 1er janvier qui "
            "suit ses 15 ans, {person} décidera sans vous, et nous vous l’écrirons."
        ),
        person=line(person),
    )


Openings = Mapping[Opening, int]  # each with its number


def coming_of_age_mail(locale: Language, *, person: str, birth_year: int | None, openings: Openings) -> MailBody:
    """The end by age. `openings`: those that were not mailed yet."""
    return compose(
        MailKind.COMING_OF_AGE,
        locale,
        END_SUBJECT,
        preview=Words("Votre accord n’est plus nécessaire."),
        blocks=[
            Heading(END_SUBJECT),
            Paragraph(
                [
                    Words("L’année de naissance indiquée est {birth_year}.") if birth_year else None,
                    Words(
                        "À partir du 1er janvier qui suit les 15 ans, votre accord n’est plus nécessaire. Ce que vous "
                        "aviez accepté reste tel quel."
                    ),
                ]
            ),
            Paragraph(
                Words(
                    "Cette année n’est pas la bonne ? Parlez-en ensemble : elle se corrige dans les réglages, et ce "
                    "qui demande votre accord est alors repris."
                )
            ),
            _earlier(locale, openings),
        ],
        reason=Words(
            "C’est le dernier message que vous recevez à ce sujet ; votre adresse n’est pas utilisée pour autre chose."
        ),
        person=line(person),
        birth_year=birth_year,
    )


def agreement_end_mail(locale: Language, *, person: str, by: EndedBy, openings: Openings) -> MailBody:
    """The end by the person or the guardian. `openings`: those that were not mailed yet."""
    return compose(
        MailKind.AGREEMENT_END,
        locale,
        OVER,
        preview=OVER_BY[by],
        blocks=[
            Heading(OVER),
            Paragraph(
                [
                    OVER_BY[by],
                    Words("Ce que cet accord permettait est repris."),
                ]
            ),
            _earlier(locale, openings),
        ],
        reason=Words(
            "C’est le dernier message à ce sujet, sauf si {person} vous demande à nouveau votre accord ; votre adresse "
            "n’est pas utilisée pour autre chose."
        ),
        person=line(person),
    )


def openings_mail(locale: Language, *, person: str, openings: Openings, link: str) -> MailBody:
    sentences = _sentences(locale, openings)
    return compose(
        MailKind.OPENINGS,
        locale,
        OPENING_SUBJECT,
        preview=Words("Ce qui est ouvert, et à qui, est dans ce message."),
        blocks=[
            Heading(OPENING_SUBJECT),
            Bullets(sentences),
            Button(Words("Voir, ou ne plus être d’accord"), link),
        ],
        reason=Words(
            "Vous recevez ce message parce que vous avez dit oui à « Ouvrir ce qui n’est pas publié ». Le journal "
            "lui-même n’est ni dans ce message ni sur votre page."
        ),
        stop=Link(
            Words("Décocher cette case : ces accès sont repris, et vous ne recevez plus ces messages"),
            link,
        ),
        person=line(person),
    )


def _earlier(locale: Language, openings: Openings) -> Block | None:
    lead = Words("Auparavant, {person} a ouvert ce qui n’est pas publié :")
    return Bullets(_sentences(locale, openings), lead) if openings else None


def _sentences(locale: Language, openings: Openings) -> list[str]:
    return [opening.said(locale, many) for opening, many in openings.items()]
