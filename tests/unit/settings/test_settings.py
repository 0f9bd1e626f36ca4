"""An installation's settings: defaults that work, keys that stay secret, mistakes that are named."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.settings.installation import Settings, normalise_database_url


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PORT", "HOST", "DATA", "DATABASE_URL", "SANDBOX_DATABASE_URL", "ADMIN_KEY"):
        monkeypatch.delenv(f"POSTROAD_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_an_environment_everything_is_in_the_data_folder_here(tmp_path: Path) -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8000, tmp_path / "data")
    assert settings.database == f"sqlite:///{tmp_path}/data/postroad.db"
    assert settings.sandbox_database == f"sqlite:///{tmp_path}/data/sandbox.db"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTROAD_PORT", "9000")
    monkeypatch.setenv("POSTROAD_DATA", "/srv/postroad")
    monkeypatch.setenv("POSTROAD_DATABASE_URL", "postgres://me:secret@db/postroad")
    monkeypatch.setenv("POSTROAD_ADMIN_KEY", "given")
    settings = Settings()
    assert (settings.port, settings.data) == (9000, Path("/srv/postroad"))
    assert settings.database == "postgresql+psycopg://me:secret@db/postroad"
    assert settings.read_admin_key() == "given"
    assert "given" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "spoken"),
    [
        ("postgres://db/p", "postgresql+psycopg://db/p"),
        ("postgresql://db/p?sslmode=require", "postgresql+psycopg://db/p?sslmode=require"),
        ("postgresql+psycopg://db/p", "postgresql+psycopg://db/p"),
        ("sqlite:////var/p.db", "sqlite:////var/p.db"),
    ],
)
def test_database_urls_get_the_driver_postroad_speaks(given: str, spoken: str) -> None:
    assert normalise_database_url(given) == spoken


@pytest.mark.parametrize("url", ["mysql://db/p", "postgres", "postgresql+asyncpg://db/p"])
def test_another_database_is_refused_with_the_way_to_write_it(url: str) -> None:
    with pytest.raises(ValueError, match="write it as postgresql://user:password@host/name or sqlite"):
        normalise_database_url(url)


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTROAD_PORT", "70000")
    with pytest.raises(ValidationError, match="less than or equal to 65535"):
        Settings()


def test_the_admin_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new" / "folder")
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: Settings(data=settings.data).read_admin_key(), range(16)))
    assert keys == {settings.read_admin_key()}
    assert keys.pop().startswith("pr_")
    assert stat.S_IMODE(settings.admin_key_file.stat().st_mode) == 0o600
    assert [file.name for file in settings.data.iterdir()] == ["admin_key"]


def test_the_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    settings.make_data_folder()
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
