"""The texts that a person reads before they agree. A changed text gets a new version: the ledger keeps both.

Each text has blanks: what, to whom, until when. Without values, general words fill them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.core.i18n import Words
from app.models.consents import ConsentKind
from app.models.memberships import Role

Blank = str | Words
VERSION = "2026-11-27"
WITH_PROOFS = "2026-11-27.5"  # says when readers need a second factor
WITH_INTIMATE = "2026-11-27.3"  # names what article 9 of the GDPR protects
INTIMATE = Words(
    "S’il y est question de ma santé, de mes croyances, de mes opinions, de mon origine ou de ma vie intime, c’est mon "
    "choix.",
    "If it speaks of my health, beliefs, opinions, origin or private life, that is my choice.",
)
PERSON = Words("cette personne", "this person")
OF_COMMUNITY = Words("la communauté « {name} »", "the community “{name}”")


class ConsentText(NamedTuple):
    version: str
    words: Words
    general: Mapping[str, Words]

    def said(self, **blanks: Blank) -> Words:
        """Return the sentence in each language, with its blanks filled."""
        return self.words.fill(**{"intimate": INTIMATE, **self.general, **blanks})


TEXTS: Mapping[ConsentKind, ConsentText] = {
    ConsentKind.PUBLISH: ConsentText(
        WITH_INTIMATE,
        Words(
            "Je publie {what} : une copie est gardée telle quelle. {audience}, et je peux la retirer à tout moment. "
            "{intimate}",
            "I publish {what}: a copy is kept as it is. {audience}, and I can withdraw it at any time. {intimate}",
        ),
        {
            "what": Words("ce que j’ai choisi", "what I chose"),
            "audience": Words(
                "Seules les personnes à qui je donne accès la voient", "Only those I give access to see it"
            ),
        },
    ),
    ConsentKind.SHARE: ConsentText(
        WITH_PROOFS,
        Words(
            "Je donne accès à {what}, {whom}, {when}. Droits : {rights}. But : {purpose}. {seen}, et je peux reprendre "
            "l’accès à tout moment. {intimate}",
            "I give access to {what}, {whom}, {when}. Rights: {rights}. For: {purpose}. {seen}, and I can take the "
            "access back at any time. {intimate}",
        ),
        {
            "what": Words("ce que j’ai choisi", "what I chose"),
            "whom": Words("à qui j’ai choisi", "to whom I chose"),
            "when": Words("jusqu’à la date que j’ai choisie", "until the date I chose"),
            "rights": Words("ceux que j’ai choisis", "those I chose"),
            "purpose": Words("celui que j’ai choisi", "what I chose"),
            "seen": Words(
                "Tous mes talents, toutes mes expériences et ce qui sert à un accompagnement, un recrutement, une "
                "formation ou une validation d’acquis ne se lisent qu’avec un second facteur, par une personne comme "
                "par les membres d’une communauté. Je vois chaque consultation par une personne, un lien est seulement "
                "compté",
                "All my talents, all my experiences, and what is for guidance, recruitment, training or accreditation "
                "are read with a second factor only, by a person as by the members of a community. I see each time a "
                "person reads it, a link is only counted",
            ),
        },
    ),
    ConsentKind.JOIN: ConsentText(
        WITH_INTIMATE,
        Words(
            "Je rejoins {community} : les personnes qui s’en occupent voient mon nom, et elle peut m’envoyer des "
            "missions. Mon journal reste privé, et je peux partir à tout moment. {intimate}",
            "I join {community}: those who look after it see my name, and it may send me missions. My journal stays "
            "private, and I can leave at any time. {intimate}",
        ),
        {"community": Words("cette communauté", "this community")},
    ),
    ConsentKind.LEAD: ConsentText(
        WITH_INTIMATE,
        Words(
            "Je rejoins {community} pour m’en occuper avec d’autres : tous ses membres voient mon nom, et elle peut "
            "m’envoyer des missions. Mon journal reste privé, et je peux partir à tout moment. {intimate}",
            "I join {community} to help look after it: all its members see my name, and it may send me missions. My "
            "journal stays private, and I can leave at any time. {intimate}",
        ),
        {"community": Words("cette communauté", "this community")},
    ),
    ConsentKind.TALENTS: ConsentText(
        VERSION,
        Words(
            "Mes talents comptent dans l’arbre de {community}, sans mon nom. Il n’est montré que si assez de "
            "personnes y sont, et je peux m’en retirer à tout moment.",
            "My talents count in the tree of {community}, without my name. It is only shown when enough people are "
            "in it, and I can withdraw from it at any time.",
        ),
        {"community": Words("cette communauté", "this community")},
    ),
    ConsentKind.BIRTH_YEAR: ConsentText(
        VERSION,
        Words(
            "Je connais {person}, et je confirme l’année de naissance {year}. Je comprends que, selon cette année, "
            "{person} décide avec l’accord d’un parent ou tuteur, ou sans.",
            "I know {person}, and confirm the year of birth {year}. I understand that, by that year, {person} decides "
            "with a guardian’s agreement, or without.",
        ),
        {"person": PERSON, "year": Words("indiquée", "stated")},
    ),
    ConsentKind.BIRTH_YEAR_REFUSAL: ConsentText(
        VERSION,
        Words(
            "Je dis que {year} n’est pas l’année de naissance de {person}.",
            "I say that {year} is not the year of birth of {person}.",
        ),
        {"person": PERSON, "year": Words("l’année indiquée", "the year stated")},
    ),
    ConsentKind.GUARDIAN: ConsentText(
        "2026-11-27.4",  # of the boxes, too: `app/web/guardian_texts.py`
        Words(
            "J’exerce l’autorité parentale sur {person}, ou je suis son tuteur. Je suis d’accord pour {acts}. Je peux "
            "revenir sur cet accord à tout moment depuis la même page.",
            "I hold parental authority over {person}, or am their guardian. I agree to {acts}. I can take this "
            "agreement back at any time on the same page.",
        ),
        {"person": PERSON, "acts": Words("ce que j’ai coché", "what I ticked")},
    ),
    ConsentKind.GUARDIAN_REFUSAL: ConsentText(
        VERSION,
        Words(
            "Je ne suis pas d’accord : {person} ne publie, ne partage et ne rejoint rien avec mon accord.",
            "I do not agree: {person} publishes, shares and joins nothing with my agreement.",
        ),
        {"person": PERSON},
    ),
    ConsentKind.GUARDIAN_END: ConsentText(
        VERSION,
        Words(
            "Je retire tout mon accord : ce que {person} a publié, partagé et rejoint avec lui est repris aussitôt.",
            "I take all of my agreement back: what {person} published, shared and joined with it is taken back at "
            "once.",
        ),
        {"person": PERSON},
    ),
}


def to_come_in(role: Role) -> ConsentKind:
    """Return the text for joining a community in that role."""
    return ConsentKind.JOIN if role is Role.MEMBER else ConsentKind.LEAD


def of_community(name: str) -> Words:
    return OF_COMMUNITY.fill(name=name)
