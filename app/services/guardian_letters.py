"""To a parent or guardian: « vous », for they are no member of ours. What the person gets says « tu »."""

from collections.abc import Collection, Mapping, Sequence

from app.core.i18n import Locale, Words
from app.models.guardians import GuardedAct
from app.services.letters import LetterBody, line, written

ASKED = Words("{of} vous demande votre accord", "{of} asks for your agreement")
TOLD = Words("Votre accord pour {of}", "Your agreement for {of}")
ENDED = Words("{of} décide désormais sans vous", "{of} decides alone from now on")
ACTS: Mapping[GuardedAct, Words] = {  # in the order of the guardian's page
    GuardedAct.PUBLISH: Words(
        "publier des stories et des portraits, présenter publiquement une communauté",
        "publish stories and portraits, present a community in public",
    ),
    GuardedAct.SHARE: Words("en donner l’accès à des personnes choisies", "give people they choose access to them"),
    GuardedAct.JOIN: Words("rejoindre des communautés", "join communities"),
}

YEAR_ASKED = Words("L’année de naissance de {of}", "The year of birth of {of}")
YEAR_DECIDED = Words("Ton année de naissance", "Your year of birth")


def year_asked_letter(locale: Locale, *, of: str, year: int, link: str) -> LetterBody:
    """To the guardian, whose word an earlier year takes."""
    name = line(of)
    return written("birth_year_asked", locale, YEAR_ASKED.in_(locale, of=name), of=name, year=year, link=link)


def year_changed_letter(locale: Locale, *, of: str, year: int | None) -> LetterBody:
    """To the guardian, when another year counts."""
    name = line(of)
    return written("birth_year_changed", locale, YEAR_ASKED.in_(locale, of=name), of=name, year=year)


def year_decided_letter(locale: Locale, *, year: int | None, confirmed: bool) -> LetterBody:
    """To the person: « tu »."""
    return written("birth_year_decided", locale, YEAR_DECIDED.in_(locale), year=year, confirmed=confirmed)


def asked_letter(locale: Locale, *, of: str, name: str | None, places: Sequence[str], link: str) -> LetterBody:
    """`name`: of the guardian; `places`: the communities that keep a place for the person."""
    asker, there = line(of), [line(place) for place in places]
    return written(
        "guardian_asked",
        locale,
        ASKED.in_(locale, of=asker),
        of=asker,
        guardian=line(name or ""),
        places=there,
        link=link,
    )


def told_letter(locale: Locale, *, of: str, acts: Collection[GuardedAct], link: str) -> LetterBody:
    """What was agreed, and the page where it can be changed."""
    name, said = line(of), [words.in_(locale) for act, words in ACTS.items() if act in acts]
    return written("guardian_told", locale, TOLD.in_(locale, of=name), of=name, acts=said, link=link)


def acts_said(acts: Collection[GuardedAct]) -> Words:
    """What was ticked, in one phrase."""
    ticked = [words for act, words in ACTS.items() if act in acts]
    return Words(*(", ".join(words.in_(one) for words in ticked) for one in Locale))


def ended_letter(locale: Locale, *, of: str, birth_year: int | None) -> LetterBody:
    name = line(of)
    return written("guardian_ended", locale, ENDED.in_(locale, of=name), of=name, birth_year=birth_year)
