"""Notifications name things in words, in both languages, as PostgreSQL says them and as mails do."""

import pytest

from app.core.i18n import Locale
from app.core.uow import Runtime
from app.models.grants import TargetType
from app.models.notifications import NotificationType
from app.services.notifications.notification_templates import COMMENT_SENTENCES, say
from tests.support.notifications import told
from tests.support.people import Person


@pytest.mark.parametrize("locale", Locale)
async def test_a_comment_on_something_untitled_names_it_in_words(
    alice: Person, runtime: Runtime, locale: Locale
) -> None:
    assert set(COMMENT_SENTENCES) == set(TargetType) - {TargetType.RESPONSE, TargetType.REPORT}  # takes no comments
    for kind in COMMENT_SENTENCES:
        await told(runtime, alice, NotificationType.COMMENT, kind=kind, title=None)
        page = await alice.client.get("/v1/notifications?limit=1", headers={"Accept-Language": locale})
        [item] = page.json()["items"]
        assert item["text"] == say(NotificationType.COMMENT, item["data"], locale)
        assert item["text"] == COMMENT_SENTENCES[kind].in_(locale, person="Karim")
