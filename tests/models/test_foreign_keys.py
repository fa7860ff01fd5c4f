"""Whatever refers to a row is found by an index when that row goes: erasing a person never reads a whole table."""

import pytest
from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint

import app.models  # noqa: F401  so that Base knows every table
from app.core.db import Base

REASONS = {
    ("skills", "domain_id"): "skills are never deleted",
    ("endorsements", "skill_id"): "skills are never deleted",
}
KEYS = {
    (table.name, ",".join(column.name for column in key.columns)): key
    for table in Base.metadata.sorted_tables
    for key in table.foreign_key_constraints
}


def test_every_foreign_key_is_asked_about() -> None:
    assert len(KEYS) >= 86
    assert KEYS.keys() >= REASONS.keys()


@pytest.mark.parametrize("key", sorted(KEYS.keys() - REASONS.keys()), ids=str)
def test_a_foreign_key_leads_an_index(key: tuple[str, str]) -> None:
    assert _is_led(KEYS[key])


@pytest.mark.parametrize("key", REASONS, ids=str)
def test_a_reason_stands_only_where_an_index_is_missing(key: tuple[str, str]) -> None:
    assert not _is_led(KEYS[key])


def _is_led(key: ForeignKeyConstraint) -> bool:
    names = {column.name for column in key.columns}
    return any(set(columns[: len(names)]) == names for columns in _indexes(key.table, names))


def _indexes(table: Table, names: set[str]) -> list[list[str]]:
    """The columns of each index in which PostgreSQL may look for those of a row that goes."""
    unique = [
        constraint
        for constraint in table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
    ]
    keys = [[column.name for column in constraint.columns] for constraint in unique]
    indexes = [index for index in table.indexes if _holds(index, names)]
    index_columns = [
        [str(getattr(expression, "name", expression)) for expression in index.expressions] for index in indexes
    ]
    columns = [[column.name] for column in table.columns if column.unique]
    return keys + index_columns + columns


def _holds(index: Index, names: set[str]) -> bool:
    """It holds all rows that refer to something."""
    condition = index.dialect_options["postgresql"]["where"]
    return condition is None or str(condition) in {f"{name} is not null" for name in names}
