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
PLAIN = "2026-11-28"  # in short sentences
WITH_INTIMATE = "2026-11-27.3"  # names what article 9 of the GDPR protects
INTIMATE = Words(
    "S’il y est question de ma santé, de mes croyances, de mes opinions, de mon origine ou de ma vie intime, c’est mon "
    "choix."
)
PERSON = Words("cette personne")
OF_COMMUNITY = Words("la communauté « {name} »")


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
            "{intimate}"
        ),
        {
            "what": Words("ce que j’ai choisi"),
            "audience": Words("Seules les personnes à qui je donne accès la voient"),
        },
    ),
    ConsentKind.SHARE: ConsentText(
        PLAIN,  # says when readers need a second factor
        Words(
            "Je donne accès à {what}, {whom}, {when}. Droits : {rights}. But : {purpose}. {seen}. Je peux reprendre "
            "l’accès à tout moment. {intimate}"
        ),
        {
            "what": Words("ce que j’ai choisi"),
            "whom": Words("à qui j’ai choisi"),
            "when": Words("jusqu’à la date que j’ai choisie"),
            "rights": Words("ceux que j’ai choisis"),
            "purpose": Words("celui que j’ai choisi"),
            "seen": Words(
                "Un second facteur est demandé pour lire tous mes talents ou toutes mes expériences. Il l’est aussi "
                "pour un accompagnement, un recrutement, une formation ou une validation d’acquis. Je vois qui "
                "consulte. D’un lien, seules les ouvertures sont comptées"
            ),
        },
    ),
    ConsentKind.JOIN: ConsentText(
        WITH_INTIMATE,
        Words(
            "Je rejoins {community} : les personnes qui s’en occupent voient mon nom, et elle peut m’envoyer des "
            "missions. Mon journal reste privé, et je peux partir à tout moment. {intimate}"
        ),
        {"community": Words("cette communauté")},
    ),
    ConsentKind.LEAD: ConsentText(
        WITH_INTIMATE,
        Words(
            "Je rejoins {community} pour m’en occuper avec d’autres : tous ses membres voient mon nom, et elle peut "
            "m’envoyer des missions. Mon journal reste privé, et je peux partir à tout moment. {intimate}"
        ),
        {"community": Words("cette communauté")},
    ),
    ConsentKind.QUOTE: ConsentText(
        PLAIN,
        Words(
            "Le bilan {report} peut citer mes mots : {what}. Il les montre {by}. Peut les lire : {readers}. Ils y "
            "restent {when}. Je peux les reprendre à tout moment : ils n’y sont plus aussitôt. {intimate}"
        ),
        {
            "report": Words("pour lequel on me le demande"),
            "what": Words("ceux que j’ai lus"),
            "by": Words("comme je l’ai choisi"),
            "readers": Words("qui j’ai choisi"),
            "when": Words("jusqu’à la date que j’ai choisie"),
        },
    ),
    ConsentKind.TALENTS: ConsentText(
        PLAIN,
        Words(
            "Mes talents comptent dans l’arbre de {community}, sans mon nom. L’arbre n’est montré que si assez de "
            "personnes y sont. Je peux m’en retirer à tout moment."
        ),
        {"community": Words("cette communauté")},
    ),
    ConsentKind.REACHABLE: ConsentText(
        PLAIN,
        Words(
            "Dans {community}, on peut me demander de transmettre ce que j’offre. Mon nom n’est dit que si je dis oui. "
            "Je peux refuser, ou ne rien répondre. Je peux me retirer à tout moment."
        ),
        {"community": Words("cette communauté")},
    ),
    ConsentKind.PAGE: ConsentText(
        PLAIN,
        Words(
            "Je montre {what} sur la page publique de {community}. Tout le monde peut la lire, sans compte. Je peux "
            "l’en retirer à tout moment. {intimate}"
        ),
        {"what": Words("ma story"), "community": Words("cette communauté")},
    ),
    ConsentKind.BIRTH_YEAR: ConsentText(
        VERSION,
        Words(
            "Je connais {person}, et je confirme l’année de naissance {year}. Je comprends que, selon cette année, "
            "{person} décide avec l’accord d’un parent ou tuteur, ou sans."
        ),
        {"person": PERSON, "year": Words("indiquée")},
    ),
    ConsentKind.BIRTH_YEAR_REFUSAL: ConsentText(
        VERSION,
        Words("Je dis que {year} n’est pas l’année de naissance de {person}."),
        {"person": PERSON, "year": Words("l’année indiquée")},
    ),
    ConsentKind.GUARDIAN: ConsentText(
        "2026-11-27.4",  # of the boxes, too: `app/web/guardian_texts.py`
        Words(
            "J’exerce l’autorité parentale sur {person}, ou je suis son tuteur. Je suis d’accord pour {acts}. Je peux "
            "revenir sur cet accord à tout moment depuis la même page."
        ),
        {"person": PERSON, "acts": Words("ce que j’ai coché")},
    ),
    ConsentKind.GUARDIAN_REFUSAL: ConsentText(
        VERSION,
        Words("Je ne suis pas d’accord : {person} ne publie, ne partage et ne rejoint rien avec mon accord."),
        {"person": PERSON},
    ),
    ConsentKind.GUARDIAN_END: ConsentText(
        VERSION,
        Words("Je retire tout mon accord : ce que {person} a publié, partagé et rejoint avec lui est repris aussitôt."),
        {"person": PERSON},
    ),
}


def to_come_in(role: Role) -> ConsentKind:
    """Return the text for joining a community in that role."""
    return ConsentKind.JOIN if role is Role.MEMBER else ConsentKind.LEAD


def of_community(name: str) -> Words:
    return OF_COMMUNITY.fill(name=name)
