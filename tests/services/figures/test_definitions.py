"""Each printed number is the number that its definition names: it is computed twice, on random communities."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from app.core.uow import Runtime
from app.models.programme_reports import FigureCode, ReportSectionKind
from app.models.users import HOME
from app.policies.small_groups import exact_or_withheld, names_one
from app.services.figures.registry import FIGURES
from tests.support.figure_definitions import DEFINITIONS, SECTIONS, statement_of
from tests.support.figure_worlds import World, random_world
from tests.support.people import NOW, Person
from tests.support.programme_reports import PUBLICS, draft, figures, give, publish

K, SCALE = 5, 5
PERIODS = {
    "over": {"starts_on": "2025-07-01", "ends_on": "2026-02-28"},
    "a new year": {"starts_on": "2026-01-01", "ends_on": "2026-01-31"},
    "the old year": {"starts_on": "2025-10-01", "ends_on": "2025-12-31"},
    "running": {"starts_on": "2025-10-01", "ends_on": "2026-12-31"},
}
ALL = [{"kind": "figures"}, {"kind": "themes"}, {"kind": "tree"}]
Truth = Mapping[str | None, tuple[float | None, int]]  # by part: how many, and how many people are behind it


def test_each_figure_and_each_counted_section_has_a_second_definition() -> None:
    assert set(DEFINITIONS) == set(FIGURES) == set(FigureCode)
    assert set(SECTIONS) == {ReportSectionKind.THEMES, ReportSectionKind.TREE}


def _binds(world: World, period: Mapping[str, str], programme: str | None) -> dict[str, Any]:
    first, last = (date.fromisoformat(period[name]) for name in ("starts_on", "ends_on"))
    zone = ZoneInfo(HOME)
    from_at, to_at = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    days = {"first_day": first, "last_day": last, "from_at": from_at, "to_at": to_at}
    return days | {"community": world.community_id, "programme": programme, "as_of": NOW, "zone": HOME}


TYPES = {"programme": "uuid", "first_day": "date", "last_day": "date"} | dict.fromkeys(
    ("from_at", "to_at", "as_of"), "timestamptz"
)


async def _rows(runtime: Runtime, statement: str, binds: Mapping[str, Any]) -> Sequence[Any]:
    statement = statement_of(statement)
    for name, kind in TYPES.items():
        statement = re.sub(rf"(?<!:):{name}\b", f"cast(:{name} as {kind})", statement)
    async with runtime.database.sessions() as session:
        return (await session.execute(text(statement), dict(binds))).all()


async def _truth(runtime: Runtime, code: FigureCode, binds: Mapping[str, Any]) -> Truth:
    rows = await _rows(runtime, DEFINITIONS[code], binds)
    if code is FigureCode.BY_PUBLIC:
        return _publics(rows)
    if code is FigureCode.BEFORE_AFTER:
        few = any(min(row.number, row.people) < K or names_one(row.number, row.total, SCALE) for row in rows)
        return {row.part: (None if few else float(row.value), 0) for row in rows}
    return {row.part: (None if row.value is None else float(row.value), row.people) for row in rows}


def _publics(rows: Sequence[Any]) -> Truth:
    """Add up what the results of each survey tell: exactly, or as one group of all others."""
    sums: dict[str | None, int] = {}
    for mission_id in {row.mission_id for row in rows}:
        options = [row for row in rows if row.mission_id == mission_id]
        if options[0].people < K or sum(row.value for row in options) < K:
            continue
        options.sort(key=lambda row: PUBLICS.index(row.part))
        for row, count in zip(options, exact_or_withheld([row.value for row in options], K), strict=True):
            name = "others" if count is None else row.part
            sums[name] = sums.get(name, 0) + row.value
    return {name: (number, K) for name, number in sums.items() if name != "others" or number >= K}


def _printed(readings: Mapping[str, Any], code: FigureCode) -> dict[str | None, Any]:
    """Return what is told of a figure by part: of a figure of several questions, of all of them."""
    items: dict[str | None, Any] = {}
    for name, figure in readings.items():
        figure_code, _, question = name.partition(".")
        if figure_code == code:
            items |= {f"{question}/{part['code']}" if question else part["code"]: part for part in figure["parts"]}
            if not figure["parts"]:
                items[None] = figure
    return items


async def _compare(runtime: Runtime, readings: Mapping[str, Any], binds: Mapping[str, Any], *, is_over: bool) -> None:
    ends_on = binds["last_day"]
    for code, figure in FIGURES.items():
        has_end = is_over and (ends_on < NOW.date() or not figure.is_of_community)
        truth, items = await _truth(runtime, code, binds), _printed(readings, code)
        for part, item in items.items():
            number, people = truth.get(part, (0, 0))
            about = f"{code} {part}: {item} for {number} of {people}"
            if figure.people is not None and people < K:
                assert item["exactness"] == "withheld", about
            elif item["exactness"] == "rounded" and code is not FigureCode.NEEDS_TOP:
                assert not has_end, about
                assert 0 <= number - item["value"] < K, about
            elif item["exactness"] == "withheld":
                assert number in {0, None} or figure.people is None or not has_end or people < K, about
            else:
                assert (item["value"] or 0) == (number or 0), about
        numbers = {item["exactness"] for item in items.values()}
        assert not {"exact", "rounded"} <= numbers, code
        missing = {part: row for part, row in truth.items() if part not in items and row[0]}
        assert not missing, f"{code}: {missing}"


@pytest.mark.parametrize("seed", range(3))
async def test_each_figure_is_the_number_that_its_definition_names(alice: Person, runtime: Runtime, seed: int) -> None:
    world = await random_world(runtime, alice, seed)
    exact = 0
    for programme in (None, *map(str, world.programmes)):
        for period in PERIODS.values():
            readings = await figures(alice, await draft(alice, world.community_id, programme_id=programme, **period))
            is_over = date.fromisoformat(period["ends_on"]) < NOW.date() or programme == str(world.programmes[0])
            await _compare(runtime, readings, _binds(world, period, programme), is_over=is_over)
            exact += sum(item["exactness"] == "exact" for item in readings.values())
    assert exact > len(FIGURES)


@pytest.mark.slow
@pytest.mark.parametrize("period", ["over", "running"])
async def test_each_form_prints_each_figure_as_its_definition_names_it(
    alice: Person, runtime: Runtime, period: str
) -> None:
    """The page, the PDF and the two sheets: what they print is what the edition tells, with how exactly it is told."""
    world = await random_world(runtime, alice, 7, people=24)
    report = await draft(alice, world.community_id, sections=ALL, **PERIODS[period])
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"})
    path, french = f"/v1/reports/{report['id']}/editions/1", {"Accept-Language": "fr"}
    content = await alice.ask("GET", path, 200, headers=french)
    binds = _binds(world, PERIODS[period], None)
    readings = {item["code"]: item for item in content["sections"][0]["figures"]}
    await _compare(runtime, readings, binds, is_over=period == "over")
    assert {item["exactness"] for item in readings.values()} >= {"exact", *(["rounded"] if period == "running" else [])}
    sections = {
        kind: {row.label: list(row.numbers) for row in await _rows(runtime, SECTIONS[kind], binds)} for kind in SECTIONS
    }
    themes = {item["theme"]: [item["proposals"]] for item in content["sections"][1]["themes"]}
    talents_read = {
        item["skill"]: [item[n] for n in ("have", "offer", "seek")] for item in content["sections"][2]["talents"]
    }
    assert (themes, talents_read) == (sections[ReportSectionKind.THEMES], sections[ReportSectionKind.TREE])
    assert talents_read
    _check_page((await alice.client.get(link["url"], headers=french)).text, readings)
    pdf = (await alice.client.get(f"{link['url']}.pdf", headers=french)).content
    _check_paper(" ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()), readings)
    ods = (await alice.client.get(f"{path}.ods", headers=french)).content
    _check_table(_table(ZipFile(io.BytesIO(ods)).read("content.xml").decode()), readings)
    lines = (await alice.client.get(f"{path}.csv", headers=french)).content.decode("utf-8-sig")
    _check_table([row[1:] for row in csv.reader(io.StringIO(lines), delimiter=";")], readings)


def _spoken(figure: Any, item: Any) -> str:
    """Return a number as a French page prints it."""
    if item["value"] is None:
        return "non dit"
    value = item["value"] / 100 if figure["unit"] == "cents" else item["value"]
    number = f"{value:,.2f}" if figure["unit"] == "cents" and value % 1 else f"{round(value, 1):,g}"
    number = number.replace(",", " ").replace(".", ",") + (" €" if figure["unit"] == "cents" else "")
    words = {"exact": "", "rounded": "environ " if figure["code"] == "needs_top" else "au moins "}
    return words[item["exactness"]] + number


def _numbers(figure: Any) -> list[Any]:
    return figure["parts"] or [figure]


def _told(readings: Mapping[str, Any]) -> list[Any]:
    return [figure for figure in readings.values() if any(item["value"] for item in _numbers(figure))]


def _plain(words: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>|\N{WORD JOINER}|\N{SOFT HYPHEN}", "", words)).split()).lower()


def _check_page(html: str, readings: Mapping[str, Any]) -> None:
    """Read each figure with its numbers, exact ones before rounded ones."""
    blocks = re.findall(r'<div class="figure">(.*?)</div>', html, re.DOTALL)
    visible = _told(readings)
    ordered = [item for item in visible if item["exactness"] != "rounded"] + [
        item for item in visible if item["exactness"] == "rounded"
    ]
    read = [
        (_plain(block.split("</dt>")[0]), [_plain(words) for words in re.findall(r"<strong>(.*?)</strong>", block)])
        for block in blocks
    ]
    assert read == [
        (_plain(item["label"]), [_plain(_spoken(item, number)) for number in _numbers(item)]) for item in ordered
    ]


def _check_paper(words: str, readings: Mapping[str, Any]) -> None:
    words = _plain(words)
    for figure in _told(readings):
        for item in _numbers(figure):
            label = f" {item['label']}" if figure["parts"] else ""
            words_of_item = _plain(_spoken(figure, item) + label)
            assert re.search(rf"(?<![\d,])(?<!moins )(?<!environ ){re.escape(words_of_item)}", words), words_of_item


def _table(xml: str) -> list[list[str]]:
    return [
        [
            _plain(cell)
            for cell in re.findall(r"<table:table-cell[^>]*?(?:/>|>(.*?)</table:table-cell>)", row, re.DOTALL)
        ]
        for row in re.findall(r"<table:table-row.*?</table:table-row>", xml, re.DOTALL)
    ]


def _check_table(rows: Sequence[Sequence[str]], readings: Mapping[str, Any]) -> None:
    """Find a row for each number, with how exactly it is told."""
    said = {"exact": "exact", "rounded": "arrondi", "withheld": "non dit"}
    cells = [[_plain(cell) for cell in row] for row in rows]
    for figure in readings.values():
        for item in _numbers(figure):
            value = "" if item["value"] is None else _plain(_spoken(figure, item | {"exactness": "exact"}))
            label = item["label"] if figure["parts"] else ""
            row = next((row for row in cells if row[:2] == [_plain(figure["label"]), _plain(label)]), None)
            assert row, f"{figure['label']}: {label}"
            number = row[2].replace("€", "").replace(".", ",").replace(" ", "").removesuffix(",00")
            assert number == value.replace("€", "").replace(" ", ""), row
            assert row[3] == said[item["exactness"]], row
