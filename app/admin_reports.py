"""`admin`: commands of operators for reports and postal requests. Each takes a `--reason`, which the person reads."""

import argparse
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.core.text import normalise_email
from app.core.uow import UnitOfWork
from app.models.reports import Measure, ReportReason
from app.schemas.types import Line
from app.services.moderation import postal_requests
from app.services.moderation import reports as operator_reports
from app.services.moderation import transparency as operator_transparency
from app.services.operators.operators import NobodyThere

LONGEST = 1_000
ERASED = (
    "What names that address is erased, also what had been written to it and waited to be sent. "
    "One mail says so to it. What remains, and until when:"
)
REMAINS = (
    "that mail: until it is sent, 3 days at most; then only that one was sent, for 30 days",
    "of reports: reason, decision and answer, without address and words, until 24 months after they came",
    "of requests to confirm a talent and mails refused: a fingerprint of the address, as long as the other’s account",
    "of limits: a fingerprint of the address, a week at most",
    "your act and its reason: 12 months, in `admin acts`",
    "backups: until they end",
)
NAME = TypeAdapter(Line)
Command = Callable[[UnitOfWork, argparse.Namespace], Awaitable[BaseModel | str]]


async def reports(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    if arguments.reference:
        waiting_reports = await operator_reports.show(uow, arguments.reference, arguments.to)
    else:
        waiting_reports = await operator_reports.list_waiting(uow)
    return json.dumps(waiting_reports, ensure_ascii=False, indent=1)


async def leave(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    return f"{await operator_reports.leave(uow, arguments.reference, arguments.reason)} is left as it is."


async def withdraw(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    return _taken(await operator_reports.withdraw(uow, arguments.id, arguments.reason, arguments.about))


async def end(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    return _taken(await operator_reports.end(uow, arguments.id, arguments.reason, arguments.about))


async def restrict(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    return _taken(await operator_reports.restrict(uow, arguments.email, arguments.reason))


async def sign_out(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    await operator_reports.sign_out(uow, arguments.email, arguments.reason)
    return f"{arguments.email} is signed out everywhere, and the password is forgotten."


async def lift(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    await operator_reports.lift(uow, arguments.id, arguments.reason)
    return f"{arguments.id} is lifted."


async def answer(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    """Answer an appeal: of a report by its reference, of a measure by its id."""
    try:
        measure_id = UUID(arguments.which)
    except ValueError:
        await operator_reports.answer_report(uow, arguments.which, arguments.reason, reverses=arguments.agree)
    else:
        await operator_reports.answer(uow, measure_id, arguments.reason, lifts=arguments.agree)
    return f"{arguments.which} is answered."


async def export(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    size = await postal_requests.export(uow, arguments.email, arguments.to, arguments.reason)
    return f"{arguments.to}: {size} bytes."


async def erase(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    try:
        day = await postal_requests.erase(uow, arguments.email, arguments.reason)
    except NobodyThere:
        kept = await postal_requests.erase_address(uow, arguments.email, arguments.reason)
        proofs = [f"{kept} agreements that they signed, which have ended: 12 months, as proof"] if kept else []
        return "\n  ".join((f"{arguments.email} has no account. {ERASED}", *proofs, *REMAINS))
    return f"{arguments.email} is erased on {day:%Y-%m-%d}, unless they take it back."


async def rectify(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    await postal_requests.rectify(uow, arguments.email, arguments.name, arguments.reason)
    return f"{arguments.email} is named {arguments.name}."


async def transparency(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    return json.dumps(await operator_transparency.count(uow, arguments.year), indent=1)


COMMANDS: Mapping[str, tuple[str, Command]] = {
    "reports": ("what was reported by a page and waits, what is overdue, and objections; or one report", reports),
    "leave": ("leave what was reported by a page as it is", leave),
    "withdraw": ("withdraw a published story or portrait, or the page of a community", withdraw),
    "end": ("end an access or a link, or a community, which all its members leave", end),
    "restrict": ("let an account show and give nothing new", restrict),
    "sign-out": ("end every session of an account that somebody else may have open, and forget its password", sign_out),
    "lift": ("lift what you withdrew or restricted", lift),
    "answer": ("answer an objection to a measure, or an appeal of who reported", answer),
    "export": ("write what an account has to a file, or what names an address without one, as asked by letter", export),
    "erase": ("erase an account in 14 days, or what names an address without one at once, as asked by letter", erase),
    "rectify": ("correct the name of an account, as asked by letter", rectify),
    "transparency": ("the figures of a year: reports, measures, objections", transparency),
}
SILENT = {"reports", "transparency"}


def describe(parsers: Mapping[str, argparse.ArgumentParser]) -> None:
    for name in COMMANDS.keys() - SILENT:
        parsers[name].add_argument("--reason", type=words, required=True, help="the person reads this")
    parsers["reports"].add_argument("reference", nargs="?")
    parsers["reports"].add_argument("--to", type=new_file, metavar="FOLDER", help="write its pictures and files there")
    parsers["leave"].add_argument("reference")
    for name in ("withdraw", "end", "lift"):
        parsers[name].add_argument("id", type=UUID)
    for name in ("withdraw", "end"):
        parsers[name].add_argument(
            "--about",
            type=ReportReason,
            choices=list(ReportReason),
            nargs="+",
            required=True,
            metavar="REASON",
            help="those who reported it for that are upheld: " + ", ".join(ReportReason),
        )
    for name in ("restrict", "sign-out", "export", "erase", "rectify"):
        parsers[name].add_argument("email", type=normalise_email)
    parsers["answer"].add_argument("which", help="the id of a measure, or the reference of a report")
    parsers["answer"].add_argument("--agree", action="store_true", help="lift the measure; uphold the report")
    parsers["export"].add_argument("--to", type=new_file, required=True, metavar="FILE")
    parsers["rectify"].add_argument("--name", type=name_shown, required=True)
    parsers["transparency"].add_argument("--year", type=int, required=True)


def words(value: str) -> str:
    stripped = value.strip()
    if not stripped or len(stripped) > LONGEST:
        raise argparse.ArgumentTypeError("must be from 1 to 1,000 characters")
    return stripped


def name_shown(value: str) -> str:
    try:
        name: str = NAME.validate_python(value)
    except ValidationError as error:
        raise argparse.ArgumentTypeError("must be one line of 1 to 200 characters") from error
    return name


def new_file(value: str) -> Path:
    path = Path(value)
    if path.exists() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError("must be a file that is not there yet, in a directory that is")
    return path


def _taken(measure: Measure) -> str:
    return f"{measure.id}: {measure.kind}, told to whoever it concerns."
