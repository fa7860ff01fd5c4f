import asyncio

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Visibility
from app.models.notifications import NotificationType
from app.schemas.notification_preferences import PreferencesRead
from tests.support.communities import gather
from tests.support.people import Person

PATH = "/v1/notifications/preferences"
SILENT: dict[str, object] = {"community_id": None, "type": None, "in_app": None, "push": None, "email": None}


async def test_without_a_word_there_are_defaults(alice: Person) -> None:
    answer = await alice.ask("GET", PATH, 200)
    assert PreferencesRead.model_validate(answer).model_dump(mode="json") == answer
    assert (answer["rhythm"], answer["rules"]) == ("daily", [])
    assert {default["type"] for default in answer["defaults"]} == set(NotificationType)


async def test_preferences_are_replaced_as_a_whole(runtime: Runtime, alice: Person, bob: Person) -> None:
    community = str(await gather(runtime, alice))
    rules: list[dict[str, object]] = [
        {"type": "mission", "email": "digest"},
        {"community_id": community, "push": False},
        {"community_id": community, "type": "mission", "push": True},
    ]
    for _ in range(2):
        answer = await alice.ask("PUT", PATH, 200, json={"rhythm": "weekly", "rules": rules})
        assert answer == await alice.ask("GET", PATH, 200)
        assert answer["rules"] == [{**SILENT, **rule} for rule in reversed(rules)]
        assert answer["rhythm"] == "weekly"
    assert (await bob.ask("GET", PATH, 200))["rules"] == []
    assert (await alice.ask("PUT", PATH, 200, json={}))["rules"] == []


async def test_only_communities_that_one_sees_can_be_spoken_of(runtime: Runtime, alice: Person, bob: Person) -> None:
    community_id = await gather(runtime, bob, visibility=Visibility.SECRET)
    for community in (community_id, uuid7()):
        rules = [{"push": False}, {"community_id": str(community), "push": False}]
        answer = await alice.ask("PUT", PATH, 422, json={"rules": rules})
        assert [error["pointer"] for error in answer["errors"]] == ["/rules/1/community_id"]


async def test_the_same_scope_twice_is_refused(alice: Person) -> None:
    rules = [{"type": "mission", "push": False}, {"type": "mission", "push": True}]
    answer = await alice.ask("PUT", PATH, 422, json={"rules": rules})
    assert [error["code"] for error in answer["errors"]] == ["repeated"]


async def test_of_two_documents_at_once_one_is_kept_whole(alice: Person) -> None:
    wanted = (("mission", "grant"), ("comment",))
    documents = [{"rules": [{"type": kind, "push": False} for kind in kinds]} for kinds in wanted]
    answers = await asyncio.gather(*(alice.client.put(PATH, json=document) for document in documents * 3))
    assert {answer.status_code for answer in answers} == {200}
    types = {rule["type"] for rule in (await alice.ask("GET", PATH, 200))["rules"]}
    assert types in ({"mission", "grant"}, {"comment"})
