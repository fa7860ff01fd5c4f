"""A community's tree as a picture of the size of a poster: an espalier, which reads in black and white.

The trunk holds what at least half of the people have; an arm is a domain; a full leaf is a skill that some share, an
empty one is rare. It shows the numbers of `trees.get` and nothing else: the same tree is the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from app.core.i18n import Language, Words
from app.schemas.community_trees import CommunityTreeRead
from app.services.talents.skills import label_of

WIDTH, HEIGHT = 842.0, 1191.0  # A3, in points
MARGIN, TRUNK = 34.0, 148.0  # the trunk at its foot
TOP, GROUND = 168.0, 1040.0
MIDDLE, SIDE = WIDTH / 2, (WIDTH - TRUNK) / 2 - MARGIN - 6  # SIDE: the width beside the trunk
TWIG, KNEE, BEND = 22.0, 22.0, 62.0  # room for leaves; how far an arm rises beside the trunk, and over which width
INK, BARK, LEAF, SOFT, PAPER = "#1d211c", "#3d2d20", "#2c5a38", "#565b53", "#ffffff"
SCALES = (1.45, 1.3, 1.15, 1.0, 0.92, 0.84, 0.76, 0.68, 0.6)
NUMBER = 23.0  # the width of a column of numbers
MOST_LINES = 3
# Widths of letters of Noto Sans, in thousandths of its size, on the safe side.
NARROW, WIDE = frozenset("iljtfrI.,:;’'|!()[] "), frozenset("mwMWOQGDNHU@%—…")

TITLE = Words("L’arbre des talents")
PEOPLE = Words("{people} personnes au moins ont accepté d’être comptées. Aucune n’est nommée.")
WITHHELD = Words("Pas encore assez de monde : il faut au moins {k_min} personnes qui l’acceptent.")
TRUNK_WORDS = Words("Tronc commun")
PLATE_SCALES = (1.08, 1.0, 0.9, 0.8, 0.72)
SHORTEST_BARK = 20
HALF = Words("au moins une personne sur deux")
HIGHEST = TOP + 70  # of the words on the trunk
CROWN = (
    (0, -10, -90, 1.7), (-9, -4, -125, 1.45), (9, -4, -55, 1.45), (-14, 8, -158, 1.25), (14, 8, -22, 1.25),
    (-16, 26, -196, 1.0), (16, 26, 16, 1.0),
)  # fmt: skip
KEY = {
    "full": Words("feuille pleine : un savoir-faire partagé"),
    "empty": Words("feuille vide : un savoir-faire rare"),
    "have": Words("nombre : l’ont"),
    "offer": Words("rond plein : le transmettent"),
    "seek": Words("rond vide : le cherchent"),
}
ROUNDING = Words("Les nombres sont arrondis par groupes de 5. Rien n’est montré de moins de {k_min} personnes.")
REST = Words("et {count} autres dans la liste")


class Row(NamedTuple):
    label: str
    numbers: Mapping[str, int]  # have, offer, seek
    is_rare: bool


class Branch(NamedTuple):
    """A domain with what is shared of it beside the trunk."""

    label: str
    have: int
    rows: Sequence[Row]


class Box(NamedTuple):
    branch: Branch
    header: Sequence[str]
    rows: Sequence[tuple[Row, Sequence[str]]]
    height: float


def draw(tree: CommunityTreeRead, name: str, day: str, locale: Language) -> bytes:
    """Draw the tree as SVG. `tree` is what `CommunityTreeRead` describes."""
    branches, common = _parts(tree, locale)
    scale, sides = _arrange(branches)
    plates, top = _plates(common, locale)
    parts = [*_head(tree, name, day, locale)]
    for is_right, boxes in ((False, sides[0]), (True, sides[1])):
        parts += _side(boxes, scale, top, is_right=is_right)
    parts += [*_trunk(top), *plates, *_foot(tree, locale)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="297mm" height="420mm" '
        f'lang="{locale.tag}" font-family="Noto Sans, Segoe UI, Helvetica, Arial, sans-serif" fill="{INK}">'
    )
    return "\n".join([head, *parts, "</svg>\n"]).encode()


def _parts(tree: CommunityTreeRead, locale: Language) -> tuple[list[Branch], list[Row]]:
    branches, common = list[Branch](), list[Row]()
    for framework in tree.frameworks:
        for domain in framework.domains:
            rows = list[Row]()
            for item in domain.skills:
                label = label_of(item.skill.labels, locale, item.skill.code)
                numbers = {"have": item.have, "offer": item.offer, "seek": item.seek}
                row = Row(label, numbers, item.part == "leaf")
                (common if item.part == "trunk" else rows).append(row)
            label = label_of(domain.labels, locale, domain.code)
            branches.append(Branch(label, domain.have, rows))
    return branches, common


def _arrange(branches: Sequence[Branch]) -> tuple[float, tuple[list[Box], list[Box]]]:
    """Put each branch on the side that has more room, in letters as large as fit; the last rows may be left out."""
    scale, sides = SCALES[0], _sides(branches, SCALES[0])
    for smaller in SCALES[1:]:
        if max(sum(box.height for box in side) for side in sides) <= GROUND - TOP - 30:
            break
        scale, sides = smaller, _sides(branches, smaller)
    return scale, (_cut(sides[0]), _cut(sides[1]))


def _sides(branches: Sequence[Branch], scale: float) -> tuple[list[Box], list[Box]]:
    sides: tuple[list[Box], list[Box]] = ([], [])
    for branch in branches:
        shorter = min(sides, key=lambda side: sum(box.height for box in side))
        shorter.append(_box(branch, scale))
    return sides


def _box(branch: Branch, scale: float) -> Box:
    header = _wrap(
        f"{branch.label} ·\N{NO-BREAK SPACE}{branch.have}" if branch.have else branch.label,
        10.5 * scale,
        SIDE - BEND,
        bold=True,
    )
    rows = [(row, _wrap(row.label, 8 * scale, SIDE - TWIG - 3 * NUMBER * min(scale, 1.1))) for row in branch.rows]
    height = len(header) * 13 * scale + sum(_row_height(lines, scale) for _, lines in rows) + 22
    return Box(branch, header, rows, height)


def _row_height(lines: Sequence[str], scale: float) -> float:
    return len(lines) * 9.8 * scale + 5 * scale


def _cut(boxes: Sequence[Box]) -> list[Box]:
    """Leave out the last rows of the longest branches until all fit. The list has them."""
    rest = list(boxes)
    while rest and sum(box.height for box in rest) > GROUND - TOP - 20:
        n = max(range(len(rest)), key=lambda place: len(rest[place].rows))
        if not rest[n].rows:
            break
        lines = rest[n].rows[-1][1]
        rest[n] = rest[n]._replace(rows=rest[n].rows[:-1], height=rest[n].height - _row_height(lines, SCALES[-1]))
    return rest


def _wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    lines, line = list[str](), ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and _length(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + "…"]
    return [_fit(item, size, width, bold=bold) for item in lines]


def _fit(line: str, size: float, width: float, *, bold: bool) -> str:
    """Cut a word that is longer than a line."""
    while len(line) > 1 and _length(line, size, bold=bold) > width * 1.04:
        line = line.rstrip("…")[:-1] + "…"
    return line


def _length(text: str, size: float, *, bold: bool = False) -> float:
    units = sum(
        0.33 if glyph in NARROW else 0.86 if glyph in WIDE else 0.64 if glyph.isupper() else 0.57 for glyph in text
    )
    return units * size * (1.07 if bold else 1)


def _text(x: float, y: float, text: str, size: float, attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.2f}"{attributes}>{escape(text)}</text>'


def _head(tree: CommunityTreeRead, name: str, day: str, locale: Language) -> Iterator[str]:
    title = f"{TITLE.in_(locale)} · {name}"
    words = WITHHELD.fill(k_min=tree.k_min) if tree.withheld else PEOPLE.fill(people=tree.people)
    yield f"<title>{escape(title)}</title>"
    yield f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="{PAPER}"/>'
    middle = ' text-anchor="middle"'
    yield _text(WIDTH / 2, 52, TITLE.in_(locale).upper(), 12, f'{middle} letter-spacing="4" fill="{SOFT}"')
    size = min(34.0, 34.0 * (WIDTH - 2 * MARGIN) / max(_length(name, 34, bold=True), 1))
    yield _text(WIDTH / 2, 88, name, size, f'{middle} font-weight="700"')
    yield _text(WIDTH / 2, 112, words.in_(locale), 11, f'{middle} fill="{SOFT}"')
    yield _text(WIDTH - MARGIN, HEIGHT - 26, day, 8, f' text-anchor="end" fill="{SOFT}"')


def _half(y: float, top: float) -> float:
    """Return half the width of the trunk: full where words stand on it, thinner above."""
    return TRUNK / 2 if y >= top else 13 + (TRUNK / 2 - 13) * max((y - TOP) / (top - TOP), 0) ** 0.8


def _trunk(top: float) -> Iterator[str]:
    """Draw the trunk with its crown and roots."""
    half, foot = TRUNK / 2, GROUND + 26
    heights = [TOP + (top - TOP) * n / 8 for n in range(9)]
    left = " ".join(f"L{MIDDLE - _half(y, top):.1f} {y:.1f}" for y in heights)
    right = " ".join(f"L{MIDDLE + _half(y, top):.1f} {y:.1f}" for y in reversed(heights))
    x, wide, steep = MIDDLE, half + 96, GROUND - 60
    roots = (
        f"C{x - half - 4:.1f} {GROUND:.1f} {x - half - 40:.1f} {GROUND + 20:.1f} {x - wide:.1f} {foot:.1f} "
        f"C{x - half - 10:.1f} {foot - 14:.1f} {x - 50:.1f} {foot - 10:.1f} {x - 34:.1f} {foot + 18:.1f} "
        f"C{x - 24:.1f} {foot - 6:.1f} {x + 24:.1f} {foot - 6:.1f} {x + 34:.1f} {foot + 18:.1f} "
        f"C{x + 50:.1f} {foot - 10:.1f} {x + half + 10:.1f} {foot - 14:.1f} {x + wide:.1f} {foot:.1f} "
        f"C{x + half + 40:.1f} {GROUND + 20:.1f} {x + half + 4:.1f} {GROUND:.1f} {x + half:.1f} {steep:.1f}"
    )
    yield (
        f'<path fill="{BARK}" stroke="{BARK}" stroke-linejoin="round" '
        f'd="M{x:.1f} {TOP - 14:.1f} {left} L{x - half:.1f} {steep:.1f} {roots} {right} Z"/>'
    )
    for dx, dy, turn, size in CROWN:
        yield _leaf(MIDDLE + dx, TOP + dy, turn, size, is_full=True)
    for n in range(5):  # the bark, above the words
        x, sway, length = MIDDLE - 32 + n * 16, 3 if n % 2 else -3, (top - TOP) / 4
        if length > SHORTEST_BARK:
            yield (
                f'<path fill="none" stroke="#78624f" stroke-width="0.8" stroke-linecap="round" '
                f'd="M{x:.1f} {top - 1.6 * length + 9 * (n % 3):.1f} q{sway} {length / 2:.1f} 0 {length:.1f}"/>'
            )


def _plates(common: Sequence[Row], locale: Language) -> tuple[list[str], float]:
    """Write on the trunk what most share, from the ground up. Return the height of the highest words, too."""
    parts, width, y = list[str](), TRUNK - 20, GROUND - 18
    light = ' text-anchor="middle" fill="#ffffff"'
    if not common:
        return [], GROUND - 120
    parts.append(_text(MIDDLE, y + 14, HALF.in_(locale), 6.6, light))
    parts.append(
        _text(MIDDLE, y, TRUNK_WORDS.in_(locale).upper(), 8.6, f'{light} letter-spacing="1.6" font-weight="700"')
    )
    y -= 14
    scale, plates = PLATE_SCALES[0], _wrapped(common, PLATE_SCALES[0])
    for smaller in PLATE_SCALES[1:]:
        if sum(_plate_height(lines, scale) for _, lines in plates) <= y - HIGHEST:
            break
        scale, plates = smaller, _wrapped(common, smaller)
    for n, (row, lines) in enumerate(plates):
        height = _plate_height(lines, scale)
        if y - height < HIGHEST:
            parts.append(_text(MIDDLE, y - 5, REST.fill(count=len(plates) - n).in_(locale), 7, light))
            y -= 16
            break
        y -= height
        parts.append(
            f'<rect x="{MIDDLE - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height - 5:.1f}" rx="6" '
            f'fill="none" stroke="#b9a590" stroke-width="0.7"/>'
        )
        first = y + 11.5 * scale
        for k, line in enumerate(lines):
            parts.append(_text(MIDDLE, first + 10.4 * scale * k, line, 8.4 * scale, light))
        parts += _centred_numbers(row.numbers, first + 10.4 * scale * len(lines), 7.6 * scale)
    return parts, y - 6


def _wrapped(common: Sequence[Row], scale: float) -> list[tuple[Row, list[str]]]:
    return [(row, _wrap(row.label, 8.4 * scale, TRUNK - 30)) for row in common]


def _plate_height(lines: Sequence[str], scale: float) -> float:
    return 10.4 * scale * (len(lines) + 1) + 10


def _centred_numbers(numbers: Mapping[str, int], y: float, size: float) -> Iterator[str]:
    light = ' fill="#ffffff"'
    places = [(number, kind) for kind in ("have", "offer", "seek") if (number := numbers[kind])]
    x = MIDDLE - 15 * (len(places) - 1)
    for number, kind in places:
        if kind == "have":
            yield _text(x, y, str(number), size, f'{light} text-anchor="middle" font-weight="700"')
        else:
            yield _dot(x - 6, y - size * 0.34, size * 0.32, is_full=kind == "offer", is_dark=False)
            yield _text(x, y, str(number), size, light)
        x += 30


def _side(boxes: Sequence[Box], scale: float, top: float, *, is_right: bool) -> Iterator[str]:
    """Draw the branches of one side from the crown down, with the same room between them."""
    free = GROUND - 66 - TOP - sum(box.height for box in boxes)
    gap = min(max(free, 0) / max(len(boxes), 1), 90)
    y = TOP + max(free - gap * len(boxes), 0) * 0.25
    for box in boxes:
        yield from _branch(box, y, scale, top, is_right=is_right)
        y += box.height + gap


def _branch(box: Box, y: float, scale: float, top: float, *, is_right: bool) -> Iterator[str]:
    """Draw an arm: a twig with its leaves grows from its end, beside the words; the numbers stand near the trunk."""
    sign = 1 if is_right else -1
    outer = MIDDLE + sign * (WIDTH / 2 - MARGIN)
    anchor = ' text-anchor="end"' if is_right else ""
    start, twig = outer - sign * TWIG, outer - sign * 6
    for n, line in enumerate(box.header):
        at = start if box.rows else outer - sign * 10
        yield _text(at, y + 13 * scale * (n + 0.75), line, 10.5 * scale, f'{anchor} font-weight="700"')
    y += 13 * scale * len(box.header) + 5
    bar = y + sum(_row_height(lines, scale) for _, lines in box.rows) + 3
    yield _arm(bar, top, twig, y if box.rows else bar - 6, sign)
    for n, (row, lines) in enumerate(box.rows):
        base = y + 8.2 * scale
        is_inward = n % 2 == 0
        turn = (-28 if is_inward else -152) if sign < 0 else (-152 if is_inward else -28)
        yield _leaf(twig, base + 1, turn, 0.66 * min(scale, 1.15), is_full=not row.is_rare)
        for k, line in enumerate(lines):
            yield _text(start, base + 9.8 * scale * k, line, 8 * scale, anchor)
        yield from _numbers(row.numbers, MIDDLE + sign * (TRUNK / 2 + 8), base, 8 * scale, is_right=is_right)
        y += _row_height(lines, scale)


def _arm(bar: float, top: float, twig: float, end: float, sign: int) -> str:
    """Draw an arm, thick at the trunk and thin where it turns up into the twig."""
    foot = bar + KNEE + 12
    near, far = MIDDLE + sign * (_half(foot, top) - 3), MIDDLE + sign * (TRUNK / 2 + BEND)
    upper, lower = bar - 1, bar + 3.4
    return (
        f'<path fill="{BARK}" d="M{near:.1f} {bar + KNEE - 8:.1f} C{near + sign * 22:.1f} {bar + KNEE - 12:.1f} '
        f"{far - sign * 46:.1f} {upper:.1f} {far:.1f} {upper:.1f} L{twig - sign * 11:.1f} {bar:.1f} "
        f"Q{twig - sign * 1.4:.1f} {bar - 1:.1f} {twig - sign * 1:.1f} {bar - 11:.1f} "
        f"L{twig - sign * 0.5:.1f} {end:.1f} L{twig + sign * 0.5:.1f} {end:.1f} L{twig + sign * 1.2:.1f} {bar - 8:.1f} "
        f"Q{twig + sign * 1.4:.1f} {bar + 2.8:.1f} {twig - sign * 9:.1f} {bar + 2.2:.1f} L{far:.1f} {lower:.1f} "
        f'C{far - sign * 34:.1f} {lower + 2:.1f} {near + sign * 22:.1f} {foot:.1f} {near:.1f} {foot + 8:.1f} Z"/>'
    )


def _numbers(numbers: Mapping[str, int], inner: float, y: float, size: float, *, is_right: bool) -> Iterator[str]:
    """Write the three numbers in columns beside the trunk."""
    column = NUMBER * min(size / 8, 1.1)
    start = inner if is_right else inner - 3 * column + 4
    for n, kind in enumerate(("have", "offer", "seek")):
        if not numbers[kind]:
            continue
        x = start + column * n
        if kind == "have":
            yield _text(x + 14, y, str(numbers[kind]), size, ' text-anchor="end" font-weight="700"')
        else:
            yield _dot(x, y - size * 0.34, size * 0.28, is_full=kind == "offer")
            yield _text(x + size * 0.55, y, str(numbers[kind]), size)


def _dot(x: float, y: float, radius: float, *, is_full: bool, is_dark: bool = True) -> str:
    ink, ground = (INK, PAPER) if is_dark else (PAPER, BARK)
    fill = ink if is_full else ground
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.2f}" fill="{fill}" stroke="{ink}" stroke-width="0.9"/>'


def _leaf(x: float, y: float, turn: float, size: float, *, is_full: bool) -> str:
    fill, vein = (LEAF, PAPER) if is_full else (PAPER, LEAF)
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:g}) scale({size:.2f})">'
        f'<path d="M0 0C5 -8 14 -8 20 0C14 8 5 8 0 0Z" fill="{fill}" stroke="{LEAF}" stroke-width="1.3"/>'
        f'<path d="M2 0H15" stroke="{vein}" stroke-width="1"/></g>'
    )


def _foot(tree: CommunityTreeRead, locale: Language) -> Iterator[str]:
    y = GROUND + 74
    yield f'<path stroke="{SOFT}" stroke-width="0.8" d="M{MARGIN} {GROUND + 48}H{WIDTH - MARGIN}"/>'
    x = MARGIN + 4.0
    size = 8.6
    for kind, words in KEY.items():
        if kind in {"full", "empty"}:
            yield _leaf(x, y - 3, 0, 0.7, is_full=kind == "full")
        elif kind == "have":
            yield _text(x, y, "15", size, ' font-weight="700"')
        else:
            yield _dot(x + 6, y - 3, 2.8, is_full=kind == "offer")
        yield _text(x + 18, y, words.in_(locale), size)
        x += 18 + _length(words.in_(locale), size) + 6
    yield _text(MARGIN, HEIGHT - 26, ROUNDING.fill(k_min=tree.k_min).in_(locale), 8, f' fill="{SOFT}"')
