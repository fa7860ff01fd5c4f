import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
import typst
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from app.adapters import glyphs
from app.adapters.pdf import Typesetter
from app.adapters.typesetting import choose
from app.core.i18n import Locale
from app.core.ports import TypesettingFailed
from app.core.uow import Runtime
from app.services.portraits.formats import Frozen, OnlinePage
from app.services.portraits.paper import photos_of
from app.services.portraits.pdf import LONGEST_DRAFT, codes, drafts
from tests.web.portrait_samples import BARE, PORTRAIT, TEMPLATES, head, moment, said
from tests.web.samples import photo

ADDRESS = "https://daytripper.example/s/dts_x"
ONLINE = OnlinePage(ADDRESS, date(2026, 12, 31))
NAMES = "Nguyễn Thị Ánh, Ωμέγα Παπαδοπούλου, Дмитрий Їжак, ليلى بن يوسف"


def runtime(typesetter: Typesetter) -> Runtime:
    return cast("Runtime", SimpleNamespace(typesetter=typesetter))


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (320, 240), (200, 120, 60)).save(file, "WEBP")
    return file.getvalue()


async def typeset(
    content: Mapping[str, Any],
    pages: int | None = None,
    online: OnlinePage | None = ONLINE,
    setter: Typesetter | None = None,
) -> bytes:
    setter = setter or Typesetter()
    frozen = Frozen(UUID(int=1), 3, Locale.FR, content, online=online, pages=pages)
    ids = list(dict.fromkeys(item["id"] for item in photos_of(content)))
    names = {photo_id: f"photo-{n}.jpg" for n, photo_id in enumerate(ids)}
    pictures = {f"photo-{n}.webp": picture() for n in range(len(ids))} | codes(frozen)
    return await setter.typeset("portrait", drafts(runtime(setter), frozen, names), pictures)


async def read(content: Mapping[str, Any], pages: int | None = None, online: OnlinePage | None = ONLINE) -> PdfReader:
    return PdfReader(BytesIO(await typeset(content, pages, online)))


def words_of(document: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in document.pages).split())


def elements(document: PdfReader) -> Iterator[DictionaryObject]:
    """The structure of the document."""

    def walk(node: Any) -> Iterator[DictionaryObject]:
        element = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(element, DictionaryObject):
            yield element
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                yield from walk(kid)

    yield from walk(document.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]


def alternatives(document: PdfReader) -> list[str]:
    return [str(element["/Alt"]) for element in elements(document) if element.get("/S") == "/Figure"]


def fonts_of(document: PdfReader) -> set[str]:
    resources: list[Any] = [page["/Resources"] for page in document.pages]
    return {str(font.get_object()["/BaseFont"]) for item in resources for font in item["/Font"].get_object().values()}


@pytest.mark.parametrize("template", TEMPLATES)
async def test_a_portrait_on_paper_is_whole_and_accessible(template: str) -> None:
    document = await read(PORTRAIT | {"template": template})
    assert len(document.pages) <= 2
    root: Any = document.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert {"/H1", "/H2", "/Figure"} <= {element.get("/S") for element in elements(document)}
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert document.metadata is not None
    assert document.metadata.title == "Portrait d’Inès Morel"
    words_on_paper = words_of(document).replace("\xa0", " ")
    assert f"À voir en ligne jusqu’au 31 décembre 2026 : {ADDRESS}" in words_on_paper
    for words in ("Inès Morel", "reconnu par Karim Benali et 1 autre", "attesté par CFA de Tours", "déclaré"):
        assert words in words_on_paper
    assert "3 mars 2026" in words_on_paper
    assert alternatives(document) == [
        "Inès, casque sur la tête, devant un mur",
        "Un mur de parpaings au soleil couchant",
        "Code QR qui ouvre cette note vocale",
        "Code QR qui ouvre cette vidéo",
        "Des tuiles empilées, au soleil",
        f"Code QR de la page {ADDRESS}",
    ]


async def test_a_portrait_that_no_link_opens_leads_nowhere() -> None:
    document = await read(PORTRAIT, online=None)
    assert ADDRESS not in words_of(document)
    assert not [words for words in alternatives(document) if "QR" in words]


