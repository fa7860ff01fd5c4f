"""Taking in large frameworks, finding skills in them, and what a community of 10,000 can do.

With `BENCH_DATA` naming a folder that holds `esco` and `rome` as they are published, those; else as many made-up ones.
"""

import csv
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.experiences import bearer
from benchmarks.world import PORT, World

READER = 17
SKILLS, JOBS, TITLES = 15_000, 1_584, 13_120
MEMBERS, TALENTS = 10_000, 10
COMMUNITY = "c0000000-0000-7000-8000-000000000001"
IMPORT_MUST, SEARCH_MUST, TREE_MUST = 20.0, 0.020, 0.300
VERBS = [
    "gérer",
    "préparer",
    "accueillir",
    "contrôler",
    "réparer",
    "dessiner",
    "conseiller",
    "mesurer",
    "organiser",
    "traduire",
    "souder",
    "planter",
]
THINGS = [
    "équipes",
    "clients",
    "machines",
    "réseaux",
    "jardins",
    "moteurs",
    "budgets",
    "patients",
    "tissus",
    "façades",
    "repas",
    "chantiers",
]
WAYS = [
    "en sécurité",
    "à distance",
    "dans un hôpital",
    "sur le terrain",
    "avec soin",
    "en anglais",
    "selon un plan",
    "de nuit",
]
ASKED = (
    "maçon",
    "conductrice d'engins",
    "comunication",
    "gerer une equipe",
    "équipe gérer",
    "boulanjer",
    "accueil client",
    "soud",
    "réparer mot",
    "travail en équipe",
    "jardin",
    "conseiller",
    "anglais",
    "infirmier",
    "budget",
    "preparer repas",
)
CROWD = """
with people as (
  insert into users (id, email, locale, timezone, simple_language, version, created_at, updated_at)
  select uuidv7(), 'crowd' || n || '@example.org', 'fr', 'Europe/Paris', false, 1, now(), now()
  from generate_series(1, $2::int) n returning id
), named as (
  select id, row_number() over () as n from people
), here as (
  insert into communities (id, kind, name, visibility, join_policy, timezone, weekly_notification_cap, k_min, version,
    created_at, updated_at, born_as)
  values ($1, 'territory', 'Tout le territoire', 'secret', 'invite', 'Europe/Paris', 5, 5, 1, now(), now(), '')
  returning id
), belonging as (
  insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version,
    created_at, updated_at)
  select here.id, one.id, 'member', 'active', '{}', true, now(), 1, now(), now()
  from here, (select id from people union all select $4) as one
), offered as (
  select id, row_number() over (order by random()) as n from skills where kind <> 'group'
)
-- A tenth of what is there is had by many: the square makes low numbers frequent.
insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at)
select distinct on (named.id, offered.id) named.id, offered.id, 1 + t % 4,
  (array['has', 'has', 'offers', 'seeks'])[1 + (named.n + t) % 4], '{}', 1, now(), now()
from named, generate_series(1, $3::int) t
join lateral (select 1 + floor(2000 * power(random(), 2) + (named.n + t) * 0)::int as n) as drawn on true
join offered on offered.n = drawn.n
"""


def measure(world: World) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(os.environ["BENCH_DATA"]) if "BENCH_DATA" in os.environ else made_up(Path(folder))
        yield _verdict("import of ESCO", _import(world, data / "esco"), IMPORT_MUST)
        yield _verdict("the same again, with nothing new", _import(world, data / "esco"), IMPORT_MUST)
        yield _verdict("import of ROME", _import(world, data / "rome"), IMPORT_MUST)
    world.sql(CROWD, COMMUNITY, MEMBERS, TALENTS + 1, world.person(READER))
    world.sql("vacuum analyze")
    yield world.count()
    world.sql("vacuum analyze")
    names, talents = (world.sql(f"select count(*) from {table}")[0][0] for table in ("skill_names", "talents"))
    with world.serving(PORT):
        queries = [f"/v1/skills?q={urllib.parse.quote(q)}" for q in ASKED]
        yield _verdict(f"GET /v1/skills?q over {names} names, median", _median(world, queries * 5), SEARCH_MUST)
        tree = f"tree of {MEMBERS} members with {talents} talents, median"
        yield _verdict(tree, _median(world, [f"/v1/communities/{COMMUNITY}/tree"] * 15), TREE_MUST)


def _import(world: World, folder: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "app", "import-framework", str(folder)]
    subprocess.run(command, env=world.environment(PORT), check=True, capture_output=True)
    return time.perf_counter() - began


def _median(world: World, paths: list[str]) -> float:
    return statistics.median(itertools.islice((_once(world, path) for path in paths), 1, None))


def _once(world: World, path: str) -> float:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers=bearer(world, READER))
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        json.load(answer)
    return time.perf_counter() - began


def _verdict(what: str, seconds: float, must: float) -> str:
    return f"{what}: {seconds * 1000:.0f} ms; must {must * 1000:.0f} ms: {'ok' if seconds <= must else 'ABOVE'}"


def made_up(folder: Path) -> Path:
    chance = random.Random(2026)
    esco, rome = folder / "esco", folder / "rome"
    for item in (esco, rome):
        item.mkdir()
    uris = [f"http://data.europa.eu/esco/skill/{n}" for n in range(SKILLS)]
    _write(
        esco / "skills_fr.csv",
        ["conceptUri", "skillType", "preferredLabel", "altLabels"],
        ([uri, "skill/competence", f"{_phrase(chance)} {n}", _phrase(chance)] for n, uri in enumerate(uris)),
    )
    _write(
        esco / "broaderRelationsSkillPillar.csv",
        ["conceptUri", "broaderUri"],
        ([uri, uris[n // 10]] for n, uri in enumerate(uris) if n > 9),
    )
    codes = [f"{chr(65 + n % 14)}{1000 + n}" for n in range(JOBS)]
    _write(
        rome / "unix_referentiel_code_rome_v0_utf8.csv",
        ["code_rome", "libelle_rome"],
        ([code, f"{_phrase(chance)} {code}"] for code in codes),
    )
    _write(
        rome / "unix_referentiel_appellation_v0_utf8.csv",
        ["code_rome", "libelle_appellation_long", "libelle_appellation_court"],
        ([codes[n % JOBS], f"{_phrase(chance)} {n}", ""] for n in range(TITLES)),
    )
    return folder


def _phrase(chance: random.Random) -> str:
    return f"{chance.choice(VERBS)} des {chance.choice(THINGS)} {chance.choice(WAYS)}"


def _write(file: Path, head: list[str], rows: Iterator[list[str]]) -> None:
    with file.open("w", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(head)
        table.writerows(rows)
