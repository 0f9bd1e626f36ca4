"""The token in the printed address lets one browser in, once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from builder_api.access.one_time_token import issue, redeem


def test_a_token_is_good_once(tmp_path: Path) -> None:
    file = tmp_path / "login_token"
    token = issue(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [redeem(file, token), redeem(file, token)] == [True, False]


def test_a_wrong_token_is_refused_and_spends_nothing(tmp_path: Path) -> None:
    file = tmp_path / "login_token"
    token = issue(file)
    assert not any(redeem(file, wrong) for wrong in ("", token[:-1], token + "x", "höher"))
    assert redeem(file, token)


def test_a_new_token_replaces_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "login_token"
    old, new = issue(file), issue(file)
    assert [redeem(file, old), redeem(file, new)] == [False, True]


def test_of_many_at_once_one_is_let_in(tmp_path: Path) -> None:
    file = tmp_path / "login_token"
    for _ in range(20):
        token = issue(file)
        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(lambda _, t=token: redeem(file, t), range(8))) == 1
