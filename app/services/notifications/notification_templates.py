"""The sentence of each type, made when it is read, in the reader's language, from the notification's data."""

import json
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Text, case, func, literal_column

from app.core.i18n import Locale, Words
from app.core.projections import Element
from app.models.grants import TargetType
from app.models.media import RejectionReason
from app.models.notifications import Notification, NotificationType

Type = NotificationType
OF_MISSIONS = (Type.MISSION, Type.REMINDER, Type.RETURNED, Type.ACCEPTED, Type.CANCELLED)
SENTENCES: Mapping[Type, Words] = {  # sentences for professionals, too, use neither « tu » nor « vous »
    Type.MISSION: Words("Une mission pour toi : {title}", "A mission for you: {title}"),
    Type.REMINDER: Words("Ta mission t’attend : {title}", "Your mission is waiting: {title}"),
    Type.RETURNED: Words("À reprendre : {title}", "To take up again: {title}"),
    Type.ACCEPTED: Words("Réponse acceptée : {title}", "Answer accepted: {title}"),
    Type.CANCELLED: Words("Mission annulée : {title}", "Mission cancelled: {title}"),
    Type.JOIN_REQUEST: Words("{person} demande à rejoindre {community}", "{person} asks to join {community}"),
    Type.MEMBERSHIP: Words("Bienvenue dans {community}", "Welcome to {community}"),
    Type.GRANT_REQUEST: Words("{person} te demande un accès", "{person} asks you for access"),
    Type.GRANT: Words("{person} donne accès : {title}", "{person} gives you access: {title}"),
    Type.COMMENT: Words("{person} a commenté « {title} »", "{person} commented on “{title}”"),
    Type.ENDORSEMENT: Words(
        "{person} a répondu au sujet du talent « {title} »", "{person} answered about the talent “{title}”"
    ),
    Type.EXPIRY: Words("Un accès prend bientôt fin : {title}", "An access is about to end: {title}"),
    Type.GUARDIAN: Words("Ton parent ou tuteur a répondu : {title}", "Your parent or guardian has answered: {title}"),
    Type.MODERATION: Words("Un contenu partagé a été masqué : {title}", "What you shared was hidden: {title}"),
    Type.FLAG: Words("Un signalement attend dans {community}", "A flag is waiting in {community}"),
    Type.APPEAL: Words("Un recours attend dans {community}", "An appeal is waiting in {community}"),
    Type.SECURITY: Words("La sécurité du compte a changé", "The security of your account has changed"),
    Type.COMPLETION: Words(
        "« {title} » est au complet : tout est arrivé", "“{title}” is complete: everything has arrived"
    ),
}
COMMENT_SENTENCES: Mapping[TargetType, Words] = {  # for targets without a title of their own
    TargetType.STORY: Words("{person} a commenté ta story", "{person} commented on your story"),
    TargetType.PORTRAIT: Words("{person} a commenté ton portrait", "{person} commented on your portrait"),
    TargetType.TALENTS: Words("{person} a commenté tes talents", "{person} commented on your talents"),
    TargetType.EXPERIENCE: Words(
        "{person} a commenté une de tes expériences", "{person} commented on an experience of yours"
    ),
    TargetType.EXPERIENCES: Words("{person} a commenté tes expériences", "{person} commented on your experiences"),
}


class PlaceOutcome(StrEnum):
    """The outcome of a place that was kept until a guardian answered, or of a request to join."""

    IN = "place_in"
    ASKED = "place_asked"
    ENDED = "place_ended"
    LAPSE = "request_unanswered"


