"""Letters to a parent or guardian, who is addressed as « vous ». Letters to the person say « tu »."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.models.grants import Purpose, TargetType
from app.models.guardians import EndedBy, GuardedAct
from app.services.notifications.access_letters import PURPOSES
from app.services.notifications.letters import SOMEONE, LetterBody, line, written

REQUEST_SUBJECT = Words("{of} vous demande votre accord", "{of} asks for your agreement")
AGREEMENT_SUBJECT = Words("Votre accord pour {of}", "Your agreement for {of}")
END_SUBJECT = Words("{of} décide désormais sans vous", "{of} decides alone from now on")
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

OPENING_SUBJECT = Words("{of} ouvre ce qui n’est pas publié", "{of} opens what is not published")
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
OVER = Words("Votre accord pour {of} a pris fin", "Your agreement for {of} has ended")
OVER_BY: Mapping[EndedBy, Words] = {
    EndedBy.PERSON: Words("{of} y a mis fin.", "{of} ended it."),
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


YEAR_SUBJECT = Words("L’année de naissance de {of}", "The year of birth of {of}")
OWN_YEAR_SUBJECT = Words("Ton année de naissance", "Your year of birth")


def year_asked_letter(locale: Locale, *, of: str, year: int, link: str) -> LetterBody:
    """To the guardian, who confirms an earlier year."""
    name = line(of)
    return written("birth_year_asked", locale, YEAR_SUBJECT.in_(locale, of=name), of=name, year=year, link=link)


def year_changed_letter(locale: Locale, *, of: str, year: int | None) -> LetterBody:
    """To the guardian, when the year of birth has changed."""
    name = line(of)
    return written("birth_year_changed", locale, YEAR_SUBJECT.in_(locale, of=name), of=name, year=year)


def year_decided_letter(locale: Locale, *, year: int | None, confirmed: bool) -> LetterBody:
    """To the person, who is addressed as « tu »."""
    return written("birth_year_decided", locale, OWN_YEAR_SUBJECT.in_(locale), year=year, confirmed=confirmed)


def asked_letter(locale: Locale, *, of: str, name: str | None, places: Sequence[str], link: str) -> LetterBody:
    """`name`: of the guardian; `places`: the communities that keep a place for the person."""
    asker, place_names = line(of), [line(place) for place in places]
    return written(
        "guardian_asked",
        locale,
        REQUEST_SUBJECT.in_(locale, of=asker),
        of=asker,
        guardian=line(name or ""),
        places=place_names,
        link=link,
    )


def told_letter(locale: Locale, *, of: str, acts: Collection[GuardedAct], link: str) -> LetterBody:
    """The acts that were agreed to, and the page where the guardian can change them."""
    name, act_texts = line(of), [words.in_(locale) for act, words in ACTS.items() if act in acts]
    return written("guardian_told", locale, AGREEMENT_SUBJECT.in_(locale, of=name), of=name, acts=act_texts, link=link)


Openings = Mapping[Opening, int]  # each with its number


def ended_letter(locale: Locale, *, of: str, birth_year: int | None, openings: Openings) -> LetterBody:
    """The end by age. `openings`: those that were not mailed yet."""
    name, texts = line(of), _sentences(locale, openings)
    subject = END_SUBJECT.in_(locale, of=name)
    return written("guardian_ended", locale, subject, of=name, birth_year=birth_year, openings=texts)


def over_letter(locale: Locale, *, of: str, by: EndedBy, openings: Openings) -> LetterBody:
    """The end by the person or the guardian. `openings`: those that were not mailed yet."""
    name, texts = line(of), _sentences(locale, openings)
    by_whom = OVER_BY[by].in_(locale, of=name)
    return written("guardian_over", locale, OVER.in_(locale, of=name), of=name, by=by_whom, openings=texts)


def opened_letter(locale: Locale, *, of: str, openings: Openings, link: str) -> LetterBody:
    name, texts = line(of), _sentences(locale, openings)
    return written("guardian_opened", locale, OPENING_SUBJECT.in_(locale, of=name), of=name, openings=texts, link=link)


def _sentences(locale: Locale, openings: Openings) -> list[str]:
    return [opening.said(locale, many) for opening, many in openings.items()]
