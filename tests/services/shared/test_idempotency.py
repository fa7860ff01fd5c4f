"""What is sent again is done once."""

import pytest
from fastapi import FastAPI

from tests.support.communities import begin
from tests.support.people import Person
from tests.test_architecture import operations

pytestmark = pytest.mark.slow

# What is sent again by `POST` without an `Idempotency-Key`, and why it doubles nothing.
RETRIES = {
    "unlock_link": "a reader's",
    "create_session": "a session",
    "refresh_session": "a session: the same successor, for a while",
    "start_provider_sign_in": "a session: one that is begun anew",
    "send_code": "a session: the code before is good for nothing then",
    "override_upload_method": "has its offset",
    "create_guest": "a guest: the same `key` in the body, or the same ticket, is the same one",
}


def test_every_post_takes_an_idempotency_key_unless_listed(app: FastAPI) -> None:
    posts = [operation for _, method, operation in operations(app.openapi()) if method == "post"]
    keyless = {
        post["operationId"]
        for post in posts
        if not any(parameter["name"] == "idempotency-key" for parameter in post.get("parameters", ()))
    }
    assert keyless == RETRIES.keys()
    assert len(posts) - len(keyless) >= 10


async def test_the_same_words_for_another_community_are_another_invitation(alice: Person) -> None:
    first, second = await begin(alice), await begin(alice)
    once = {"json": {"role": "member"}, "headers": {"Idempotency-Key": "k-1"}}
    paths = [f"/v1/communities/{item['id']}/invitations" for item in (first, second)]
    invitations = [await alice.ask("POST", paths[0], 201, **once) for _ in range(2)]
    assert invitations[0]["id"] == invitations[1]["id"]
    answer = await alice.ask("POST", paths[1], 422, **once)
    assert answer["type"] == "/problems/idempotency-key-reused"
