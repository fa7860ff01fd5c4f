"""A new member of an enum is decided wherever members are: by the type checker in each `match`, here in each table."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum
from types import ModuleType

import app

# Tables of some members only, and what the others are there.
PARTIAL = {
    "app.policies.api_tokens.SCOPES_OF_FAMILIES": "the others are for people alone",
    "app.policies.data_map.INTIMATE": "the other columns hold nothing that article 9 names",
    "app.core.dates.ISO": "a minute is an instant, which has a form of its own",
    "app.models.grant_requests.LISTED": "the others are no single thing out of a collection",
    "app.models.grant_requests.COLLECTION_OF": "the others are no single thing out of a collection",
    "app.services.notifications.access_templates.NEXT_STEPS": "the others lead to no next step",
    "app.services.portraits.portrait_texts.RECORDING": "the others are no recordings",
    "app.services.portraits.portrait_texts.PLAY": "the others are no recordings",
    "app.services.portraits.portrait_texts.PLAY_ALT": "the others are no recordings",
    "app.services.talents.framework_esco.LOOSE": "a group stands in the hierarchy",
    "app.services.sharing.grant_answers.MEMBERS": "the others are answered as they are asked",
    "app.services.sharing.grant_offers._PUBLISHED_COLUMNS": "a collection as a whole is named, not chosen",
    "app.services.sharing.grant_rules.PUBLISHED_TABLES": "the others are private",
    "app.services.access.grant_words.WITH_TITLE": "the others have a title of their own",
    "app.services.accounts.guardian_templates.OVER_BY": "the end by age has a mail of its own",
    "app.services.notifications.mail_templates.ATTRIBUTIONS": "the others say nothing that somebody wrote",
    "app.services.notifications.notification_mails.TIMINGS": "a push goes at once",
    "app.services.notifications.notification_refs.NAMES": "the data says what the others are about",
    "app.services.notifications.notification_refs.CHOSEN": "the type says what the others are about",
    "app.services.notifications.notification_refs._IDS": "the others are about their subject itself",
    "app.services.notifications.notification_subjects.OF_AUTHOR": "the others do not come from an author",
    "app.services.notifications.notification_subjects.OF_COMMUNITY": "the others are decided by a person",
    "app.services.programme_reports.documents.ACTION_STATES": "the others are no actions",
    "app.services.proposals.reviews.NEWS": "the others are not decided by a review",
    "app.services.proposals.actions.NEWS": "the others are no progress",
    "app.services.sharing.gathered_posts.SENTENCES": "links to all else are told as those to stories",
    "app.services.sharing.link_mails.TEMPLATES": "links to all else are mailed as those to stories",
    "app.services.portability.export_texts.ARRIVING": "an edition awaits no document",
    "app.services.portability.export_texts.ANSWER_STATES": "the others are no answer yet",
    "app.services.shared.moment_names.SITUATIONS": "another context says nothing beside the day",
    "app.services.portraits.composition.TITLES": "a text has the title that its writer gave",
    "app.services.portraits.references.OF_KIND": "the others refer to experiences",
    "app.web.wall_texts.PHASES": "the others show the title of the mission at hand",
    "app.web.room_texts.AGES": "a guest says which of these they are",
    "app.services.notifications.notification_subjects.COMMENT_SENTENCES": "nobody comments on a quote, or a report",
    **dict.fromkeys(
        (
            "app.services.access.consent_words.PLAIN",
            "app.services.access.grant_words.MANY",
            "app.services.access.grant_words.SINGULAR",
            "app.web.guardian_texts.THINGS",
        ),
        "a report is no person's to give",
    ),
    **dict.fromkeys(
        (
            "app.schemas.programme_reports.MEMBERS",
            "app.services.programme_reports.sections.COLLECTORS",
            "app.services.programme_reports.sections.CONTENTS",
        ),
        "each section has what its kind has",
    ),
    "app.schemas.surveys.WRITING": "the others are not written",
    "app.services.sync.sync_operations.VERBS": "the others are not written by phones",
    "app.services.sync.sync_operations.PATCHES": "the others are not changed in part by phones",
    "app.services.sync.sync_operations.DELETIONS": "the others are not deleted by phones",
}


def test_each_table_by_members_of_an_enum_has_them_all_or_is_declared_partial() -> None:
    tables = dict(tables_by_member())
    assert {name for name, (kind, keys) in tables.items() if keys != set(kind)} == PARTIAL.keys()
    assert len(tables) > 45


def tables_by_member() -> Iterator[tuple[str, tuple[type[Enum], set[Enum]]]]:
    ids = set[int]()
    for module in modules():
        for name, value in vars(module).items():
            kinds = {type(key) for key in value} if isinstance(value, Mapping) and id(value) not in ids else set()
            if len(kinds) == 1 and issubclass(kind := kinds.pop(), Enum):
                ids.add(id(value))
                yield f"{module.__name__}.{name}", (kind, set(value))


def modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.startswith("app.seed") and not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)
