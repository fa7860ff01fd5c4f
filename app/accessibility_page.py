"""Generates docs/accessibility.md from app/data/accessibility/audit.json: the audit by the criteria of RGAA 4.1."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.web import accessibility, plan
from app.web.legal_texts import STATE_LONG, STATUSES

AUDIT, COUNTS = accessibility.AUDIT, accessibility.COUNTS
HEAD = """# Audit d’accessibilité

Les pages sont {state} avec le RGAA {version} : {c} des {applicable} critères applicables sont respectés
({rate} %). Non respectés : {nc} ; à vérifier, comptés comme non respectés : {av}.
Audit du {day:%d/%m/%Y}, par {auditor}.

Cette page est produite par `make docs` depuis `app/data/accessibility/audit.json`, comme la déclaration que publie
`/accessibilite`. Un critère qui y manque, un test nommé qui n’existe pas ou un taux qui n’en découle pas font échouer
`tests/web/test_accessibility.py`. À refaire à chaque version qui change les pages ; l’exploitant répond de son
installation (article 47 de la loi du 11 février 2005).

## Comment c’est vérifié

- `axe:règle` : règle d’axe-core, sur chaque page, à 390 et 320 pixels, en clair et en sombre, par
  `tests/web/test_browser.py::test_a_page_is_sound_on_a_phone` ; que la vérification voit les fautes :
  `tests/web/test_browser.py::test_the_checks_catch_a_page_that_is_spoilt`.
- `tests/…` : test de ce dépôt.
- œil : captures de chaque page dans ses états, regardées à {widths} pixels, le {seen_on}.
"""


def page() -> str:
    return HEAD.format(
        state=STATE_LONG[accessibility.STATE_KEY].fr,
        version=AUDIT["version"],
        applicable=accessibility.APPLICABLE,
        rate=accessibility.RATE,
        day=accessibility.AUDITED_ON,
        auditor=AUDIT["auditor"]["fr"],
        widths=" et ".join(map(str, AUDIT["eye"]["widths"])),
        seen_on=AUDIT["eye"]["on"],
        **COUNTS,
    ) + "".join(_sections())


def _sections() -> Iterator[str]:
    yield _section("Environnement de test", _bullets(AUDIT["environment"]["fr"]))
    yield _section("Dérogations", _bullets(AUDIT["exemptions"] or ["Aucune."]))
    yield _section("Contenus non soumis à l’obligation", _bullets(AUDIT["outside"]["fr"]))
    pages = (item for item in plan.OPEN + plan.BY_LINK if item.path != "/docs")
    yield _section("Pages vérifiées", _bullets(f"`{page.path}` {_states(page)}" for page in pages))
    for theme, criteria in accessibility.by_theme():
        head = "| Critère | | État | Vérifié par | Remarque |\n|---|---|---|---|---|\n"
        yield _section(theme, head + "".join(map(_row, criteria)))


def _section(title: str, text: str) -> str:
    return f"\n## {title}\n\n{text}"


def _states(item: plan.PlannedPage) -> str:
    return f"{item.title.fr} : {', '.join(state.fr for state in item.states)}" if item.states else item.title.fr


def _bullets(sentences: Iterable[str]) -> str:
    return "".join(f"- {sentence}\n" for sentence in sentences)


def _row(item: dict[str, Any]) -> str:
    checks = " ".join(check if check == "œil" else f"`{check}`" for check in item["checks"])
    note = item["note"]["fr"] if item["note"] else ""
    return f"| {item['number']} | {item['title']} | {STATUSES[item['status']].fr} | {checks} | {note} |\n"