PLACES: Mapping[PlaceOutcome, Words] = {
    PlaceOutcome.IN: Words(
        "Ta place dans {community} t’attendait : tu y es", "Your place in {community} was kept: you are in"
    ),
    PlaceOutcome.ASKED: Words("Ta demande est envoyée à {community}", "Your request is on its way to {community}"),
    PlaceOutcome.ENDED: Words(
        "Ta place dans {community} n’est plus gardée", "Your place in {community} is no longer kept"
    ),
    PlaceOutcome.LAPSE: Words(
        "Personne n’a répondu en 90 jours : ta demande de rejoindre {community} a pris fin. Tu peux la refaire.",
        "Nobody answered within 90 days: your request to join {community} has ended. You can send it again.",
    ),
}
NEWS_OF_ENDS = (PlaceOutcome.ENDED, PlaceOutcome.LAPSE)  # they lead nowhere
LAPSES_SOON = "lapses_soon"  # a request; `title` has the day
LATE = "late"
LOSSES: Mapping[str, Words] = {  # of a medium that an edition does without
    LATE: Words("il n’est pas arrivé en 7 jours", "it did not arrive within 7 days"),
    RejectionReason.WRONG_SIZE: Words("le fichier est arrivé abîmé", "its file arrived damaged"),
    RejectionReason.WRONG_CHECKSUM: Words("le fichier est arrivé abîmé", "its file arrived damaged"),
    RejectionReason.WRONG_TYPE: Words("ce type de fichier n’est pas accepté", "this type of file is not accepted"),
    RejectionReason.UNREADABLE: Words("le fichier ne s’ouvre pas", "its file does not open"),
    RejectionReason.TOO_LARGE: Words("le fichier est trop grand", "its file is too large"),
    RejectionReason.TOO_COSTLY: Words("le fichier est trop lourd à préparer", "its file takes too much to prepare"),
}
LOSS = Words("« {title} » se lit sans un média : {why}", "“{title}” goes without a medium: {why}")
DECISION = "decision"  # of operators; `title` has the decision
REPORT = "reported"  # from a public page, to operators; `title` is the reference
RESTORED = "restored"  # from a backup, what ended since could come back: it ends again
OF_A_DAY = "experience_of_a_day"  # `title` has the day; of before 0.2
SEVERAL = "several"
GRANT_SENTENCE = Words("{person} donne accès à {title}", "{person} gives you access to {title}")
VARIANTS: Mapping[str, Words] = {  # by type and `kind`
    f"{Type.COMMENT}:{OF_A_DAY}": Words("{person} a commenté {title}", "{person} commented on {title}"),
    **{f"{Type.GRANT}:{kind}": GRANT_SENTENCE for kind in (*TargetType, SEVERAL)},
    **{f"{Type.COMMENT}:{kind}": words for kind, words in COMMENT_SENTENCES.items()},
    f"{Type.MODERATION}:{DECISION}": Words("Décision des opérateurs : {title}", "Decision of the operators: {title}"),
    f"{Type.MODERATION}:{REPORT}": Words(
        "Signalement {title} : à décider dans les 7 jours", "Report {title}: to be decided within 7 days"
    ),
    f"{Type.MODERATION}:{RESTORED}": Words(
        "Day Tripper revient d’une sauvegarde : tes accès et liens ont pris fin. Vérifie ce que tu avais retiré ou "
        "flouté depuis, puis redonne ceux que tu veux.",
        "Day Tripper came back from a backup: your accesses and links have ended. Check what you had withdrawn or "
        "blurred since, then give those anew that you want.",
    ),
    f"{Type.JOIN_REQUEST}:{LAPSES_SOON}": Words(
        "{person} attend une réponse pour rejoindre {community}, jusqu’au {title}",
        "{person} is waiting for an answer to join {community}, until {title}",
    ),
    **{f"{Type.MEMBERSHIP}:{kind}": words for kind, words in PLACES.items()},
    **{f"{Type.COMPLETION}:{kind}": LOSS.fill(title="{title}", why=why) for kind, why in LOSSES.items()},
}
NAMES: Mapping[str, Words] = {  # in the order of `format`'s placeholders; defaults for missing names
    "title": Words("sans titre", "untitled"),
    "person": Words("Quelqu’un", "Someone"),
    "community": Words("une communauté", "a community"),
}


def titled(words: Words, locale: Locale) -> dict[str, str]:
    """A title in each language, and in the recipient's."""
    return {"title": words.in_(locale)} | {f"title_{item}": words.in_(item) for item in Locale}


def say(kind: NotificationType, data: Mapping[str, object], locale: Locale, words: Words | None = None) -> str:
    """`words`: in the place of the sentence of that type."""
    defaults = {name: words.in_(locale) for name, words in NAMES.items()}
    words = words or VARIANTS.get(f"{kind}:{data.get('kind')}", SENTENCES[kind])
    values = {name: data[name] for name in NAMES if data.get(name)}
    translation = {"title": data[f"title_{locale}"]} if f"title_{locale}" in data else {}
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


def _positional(locale: Locale) -> str:
    """Number the blanks for PostgreSQL's `format`."""
    marks = {name: f"%{number}$s" for number, name in enumerate(NAMES, 1)}
    words_by_kind = {str(kind): words for kind, words in SENTENCES.items()} | dict(VARIANTS)
    sentences = {kind: words.in_(locale, **marks) for kind, words in words_by_kind.items()}
    names = {name: words.in_(locale) for name, words in NAMES.items()} | {"title_in": f"title_{locale}"}
    return json.dumps(sentences | names)


WORDS: Mapping[Locale, str] = {locale: _positional(locale) for locale in Locale}
