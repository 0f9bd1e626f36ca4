"""docker-compose.yml, read as Compose reads it: pinned, healthy, without secrets, started in order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
JOBS = {"temporal-schema", "temporal-namespace", "migrate"}
SECRET = re.compile(r"PASSWORD|PWD|KEY|SECRET|TOKEN|DATABASE_URL")

services = pytest.mark.parametrize("name", sorted(SERVICES))


def environment(name: str) -> dict[str, str]:
    return {key: str(value) for key, value in SERVICES[name].get("environment", {}).items()}


def test_all_of_production_is_there() -> None:
    assert set(SERVICES) == JOBS | {
        "postgres",
        "temporal",
        "temporal-health",
        "temporal-ui",
        "api",
        "worker",
    }


@services
def test_every_image_is_pinned_to_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/-]+:\d+\.\d+(\.\d+)?", SERVICES[name]["image"])


def test_the_base_image_is_pinned_and_everything_in_it_comes_from_lock_files() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert bases
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", base) for base in bases)
    installs = re.findall(r"pip install .*?(?= &&|$)", dockerfile.replace("\\\n", ""), re.MULTILINE)
    assert len(installs) == 2
    assert all("--require-hashes" in line and ".lock" in line for line in installs)
    assert "npm --prefix ui ci" in dockerfile
    assert dockerfile.index("USER postroad") < dockerfile.index("ENTRYPOINT")


@services
def test_every_service_tells_of_its_health_or_is_a_job(name: str) -> None:
    if name in JOBS:
        assert SERVICES[name]["restart"].startswith("on-failure")
    elif name == "temporal":
        assert "temporal:7233" in SERVICES["temporal-health"]["healthcheck"]["test"]
    else:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        assert {"interval", "timeout", "retries", "start_period"} <= set(SERVICES[name]["healthcheck"])


@services
def test_no_secret_is_written_down_and_every_one_is_required_or_may_be_empty(name: str) -> None:
    for key, value in environment(name).items():
        if SECRET.search(key):
            assert re.search(r"\$\{[A-Z_]+:(\?[^}]+|-)\}", value), f"{name}.{key}"
            assert not re.search(r":[^@/]+@", re.sub(r"\$\{[^}]*\}", "", value)), f"{name}.{key}"


def test_the_example_environment_names_every_required_variable_and_gives_away_none() -> None:
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    required = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert required == set(re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE))


@services
def test_a_service_waits_for_the_health_or_the_end_of_what_it_needs(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        if needed in JOBS:
            assert how["condition"] == "service_completed_successfully"
        elif needed == "temporal":
            assert name in {"temporal-health", "temporal-namespace"}, "only these can ask the server themselves"
        else:
            assert how["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["api", "worker"])
def test_what_runs_journeys_waits_for_the_schema_and_the_namespace(name: str) -> None:
    assert set(SERVICES[name]["depends_on"]) == {"migrate", "temporal-namespace"}
    assert environment(name)["TEMPORAL_NAMESPACE"] == environment("temporal-namespace")["TEMPORAL_NAMESPACE"]


def test_workers_scale() -> None:
    worker = SERVICES["worker"]
    assert worker["deploy"]["replicas"] == "${POSTROAD_WORKERS:-2}"
    assert not {"container_name", "ports", "hostname"} & set(worker)


def test_history_shards_are_many_and_postgres_keeps_its_data() -> None:
    assert environment("temporal")["NUM_HISTORY_SHARDS"] == "512"
    assert "postgres:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]
    assert "postgres" in COMPOSE["volumes"]


@services
def test_ports_are_open_to_this_machine_only_unless_asked(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert re.match(r"127\.0\.0\.1:|\$\{POSTROAD_BIND:-127\.0\.0\.1\}:", port)


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_our_containers_can_do_no_more_than_they_need(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_everything_mounted_or_copied_exists() -> None:
    mounted = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if volume.startswith("./")
    ]
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(?:--\S+ )*(.*)$", dockerfile, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert mounted
    assert copied
    for path in (*mounted, *copied):
        assert (ROOT / path).exists(), path
    for path in copied:
        assert any(path == rule[1:] or path.startswith(f"{rule[1:]}/") for rule in kept if rule[0] == "!"), path
