"""The sentence of each type, made when it is read, in the reader's language, from the notification's data."""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import Text, case, func, literal_column

from app.core.catalogues import LANGUAGE_LIMIT
from app.core.i18n import Language, Locale, Words
from app.core.projections import Element
from app.models.grants import TargetType
from app.models.media import RejectionReason
from app.models.notifications import Notification, NotificationType

Type = NotificationType
OF_MISSIONS = (Type.MISSION, Type.REMINDER, Type.RETURNED, Type.ACCEPTED, Type.CANCELLED, Type.EXCHANGE)
SENTENCES: Mapping[Type, Words] = {  # sentences for professionals, too, use neither « tu » nor « vous »
    Type.MISSION: Words("Une mission pour toi : {title}"),
    Type.REMINDER: Words("Ta mission t’attend : {title}"),
    Type.RETURNED: Words("À reprendre : {title}"),
    Type.ACCEPTED: Words("Réponse acceptée : {title}"),
    Type.CANCELLED: Words("Mission annulée : {title}"),
    Type.EXCHANGE: Words("On te dit oui : {title}"),
    Type.JOIN_REQUEST: Words("{person} demande à rejoindre {community}"),
    Type.MEMBERSHIP: Words("Bienvenue dans {community}"),
    Type.GRANT_REQUEST: Words("{person} te demande un accès"),
    Type.REPORT: Words("Un bilan est publié par {community} : {title}"),
    Type.QUOTE: Words("{person} aimerait citer tes mots dans un bilan"),
    Type.GRANT: Words("{person} donne accès : {title}"),
    Type.COMMENT: Words("{person} a commenté « {title} »"),
    Type.ENDORSEMENT: Words("{person} a répondu au sujet du talent « {title} »"),
    Type.EXPIRY: Words("Un accès prend bientôt fin : {title}"),
    Type.GUARDIAN: Words("Ton parent ou tuteur a répondu : {title}"),
    Type.MODERATION: Words("Un contenu partagé a été masqué : {title}"),
    Type.FLAG: Words("Un signalement attend dans {community}"),
    Type.APPEAL: Words("Un recours attend dans {community}"),
    Type.SECURITY: Words("La sécurité du compte a changé"),
    Type.INFORMATION: Words("Une information pour toi : {title}"),
    Type.COMPLETION: Words("« {title} » est au complet : tout est arrivé"),
    Type.STEP: Words("C’est bientôt : {title}"),
    Type.PROPOSAL: Words("Du nouveau pour ta proposition : {title}"),
    Type.PLAN: Words("Du nouveau pour ton action : {title}"),
}
COMMENT_SENTENCES: Mapping[TargetType, Words] = {  # for targets without a title of their own
    TargetType.STORY: Words("{person} a commenté ta story"),
    TargetType.PORTRAIT: Words("{person} a commenté ton portrait"),
    TargetType.TALENTS: Words("{person} a commenté tes talents"),
    TargetType.EXPERIENCE: Words("{person} a commenté une de tes expériences"),
    TargetType.EXPERIENCES: Words("{person} a commenté tes expériences"),
}


class PlaceOutcome(StrEnum):
    """The outcome of a place that was kept until a guardian answered, or of a request to join."""

    IN = "place_in"
    ASKED = "place_asked"
    ENDED = "place_ended"
    LAPSE = "request_unanswered"


PLACES: Mapping[PlaceOutcome, Words] = {
    PlaceOutcome.IN: Words("Ta place dans {community} t’attendait : tu y es"),
    PlaceOutcome.ASKED: Words("Ta demande est envoyée à {community}"),
    PlaceOutcome.ENDED: Words("Ta place dans {community} n’est plus gardée"),
    PlaceOutcome.LAPSE: Words(
        "Personne n’a répondu en 90 jours : ta demande de rejoindre {community} a pris fin. Tu peux la refaire."
    ),
}


class ProposalNotice(StrEnum):
    """What became of a proposal, for its authors."""

    APPROVAL = "approved"
    SETTING_ASIDE = "set_aside"
    MERGING = "merged"
    SHORTLIST = "shortlisted"
    SELECTION = "selected"
    PROGRESS = "in_progress"
    COMPLETION = "done"
    ABANDONMENT = "abandoned"
    REQUEST = "authorship_asked"
    AUTHORSHIP = "authorship"


class ActionNotice(StrEnum):
    """What the owner of an action is told."""

    NOMINATION = "named"
    DUE = "due"
    DUE_SEVERAL = "due_several"


