"""Nothing about people is kept without having been said why, and what is said is so."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table

import app.models  # noqa: F401  every table
from app import register_page
from app.core.db import Base
from app.core.settings import Settings, UploadSettings
from app.core.uow import Runtime
from app.models.erasures import REFLECTION
from app.models.exports import EXPORT_LIFE
from app.models.identities import AUTHORIZATION_LIFE, TICKET_LIFE
from app.models.imports import IMPORT_LIFE
from app.models.sessions import CODE_LIFE, IDLE_LIFE
from app.policies.data_map import DATA_MAP, JOB_TABLES, JOBS, TABLES, Category, Erasure, Retention
from app.services.access import access_events
from app.services.departures import ended, retention
from app.services.missions import terms
from app.services.shared import security_log
from app.services.sharing import reports
from tests.support.words import both

METADATA = Base.metadata.tables
COLUMNS = {f"{table.name}.{column.name}" for table in METADATA.values() for column in table.c}
WITH_ACCOUNT = [name for name, entry in TABLES.items() if entry.erased in {Erasure.WITH_ACCOUNT, Erasure.WITH_OBJECTS}]


def test_whose_a_row_is_is_said_by_a_column_that_is_there() -> None:
    columns = [(name, column) for name, entry in TABLES.items() for column in (entry.whose or "").split()]
    assert {f"{name}.{column}" for name, column in columns} <= COLUMNS
    assert len(columns) >= 4


def test_every_column_is_in_it_once_and_nothing_else_is() -> None:
    assert set(DATA_MAP) == COLUMNS
    assert sum(len(names.split()) for entry in TABLES.values() for names in entry.columns.values()) == len(COLUMNS)
    assert len(TABLES) >= 37
    assert len(DATA_MAP) >= 350


async def test_there_are_no_other_tables(runtime: Runtime) -> None:
    rows = await runtime.database.reads.fetch(
        "select table_schema, table_name from information_schema.tables where table_schema !~ '^(pg_|information_)'"
    )
    tables = {tuple(row) for row in rows}
    jobs = {("jobs", name) for name in JOB_TABLES}
    assert tables == {("public", name) for name in TABLES} | jobs | {("public", "alembic_version")}


@pytest.mark.parametrize("name", WITH_ACCOUNT)
def test_what_goes_with_the_account_really_does(name: str) -> None:
    assert len(WITH_ACCOUNT) >= 27
    assert cascades_from_users(METADATA[name])


def cascades_from_users(table: Table) -> bool:
    if table.name == "users":
        return True
    parents = {key.column.table for key in table.foreign_keys if key.ondelete == "CASCADE"} - {table}
    return any(cascades_from_users(parent) for parent in parents)


def test_whatever_names_a_person_is_erased() -> None:
    naming = {name for name, entry in DATA_MAP.items() if entry.category in {Category.IDENTITY, Category.TOLD}}
    assert len(naming) > 20
    assert not [name for name in naming if DATA_MAP[name].erased in {Erasure.NOBODYS, Erasure.BY_ITSELF}]


def test_people_get_what_is_theirs_and_no_keys() -> None:
    names = {name for name, entry in DATA_MAP.items() if entry.exported}
    assert {"users.email", "experiences.text", "media.transcript", "access_events.at", "grants.label"} <= names
    assert not [name for name in names if name.endswith(("_hash", "_digest", "_mac", "_key", "token", "born_as"))]
    assert len(names) >= 213


def test_the_words_say_what_the_settings_do() -> None:
    phrases = {
        Retention.BIN: Settings.model_fields["bin_days"].default,
        Retention.TOMBSTONE: Settings.model_fields["tombstone_days"].default,
        Retention.UPLOAD: UploadSettings().days,
        Retention.SESSION: IDLE_LIFE.days,
        Retention.REFLECTION: REFLECTION.days,
        Retention.IMPORT: IMPORT_LIFE.days,
        Retention.DAY: EXPORT_LIFE // timedelta(hours=1),
        Retention.MAIL: retention.MAILS.days,
        Retention.SIGN_IN: (AUTHORIZATION_LIFE + TICKET_LIFE) // timedelta(minutes=1),
        Retention.CODE: CODE_LIFE // timedelta(minutes=1),
        Retention.DEPARTED: access_events.NAME_LIFE.days // 30,
        Retention.READING: access_events.LOG_LIFE.days // 30,
        Retention.ACCESS: ended.ACCESSES.days // 30,
        Retention.LINK_DAY: ended.ACCESSES.days // 30,
        Retention.AGREEMENT: ended.AGREEMENTS.days // 30,
        Retention.MEMBERSHIP: ended.MEMBERSHIPS.days // 30,
        Retention.PROOF: ended.PROOFS.days // 30,
        Retention.STANDING: ended.DECISIONS.days // 30,
        Retention.DECISION: ended.DECISIONS.days // 30,
        Retention.SECURITY: security_log.RETENTION.days // 30,
        Retention.AUDIT: retention.ADMIN_ACTS.days,
        Retention.MISSIONS: terms.OCCURRENCE_LIFE // timedelta(days=30),
        Retention.ANSWERS: terms.OCCURRENCE_LIFE // timedelta(days=30),
        Retention.ACCOUNT: Settings.model_fields["inactive_erasure_months"].default,
        Retention.REPORT: reports.REPORT_LIFE.days // 30,
        Retention.RETRIES: retention.KEYS // timedelta(hours=1),
    }
    assert all(str(retention.JOB_NOTES.days) in sentence for sentence in both(JOBS))
    for words, number in phrases.items():
        assert all(str(number) in re.findall(r"\d+", sentence) for sentence in both(words.value))


def test_each_word_is_used() -> None:
    used = {value for entry in DATA_MAP.values() for value in entry}
    for vocabulary in (Category, Retention, Erasure):
        assert set(vocabulary) <= used


def test_the_register_says_what_this_does() -> None:
    assert Path("docs/register.md").read_text() == register_page.page(), "run: make docs"
