"""Instants in stored JSON that answers pass on are spelled as in answers"""

from migrations.online import in_batches

revision = "20261202_5750"
down_revision = "20261202_5730"

COLUMNS = {
    "missions": ("form",),
    "responses": ("shown",),
    "notifications": ("data",),
    "rooms": ("scene",),
    "editions": ("content", "card"),
    "portrait_editions": ("content", "card"),
}
TEXTS = {"content", "card"}
# In a string, a quote stands behind a backslash: nothing that a person wrote matches.
INSTANT = r'("(?:[a-z_]+_at|[a-z_]*until|since)" ?: ?"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)'
OTHERWISE = rf'{INSTANT}(?!\.\d{{3}}Z")(?:\.\d+)?(?:Z|\+00:00)"'
STEPS = (
    (rf'{INSTANT}(?:Z|\+00:00)"', r'\1.000Z"'),
    (rf'{INSTANT}(\.\d+)(?:Z|\+00:00)"', r'\1\2000Z"'),
    (rf'{INSTANT}(\.\d{{3}})\d+Z"', r'\1\2Z"'),
)
BATCH = "update {table} set {changes} where ctid = any(array(select ctid from {table} where {condition} limit :size))"


def upgrade() -> None:
    for table in COLUMNS:
        in_batches(batch(table))


def downgrade() -> None:
    """What was written before is read, and so is this."""


def batch(table: str) -> str:
    changes = ", ".join(f"{column} = {_cast(column)}" for column in COLUMNS[table])
    condition = " or ".join(f"{column}::text ~ {_quoted(OTHERWISE)}" for column in COLUMNS[table])
    return BATCH.format(table=table, changes=changes, condition=condition)


def spelled(text: str) -> str:
    for pattern, replacement in STEPS:
        text = f"regexp_replace({text}, {_quoted(pattern)}, '{replacement}', 'g')"
    return text


def _cast(column: str) -> str:
    return spelled(column) if column in TEXTS else f"({spelled(f'{column}::text')})::jsonb"


def _quoted(pattern: str) -> str:
    return "'" + pattern.replace(":", r"\:") + "'"  # a colon would begin a parameter
