"""Logs of the parts stay small, and the part goes on writing."""

from __future__ import annotations

from pathlib import Path

from cli.up.logs import last_lines, open_log, shorten


def test_a_log_over_its_limit_is_moved_aside_while_its_writer_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "api.log"
    with open_log(path) as writer:
        writer.write(b"before " * 10)
        assert shorten(path, limit=20)
        writer.write(b"after")
        assert not shorten(path, limit=20)
    assert path.read_bytes() == b"after"
    assert path.with_name("api.log.1").read_bytes() == b"before " * 10


def test_a_log_that_does_not_exist_needs_no_shortening(tmp_path: Path) -> None:
    assert not shorten(tmp_path / "none.log")
    assert last_lines(tmp_path / "none.log") == ""


def test_last_lines_leave_out_empty_ones_and_survive_broken_text(tmp_path: Path) -> None:
    path = tmp_path / "api.log"
    path.write_bytes(b"x" * 10_000 + b"\none\n\n\xff two\n\n")
    assert last_lines(path, 2) == "one\n\N{REPLACEMENT CHARACTER} two"
