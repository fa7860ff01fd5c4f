"""What a person is shown before they agree. Whoever changes a text gives it a new version: the ledger keeps both."""

from collections.abc import Mapping
from typing import NamedTuple

from app.core.i18n import Words
from app.models.consents import ConsentKind
from app.models.memberships import Role


class ConsentText(NamedTuple):
    version: str
    words: Words


TEXTS: Mapping[ConsentKind, ConsentText] = {
    ConsentKind.PUBLISH: ConsentText(
        "2026-11",
        Words(
            "Je publie : une copie de ce que j’ai choisi est gardée telle quelle. Personne ne la voit tant que je ne "
            "donne pas d’accès, et je peux la retirer à tout moment.",
            "I publish: a copy of what I chose is kept as it is. Nobody sees it until I give access, and I can "
            "withdraw it at any time.",
        ),
    ),
    ConsentKind.SHARE: ConsentText(
        "2026-11",
        Words(
            "Je donne accès à ce que j’ai choisi, à qui j’ai choisi, jusqu’à la date que j’ai choisie. Je vois chaque "
            "consultation et je peux reprendre l’accès à tout moment.",
            "I give access to what I chose, to whom I chose, until the date I chose. I see each consultation and can "
            "take the access back at any time.",
        ),
    ),
    ConsentKind.JOIN: ConsentText(
        "2026-11",
        Words(
            "Je rejoins cette communauté : les personnes qui s’en occupent voient mon nom, et elle peut m’envoyer des "
            "missions. Mon journal reste privé, et je peux partir à tout moment.",
            "I join this community: those who look after it see my name, and it may send me missions. My journal "
            "stays private, and I can leave at any time.",
        ),
    ),
    ConsentKind.LEAD: ConsentText(
        "2026-11",
        Words(
            "Je rejoins cette communauté pour m’en occuper avec d’autres : tous ses membres voient mon nom, et elle "
            "peut m’envoyer des missions. Mon journal reste privé, et je peux partir à tout moment.",
            "I join this community to help look after it: all its members see my name, and it may send me missions. "
            "My journal stays private, and I can leave at any time.",
        ),
    ),
    ConsentKind.TALENTS: ConsentText(
        "2026-11",
        Words(
            "Mes talents comptent dans l’arbre de cette communauté, sans mon nom. Il n’est montré que si assez de "
            "personnes y sont, et je peux m’en retirer à tout moment.",
            "My talents count in the tree of this community, without my name. It is only shown when enough people are "
            "in it, and I can withdraw from it at any time.",
        ),
    ),
    ConsentKind.BIRTH_YEAR: ConsentText(
        "2026-11",
        Words(
            "Je connais cette personne, et je confirme l’année de naissance indiquée. Je comprends que, selon cette "
            "année, elle décide avec l’accord d’un parent ou tuteur, ou seule.",
            "I know this person, and confirm the year of birth stated. I understand that, by that year, they decide "
            "with a guardian’s agreement, or alone.",
        ),
    ),
    ConsentKind.GUARDIAN: ConsentText(
        "2026-11",
        Words(
            "J’exerce l’autorité parentale sur cette personne, ou je suis son tuteur. Je suis d’accord pour ce que "
            "j’ai coché, et je peux revenir sur cet accord à tout moment depuis la même page.",
            "I hold parental authority over this person, or am their guardian. I agree to what I ticked, and can take "
            "this agreement back at any time on the same page.",
        ),
    ),
}


def to_come_in(role: Role) -> ConsentKind:
    """What somebody agrees to who comes into a community in that role."""
    return ConsentKind.JOIN if role is Role.MEMBER else ConsentKind.LEAD