async def test_an_hour_is_not_for_paper() -> None:
    at = moment("moment-1", "Le pont", "2026-10-13T08:07:00.000Z", lived_precision="minute", lived_until=None)
    until = at | {"lived_until": "2026-10-13T09:00:00.000Z", "title": "Le quai"}
    section = head("Travail", kind="work", count=2, since="2026-10-13", until="2026-10-13", moments=[at, until])
    words = words_of(await read(PORTRAIT | {"sections": [section]}))
    assert words.count("13 octobre 2026") == 2
    assert "10 h" not in words


async def test_names_are_set_in_their_letters() -> None:
    person = PORTRAIT["person"] | {"display_name": f"Zoé Łukasz Ÿœ 🧱👌, {NAMES}"}
    file = await typeset(PORTRAIT | {"person": person})
    document = PdfReader(BytesIO(file))
    words = words_of(document)
    assert "Zoé Łukasz Ÿœ 🧱👌" in words
    assert all(name in words for name in ("Nguyễn Thị Ánh", "Ωμέγα Παπαδοπούλου", "Дмитрий Їжак"))
    assert set("ليلىبنيوسف") <= set(words)
    assert "□" not in words
    fonts = fonts_of(document)
    assert any("NotoNaskhArabic" in font for font in fonts)
    assert all(font[7] == "+" for font in fonts)  # subsets
    assert len(file) < 300_000


async def test_letters_without_a_face_are_squares_and_stay_in_the_title() -> None:
    person = PORTRAIT["person"] | {"display_name": "王小明 Wang"}
    document = await read(PORTRAIT | {"person": person})
    assert "□□□ Wang" in words_of(document)
    assert document.metadata is not None
    assert "王小明" in str(document.metadata.title)
    assert glyphs.missing(f"→ ★ ✓ 1️⃣ 👩🏽‍🔧 e\u0301\u200b\n{NAMES} 王小王") == "王小"


def test_what_is_said_to_have_a_glyph_has_one() -> None:
    """Typst, which refuses a document with a letter that it cannot show, shows all of them."""
    codes = (code for first, last in glyphs.covered() for code in range(first, last + 1))
    letters = "".join(chr(code) for code in codes if chr(code).isprintable() and not chr(code).isspace())
    assert len(letters) > 10_000
    source = b"""#set document(title: "x")
    #set text(font: "Noto Sans")
    #for letter in json(bytes(sys.inputs.letters)) [#letter ]"""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[glyphs.FONTS])
    inputs = {"letters": json.dumps(list(letters))}
    assert typst.compile(source, font_paths=fonts, pdf_standards=["ua-1"], sys_inputs=inputs)


async def test_what_looks_like_markup_is_set_as_words() -> None:
    person = PORTRAIT["person"] | {"display_name": '#read("/etc/passwd") *_`$x$ <b>'}
    assert '#read("/etc/passwd") *_`$x$ <b>' in words_of(await read(PORTRAIT | {"person": person}))


async def test_nearly_nothing_is_a_document_too() -> None:
    assert "Only this." in words_of(await read(BARE))


@pytest.mark.slow
async def test_very_much_is_two_pages_or_the_one_that_was_asked_for() -> None:
    work = next(section for section in PORTRAIT["sections"] if section["kind"] == "work")
    talents = PORTRAIT["sections"][0]
    long = head("Un mot", kind="text", text=said("Une phrase comme une autre. " * 170))
    many = [talents | {"talents": talents["talents"] * 3}, *[long, work | {"moments": work["moments"] * 8}] * 9]
    content = PORTRAIT | {"sections": many, "about": said("Une phrase comme une autre. " * 170)}
    assert [len((await read(content, pages)).pages) for pages in (None, 2, 1)] == [2, 2, 1]


SENTENCES = st.lists(st.integers(1, 30), max_size=12)  # the number of words of each
MOMENTS = st.lists(st.tuples(SENTENCES, st.booleans(), st.booleans()), min_size=1, max_size=14)


def portrait_of(moments: list[tuple[list[int], bool, bool]], about: list[int], template: str) -> dict[str, Any]:
    """A portrait whose sentences each begin and end with a mark of their own."""
    numbers = iter(range(10_000))

    def text(lengths: list[int]) -> str | None:
        marks = [(next(numbers), "mot " * length) for length in lengths]
        return " ".join(f"B{number} {words}E{number}." for number, words in marks) or None

    lines = [
        moment(
            f"moment-{n}",
            f"Moment numéro {n}" if has_title else None,
            "2026-03-03T12:00:00.000Z",
            text=text(lengths),
            media=[photo("Un mur") | {"id": str(UUID(int=n))}] if has_photo else [],
        )
        for n, (lengths, has_photo, has_title) in enumerate(moments, 2)
    ]
    fields: dict[str, Any] = {"count": len(lines), "since": "2026-03-03", "until": "2026-03-03"}
    sections = [head(f"Travail {n}", kind="work", moments=lines[n : n + 5], **fields) for n in range(0, len(lines), 5)]
    person = PORTRAIT["person"] | {"photo": None}
    return PORTRAIT | {"template": template, "person": person, "about": said(text(about)), "sections": sections}


