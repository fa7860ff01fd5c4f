"""The words for granted things and their end, as readers are told."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Text, literal, select

from app.core.dates import say_day
from app.core.i18n import Language, Locale, Words
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.grants import Grant, TargetType
from app.models.users import User
from app.policies.grants import last_day
from app.services.access.shown_titles import title_shown
from app.services.notifications.notification_templates import SEVERAL, titled
from app.services.shared.moment_names import outer_name

SINGULAR: Mapping[TargetType, Words] = {
    TargetType.STORY: Words("une story"),
    TargetType.PORTRAIT: Words("un portrait"),
    TargetType.TALENTS: Words("ses talents"),
    TargetType.EXPERIENCE: Words("une expérience"),
    TargetType.EXPERIENCES: Words("ses expériences"),
    TargetType.RESPONSE: Words("ses mots, pour un bilan"),
}
MANY: Mapping[TargetType, Words] = {
    **SINGULAR,
    TargetType.STORY: Words("des stories"),
    TargetType.PORTRAIT: Words("des portraits"),
    TargetType.EXPERIENCE: Words("des expériences"),
}
WITH_TITLE: Mapping[TargetType, Words] = {
    TargetType.STORY: Words("sa story « {title} »"),
    TargetType.PORTRAIT: Words("son portrait « {title} »"),
    TargetType.EXPERIENCE: Words("son expérience « {title} »"),
}
AND = Words(" et ")
UNTIL = Words("{things} jusqu’au {day}")


async def title_fields(uow: UnitOfWork, grants: Sequence[Grant], reader: User) -> dict[str, str]:
    """Return `kind` and `title` of a notification.

    A thing has the title of the edition that is shown; an experience has its name; several have their kinds.
    """
    kinds = list(dict.fromkeys(grant.target_type for grant in grants))
    ends = min((grant.ends_at for grant in grants if grant.ends_at), default=None)
    day = ends and last_day(reader.timezone, ends)
    texts: dict[Language, str] = {}
    for locale in dict.fromkeys((*Locale, reader.language)):
        things = [MANY[kind].in_(locale) for kind in kinds]
        if len(grants) == 1:
            things = [await _thing(uow, grants[0], locale)]
        words = AND.in_(locale).join(filter(None, [", ".join(things[:-1]), things[-1]]))
        texts[locale] = UNTIL.in_(locale, things=words, day=say_day(day, locale)) if day else words
    title = Words.each(lambda language: texts.get(language, texts[language.of_contents]))
    return {"kind": kinds[0] if len(kinds) == 1 else SEVERAL, **titled(title, reader.locale)}


async def _thing(uow: UnitOfWork, grant: Grant, locale: Language) -> str:
    kind, title = grant.target_type, await title_shown(uow, grant, locale)
    if kind is TargetType.EXPERIENCE:
        # What stands here is read without a second factor, and outlives the text and the access to it.
        name = outer_name(literal(locale.of_contents, Text))
        title = await uow.session.scalar(select(name).where(Experience.id == grant.target_id))
    return WITH_TITLE[kind].in_(locale, title=title) if title and kind in WITH_TITLE else SINGULAR[kind].in_(locale)
