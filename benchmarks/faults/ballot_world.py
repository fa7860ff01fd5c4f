"""Rooms that vote, and what there is to choose in them."""

import json
from collections.abc import Sequence
from uuid import UUID

import asyncpg

COMMUNITY = UUID("c0000000-0000-7000-8000-0000000fa001")
SECRET_ROOM, OPEN_ROOM, SURVEY_ROOM = (UUID(f"f0000000-0000-7000-8000-0000000fa00{n}") for n in (1, 2, 3))
ROOMS = (SECRET_ROOM, OPEN_ROOM)  # that vote; their codes end in A and B
IDEAS, SURVEY = (UUID(f"d0000000-0000-7000-8000-0000000fa00{n}") for n in (1, 2))
CHOICES = [f"e0000000-0000-7000-8000-0000000fa00{n}" for n in (1, 2, 3)]
IDEA_FORM = {
    "themes": [],
    "max_per_person": 2,
    "length": 500,
    "approval": "before_wall",
    "cites": "none",
    "hidden_until_reveal": False,
}
QUESTION = {"code": "clarte", "text": "Ça va ?", "type": "scale", "options": [], "required": False}
SURVEY_FORM = {"sheets": "unlinked", "results": "team", "before": None, "questions": [QUESTION]}
MISSION = """
    insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, form,
        responses_visible_to, state, opened_at, version, created_at, updated_at, born_as)
    values ($1, $2, $3, $4, 'Une mission', '{}', '{"type":"all"}', '{}', $5, 'managers', 'open', now(), 1, now(),
        now(), '')
"""
ROOM = """
    insert into rooms (id, community_id, missions, code, state, door, door_secret, capacity, people, scene,
        allow_guests, minors, opens_at, ends_at, version, created_at, updated_at, born_as)
    values ($1, $2, array[$3::uuid], $4, 'open', 'open', '\\x00', 1000, 0,
        '{"mission_id":null,"phase":"welcome","ends_at":null,"shown":{"theme":null,"only":[]},"message":null}', true,
        'none', now(), now() + interval '1 day', 1, now(), now(), '')
"""


async def furnish(url: str, people: Sequence[UUID]) -> None:
    """Write a community that the first of these people manages, its rooms with the others in them, and ideas."""
    manager, *members = people
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "insert into communities (id, kind, name, visibility, join_policy, timezone, weekly_notification_cap,"
            " k_min, version, created_at, updated_at, born_as) values ($1, 'network', 'Promo', 'secret', 'invite',"
            " 'Europe/Paris', 50, 5, 1, now(), now(), '')",
            COMMUNITY,
        )
        await connection.executemany(
            "insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version,"
            " created_at, updated_at) values ($1, $2, $3, 'active', '{}', false, now(), 1, now(), now())",
            [(COMMUNITY, person, "manager" if person == manager else "member") for person in people],
        )
        forms = ((IDEAS, "proposal", IDEA_FORM), (SURVEY, "survey", SURVEY_FORM))
        for mission_id, kind, form in forms:
            await connection.execute(MISSION, mission_id, COMMUNITY, manager, kind, json.dumps(form))
        await connection.executemany(
            "insert into proposals (id, mission_id, community_id, title, themes, cites, state, progress,"
            " is_outside_ballot, version, created_at, updated_at, born_as) values ($1, $2, $3, 'Une idée', '{}', '[]',"
            " 'approved', 0, false, 1, now(), now(), '')",
            [(choice, IDEAS, COMMUNITY) for choice in CHOICES],
        )
        for room_id, code in ((SECRET_ROOM, "BENCHA"), (OPEN_ROOM, "BENCHB"), (SURVEY_ROOM, "BENCHC")):
            await connection.execute(ROOM, room_id, COMMUNITY, SURVEY, code)
        await connection.executemany(
            "insert into room_entries (id, room_id, user_id, entered_at) values (gen_random_uuid(), $1, $2, now())",
            [(room_id, member) for room_id in ROOMS for member in members],
        )
    finally:
        await connection.close()
