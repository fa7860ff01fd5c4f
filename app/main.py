from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.adapters.comparer import ChildComparer
from app.adapters.mail import MailFolder, open_mailer
from app.adapters.metrics_server import serving_metrics
from app.adapters.objects import S3Objects
from app.adapters.openid import OpenIdProviders
from app.adapters.outbound import Outbound
from app.adapters.pdf import Typesetter
from app.adapters.push import WebPusher
from app.adapters.queue import PgQueue, Worker
from app.adapters.renderer import Renderer
from app.adapters.rendering import BACKGROUND
from app.adapters.transcriber import ChildTranscriber
from app.adapters.webhooks import HttpWebhooks
from app.api import (
    accesses,
    api_tokens,
    app_links,
    beneficiaries,
    blocked_people,
    calendars,
    claims,
    comments,
    communities,
    community_frameworks,
    community_pages,
    community_trees,
    consents,
    credentials,
    devices,
    docs,
    endorsements,
    erasures,
    event_files,
    exchanges,
    experiences,
    exports,
    feed,
    flags,
    frameworks,
    grant_requests,
    grants,
    guardians,
    guests,
    health,
    hidings,
    identities,
    imports,
    informations,
    invitations,
    journals,
    kept_places,
    links,
    media,
    media_files,
    memberships,
    mission_board,
    missions,
    notifications,
    openapi,
    operators,
    passkeys,
    person_codes,
    portrait_editions,
    portraits,
    problems,
    programme_reports,
    programmes,
    proposal_skills,
    proposals,
    responses,
    room_live,
    rooms,
    rosters,
    scim,
    second_factors,
    security_events,
    sessions,
    sign_in_passes,
    skills,
    stories,
    sync,
    talents,
    uploads,
    users,
    visibility,
    webhooks,
)
from app.api.client_versions import ClientVersions
from app.api.deps import CALLER_DEPENDENCIES
from app.api.edge import Edge
from app.api.fast_path import FastPath, fast_routes
from app.api.heads import Heads
from app.api.permissions import demand
from app.api.programs import Programs
from app.api.refresh_cookies import ending
from app.api.tus import speak_tus
from app.core.clock import Clock, utc_now
from app.core.db import open_database
from app.core.security import Keys
from app.core.settings import Settings
from app.core.streams import streaming
from app.core.uow import Runtime
from app.policies.endings import ENDINGS
from app.services.notifications.streams import NotificationStreams
from app.services.operators.operator_metrics import sampling
from app.services.portraits.europass import EUROPASS
from app.services.portraits.formats import offer
from app.services.portraits.json_resume import JSON_RESUME
from app.services.portraits.linked_data import LINKED_DATA
from app.services.portraits.pdf import PDF
from app.services.portraits.portrait_badges import OPEN_BADGES
from app.services.rooms.clock import RoomClock
from app.services.rooms.streams import RoomStreams
from app.tasks import FORMER_NAMES, GIVEN_UP, HANDLERS, SCHEDULE
from app.web import lost, routes
from app.web.portrait_html import HTML

ROUTERS = (  # in the order of traffic
    links.router,
    experiences.router,
    sync.router,
    sessions.router,
    identities.providers,
    identities.router,
    users.router,
    media.router,
    uploads.router,
    frameworks.router,
    journals.router,
    stories.router,
    portraits.router,
    portrait_editions.router,
    grants.router,
    feed.router,
    feed.in_community,
    missions.router,
    mission_board.router,
    mission_board.papers,
    event_files.router,
    programme_reports.router,
    programme_reports.in_community,
    programmes.router,
    programmes.template_router,
    programmes.in_community,
    calendars.router,
    responses.own_router,
    proposal_skills.router,
    proposals.router,
    proposals.of_mission,
    proposals.in_community,
    responses.router,
    rooms.router,
    rooms.in_community,
    informations.router,
    room_live.router,
    guests.router,
    claims.router,
    notifications.router,
    devices.router,
    accesses.router,
    visibility.router,
    beneficiaries.router,
    communities.router,
    community_frameworks.router,
    community_pages.router,
    community_trees.router,
    exchanges.router,
    memberships.router,
    sign_in_passes.router,
    invitations.router,
    rosters.router,
    invitations.root,
    grant_requests.router,
    comments.router,
    person_codes.router,
    second_factors.router,
    passkeys.router,
    security_events.router,
    api_tokens.router,
    api_tokens.in_community,
    webhooks.router,
    webhooks.in_community,
    webhooks.of_operators,
    talents.router,
    skills.router,
    guardians.router,
    kept_places.router,
    consents.router,
    blocked_people.router,
    endorsements.router,
    endorsements.asking,
    credentials.router,
    flags.router,
    hidings.router,
    erasures.router,
    exports.router,
    imports.router,
    operators.router,
)

ROOTS = (  # for paths without a version
    room_live.of_walls,
    links.root,
    credentials.root,
    app_links.root,
    exports.root,
    health.router,
    docs.router,
    scim.router,
)

