"""The tree of a committee of 31 coordinators, drawn and printed; what its members lack.

`make bench ARGS=programmes`.
"""

import statistics
import time
from collections.abc import Iterator

import httpx

from benchmarks.load import verdict
from benchmarks.world import PORT, World

PEOPLE, SKILLS, TIMES = 31, 106, 10
COMMUNITY = "c0000000-0000-7000-8000-0000000000aa"
PAPERS = {"tree.pdf?format=a3": 0.5, "tree.svg": 0.25, "tree.csv": 0.25, "needs": 0.25}  # seconds


def prepare(world: World) -> None:
    """A committee whose members all count, with talents in the coordinators' framework."""
    world.seed(1, PEOPLE)
    world.sql("update users set created_at = now() - interval '60 days'")
    world.sql(
        "insert into communities (id, kind, name, visibility, join_policy, timezone, weekly_notification_cap, k_min,"
        " version, created_at, updated_at, born_as)"
        " values ($1, 'committee', 'Comité local', 'secret', 'invite', 'Europe/Paris', 5, 5, 1, now(), now(), '')",
        COMMUNITY,
    )
    world.sql(
        "insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version,"
        " created_at, updated_at)"
        " select $1, id, 'member', 'active', '{}', true, now() - interval '60 days', 1, now(), now() from users",
        COMMUNITY,
    )
    world.sql(
        "insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at)"
        " select users.id, skills.id, 2, (array['has', 'offers', 'seeks'])[1 + (skills.position + n.n) % 3], '{}', 1,"
        " now(), now() from users, skills join frameworks on frameworks.id = skills.framework_id,"
        " lateral (select ascii(right(users.id::text, 1)) as n) as n"
        " where frameworks.code = 'spro-coordination' and skills.kind = 'skill'"
    )


def measure(world: World) -> Iterator[str]:
    headers = {"authorization": f"Bearer {world.token(1)}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", headers=headers, timeout=60) as client:
        for paper, most in PAPERS.items():
            times = []
            for _ in range(TIMES + 1):
                start = time.perf_counter()
                client.get(f"/v1/communities/{COMMUNITY}/{paper}").raise_for_status()
                times.append(time.perf_counter() - start)
            name = f"{paper} of {PEOPLE} people, {SKILLS} skills"
            yield verdict(name, statistics.median(times[1:]), most)