PROPOSALS: Mapping[ProposalNotice, Words] = {
    ProposalNotice.APPROVAL: Words("Ta proposition est affichée : {title}"),
    ProposalNotice.SETTING_ASIDE: Words("Ta proposition est mise de côté : {title}"),
    ProposalNotice.MERGING: Words("Ta proposition est réunie avec une autre : {title}"),
    ProposalNotice.SHORTLIST: Words("Ta proposition est parmi les retenues : {title}"),
    ProposalNotice.SELECTION: Words("Ta proposition devient une action : {title}"),
    ProposalNotice.PROGRESS: Words("Ta proposition avance : {title}"),
    ProposalNotice.COMPLETION: Words("Ta proposition est réalisée : {title}"),
    ProposalNotice.ABANDONMENT: Words("L’action est abandonnée : {title}"),
    ProposalNotice.REQUEST: Words("Quelqu’un veut signer avec toi : {title}"),
    ProposalNotice.AUTHORSHIP: Words("Tu signes maintenant avec les autres : {title}"),
}
ACTIONS: Mapping[ActionNotice, Words] = {
    ActionNotice.NOMINATION: Words("On pense à toi pour porter cette action : {title}"),
    ActionNotice.DUE: Words("Ton action arrive à sa date : {title}"),
    ActionNotice.DUE_SEVERAL: Words("Plusieurs de tes actions arrivent à leur date, dont : {title}"),
}
OUTCOME = "outcome"  # of an event
PAPER = "paper"  # voices on paper that wait for the two people who counted them


class EventNotice(StrEnum):
    """What somebody who has a seat at an event, or waits for one, is told of it."""

    REGISTRATION = "registered"
    MOVE = "moved"
    CANCELLATION = "called_off"


EVENTS: Mapping[EventNotice, Words] = {
    EventNotice.REGISTRATION: Words("Ton inscription est notée : {title}"),
    EventNotice.MOVE: Words("Le moment ou le lieu change : {title}"),
    EventNotice.CANCELLATION: Words("La rencontre n’aura pas lieu : {title}"),
}
NEWS_OF_ENDS = (PlaceOutcome.ENDED, PlaceOutcome.LAPSE)  # they lead nowhere
CITED = "cited"  # a report has words of the person
SEAT = "seat"  # at an event, for who waited for one
LAPSES_SOON = "lapses_soon"  # a request; `title` has the day
LATE = "late"
LOSSES: Mapping[str, Words] = {  # of a medium that an edition does without
    LATE: Words("il n’est pas arrivé en 7 jours"),
    RejectionReason.WRONG_SIZE: Words("le fichier est arrivé abîmé"),
    RejectionReason.WRONG_CHECKSUM: Words("le fichier est arrivé abîmé"),
    RejectionReason.WRONG_TYPE: Words("ce type de fichier n’est pas accepté"),
    RejectionReason.UNREADABLE: Words("le fichier ne s’ouvre pas"),
    RejectionReason.TOO_LARGE: Words("le fichier est trop grand"),
    RejectionReason.TOO_COSTLY: Words("le fichier est trop lourd à préparer"),
}
LOSS = Words("« {title} » se lit sans un média : {why}")
DECISION = "decision"  # of operators; `title` has the decision
REPORT = "reported"  # from a public page, to operators; `title` is the reference
RESTORED = "restored"  # from a backup, what ended since could come back: it ends again
OF_A_DAY = "experience_of_a_day"  # `title` has the day; of before 0.2
SEVERAL = "several"
GRANT_SENTENCE = Words("{person} donne accès à {title}")
VARIANTS: Mapping[str, Words] = {  # by type and `kind`
    f"{Type.COMMENT}:{OF_A_DAY}": Words("{person} a commenté {title}"),
    **{f"{Type.GRANT}:{kind}": GRANT_SENTENCE for kind in (*TargetType, SEVERAL)},
    f"{Type.GRANT}:{TargetType.RESPONSE}": Words("{person} veut bien être citée ou cité dans un bilan"),
    **{f"{Type.COMMENT}:{kind}": words for kind, words in COMMENT_SENTENCES.items()},
    f"{Type.MODERATION}:{DECISION}": Words("Décision des opérateurs : {title}"),
    f"{Type.MODERATION}:{REPORT}": Words("Signalement {title} : à décider dans les 7 jours"),
    f"{Type.MODERATION}:{RESTORED}": Words(
        "Day Tripper revient d’une sauvegarde : tes accès et liens ont pris fin. Vérifie ce que tu avais retiré ou "
        "flouté depuis, puis redonne ceux que tu veux."
    ),
    f"{Type.STEP}:{SEAT}": Words("Une place s’est libérée pour toi : {title}"),
    f"{Type.JOIN_REQUEST}:{LAPSES_SOON}": Words(
        "{person} attend une réponse pour rejoindre {community}, jusqu’au {title}"
    ),
    **{f"{Type.MEMBERSHIP}:{kind}": words for kind, words in PLACES.items()},
    f"{Type.STEP}:{PAPER}": Words("On a donné ton nom pour des bulletins de papier. Relis-les : {title}"),
    f"{Type.STEP}:{OUTCOME}": Words("Voici ce qui en est sorti : {title}"),
    **{f"{Type.STEP}:{kind}": words for kind, words in EVENTS.items()},
    f"{Type.REPORT}:{CITED}": Words("Tes mots sont dans un bilan publié : {title}"),
    **{f"{Type.PROPOSAL}:{kind}": words for kind, words in PROPOSALS.items()},
    **{f"{Type.PLAN}:{kind}": words for kind, words in ACTIONS.items()},
    **{f"{Type.COMPLETION}:{kind}": LOSS.fill(title="{title}", why=why) for kind, why in LOSSES.items()},
}
NAMES: Mapping[str, Words] = {  # in the order of `format`'s placeholders; defaults for missing names
    "title": Words("sans titre"),
    "person": Words("Quelqu’un"),
    "community": Words("une communauté"),
}


