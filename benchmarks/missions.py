"""A community of 10,000: a mission is opened, its board is read; what members are told; their feed."""

import json
import statistics
import time
import urllib.request
from collections.abc import Iterator

import psutil

from app.core.ids import uuid7
from benchmarks.experiences import bearer
from benchmarks.load import Ratio, compare, per_second, verdict
from benchmarks.world import PORT, World

PEOPLE = 10_001  # a manager and 10,000 to whom a mission is sent
MANAGER, READER, BUSY = 1, 3, 5
COMMUNITY = "c0000000-0000-7000-8000-000000000001"
BOARD = "d0000000-0000-7000-8000-0000000003e8"
OPENINGS, DEPTH = 5, 50
QUICK_HEART = {"DAYTRIPPER_JOBS_HEARTBEAT": "3"}
HEARD = "select count(*) from notifications where subject_id = $1 and is_shown"
EXACTLY = """
  select (select count(*) from responses where mission_id = $1) as responses,
    (select count(distinct user_id) from notifications where subject_id = $1) as people,
    (select count(*) from notifications where subject_id = $1) as notifications,
    (select count(*) from (select from dispatches join notifications n on n.id = notification_id
      where subject_id = $1 group by n.user_id, channel having count(*) > 1) again) as dispatched_twice,
    (select coalesce(sum(seq), 0)::bigint from inboxes) as told
"""


def opening(world: World) -> Iterator[str]:
    """The request, and until everybody it is for can see it."""
    requests, everybody = [], []
    with world.working():
        for _ in range(OPENINGS + 1):
            mission = draft(world)
            began = time.perf_counter()
            ask(world, MANAGER, "PUT", f"/v1/missions/{mission}/opening")
            requests.append(time.perf_counter() - began)
            until(world, mission, PEOPLE - 1)
            everybody.append(time.perf_counter() - began)
            for number in (2, PEOPLE):
                told = ask(world, number, "GET", "/v1/notifications?limit=1")["items"][0]
                assert told["subject_id"] == mission, told
            at_rest(world)
    yield verdict("opening a mission for 10,000, the request", statistics.median(requests[1:]), 0.100)
    yield verdict("until each of them sees it, median", statistics.median(everybody[1:]), 10)
    yield verdict("the same, longest", max(everybody[1:]), 10)


def killed(world: World) -> str:
    """The worker dies in the middle of it, and another one goes on."""
    mission = draft(world)
    before = world.sql(EXACTLY, mission)[0]["told"]
    with world.working(**QUICK_HEART) as worker:
        ask(world, MANAGER, "PUT", f"/v1/missions/{mission}/opening")
        reached = until(world, mission, 1)
        worker.kill()
        worker.wait()
    with world.working(**QUICK_HEART):
        until(world, mission, PEOPLE - 1)
        at_rest(world)
    found = dict(world.sql(EXACTLY, mission)[0])
    wanted = dict.fromkeys(("responses", "people", "notifications", "told"), PEOPLE - 1) | {"dispatched_twice": 0}
    found["told"] -= before
    said = "none lost, none doubled: ok" if found == wanted else f"WRONG: {found}"
    return f"the worker killed when {reached} of {PEOPLE - 1} had heard: {said}"


def board(world: World) -> Iterator[object]:
    headers = bearer(world, MANAGER)
    yield compare(
        "board of 10,000 assignments, first page",
        lambda: per_second(PORT, f"/v1/missions/{BOARD}/board", headers),
        lambda: per_second(PORT + 1, f"/board?{BOARD}", headers),
        must=0.5,
        aim=0.8,
    )


def sheet(world: World, process: int) -> str:
    """As a sheet, ten times over: how much more memory that ever takes than the first did."""
    api, sizes = psutil.Process(process), []
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/v1/missions/{BOARD}/board", headers=bearer(world, MANAGER) | {"Accept": "text/csv"}
    )
    for _ in range(10):
        began, lines, first = time.perf_counter(), 0, 0.0
        with urllib.request.urlopen(request) as answer:
            for n, _line in enumerate(answer):
                first = first or time.perf_counter() - began
                lines += 1
                if n % 2_000 == 0:
                    sizes.append(api.memory_full_info().pss / 1e6)
        took = time.perf_counter() - began
        assert lines == PEOPLE, lines
    more = max(sizes) - sizes[0]
    return (
        f"board of 10,000 as CSV: first line after {first * 1000:.0f} ms, whole after {took * 1000:.0f} ms; "
        f"API memory +{more:.1f} MB; must be flat (± 10 MB): {'ok' if more <= 10 else 'ABOVE'}"
    )


def notifications(world: World) -> Ratio:
    headers = bearer(world, BUSY)
    return compare(
        "GET /v1/notifications, 500 unread",
        lambda: per_second(PORT, "/v1/notifications", headers),
        lambda: per_second(PORT + 1, "/notifications", headers),
        must=0.5,
        aim=0.8,
    )


def feed(world: World) -> Iterator[object]:
    headers = bearer(world, READER)
    yield compare(
        "GET /v1/feed, 20 communities, 1,000,000 items",
        lambda: per_second(PORT, "/v1/feed", headers),
        lambda: per_second(PORT + 1, "/feed", headers),
        must=0.5,
        aim=0.8,
    )
    path = "/v1/feed"
    for _ in range(DEPTH - 1):
        path = f"/v1/feed?cursor={ask(world, READER, 'GET', path)['next_cursor']}"
    rates = [(per_second(PORT, "/v1/feed", headers), per_second(PORT, path, headers)) for _ in range(4)][1:]
    ratio = statistics.median(deep / first for first, deep in rates)
    yield f"feed, page {DEPTH} as fast as page 1: {ratio:.2f} (must be ≥ 0.8): {'ok' if ratio >= 0.8 else 'BELOW'}"


def draft(world: World) -> str:
    mission = str(uuid7())
    body = {
        "community_id": COMMUNITY,
        "title": "Une photo de ton poste de travail",
        "brief": "Montre où tu travailles.",
    }
    ask(world, MANAGER, "PUT", f"/v1/missions/{mission}", body)
    return mission


def until(world: World, mission: str, wanted: int, seconds: float = 120) -> int:
    """So many have heard; how many have."""
    ends = time.monotonic() + seconds
    while (heard := world.sql(HEARD, mission)[0][0]) < wanted:
        if time.monotonic() > ends:
            raise TimeoutError(f"{heard} of {wanted} have heard")
        time.sleep(0.1)  # to ask costs, too
    return int(heard)


def at_rest(world: World, seconds: float = 120) -> None:
    """No job waits: the mails of one mission do not slow the next one down."""
    ends = time.monotonic() + seconds
    while world.sql("select from jobs.pgqueuer where execute_after <= now() limit 1"):
        if time.monotonic() > ends:
            raise TimeoutError("jobs are left")
        time.sleep(0.1)


def ask(world: World, number: int, method: str, path: str, body: object = None) -> dict:
    headers = bearer(world, number) | {"Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
