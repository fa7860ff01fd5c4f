"""`admin`: commands of operators at the machine's shell. Shell access makes an operator; each act is logged all the
same.
"""

import argparse
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from app import admin_reports
from app.adapters import queue_report
from app.adapters.database_checks import expect_migrated
from app.core.actor import at_the_shell
from app.core.errors import Problem
from app.core.settings import Settings
from app.core.stopped import Stopped
from app.core.text import normalise_email
from app.core.uow import UnitOfWork
from app.main import open_runtime
from app.models.operators import AdminAct
from app.services.guardians import birth_years
from app.services.operators import inquiries, operator_health, operator_moderation, operator_statistics, operators
from app.tasks import SCHEDULE

Command = Callable[[UnitOfWork, argparse.Namespace], Awaitable[BaseModel | str]]


class AdminRefused(Stopped):
    pass


async def jobs(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    if not arguments.ids:
        return queue_report.in_words(await operator_health.survey_jobs(uow), SCHEDULE)
    count = await operator_health.requeue(uow, arguments.ids)
    return "\n".join(f"{item}: {'queued again' if item in count else 'is not held'}" for item in arguments.ids)


async def acts(uow: UnitOfWork, _arguments: argparse.Namespace) -> str:
    rows = await operators.latest_acts(uow)
    return "\n".join(
        "  ".join([f"{row.at:%Y-%m-%d %H:%M:%S}", *filter(None, (_who(row), row.verb, row.target, row.reason))])
        for row in rows
    )


def _who(act: AdminAct) -> str:
    return act.account or str(act.actor_id)


async def birth_year(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    await birth_years.confirm_by_operator(uow, arguments.id, arguments.year)
    return f"{arguments.year} counts for {arguments.id} from now on."


async def holders(uow: UnitOfWork, _arguments: argparse.Namespace) -> str:
    return (
        "\n".join(f"{holder.email}  since {holder.since}" for holder in await operators.list_holders(uow)) or "nobody"
    )


async def grant(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    new = await operators.grant_role(uow, arguments.email)
    return f"{arguments.email} is an operator{'' if new else ' already'}: a second factor opens /v1/admin to them."


async def revoke(uow: UnitOfWork, arguments: argparse.Namespace) -> str:
    was = await operators.revoke_role(uow, arguments.email)
    return f"{arguments.email} is no operator{' any more' if was else ''}."


async def reads(uow: UnitOfWork, arguments: argparse.Namespace) -> BaseModel:
    return await inquiries.list_readings(uow, arguments.by, arguments.since)


async def breach(uow: UnitOfWork, arguments: argparse.Namespace) -> BaseModel:
    return await inquiries.list_touched(uow, arguments.since, arguments.until or uow.now)


COMMANDS: dict[str, tuple[str, Command]] = {
    "health": ("how the service is", lambda uow, _: operator_health.read_health(uow)),
    "jobs": ("what comes by itself, what waits, and what is held", jobs),
    "flags": ("how flags are decided, and which wait for you", lambda uow, _: operator_moderation.show_flags(uow)),
    "dismiss": (
        "leave what was flagged as it is",
        lambda uow, arguments: operator_moderation.dismiss_flag(uow, arguments.id, arguments.reason),
    ),
    "communities": ("which ones wait to be verified", lambda uow, _: operator_moderation.list_unverified(uow)),
    "verify": (
        "say that you know who is behind a community",
        lambda uow, arguments: operator_moderation.verify_community(uow, arguments.id),
    ),
    "doubt": ("take that back", lambda uow, arguments: operator_moderation.doubt_community(uow, arguments.id)),
    "birth-year": ("confirm the earlier year of birth that a person claims", birth_year),
    "imports": ("how imports went", lambda uow, _: operator_statistics.count_imports(uow)),
    "statistics": ("how much there is; small counts are withheld", lambda uow, _: operator_statistics.count(uow)),
    "reads": ("who was read by an account, since a day: names, addresses, and what of theirs", reads),
    "breach": ("who and which kinds of data were touched, by what, since a day", breach),
    **admin_reports.COMMANDS,
    "acts": ("what operators did last", acts),
    "operators": ("who may use /v1/admin", holders),
    "grant": ("let an account use /v1/admin", grant),
    "revoke": ("let it no more", revoke),
}


def instant(value: str) -> datetime:
    """Parse a day or an instant, in UTC by default."""
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def describe(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    parsers = {name: commands.add_parser(name, help=words) for name, (words, _) in COMMANDS.items()}
    describe_jobs(parsers["jobs"])
    admin_reports.describe(parsers)
    for name in ("dismiss", "verify", "doubt", "birth-year"):
        parsers[name].add_argument("id", type=UUID)
    parsers["dismiss"].add_argument("reason", help="whoever reported it reads this")
    parsers["birth-year"].add_argument("year", type=int, help="the very year that the person gave")
    parsers["reads"].add_argument("--by", type=normalise_email, required=True, metavar="ADDRESS")
    for name in ("reads", "breach"):
        parsers[name].add_argument("--since", type=instant, required=True, metavar="DATE", help="a day, or an instant")
    parsers["breach"].add_argument("--until", type=instant, metavar="DATE")
    for name in ("grant", "revoke"):
        parsers[name].add_argument("email", type=normalise_email)


def describe_jobs(parser: argparse.ArgumentParser) -> None:
    requeue_parser = parser.add_subparsers().add_parser("requeue", help="try held jobs again")
    requeue_parser.add_argument("ids", type=int, nargs="+")
    parser.set_defaults(ids=[])


async def run(settings: Settings, arguments: argparse.Namespace) -> None:
    """Raises AdminRefused, DatabaseUnreachable, NeverMigrated. `settings` name servers."""
    _, command = COMMANDS[arguments.what]
    await expect_migrated(str(settings.database_url))
    try:
        async with open_runtime(settings) as runtime, runtime.work(at_the_shell()) as uow:
            output = await command(uow, arguments)
    except Problem as problem:
        raise AdminRefused((problem.detail or problem.title).en) from problem
    sys.stdout.write((output if isinstance(output, str) else output.model_dump_json(indent=1)) + "\n")
