"""2,000 authors with 100 entries each, all of it a function of an entry's number n.

Entry n belongs to author n % AUTHORS and is n minutes older than BASE. Each has 3 tags, 2 media and one of SEARCH.
"""

import csv
import random
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

AUTHORS, ENTRIES, GROUPS, TAGS = 2000, 200_000, 4, 300
READERS = 1900  # authors below this are only read; the others write
BASE = datetime(2026, 1, 1, tzinfo=UTC)
_SEARCH = (
    "soudure menuiserie échafaudage boulangerie comptabilité jardinage électricité maraîchage vannerie ferronnerie"
)
SEARCH = _SEARCH.split()
_WORDS = """une journée avec mon tuteur dans le grand atelier nous avons appris à écouter les autres sans
préjugé puis préparé ensemble la réunion du lendemain j'ai compris que prendre le temps de poser chaque
question aide toute équipe avancer malgré fatigue et doute après déjeuner ma collègue m'a montré comment
mesurer vérifier noter chaque étape enfin bilan très positif je me sens plus confiante pour demain"""
WORDS = _WORDS.split()
THUMBHASH = "1QcSHQRnh493V4dIh4eXh1h4kJUI"
TEXT = 240


def uid(kind: int, number: int) -> str:
    return str(UUID(int=kind << 96 | number))


def token(author: int) -> str:
    return sha256(b"token %d" % author).hexdigest()[:40]


def slug(entry: int) -> str:
    return sha256(b"slug %d" % entry).hexdigest()[:24]


def label(tag: int) -> str:
    return f"Écouter sans préjugé {tag}"


def tags(entry: int) -> list[int]:
    return [(entry * 7 + j * 101) % TAGS for j in range(3)]


def visibility(entry: int) -> str:
    """10 % public (read by link), 50 % shared with the author's group, 40 % private."""
    share = (entry // AUTHORS * 7 + entry % AUTHORS * 3) % 10
    return "public" if share == 0 else "group" if share <= 5 else "private"


def body(entry: int, rng: random.Random) -> str:
    words = [SEARCH[entry // AUTHORS % len(SEARCH)]]
    length = len(words[0]) + 1
    for word in rng.choices(WORDS, k=TEXT // 3):
        if length >= TEXT:
            break
        words.append(word)
        length += len(word) + 1
    words[0], words[entry % len(words)] = words[entry % len(words)], words[0]
    return " ".join(words)


PUBLIC = [entry for entry in range(ENTRIES) if visibility(entry) == "public" and entry % AUTHORS < READERS]
SCHEMA = """
create schema seed;
create unlogged table seed.author(i int, id uuid, name text, grp int, token text);
create unlogged table seed.tag(t int, id uuid, label text);
create unlogged table seed.entry(n int, id uuid, author int, title text, body text, occurred_at timestamptz,
  visibility text, slug text);
create unlogged table seed.entry_tag(n int, j int, t int);
create unlogged table seed.media(m int, id uuid, n int, j int, kind text, key text, w int, h int, thumbhash text);
"""


def write_csv(folder: Path) -> list[Path]:
    """Write one file for each table of SCHEMA; return them."""
    rng = random.Random(1)
    rows = {
        "author": ([a, uid(1, a), f"Auteur {a}", a * 7 % GROUPS, token(a)] for a in range(AUTHORS)),
        "tag": ([t, uid(3, t), label(t)] for t in range(TAGS)),
        "entry": (
            [
                *(n, uid(2, n), n % AUTHORS, f"Expérience {n}", body(n, rng)),
                *((BASE - timedelta(minutes=n)).isoformat(sep=" "), visibility(n), slug(n)),
            ]
            for n in range(ENTRIES)
        ),
        "entry_tag": ([n, j, t] for n in range(ENTRIES) for j, t in enumerate(tags(n))),
        "media": (
            [2 * n + j, uid(4, 2 * n + j), n, j, "photo", f"m/{n}-{j}.jpg", 4032, 3024, THUMBHASH]
            for n in range(ENTRIES)
            for j in range(2)
        ),
    }
    paths = []
    for table, lines in rows.items():
        paths.append(folder / f"{table}.csv")
        with paths[-1].open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
    return paths
