"""The samples of the guide: what each sends by curl, and what it says of the answer."""

import html
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

SAMPLE = re.compile(r"<pre[^>]*><code>\{% raw %\}(.*?)\{% endraw %\}</code></pre>", re.DOTALL)
ELLIPSES = (('"…"', '"ANY"'), ("{…}", "{}"), (", …", ""), ("…", ""))


class Command(NamedTuple):
    """A command of a sample, as it is written, and the answer that is written below it."""

    text: str
    answer: str

    def request(self, values: Mapping[str, str], files: Mapping[str, bytes]) -> tuple[str, str, dict[str, Any]]:
        """Return method, address and options, as curl reads them."""
        words = [Template(word).safe_substitute(values) for word in shlex.split(self.text)]
        assert not re.search(r"\$[A-Z]", " ".join(words)), words
        method, address, headers, options = "", "", {}, {}
        arguments = iter(words[1:])
        for word in arguments:
            match word:
                case "-X":
                    method = next(arguments)
                case "-I":
                    method = "HEAD"
                case "-H":
                    name, _, value = next(arguments).partition(": ")
                    headers[name] = value
                case "--json":
                    method, options = method or "POST", {"json": json.loads(next(arguments))}
                case "--data-binary":
                    method, options = method or "POST", {"content": files[next(arguments).removeprefix("@")]}
                case _:
                    assert not address, word
                    address = word
        return method or "GET", address, {"headers": headers} | options

    def members(self) -> Any:
        """Return what the answer has at least; "ANY" is any text."""
        text = self.answer
        for written, meant in ELLIPSES:
            text = text.replace(written, meant)
        return json.loads(text) if text.startswith("{") else {}


def samples(locale: str) -> list[str]:
    """Return the samples of the guide as they are read."""
    return [html.unescape(text) for text in SAMPLE.findall(Path(f"app/web/templates/guide.{locale}.html").read_text())]


def commands(locale: str) -> Iterator[Command]:
    """Yield the commands of the guide, in order."""
    for sample in samples(locale):
        for part in re.split(r"(?m)^(?=curl )", sample):
            if part.startswith("curl "):
                text, _, answer = part.partition("\n#")
                yield Command(text.strip(), answer.strip())


def has(value: Any, expected: Any) -> bool:
    """Say whether an answer has all that a sample shows of it."""
    match expected:
        case dict():
            return isinstance(value, dict) and all(
                name in value and has(value[name], item) for name, item in expected.items()
            )
        case list():
            return isinstance(value, list) and all(any(has(item, one) for item in value) for one in expected)
        case str() if "ANY" in expected or "/" in expected:
            return isinstance(value, str)
        case _:
            return bool(value == expected)
