"""What a lock screen shows of a notification: the subject of its mail, the title of its push.

A subject names the person or community and the thing. Only the text of the mail has words that somebody wrote, the
title of a journal, an answer or a refusal.
"""

from collections.abc import Mapping

from app.core.i18n import Language, Words
from app.models.grants import TargetType
from app.models.notifications import NotificationType
from app.services.notifications.notification_templates import (
    COMMENT_SENTENCES,
    DECISION,
    PAPER,
    RESTORED,
    SEAT,
    SEVERAL,
    PlaceOutcome,
    say,
)

Type = NotificationType
OF_AUTHOR: Mapping[Type, Words] = {  # of missions whose author is known
    Type.MISSION: Words("{author} attend ta réponse : {title}"),
    Type.REMINDER: Words("{author} attend encore ta réponse : {title}"),
}
OF_COMMUNITY: Mapping[Type, Words] = {  # nobody is told who of it decided
    Type.RETURNED: Words("{community} attend la suite : {title}"),
    Type.ACCEPTED: Words("{community} a accepté ta réponse : {title}"),
    Type.CANCELLED: Words("{community} annule la mission : {title}"),
}
GRANTS: Mapping[str, Words] = {
    TargetType.STORY: Words("{person} donne accès à une story"),
    TargetType.PORTRAIT: Words("{person} donne accès à un portrait"),
    TargetType.TALENTS: Words("{person} donne accès à ses talents"),
    TargetType.EXPERIENCE: Words("{person} donne accès à une expérience"),
    TargetType.EXPERIENCES: Words("{person} donne accès à son journal"),
    TargetType.RESPONSE: Words("{person} veut bien être citée ou cité"),
    SEVERAL: Words("{person} donne accès à plusieurs choses"),
}
AGREEMENT = Words("Ton parent ou tuteur a répondu")
BY_VARIANT: Mapping[str, Words] = {  # by type and `kind` of the data, else by type
    Type.GUARDIAN: AGREEMENT,
    f"{Type.MEMBERSHIP}:{PlaceOutcome.ENDED}": Words("Ta place dans {community}"),
    f"{Type.MEMBERSHIP}:{PlaceOutcome.LAPSE}": Words("Ta demande : {community}"),
    Type.MODERATION: Words("À propos de ce que tu as partagé dans {title}"),
    f"{Type.MODERATION}:{DECISION}": Words("Une décision des opérateurs te concerne"),
    f"{Type.MODERATION}:{RESTORED}": Words("Day Tripper revient d’une sauvegarde"),
    Type.GRANT: Words("{person} donne un accès"),
    **{f"{Type.GRANT}:{kind}": words for kind, words in GRANTS.items()},
    Type.COMPLETION: Words("Du nouveau pour ce que tu as publié"),
    Type.COMMENT: Words("{person} a laissé un commentaire"),
    Type.PROPOSAL: Words("Du nouveau pour ta proposition"),
    Type.PLAN: Words("Du nouveau pour une action que tu portes"),
}
BY_TARGET: Mapping[str, Words] = {  # by type and the type of what it leads to
    **{f"{Type.COMMENT}:{kind}": words for kind, words in COMMENT_SENTENCES.items()},
    f"{Type.COMPLETION}:{TargetType.STORY}": Words("Du nouveau pour ta story"),
    f"{Type.COMPLETION}:{TargetType.PORTRAIT}": Words("Du nouveau pour ton portrait"),
}


def subject_of(kind: Type, data: Mapping[str, object], locale: Language, target: str | None = None) -> str:
    """`data`: of the notification, with the `author` of a mission and the name of its `community`; `target`: the type
    of what it leads to.
    """
    if data.get("kind") in {PAPER, SEAT}:
        return say(kind, data, locale)
    author, community = data.get("author"), data.get("community")
    words = (OF_AUTHOR.get(kind) if author else None) or (OF_COMMUNITY.get(kind) if community else None)
    if words is not None and data.get("title"):
        return words.in_(locale, title=data["title"], author=author, community=community)
    quiet = BY_VARIANT.get(f"{kind}:{data.get('kind')}", BY_VARIANT.get(kind))
    return say(kind, data, locale, BY_TARGET.get(f"{kind}:{target}", quiet))
