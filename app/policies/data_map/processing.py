"""The legal basis, the people concerned and the recipients of each purpose (GDPR, art. 6, 13 and 30)."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from app.core.i18n import Words
from app.core.legal import LegalBasis
from app.policies.data_map.vocabulary import Purpose


class Basis(Enum):
    MISSION = Words("pour une mission d’intérêt public (RGPD, article 6.1.e)")
    SERVICE = Words("parce que c’est le service demandé (RGPD, article 6.1.b)")
    CONSENT = Words("parce qu’un oui a été donné, qui peut être repris (RGPD, article 6.1.a)")
    DUTY = Words("parce que la loi le demande (RGPD, article 6.1.c)")
    INTEREST = Words("pour que le service tienne sans nuire à personne (intérêt légitime, RGPD, article 6.1.f)")


class Condition(Enum):
    """By which exception something that article 9 protects is kept when somebody writes it of their own accord."""

    WRITTEN = Words(
        "la personne l’écrit d’elle-même, pour elle ou pour ceux à qui elle l’adresse, informée par la notice, et "
        "l’efface quand elle veut (RGPD, article 9.2.a)"
    )
    AGREED = Words(
        "la personne a dit oui à une phrase qui nomme ces données, et reprend ce oui quand elle veut (RGPD, article "
        "9.2.a)"
    )
    CLAIM = Words("il le faut pour établir ou défendre un droit (RGPD, article 9.2.f)")


# A public body cannot base its mission on legitimate interest (GDPR, art. 6.1, last sentence).
BASES: Mapping[LegalBasis, Mapping[Basis, Basis]] = {
    LegalBasis.PUBLIC_INTEREST: {Basis.SERVICE: Basis.MISSION, Basis.INTEREST: Basis.MISSION},
    LegalBasis.CONTRACT: {},
}
OBJECTED = {Basis.MISSION, Basis.INTEREST}  # what a person may object to (GDPR, art. 21)


class Processing(NamedTuple):
    """`basis`: where the service itself rests on the person's request; `rests_on` gives an installation's basis."""

    basis: Basis
    people: Words
    recipients: Words


PICTURED = Words("qui a un compte ; les personnes nommées, photographiées, filmées ou enregistrées")
HOLDERS = Words("qui a un compte")
MEMBERS = Words("les membres d’une communauté")
NOBODY = Words("personne d’autre")
GRANTEES = Words("qui a reçu l’accès, et personne d’autre")
PROCESSING: Mapping[Purpose, Processing] = {
    Purpose.ACCOUNT: Processing(
        Basis.SERVICE,
        HOLDERS,
        Words("personne d’autre ; le service d’identité que l’on choisit apprend que l’on se connecte ici"),
    ),
    Purpose.JOURNAL: Processing(
        Basis.SERVICE,
        PICTURED,
        Words("personne d’autre, sauf accès donné"),
    ),
    Purpose.PUBLISHING: Processing(Basis.CONSENT, PICTURED, GRANTEES),
    Purpose.SHARING: Processing(
        Basis.CONSENT,
        Words("qui a un compte ; qui reçoit un accès ; les personnes nommées, photographiées, filmées ou enregistrées"),
        GRANTEES,
    ),
    # The right to know one's recipients (art. 15.1.c) sets no term; a trail of 24 months is the operator's choice.
    Purpose.TRANSPARENCY: Processing(Basis.SERVICE, Words("qui consulte par un accès reçu"), NOBODY),
    Purpose.CONSENT: Processing(
        Basis.DUTY,
        Words("qui a un compte ; son parent ou tuteur"),
        Words("avant 15 ans, le parent ou tuteur"),
    ),
    Purpose.PORTABILITY: Processing(Basis.DUTY, HOLDERS, NOBODY),
    Purpose.MODERATION: Processing(
        Basis.DUTY,
        Words("qui signale, qui est signalé, et qui y est montré ou nommé"),
        Words(
            "les opérateurs, qui lisent les signalements ; les responsables de la communauté ; qui a signalé n’est dit "
            "à personne d’autre"
        ),
    ),
    Purpose.SYNC: Processing(Basis.SERVICE, HOLDERS, NOBODY),
    Purpose.WRITING: Processing(
        Basis.SERVICE,
        Words("qui reçoit un mail"),
        Words("le service qui achemine les mails"),
    ),
    Purpose.RECOGNITION: Processing(
        Basis.CONSENT,
        Words("qui a un compte ; la personne sollicitée"),
        Words("la personne sollicitée ; puis qui a accès au portrait"),
    ),
    Purpose.PROTECTION: Processing(Basis.INTEREST, Words("qui se connecte"), NOBODY),
    Purpose.OVERSIGHT: Processing(
        Basis.INTEREST,
        Words("qui fait tourner le service"),
        Words("ses pairs"),
    ),
    Purpose.OPERATION: Processing(Basis.INTEREST, HOLDERS, NOBODY),
    Purpose.TALENTS: Processing(
        Basis.SERVICE,
        HOLDERS,
        Words("qui a reçu l’accès ; sans nom, l’arbre d’une communauté si cela a été accepté"),
    ),
    Purpose.TELLING: Processing(
        Basis.SERVICE,
        HOLDERS,
        Words("le service de notification du téléphone, s’il est activé : il ne peut pas lire le message"),
    ),
    Purpose.CONNECTING: Processing(
        Basis.INTEREST,
        MEMBERS,
        Words("les programmes que les gestionnaires ont reliés : des numéros, sans nom ni contenu"),
    ),
    Purpose.FRAMEWORK: Processing(Basis.INTEREST, Words("personne"), Words("tout le monde")),
    # To come in takes a yes, which is kept, and is no basis: nobody is free to refuse one who employs or marks them.
    Purpose.BELONGING: Processing(
        Basis.SERVICE,
        MEMBERS,
        Words(
            "les responsables de la communauté, à qui une réponse est envoyée ; ses membres, si la mission le dit, et "
            "pour voir qui s’en occupe"
        ),
    ),
}


# What article 9 protects is never asked for; of what may hold it all the same, by which exception.
INTIMATE: Mapping[Purpose, Condition] = {
    **dict.fromkeys(
        (Purpose.JOURNAL, Purpose.TALENTS, Purpose.RECOGNITION, Purpose.WRITING, Purpose.TELLING, Purpose.PORTABILITY),
        Condition.WRITTEN,
    ),
    **dict.fromkeys((Purpose.PUBLISHING, Purpose.SHARING, Purpose.BELONGING), Condition.AGREED),
    **dict.fromkeys((Purpose.MODERATION, Purpose.CONSENT, Purpose.TRANSPARENCY), Condition.CLAIM),
}


def rests_on(purpose: Purpose, basis: LegalBasis) -> Basis:
    """Return the basis of a purpose in an installation whose service rests on `basis`."""
    own = PROCESSING[purpose].basis
    return BASES[basis].get(own, own)


def purposes_by_basis(basis: LegalBasis) -> Mapping[Basis, list[Purpose]]:
    """Group the purposes by basis, without unused bases."""
    purposes_of = {item: [purpose for purpose in PROCESSING if rests_on(purpose, basis) is item] for item in Basis}
    return {item_basis: purposes for item_basis, purposes in purposes_of.items() if purposes}
