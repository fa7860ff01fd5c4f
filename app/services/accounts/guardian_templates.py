"""Templates of mails to a parent or guardian, who is addressed as « vous ». Mails to the person say « tu »."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.core.dates import say_day
from app.core.i18n import Locale, Words
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

REQUEST_SUBJECT = Words("{person} vous demande votre accord", "{person} asks for your agreement")
AGREEMENT_SUBJECT = Words("Votre accord pour {person}", "Your agreement for {person}")
END_SUBJECT = Words("{person} décide désormais sans vous", "{person} decides alone from now on")
ACTS: Mapping[GuardedAct, Words] = {  # in the order of the guardian's page
    GuardedAct.PUBLISH: Words(
        "publier des stories et des portraits, présenter publiquement une communauté",
        "publish stories and portraits, present a community in public",
    ),
    GuardedAct.SHARE: Words(
        "donner accès à ce qui est publié, à une personne, à toute personne qui a un lien ou à toute une communauté, "
        "et montrer à celle-ci des réponses à ses missions ou, sans nom, des talents",
        "give access to what is published, to a person, to whoever has a link or to a whole community, and show the "
        "latter answers to its missions or, without a name, talents",
    ),
    GuardedAct.SHARE_PRIVATE: Words(
        "ouvrir ce qui n’est pas publié, douze mois au plus : des expériences ou tout le journal à des personnes "
        "choisies, les talents aussi à toute une communauté ; et demander à quelqu’un de reconnaître un talent",
        "open what is not published, for twelve months at most: experiences or the whole journal to people they "
        "choose, the talents also to a whole community; and ask somebody to confirm a talent",
    ),
    GuardedAct.JOIN: Words("rejoindre des communautés", "join communities"),
}

OPENING_SUBJECT = Words("{person} ouvre ce qui n’est pas publié", "{person} opens what is not published")
THINGS: Mapping[TargetType | None, Words] = {
    TargetType.TALENTS: Words("tous ses talents, ceux à venir aussi", "all of their talents, those to come, too"),
    TargetType.EXPERIENCE: Words("une expérience de son journal", "an experience of their journal"),
    TargetType.EXPERIENCES: Words("tout son journal, la suite aussi", "their whole journal, what follows, too"),
    None: Words("un talent à reconnaître", "a talent to confirm"),
}
SEVERAL = Words("{many} expériences de son journal", "{many} experiences of their journal")
TO = Words("{thing}, à {reader}", "{thing}, to {reader}")
UNTIL = Words("{said}, jusqu’au {day}", "{said}, until {day}")
FOR = Words("{said} (but\u00a0: {purpose})", "{said} (for: {purpose})")
TAKEN_ALONG = Words("{said}, avec le droit d’en emporter une copie", "{said}, with the right to take a copy along")
OVER = Words("Votre accord pour {person} a pris fin", "Your agreement for {person} has ended")
OVER_BY: Mapping[EndedBy, Words] = {
    EndedBy.PERSON: Words("{person} y a mis fin.", "{person} ended it."),
    EndedBy.GUARDIAN: Words("Il a été retiré depuis votre page.", "It was taken back on your page."),
}


class Opening(NamedTuple):
    """The opening of a private thing to somebody, without its title: a guardian does not read the journal."""

    thing: TargetType | None  # None: a talent, to its endorser
    reader: str | None
    until: date | None
    purpose: Purpose | None = None
    is_taken_along: bool = False

    def said(self, locale: Locale, many: int = 1) -> str:
        thing = THINGS[self.thing].in_(locale) if many == 1 else SEVERAL.in_(locale, many=many)
        phrase = TO.in_(locale, thing=thing, reader=line(self.reader or "") or SOMEONE.in_(locale))
        if self.until is not None:
            phrase = UNTIL.in_(locale, said=phrase, day=say_day(self.until, locale))
        if self.is_taken_along:
            phrase = TAKEN_ALONG.in_(locale, said=phrase)
        return FOR.in_(locale, said=phrase, purpose=PURPOSES[self.purpose].in_(locale)) if self.purpose else phrase


YEAR_SUBJECT = Words("Année de naissance : {person}", "Year of birth: {person}")
OWN_YEAR_SUBJECT = Words("Ton année de naissance", "Your year of birth")
GUARDIAN_REASON = Words(
    "Vous recevez ce message parce que cette adresse a été donnée comme celle d’un parent ou tuteur.",
    "You get this message because this address was given as a parent’s or guardian’s.",
)
LINK_IS_PERSONAL = Words("Ce lien est personnel : ne le transférez pas.", "This link is personal: do not forward it.")
ANSWER = Words("Répondre", "Answer")


def birth_year_request_mail(locale: Locale, *, person: str, year: int, link: str) -> MailBody:
    """To the guardian, who confirms an earlier year."""
    return compose(
        MailKind.BIRTH_YEAR_REQUEST,
        locale,
        YEAR_SUBJECT,
        preview=Words("Votre réponse décide de l’année qui compte.", "Your answer decides which year counts."),
        blocks=[
            Heading(YEAR_SUBJECT),
            Paragraph(
                Words(
                    "{person} indique maintenant {year} comme année de naissance, plus ancienne que celle qui était "
                    "connue. Tant que vous ne l’avez pas confirmée, rien ne change : votre accord reste nécessaire.",
                    "{person} now gives {year} as their year of birth, earlier than the one that was known. Until you "
                    "confirm it nothing changes: your agreement is still needed.",
                )
            ),
            Paragraph(
                Words(
                    "Si cette année est la bonne, confirmez-la. Si ce n’est pas exact, dites-le sur la même page.",
                    "If that year is right, confirm it. If it is not, say so on the same page.",
                )
            ),
            Button(ANSWER, link),
        ],
        reason=[
            GUARDIAN_REASON,
            Words("Sans réponse, rien ne change.", "Without an answer nothing changes."),
            LINK_IS_PERSONAL,
        ],
        person=line(person),
        year=year,
    )


def birth_year_change_mail(locale: Locale, *, person: str, year: int, link: str | None) -> MailBody:
    """To the guardian, when the year of birth has changed. `link`: to their page, while it is open."""
    return compose(
        MailKind.BIRTH_YEAR_CHANGE,
        locale,
        YEAR_SUBJECT,
        preview=Words("Ce qui demande votre accord en dépend.", "What takes your agreement depends on it."),
        blocks=[
            Heading(YEAR_SUBJECT),
            Paragraph(
                Words(
                    "L’année de naissance qui compte pour {person} est maintenant {year}. Ce qui demande votre accord "
                    "en dépend.",
                    "The year of birth that counts for {person} is now {year}. What takes your agreement depends on "
                    "it.",
                )
            ),
            *(
                (
                    Paragraph(Words("Ce n’est pas exact ? Dites-le ici :", "Not right? Say so here:")),
                    Button(Words("Voir ou corriger l’année", "See or correct the year"), link),
                )
                if link
                else ()
            ),
        ],
        reason=GUARDIAN_REASON,
        person=line(person),
        year=year,
    )


def birth_year_decision_mail(locale: Locale, *, year: int, is_confirmed: bool) -> MailBody:
    """To the person, who is addressed as « tu »."""
    confirmation = Words(
        "Ton année de naissance a été confirmée par une autre personne : c’est maintenant {year} qui compte.",
        "Somebody else confirmed your year of birth: {year} counts from now on.",
    )
    refusal = Words(
        "Ton parent ou tuteur dit que {year} n’est pas ton année de naissance. Rien n’a changé : l’année connue avant "
        "reste la bonne.",
        "Your parent or guardian says that {year} is not your year of birth. Nothing changed: the year that was known "
        "before still counts.",
    )
    return compose(
        MailKind.BIRTH_YEAR_DECISION,
        locale,
        OWN_YEAR_SUBJECT,
        preview=Words("Une réponse est arrivée.", "An answer has come."),
        blocks=[
            Heading(OWN_YEAR_SUBJECT),
            Paragraph(confirmation if is_confirmed else refusal),
            Paragraph(
                Words(
                    "Tu n’es pas d’accord ? Parles-en avec cette personne, ou écris-nous.",
                    "You disagree? Talk about it with that person, or write to us.",
                )
            ),
        ],
        reason=ACCOUNT_REASON,
        year=year,
    )


def agreement_request_mail(
    locale: Locale, *, person: str, name: str | None, places: Sequence[str], link: str
) -> MailBody:
    """`name`: of the guardian; `places`: the communities that keep a place for the person."""
    greeting = Words("Bonjour {guardian},", "Hello {guardian},")
    kept_places = Words(
        "{person} voudrait rejoindre {places}. Sa place y est gardée jusqu’à votre réponse, 30 jours au plus. Rien n’y "
        "est montré d’ici là.",
        "{person} would like to join {places}. A place is kept until you answer, for 30 days at most. Nothing is shown "
        "there until then.",
    )
    return compose(
        MailKind.AGREEMENT_REQUEST,
        locale,
        REQUEST_SUBJECT,
        preview=Words(
            "Son journal reste privé ; vous décidez de ce qui peut être montré.",
            "Their journal stays private; you decide what may be shown.",
        ),
        blocks=[
            Heading(REQUEST_SUBJECT),
            Paragraph(greeting) if name and line(name) else None,
            Paragraph(kept_places) if places else None,
            Paragraph(
                Words(
                    "{person} tient un journal d’expériences avec Day Tripper, pour son orientation. Ce qui y est "
                    "écrit est privé.",
                    "{person} keeps a journal of experiences with Day Tripper, for career guidance. What is written "
                    "there is private.",
                )
            ),
            Paragraph(
                Words(
                    "Avant 15 ans, publier, partager ou rejoindre une communauté demande aussi l’accord d’un parent ou "
                    "tuteur. Vous choisissez à quoi vous dites oui, et vous pouvez changer d’avis à tout moment.",
                    "Under 15, publishing, sharing or joining a community also takes the agreement of a parent or "
                    "guardian. You choose what you say yes to, and can change your mind at any time.",
                )
            ),
            Button(ANSWER, link),
        ],
        reason=[
            Words(
                "Vous n’êtes ni parent ni tuteur de cette personne ? Ouvrez la page et refusez, ou ignorez ce "
                "message : sans réponse, rien n’est montré.",
                "You are not this person’s parent or guardian? Open the page and decline, or ignore this message: "
                "without an answer nothing is shown.",
            ),
            LINK_IS_PERSONAL,
        ],
        person=line(person),
        guardian=line(name or ""),
        places=Strong(", ".join(map(line, places))),
    )


def agreement_mail(locale: Locale, *, person: str, acts: Collection[GuardedAct], link: str) -> MailBody:
    """The acts that were agreed to, and the page where the guardian can change them."""
    return compose(
        MailKind.AGREEMENT,
        locale,
        AGREEMENT_SUBJECT,
        preview=Words(
            "Gardez ce message : le lien permet de changer d’avis.",
            "Keep this message: the link lets you change your mind.",
        ),
        blocks=[
            Heading(AGREEMENT_SUBJECT),
            Bullets(
                [words for act, words in ACTS.items() if act in acts],
                Words("Avec votre accord, {person} peut :", "With your agreement, {person} may:"),
            ),
            Button(Words("Voir ou changer", "See or change it"), link),
        ],
        reason=Words(
            "Gardez ce message : ce lien permet de retirer votre accord à tout moment. À partir du 1er janvier qui "
            "suit ses 15 ans, {person} décidera sans vous, et nous vous l’écrirons.",
            "Keep this message: the link lets you take your agreement back at any time. From the 1 January after they "
            "turn 15, {person} will decide alone, and you will be told.",
        ),
        person=line(person),
    )


Openings = Mapping[Opening, int]  # each with its number


def coming_of_age_mail(locale: Locale, *, person: str, birth_year: int | None, openings: Openings) -> MailBody:
    """The end by age. `openings`: those that were not mailed yet."""
    return compose(
        MailKind.COMING_OF_AGE,
        locale,
        END_SUBJECT,
        preview=Words("Votre accord n’est plus nécessaire.", "Your agreement is no longer needed."),
        blocks=[
            Heading(END_SUBJECT),
            Paragraph(
                [
                    Words("L’année de naissance indiquée est {birth_year}.", "The year of birth given is {birth_year}.")
                    if birth_year
                    else None,
                    Words(
                        "À partir du 1er janvier qui suit les 15 ans, votre accord n’est plus nécessaire. Ce que vous "
                        "aviez accepté reste tel quel.",
                        "From the 1 January after turning 15, your agreement is no longer needed. What you agreed to "
                        "stays as it is.",
                    ),
                ]
            ),
            Paragraph(
                Words(
                    "Cette année n’est pas la bonne ? Parlez-en ensemble : elle se corrige dans les réglages, et ce "
                    "qui demande votre accord est alors repris.",
                    "That is not the right year? Talk about it together: it is mended in the settings, and what takes "
                    "your agreement is then taken back.",
                )
            ),
            _earlier(locale, openings),
        ],
        reason=Words(
            "C’est le dernier message que vous recevez à ce sujet ; votre adresse n’est pas utilisée pour autre chose.",
            "This is the last message you get about this; your address serves nothing else.",
        ),
        person=line(person),
        birth_year=birth_year,
    )


def agreement_end_mail(locale: Locale, *, person: str, by: EndedBy, openings: Openings) -> MailBody:
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
                    Words("Ce que cet accord permettait est repris.", "What this agreement allowed is taken back."),
                ]
            ),
            _earlier(locale, openings),
        ],
        reason=Words(
            "C’est le dernier message à ce sujet, sauf si {person} vous demande à nouveau votre accord ; votre adresse "
            "n’est pas utilisée pour autre chose.",
            "This is the last message about this, unless {person} asks for your agreement again; your address serves "
            "nothing else.",
        ),
        person=line(person),
    )


def openings_mail(locale: Locale, *, person: str, openings: Openings, link: str) -> MailBody:
    sentences = _sentences(locale, openings)
    return compose(
        MailKind.OPENINGS,
        locale,
        OPENING_SUBJECT,
        preview=Words("Ce qui est ouvert, et à qui, est dans ce message.", "What is opened, and to whom, is in here."),
        blocks=[
            Heading(OPENING_SUBJECT),
            Bullets(sentences),
            Button(Words("Voir, ou ne plus être d’accord", "See, or no longer agree"), link),
        ],
        reason=Words(
            "Vous recevez ce message parce que vous avez dit oui à « Ouvrir ce qui n’est pas publié ». Le journal "
            "lui-même n’est ni dans ce message ni sur votre page.",
            "You get this message because you said yes to “Open what is not published”. The journal itself is neither "
            "in this message nor on your page.",
        ),
        stop=Link(
            Words(
                "Décocher cette case : ces accès sont repris, et vous ne recevez plus ces messages",
                "Untick that box: such access is taken back, and you get no more of these messages",
            ),
            link,
        ),
        person=line(person),
    )


def _earlier(locale: Locale, openings: Openings) -> Block | None:
    lead = Words(
        "Auparavant, {person} a ouvert ce qui n’est pas publié :", "Before, {person} opened what is not published:"
    )
    return Bullets(_sentences(locale, openings), lead) if openings else None


def _sentences(locale: Locale, openings: Openings) -> list[str]:
    return [opening.said(locale, many) for opening, many in openings.items()]
