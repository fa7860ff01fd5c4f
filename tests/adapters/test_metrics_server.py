"""Operators scrape each process on a port of its own."""

from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from app.adapters.metrics_server import serving_metrics
from app.core.uow import Runtime
from app.main import create_app, observed
from app.services.operators import operator_metrics
from app.services.operators.operator_metrics import LATE_SECONDS, Watch
from tests.support.people import visit, visit_from
from tests.support.world import furnished

FAILED_JOB = """
insert into jobs.pgqueuer (priority, created, updated, heartbeat, execute_after, status, entrypoint, payload)
values (0, now(), now(), now(), now() - interval '90 seconds', 'queued', 'RenderMedia', ''),
    (0, now(), now(), now(), now(), 'failed', 'EraseAccount', '')
"""


@pytest.fixture
async def metrics(app: FastAPI, runtime: Runtime) -> dict[str, float]:
    """Every series of ours, by name and kind."""
    await runtime.database.writes.fetch(FAILED_JOB)
    await operator_metrics.sample(runtime)
    with serving_metrics("127.0.0.1", 0, lambda: True) as port:
        async with httpx.AsyncClient() as operator:
            text = (await operator.get(f"http://127.0.0.1:{port}/metrics")).text
    await runtime.database.writes.fetch("delete from jobs.pgqueuer where payload = ''")
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    own_samples = [sample for sample in samples if "daytripper" in sample.name]
    return {f"{sample.name} {sample.labels.get('kind', '')}".strip(): sample.value for sample in own_samples}


@pytest.mark.slow
def test_jobs_mails_uploads_pools_and_streams_are_told(metrics: dict[str, float]) -> None:
    assert metrics["daytripper_jobs_ready RenderMedia"] >= 1
    assert metrics["daytripper_job_age_seconds RenderMedia"] >= 90
    assert metrics["daytripper_jobs_held EraseAccount"] >= 1
    names = {name.partition(" ")[0] for name in metrics}
    gauges = {"mails_waiting", "mail_age_seconds", "uploads", "streams", "transactions", "schedules_late"}
    assert {f"daytripper_{name}" for name in gauges} | {"daytripper_pool_waits_total"} <= names


def test_a_process_that_no_longer_looks_after_its_work_is_unhealthy(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    with serving_metrics("127.0.0.1", 0, watch.is_alive) as port:
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        monkeypatch.setattr(operator_metrics, "LATE_SECONDS", -LATE_SECONDS)
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 503


@pytest.mark.slow
async def test_readers_find_no_metrics_where_operators_have_a_port(runtime: Runtime) -> None:
    with serving_metrics("127.0.0.1", 0, lambda: True) as port:
        pass  # a port that is free
    home = (await furnished(runtime.settings)).model_copy(update={"metrics_port": port})
    app = create_app(home)
    async with app.router.lifespan_context(app), visit(app) as guest:
        assert (await guest.get("/metrics")).status_code == 404
        async with httpx.AsyncClient() as operator:
            assert "daytripper_request_seconds" in (await operator.get(f"http://127.0.0.1:{port}/metrics")).text


async def test_without_a_port_they_are_for_this_machine_and_for_nobody_on_a_public_installation(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    assert (await guest.get("/metrics")).status_code == 200
    for host in ("192.0.2.7", "10.0.0.7", "2a01:cb00::7"):
        async with visit_from(app, host) as visitor:
            assert (await visitor.get("/metrics")).status_code == 404
    public = runtime.settings.model_copy(update={"base_url": "https://journal.example.org"})
    app.state.runtime = replace(runtime, settings=public)
    assert (await guest.get("/metrics")).status_code == 404


async def test_without_a_port_nothing_is_served_apart(runtime: Runtime) -> None:
    async with observed(runtime):
        assert runtime.settings.metrics_port is None
