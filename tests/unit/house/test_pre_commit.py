"""The hooks of git run what `make lint` runs, by the same commands."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]


def test_the_hooks_run_each_part_of_make_lint() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^lint: (.+)$", makefile, re.MULTILINE)[0].split()
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]
    assert entries == [f"make {target}" for target in targets]
    assert all(repo["repo"] == "local" for repo in config["repos"]), "hooks take the versions of the lock files"
