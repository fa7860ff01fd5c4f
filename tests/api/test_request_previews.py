"""Who is asked for access recognises every moment that they would show, also one without a title."""

from app.core.uow import Runtime
from tests.support.counsellors import request_access
from tests.support.people import BARE, Person, Watch, capture
from tests.support.stories import medium


async def test_an_untitled_moment_is_known_by_its_day_and_its_picture(
    bob: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    sound, photo = await medium(runtime, bob, "audio"), await medium(runtime, bob)
    moment = await capture(bob, BARE | {"media": [sound, photo]})
    grant_request = await request_access(rose, bob, watch, targets=[{"type": "experiences"}])
    answer = await bob.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200)
    [experience] = answer["preview"]["experiences"]
    assert (experience["id"], experience["title"], experience["lived_at"]) == (
        moment["id"],
        "Tuesday 3 March",
        "2026-03-03T13:10:00.000Z",
    )
    assert experience["cover"]["id"] == photo
    assert (await bob.client.head(bob.address_of(experience["cover"]))).status_code == 200