RESERVE = 2  # connections of each pool for endings; four for transactions
CONTRACT = "1.1.0"  # of the document: what is added raises the second number (docs/versioning.md)
PORTRAITS = {
    "html": HTML,
    "pdf": PDF,
    "json resume": JSON_RESUME,
    "europass": EUROPASS,
    "linked data": LINKED_DATA,
    "open badges": OPEN_BADGES,
}


@asynccontextmanager
async def open_runtime(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Runtime]:
    """Yield the dependencies of requests and jobs. `settings` name a running database and storage."""
    if settings.database_url is None or settings.s3 is None:
        raise ValueError("Start the embedded servers first: app/__main__.py does")
    async with AsyncExitStack() as stack:
        has_pooler = settings.database_direct_url is not None
        pools = open_database(settings.database_url, settings.database_pool, has_pooler=has_pooler)
        database = await stack.enter_async_context(pools)
        reserve = open_database(settings.database_url, RESERVE, has_pooler=has_pooler, is_for_endings=True)
        endings = await stack.enter_async_context(reserve)
        objects = S3Objects(settings.s3)
        stack.callback(objects.close)
        outbound = Outbound(settings.push_hosts)
        stack.push_async_callback(outbound.close)
        providers = OpenIdProviders(settings.identity_providers, settings.public_base_url, clock)
        stack.push_async_callback(providers.close)
        receivers = Outbound(settings.webhook_hosts)
        stack.push_async_callback(receivers.close)
        renderer = Renderer()
        stack.callback(renderer.close)
        keys = Keys(settings.root_secret())
        yield Runtime(
            settings=settings,
            database=database,
            queue=PgQueue(SCHEDULE),
            objects=objects,
            mailer=open_mailer(settings.smtp_url, settings.data_dir / "mail", settings.mail_from),
            mail_files=MailFolder(settings.data_dir / "mail"),
            renderer=renderer,
            background_renderer=Renderer(niceness=BACKGROUND),
            pusher=WebPusher(keys.push_key, settings.contact, outbound),
            providers=providers,
            webhooks=HttpWebhooks(receivers),
            keys=keys,
            typesetter=Typesetter(),
            comparer=ChildComparer(settings.data_dir / "vectors"),
            transcriber=ChildTranscriber(settings.speech_model),
            clock=clock,
            endings=endings,
            ending_operations=ENDINGS,
        )


@asynccontextmanager
async def observed(runtime: Runtime) -> AsyncIterator[None]:
    """Serve metrics on a port of their own, if the settings name one. Raises OSError."""
    settings = runtime.settings
    if settings.metrics_port is None:
        yield
        return
    async with sampling(runtime) as watch:
        with serving_metrics(settings.metrics_host, settings.metrics_port, watch.is_alive):
            yield


@asynccontextmanager
async def live(app: FastAPI, runtime: Runtime) -> AsyncIterator[None]:
    """Supply the streams of this process, and close votes on time."""
    app.state.notification_streams, app.state.room_streams = NotificationStreams(runtime), RoomStreams(runtime)
    app.state.topics = (app.state.notification_streams, app.state.room_streams)
    async with streaming(runtime.settings.direct_url, *app.state.topics, RoomClock(runtime)):
        yield


@asynccontextmanager
async def working(runtime: Runtime) -> AsyncIterator[None]:
    """Run jobs while the block is open."""
    async with Worker(runtime, HANDLERS, SCHEDULE, GIVEN_UP, FORMER_NAMES).running():
        yield


def create_app(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            runtime = await stack.enter_async_context(open_runtime(settings, clock))
            app.state.runtime = runtime
            await stack.enter_async_context(live(app, runtime))
            await stack.enter_async_context(observed(runtime))
            if settings.jobs.in_process:
                await stack.enter_async_context(working(runtime))
            yield

    app = FastAPI(
        title="Day Tripper",
        version=CONTRACT,
        lifespan=lifespan,
        generate_unique_id_function=openapi.operation_id,
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # paths hold the tokens of links
    )
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    problems.install(app)
    for name, form in PORTRAITS.items():
        offer(name, form)
    demand((media_files.router, *ROUTERS, *ROOTS), (*CALLER_DEPENDENCIES, ending, speak_tus))
    app.include_router(media_files.router)
    app.include_router(routes.router)
    for router in ROUTERS:
        app.include_router(router, prefix="/v1")
    for router in ROOTS:
        app.include_router(router)
    app.include_router(lost.router)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], max_age=86_400)
    # Outside of the framework: failures pass the edge, too, and light reads skip the framework.
    light = FastPath(app.build_middleware_stack(), fast_routes((*ROUTERS, routes.router)))
    layers = ClientVersions(Heads(Programs(light), app.router.routes), settings.oldest_client)
    app.middleware_stack = Edge(app, layers, secure=settings.is_secure)
    return app
