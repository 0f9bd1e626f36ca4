"""The real parts tests run on. A part that is missing is a failure with a remedy, never a skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.postgres import empty_database, postgres
from tests.support.processes import PATIENCE

# Two cores shared with real servers: how long one example takes says nothing.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

# Programs that tests start keep what they compile, or each start takes seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_REMEDY = "run `make test`, which installs what tests need"


def _installed(program: str) -> Path:
    beside_python = Path(sys.executable).with_name(program)
    found = beside_python if beside_python.exists() else shutil.which(program)
    if found is None:
        pytest.fail(f"{program} is not installed; {_REMEDY}")
    return Path(found)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests are marked `anyio` and run on asyncio, as the product does."""
    return "asyncio"


@pytest.fixture(scope="session")
def temporal_binary() -> Path:
    """The `temporal` command line with its development server."""
    return _installed("temporal")


@pytest.fixture(scope="session")
def temporal_test_server_binary() -> Path:
    """The Temporal server with one skippable clock for all workflows."""
    return _installed("temporal-test-server")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser: Debian's or Google's on the path, else the one Playwright installed."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return Path(found)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if not own.exists():
        pytest.fail(f"no Chromium found; {_REMEDY}, or put chromium or google-chrome on the PATH")
    return own


@pytest.fixture(scope="session")
def temporal_address(temporal_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """host:port of a real Temporal server, in memory, one for the whole run."""
    from cli.up.ports import free_port

    log = tmp_path_factory.mktemp("temporal") / "server.log"
    address = f"127.0.0.1:{free_port()}"
    command = [temporal_binary, "server", "start-dev", "--ip", "127.0.0.1", "--port", address.split(":")[1]]
    with log.open("wb") as out:
        server = subprocess.Popen([*command, "--headless", "--log-level", "error"], stdout=out, stderr=out)
    try:
        _wait_for_temporal(temporal_binary, address, server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for_temporal(binary: Path, address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    probe = [binary, "operator", "cluster", "health", "--address", address]
    give_up = time.monotonic() + PATIENCE
    while subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > give_up:
            pytest.fail(f"the Temporal server did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of the maintenance database of a real PostgreSQL server, one for the whole run."""
    with postgres() as uri:
        yield uri


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database of the test's own."""
    with empty_database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """SQLAlchemy URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'postroad.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database: the test runs once on SQLite and once on PostgreSQL."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: nothing passes by not being run."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI takes as failed: {report.longrepr}"
    return report
