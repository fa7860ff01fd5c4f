"""What the files of a database hold: every table, TOAST and index, page by page.

Free space counts for nothing: what VACUUM took away may stay there as bytes until something else is written over it.
"""

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.core.db import reach

PAGE = 8_192
RELATIONS = """
    select c.oid::regclass::text as name, pg_relation_filepath(c.oid) as path,
        case c.relkind when 'i' then m.amname when 't' then 'toast' when 'r' then 'heap' else 'other' end as kind,
        coalesce((select oid from pg_class where reltoastrelid = coalesce(i.indrelid, c.oid)), i.indrelid, c.oid)
            ::regclass::text as "table"
    from pg_class c left join pg_am m on m.oid = c.relam left join pg_index i on i.indexrelid = c.oid
    where pg_relation_filepath(c.oid) is not null
"""
# What is compressed could not be found.
PLAIN = """
    update pg_attribute set attstorage = 'e' where attstorage = 'x'
        and attrelid in (select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)
"""


class Place(NamedTuple):
    mark: bytes
    kind: str
    name: str
    table: str


@dataclass
class Contents:
    places: set[Place] = field(default_factory=set)
    files: int = 0
    size: int = 0

    def of(self, *marks: bytes) -> set[Place]:
        return {place for place in self.places if place.mark in marks}


async def contents(url: str, marks: Collection[bytes]) -> Contents:
    """Where one of the marks is, each of at least four bytes. The role is a superuser."""
    connection = await reach(url)
    try:
        await connection.execute("checkpoint")
        folder = Path(await connection.fetchval("show data_directory"))
        relations = await connection.fetch(RELATIONS)
    finally:
        await connection.close()
    found, groups = Contents(), _grouped(marks)
    for relation in relations:
        path = folder / relation["path"]
        for file in (path, *path.parent.glob(f"{path.name}.[0-9]*")):
            data = file.read_bytes()
            found.files, found.size = found.files + 1, found.size + len(data)
            for mark in _marks_in(data, groups):
                found.places.add(Place(mark, relation["kind"], relation["name"], relation["table"]))
    return found


async def keep_plain(url: str) -> None:
    connection = await reach(url)
    try:
        await connection.execute(PLAIN)
    finally:
        await connection.close()


def _grouped(marks: Collection[bytes]) -> dict[bytes, list[bytes]]:
    groups: dict[bytes, list[bytes]] = {}
    for mark in marks:
        groups.setdefault(mark[:4], []).append(mark)
    return groups


def _marks_in(data: bytes, groups: dict[bytes, list[bytes]]) -> Iterator[bytes]:
    for start, group in groups.items():
        at = data.find(start)
        while at >= 0:
            if not _is_free(data, at):
                yield from (mark for mark in group if data.startswith(mark, at))
            at = data.find(start, at + 1)


def _is_free(data: bytes, at: int) -> bool:
    page = at - at % PAGE
    lower, upper = struct.unpack_from("<HH", data, page + 12)
    return bool(lower <= at - page < upper)
