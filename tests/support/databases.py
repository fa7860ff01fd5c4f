"""Databases beside the one of the suite, on its server."""

from urllib.parse import quote, urlsplit

import asyncpg


async def create_database(url: str, name: str, template: str = "template1") -> str:
    """Create a database on the server of `url`, as a copy of `template`, and return its URL. Nobody may be connected to
    the template.
    """
    await _execute(url, f"create database {_quoted(name)} template {_quoted(template)}")
    return urlsplit(url)._replace(path=f"/{quote(name)}").geturl()


async def drop_database(url: str, name: str) -> None:
    """Drop a database, even with open connections. `url` is another database of the same server."""
    await _execute(url, f"drop database if exists {_quoted(name)} with (force)")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