def titled(words: Words, locale: Language) -> dict[str, str]:
    """A title in each language, and in the recipient's."""
    return {"title": words.in_(locale)} | {f"title_{item}": words.in_(item) for item in Locale}


def say(kind: NotificationType, data: Mapping[str, object], locale: Language, words: Words | None = None) -> str:
    """`words`: in the place of the sentence of that type."""
    defaults = {name: words.in_(locale) for name, words in NAMES.items()}
    words = words or VARIANTS.get(f"{kind}:{data.get('kind')}", SENTENCES[kind])
    values = {name: data[name] for name in NAMES if data.get(name)}
    translation = {"title": data[f"title_{locale.base}"]} if f"title_{locale.base}" in data else {}
    return words.in_(locale, **(defaults | values | translation))


def sentence(words: Element) -> Element:
    """`say`, in PostgreSQL. `words`: the sentences in the reader's language.

    Sentences of missions name a title alone: they fill pages, and skip the look-ups of the others.
    """
    kind, data = Notification.__table__.c.type, Notification.__table__.c.data
    title = func.coalesce(_said(data, literal_column("'title'")), _said(words, literal_column("'title'")))
    of_mission = func.replace(_said(words, kind), literal_column("'%1$s'"), title)
    return case((kind.in_([literal_column(f"'{mission}'") for mission in OF_MISSIONS]), of_mission), else_=_any(words))


def _any(words: Element) -> Element:
    kind, data = Notification.__table__.c.type, Notification.__table__.c.data
    literals: dict[str, Element] = {name: literal_column(f"'{name}'") for name in NAMES}
    values = {name: [_said(data, key), _said(words, key)] for name, key in literals.items()}
    values["title"].insert(0, _said(data, _said(words, literal_column("'title_in'"))))
    variant = _said(words, func.concat(kind, literal_column("':'"), _said(data, literal_column("'kind'"))))
    return func.format(
        func.coalesce(variant, _said(words, kind)), *(func.coalesce(*value) for value in values.values())
    )


def _said(words: Element, key: Element) -> Element:
    return words.op("->>", return_type=Text())(key)


@lru_cache(LANGUAGE_LIMIT)
def words_in(locale: Language) -> str:
    """Return the sentences in that language, their blanks numbered for PostgreSQL's `format`."""
    marks = {name: f"%{number}$s" for number, name in enumerate(NAMES, 1)}
    words_by_kind = {str(kind): words for kind, words in SENTENCES.items()} | dict(VARIANTS)
    sentences = {kind: words.in_(locale, **marks) for kind, words in words_by_kind.items()}
    names = {name: words.in_(locale) for name, words in NAMES.items()} | {"title_in": f"title_{locale}"}
    return json.dumps(sentences | names)
