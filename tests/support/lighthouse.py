"""Lighthouse's accessibility score of each page, and its bytes: `python -m tests.support.lighthouse`.

With an address (`… http://127.0.0.1:8000/app/`), its performance, accessibility and best practices on a phone instead.
Installs Lighthouse (npm) into build/lighthouse, and takes the Chromium that is there. Names choose pages.
Exits with 1 where a score is below 100.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from app.core.i18n import Locale
from app.web.assets import asset, asset_at
from tests.web.markup import PAGES
from tests.web.serving import serving_pages
from tests.web.test_browser import CHROMIUM, FLAGS

VERSION = "13.5.0"
FOLDER = Path("build/lighthouse")
COMMAND = FOLDER / "node_modules/.bin/lighthouse"
APPLICATION = 95  # what an application has at least
STYLES = {"portrait.css", "portrait-looks.css"}


def install() -> None:
    if not COMMAND.exists():
        packages: list[str | Path] = [
            "npm",
            "install",
            "--prefix",
            FOLDER,
            "--no-fund",
            "--no-audit",
            "--silent",
            f"lighthouse@{VERSION}",
        ]
        subprocess.run(packages, check=True)


def audit(url: str, port: int) -> dict[str, Any]:
    options = ["--only-categories=accessibility", "--output=json", "--quiet", f"--port={port}"]
    options += ["--throttling-method=provided", "--disable-full-page-screenshot"]
    answer = subprocess.run([COMMAND, url, *options], check=True, capture_output=True)
    report: dict[str, Any] = json.loads(answer.stdout)
    return report


def phone_scores(url: str, port: int) -> dict[str, int]:
    """Return what Lighthouse says of an application, as its phone of moderate power sees it, of 100."""
    categories = ("performance", "accessibility", "best-practices")
    options = [f"--only-categories={','.join(categories)}", "--output=json", "--quiet", f"--port={port}"]
    answer = subprocess.run([COMMAND, url, *options], check=True, capture_output=True)
    report: dict[str, Any] = json.loads(answer.stdout)
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in categories}


def faults(report: dict[str, Any]) -> Iterator[str]:
    for reference in report["categories"]["accessibility"]["auditRefs"]:
        finding = report["audits"][reference["id"]]
        if finding["score"] not in {None, 1} and reference["weight"]:
            yield f"{reference['id']}: {finding['title']}"


def bytes_of(name: str) -> tuple[int, int]:
    """The page, and the styles that it asks for."""
    page = PAGES[name](Locale.FR).encode()
    sheets = [file for file in ("site.css", *STYLES) if asset(file).encode() in page]
    return len(page), sum(len(file.body) for sheet in sheets if (file := asset_at(asset(sheet))))


def audit_phone(url: str) -> int:
    port = 9322
    with TemporaryDirectory() as profile:
        flags = [*FLAGS, "--headless=new", f"--remote-debugging-port={port}", f"--user-data-dir={profile}"]
        browser = subprocess.Popen([CHROMIUM, *flags, "about:blank"], stderr=subprocess.DEVNULL)
        try:
            scores = phone_scores(url, port)
        finally:
            browser.terminate()
            browser.wait()
    sys.stdout.write(f"{url}: {scores}\n")
    return int(min(scores.values()) < APPLICATION)


def main(words: list[str]) -> int:
    install()
    if words and words[0].startswith("http"):
        return audit_phone(words[0])
    low, port = 0, 9321
    with serving_pages() as origin, TemporaryDirectory() as profile:
        flags = [*FLAGS, "--headless=new", f"--remote-debugging-port={port}", f"--user-data-dir={profile}"]
        browser = subprocess.Popen([CHROMIUM, *flags, "about:blank"], stderr=subprocess.DEVNULL)
        try:
            for name in PAGES:
                if not words or name in words:
                    report = audit(f"{origin}/{quote(name)}/fr", port)
                    score = round(100 * (report["categories"]["accessibility"]["score"] or 0))
                    low += score < 100
                    page, styles = bytes_of(name)
                    sys.stdout.write(f"| {name} | {score} | {page:,} | {styles:,} | {'; '.join(faults(report))}\n")
                    sys.stdout.flush()
        finally:
            browser.terminate()
            browser.wait()
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
