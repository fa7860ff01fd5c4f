"""Irregular word forms, loaded from our lists into the table that search uses: docs/decisions/0038."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.core.i18n import Locale
from app.core.uow import UnitOfWork

LISTS = Path(__file__).parents[2] / "data" / "words"
AMBIGUOUS = "~"
REPLACE = """
with listed as materialized (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::bool[]) as listed(language, form, lemma, ambiguous)
), stale as (
  delete from word_forms as w where not exists (
    select from listed as l where (l.language, l.form, l.lemma) = (w.language, w.form, w.lemma))
)
insert into word_forms as w (language, form, lemma, ambiguous) select * from listed
on conflict (language, form, lemma) do update set ambiguous = excluded.ambiguous
where w.ambiguous <> excluded.ambiguous
"""


class Form(NamedTuple):
    language: Locale
    form: str
    lemma: str
    ambiguous: bool


async def load(uow: UnitOfWork) -> bool:
    """Make the table match the lists. Return whether any row was new or different."""
    columns = tuple(map(list, zip(*forms(), strict=True)))
    return bool((await (await uow.session.connection()).exec_driver_sql(REPLACE, columns)).rowcount)


def forms() -> list[Form]:
    """Return one row for each form. A form that is ambiguous in its last line is ambiguous."""
    rows = {(form.language, form.form, form.lemma): form for language in Locale for form in _read(language)}
    return list(rows.values())


def _read(language: Locale) -> Iterator[Form]:
    for line in (LISTS / f"{language}.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        head, _, forms_text = line.partition(":")
        lemma, _, prefixes = head.partition(" + ")
        for prefix in ("", *prefixes.split()):
            yield Form(language, prefix + lemma, prefix + lemma, ambiguous=False)
            for form in forms_text.split():
                plain = prefix + form.removeprefix(AMBIGUOUS)
                yield Form(language, plain, prefix + lemma, ambiguous=form.startswith(AMBIGUOUS))
