"""The lock files agree with pyproject.toml and with each other, and name versions and hashes, no addresses."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]+\])?==([^\s;\\]+)", re.MULTILINE)
LOCKS = ("requirements-setup.lock", "requirements-runtime.lock", "requirements.lock")


def pins(text: str) -> dict[str, str]:
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in PINNED.findall(text)}


def locked(name: str) -> dict[str, str]:
    return pins((ROOT / name).read_text(encoding="utf-8"))


def asked(group: str | None) -> list[str]:
    entries = PROJECT["project"]["dependencies"] if group is None else PROJECT["dependency-groups"][group]
    return [entry for entry in entries if isinstance(entry, str)]


@pytest.mark.parametrize("group", [None, "setup", "dev"])
def test_every_dependency_is_asked_for_by_one_version(group: str | None) -> None:
    assert [entry for entry in asked(group) if not PINNED.match(entry)] == []


@pytest.mark.parametrize(
    ("group", "lock"),
    [
        (None, "requirements-runtime.lock"),
        (None, "requirements.lock"),
        ("setup", "requirements-setup.lock"),
        ("setup", "requirements.lock"),
        ("dev", "requirements.lock"),
    ],
)
def test_what_is_asked_for_is_locked_at_that_version(group: str | None, lock: str) -> None:
    assert pins("\n".join(asked(group))).items() <= locked(lock).items(), "run `make lock`"


@pytest.mark.parametrize("lock", ["requirements-setup.lock", "requirements-runtime.lock"])
def test_the_locks_agree(lock: str) -> None:
    assert locked(lock).items() <= locked("requirements.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))
    assert [entry.split()[0] for entry in entries if "==" in entry.split("\n")[0] and "--hash=" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_address(lock: str) -> None:
    assert not re.search(r"https?://|--index-url|--find-links", (ROOT / lock).read_text(encoding="utf-8"))


def test_the_ui_lock_has_hashes_for_every_package_and_names_no_address() -> None:
    packages: dict[str, dict[str, Any]] = json.loads((ROOT / "ui/package-lock.json").read_text(encoding="utf-8"))[
        "packages"
    ]
    fetched = {path: entry for path, entry in packages.items() if path and not entry.get("link")}
    assert [path for path, entry in fetched.items() if "integrity" not in entry and not entry.get("inBundle")] == []
    assert [path for path, entry in fetched.items() if "resolved" in entry] == []


def test_the_ui_asks_for_exact_versions() -> None:
    package = json.loads((ROOT / "ui/package.json").read_text(encoding="utf-8"))
    versions = package["dependencies"] | package.get("devDependencies", {})
    assert {name: v for name, v in versions.items() if not re.fullmatch(r"(npm:[\w@/-]+@)?\d+\.\d+\.\d+", v)} == {}
