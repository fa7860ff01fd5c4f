"""What the phones of the three stories send. `Recorder` writes it down, `replay` sends it again.

A step is a request with its status and the shape of its answer, or something that happens: time passes, jobs are done,
a manager gives a second factor. `{{3/items/0/id}}` stands for what step 3 was answered there, `{{ines}}` for an id.
"""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from app.core.uow import Runtime
from tests.access.traffic import Json, faults, shape, with_shown_texts
from tests.support.missions import go_to
from tests.support.people import Person, Watch, prove, work_off

REFERRED_TO = re.compile(r"(?=.*\d)[\w.=~-]{8,}", re.ASCII)  # ids, codes, tokens, cursors


@dataclass
class Stage:
    """The people of a story, and what they were answered."""

    people: dict[str, Person]
    runtime: Runtime
    watch: Watch
    answers: dict[str, Json] = field(default_factory=dict)

    async def happens(self, step: dict[str, Any]) -> None:
        if "clock" in step:
            await go_to(self.runtime, self.watch, datetime.fromisoformat(step["clock"]), *self.people.values())
        elif "proof" in step:
            await prove(self.people[step["proof"]])
        else:
            await work_off(self.runtime)

    async def send(self, step: dict[str, Any]) -> httpx.Response:
        body = base64.b64decode(step["file"]) if "file" in step else self.filled(step["body"]).encode()
        return await self.people[step["as"]].client.request(
            step["method"], self.filled(step["path"]), content=body, headers=step["headers"]
        )

    def filled(self, text: str) -> str:
        for name, value in self.names():
            text = text.replace(f"{{{{{name}}}}}", value)
        return with_shown_texts(text)

    def names(self) -> Iterator[tuple[str, str]]:
        yield from ((name, str(person.id)) for name, person in self.people.items())
        yield from (
            (pointer, value) for number, content in self.answers.items() for pointer, value in texts(content, number)
        )


@dataclass
class Recorder:
    stage: Stage
    steps: list[dict[str, Any]] = field(default_factory=list)

    async def ask(self, name: str, method: str, path: str, body: Any = None, **headers: str) -> Json:
        """Send, write down, and return what was answered. Raises AssertionError for what is refused."""
        step: dict[str, Any] = {"as": name, "method": method, "path": self._named(path)}
        step["headers"] = {key.replace("_", "-"): value for key, value in headers.items()}
        if isinstance(body, bytes):
            step["file"] = base64.b64encode(body).decode()
        else:
            step["body"] = "" if body is None else self._named(json.dumps(body, ensure_ascii=False))
            step["headers"] |= {} if body is None else {"Content-Type": "application/json"}
        answer = await self.stage.send(step)
        assert answer.status_code < 300 or answer.status_code == 404, f"{method} {path}: {answer.text}"
        content = answer.json() if answer.content else None
        self.stage.answers[str(len(self.steps))] = content
        self.steps.append(step | {"status": answer.status_code, "shape": shape(content)})
        return content

    async def happens(self, **step: str) -> None:
        await self.stage.happens(step)
        self.steps.append(dict(step))

    def _named(self, text: str) -> str:
        for name, value in sorted(self.stage.names(), key=lambda item: -len(item[1])):
            if REFERRED_TO.fullmatch(value):
                text = text.replace(value, f"{{{{{name}}}}}")
        return text


async def replay(stage: Stage, steps: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return what is answered otherwise, by step."""
    wrong: dict[str, list[str]] = {}
    for number, step in enumerate(steps):
        if "as" not in step:
            await stage.happens(step)
            continue
        answer = await stage.send(step)
        content = answer.json() if answer.content else None
        stage.answers[str(number)] = content
        losses = faults(step["shape"], shape(content))
        if answer.status_code != step["status"] or losses:
            wrong[f"{number} {step['method']} {step['path']}"] = [str(answer.status_code), *losses]
    return wrong


def texts(content: Json, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield each text of an answer, and where it is."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, item in inner:
        yield from texts(item, f"{pointer}/{name}")
    if isinstance(content, str):
        yield pointer, content