@pytest.mark.slow
@settings(
    max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
@given(moments=MOMENTS, about=SENTENCES, template=st.sampled_from(TEMPLATES), pages=st.sampled_from([None, 1, 2]))
@example(moments=[([14], False, True)] * 14, about=[20], template="classic", pages=None)  # a little more than a page
async def test_no_sentence_is_cut_and_no_page_is_nearly_empty(
    moments: list[tuple[list[int], bool, bool]], about: list[int], template: str, pages: int | None
) -> None:
    document = await read(portrait_of(moments, about, template), pages)
    assert len(document.pages) <= (pages or 2)
    words = words_of(document).replace(".", " ").split()
    first, last = ({word[1:] for word in words if word[0] == mark and word[1:].isdecimal()} for mark in "BE")
    assert first == last
    assert first or not about
    if len(document.pages) > 1:
        assert filled(document) > 0.4


def filled(document: PdfReader) -> float:
    """The part of the last page, above what stands at its foot, that has words."""
    heights: list[tuple[float, str]] = []

    def visit(text: str, page: list[float], place: list[float], *_: object) -> None:
        if text.strip():
            heights.append((place[5] * page[3] + page[5], text))

    document.pages[-1].extract_text(visitor_text=visit)
    foot = max(height for height, text in heights if "D’où" in text)
    lowest = min(height for height, _ in heights if height > foot)
    top = float(document.pages[-1].mediabox.height) - 60
    return (top - lowest) / (top - foot)


def test_the_first_draft_that_fits_is_set_and_few_are_tried() -> None:
    tried: list[int] = []

    def pages(n: int) -> int:
        tried.append(n)
        return [3, 3, 3, 2, 2, 1, 1][n]

    def limits(*groups: tuple[int, int]) -> list[tuple[int, int]]:
        return [(number, limit) for number, (limit, count) in enumerate(groups) for _ in range(count)]

    assert choose(limits((1, 3), (2, 4)), pages) == 3
    assert choose(limits((1, 7)), pages) == 5
    assert choose(limits((1, 3), (1, 2)), pages) == 4  # none fits
    assert len(tried) == 11
    assert choose(limits((1, 1)), pages) == 0
    assert len(tried) == 11


@pytest.mark.slow
async def test_twenty_at_once_are_all_set() -> None:
    setter = Typesetter()
    documents = drafts(runtime(setter), Frozen(UUID(int=1), 3, Locale.EN, BARE), {})
    files = await asyncio.gather(*(setter.typeset("portrait", documents, {}) for _ in range(20)))
    assert all(item.startswith(b"%PDF") for item in files)


@pytest.mark.slow
async def test_of_very_long_texts_only_drafts_that_could_fit_are_tried() -> None:
    content = portrait_of([([4_000], False, False)] * 60, [4_000], "classic")
    setter = Typesetter()
    documents = drafts(runtime(setter), Frozen(UUID(int=1), 3, Locale.FR, content), {})
    assert len(documents) > 1
    assert max(len(document.data) for document in documents) <= LONGEST_DRAFT
    file = PdfReader(BytesIO(await setter.typeset("portrait", documents, {})))
    assert len(file.pages) == 2
    assert "3 mars 2026" in words_of(file)


@pytest.mark.slow
async def test_more_than_may_wait_fail_at_once() -> None:
    setter = Typesetter(at_once=1, most=2)
    documents = drafts(runtime(setter), Frozen(UUID(int=1), 3, Locale.EN, BARE), {})
    tasks = [setter.typeset("portrait", documents, {}) for _ in range(4)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(item, TypesettingFailed) for item in results] == [False, False, True, True]
    assert (await setter.typeset("portrait", documents, {})).startswith(b"%PDF")


@pytest.mark.parametrize("setter", [Typesetter(seconds=0.01), Typesetter(memory=50_000_000)])
async def test_what_passes_its_limits_is_ended(setter: Typesetter) -> None:
    with pytest.raises(TypesettingFailed):
        await typeset(BARE, setter=setter)
