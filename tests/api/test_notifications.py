import pytest
from fastapi import FastAPI

from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.notifications import NotificationType
from app.schemas.notifications import NotificationRead
from app.services.notifications.notification_templates import SENTENCES, say
from tests.support.notifications import WALL, settled, told
from tests.support.people import Person, Watch, sign_in

PATH = "/v1/notifications"


async def test_what_one_was_told_is_listed_latest_first(runtime: Runtime, alice: Person, watch: Watch) -> None:
    first = await told(runtime, alice, title="Un")
    await told(runtime, alice, title="Deux")
    watch.advance(minutes=1)
    await told(runtime, alice, NotificationType.REMINDER, first, title="Un")
    page = await alice.ask("GET", f"{PATH}?limit=1", 200)
    [reminder] = page["items"]
    assert list(reminder) == list(NotificationRead.model_fields)
    assert NotificationRead.model_validate(reminder).model_dump(mode="json") == reminder
    assert (reminder["type"], reminder["text"], reminder["subject_id"]) == (
        "reminder",
        "Your mission is waiting: Un",
        str(first),
    )
    assert reminder["data"] == WALL | {"title": "Un"}
    assert reminder["created_at"] < reminder["updated_at"]
    rest = await alice.ask("GET", f"{PATH}?limit=1&cursor={page['next_cursor']}", 200)
    assert [item["text"] for item in rest["items"]] == ["A mission for you: Deux"]
    assert rest["next_cursor"] is None


async def test_nobody_reads_what_others_were_told(runtime: Runtime, alice: Person, bob: Person) -> None:
    await told(runtime, alice)
    [hers] = (await alice.ask("GET", PATH, 200))["items"]
    assert (await bob.ask("GET", PATH, 200))["items"] == []
    assert (await bob.ask("GET", PATH, 200))["unread"] == 0
    problem = await bob.ask("PUT", f"{PATH}/read", 422, json={"up_to": "xx"})
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/up_to", "notification_or_instant")]
    problem = await bob.ask("PUT", f"{PATH}/read", 422, json={"up_to": hers["id"]})
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/up_to", "unknown_notification")]
    assert (await alice.ask("GET", PATH, 200))["unread"] == 1


async def test_what_came_after_what_was_read_stays_unread(runtime: Runtime, alice: Person, watch: Watch) -> None:
    for title in ("Un", "Deux", "Trois"):
        watch.advance(minutes=1, microseconds=300)  # finer than it is read
        await told(runtime, alice, title=title)
    three, two, one = (await alice.ask("GET", PATH, 200))["items"]
    assert await alice.ask("PUT", f"{PATH}/read", 200, json={"up_to": one["id"]}) == {"unread": 2}
    assert await alice.ask("PUT", f"{PATH}/read", 200, json={"up_to": two["updated_at"]}) == {"unread": 1}
    unread = (await alice.ask("GET", f"{PATH}?unread=true", 200))["items"]
    assert [item["id"] for item in unread] == [three["id"]]
    read = (await alice.ask("GET", f"{PATH}?unread=false", 200))["items"]
    assert [item["id"] for item in read] == [two["id"], one["id"]]
    assert await alice.ask("PUT", f"{PATH}/read", 200, json={"up_to": three["id"]}) == {"unread": 0}


async def test_news_make_it_unread_and_an_answer_settles_it(runtime: Runtime, alice: Person) -> None:
    subject = await told(runtime, alice)
    [item] = (await alice.ask("GET", PATH, 200))["items"]
    await alice.ask("PUT", f"{PATH}/read", 200, json={"up_to": item["id"]})
    await told(runtime, alice, NotificationType.REMINDER, subject)
    assert (await alice.ask("GET", PATH, 200))["unread"] == 1
    await settled(runtime, subject, alice)
    [item] = (await alice.ask("GET", PATH, 200))["items"]
    assert item["settled_at"] == item["read_at"] is not None
    assert (await alice.ask("GET", PATH, 200))["unread"] == 0


async def test_a_list_of_one_community_has_nothing_of_others(runtime: Runtime, alice: Person) -> None:
    await told(runtime, alice)
    assert (await alice.ask("GET", f"{PATH}?community_id={uuid7()}", 200))["items"] == []


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("names", [WALL, {}, {"title": "%2$s {person}", "person": "{title} %1$s", "community": '"'}])
async def test_the_database_says_each_sentence_as_we_do(
    app: FastAPI, runtime: Runtime, locale: Locale, names: dict[str, str]
) -> None:
    person = await sign_in(app)
    unnamed: dict[str, str | int | None] = dict.fromkeys(WALL) | names
    for kind in SENTENCES:
        await told(runtime, person, kind, **unnamed)
    answer = await person.ask("GET", f"{PATH}?limit=100", 200, headers={"Accept-Language": locale})
    said = {item["type"]: item["text"] for item in answer["items"]}
    assert said == {str(kind): say(kind, names, locale) for kind in NotificationType}
