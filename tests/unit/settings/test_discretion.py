"""Logs and data folders: nothing of people's in the one, nobody else's eyes on the other."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine.settings.private_files import NotPrivate, make_private
from engine.settings.private_logs import PersonalDataFilter, error_name
from engine.store.contacts.contacts import ContactInput, PhoneReader, write_contacts
from engine.store.database.database import Database
from engine.store.migrations.migrate import upgrade

OURS = ("postroad.db", "postroad.db-wal", "temporal.db", "admin_key", "login_token", "up.json")


def logged(error: BaseException | None, message: str, *args: object) -> str:
    exc_info = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord("postroad", logging.ERROR, __file__, 1, message, args, exc_info)
    return PersonalDataFilter("%(levelname)s %(message)s").format(record)


@pytest.mark.parametrize(
    "said", ["+12125550101", "%2B12125550101", "+1 (212) 555-0101", "12125550101", "ann@example.com"]
)
def test_a_log_holds_no_number_and_no_address(said: str) -> None:
    told = logged(None, "GET /sandbox/phones/%s answered 500", said)
    assert said not in told
    assert "answered 500" in told


def test_an_error_that_may_quote_people_is_told_without_its_words() -> None:
    told, written = "", "".join(("An", "n says hello"))
    try:
        int(written)
    except ValueError as error:
        told = logged(error, "it broke")
    assert "Ann" not in told
    assert "ValueError" in told
    assert "test_discretion.py" in told


def _refusal(database: Database, statement: str) -> IntegrityError:
    try:
        with database.write() as conn:
            conn.execute(text(statement))
    except IntegrityError as error:
        return error
    raise AssertionError(statement)


def test_what_a_database_refuses_is_told_without_what_it_refused(database_url: str) -> None:
    upgrade(database_url, 0)
    database = Database(database_url)
    try:
        with database.write() as conn:
            write_contacts(conn, [ContactInput("ann.smith", columns={"phone_raw": "+12125550101"})], PhoneReader(), 0)
        refused = [
            _refusal(database, statement)
            for statement in (
                "INSERT INTO contact SELECT * FROM contact",
                "INSERT INTO contact (id, phone) VALUES (7, '+12125550101')",
            )
        ]
    finally:
        database.close()
    for error in refused:
        told = logged(error, "%s", error_name(error)).replace(str(error.statement), "")
        assert "2125550101" not in told
        assert "ann.smith" not in told


def test_a_data_folder_is_its_owners_alone_whatever_it_was_before(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "logs").mkdir(parents=True)
    folder.chmod(0o755)
    for name in (*OURS, "logs/api.log", "mine.txt"):
        (folder / name).write_text("x")
        (folder / name).chmod(0o644)

    make_private(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "logs").stat().st_mode) == 0o700
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in (*OURS, "logs/api.log")} == {0o600}
    assert stat.S_IMODE((folder / "mine.txt").stat().st_mode) == 0o644


def test_a_folder_that_everybody_uses_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(NotPrivate, match="a folder of its own"):
        make_private(tmp_path)
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("command", ["up", "api", "migrate"])
def test_a_data_folder_that_can_not_be_made_is_one_sentence(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    environment = os.environ | {"POSTROAD_DATA": str(tmp_path / "file" / "data"), "POSTROAD_PORT": "0"}
    environment |= {"POSTROAD_PORT": "18799"}
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", command], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("postroad: the data folder")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["api", "worker"])
def test_a_database_without_tables_is_one_sentence(command: str, tmp_path: Path) -> None:
    environment = os.environ | {"POSTROAD_DATA": str(tmp_path), "POSTROAD_PORT": "18798"}
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", command], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "run `postroad migrate`" in ended.stderr
    assert "Traceback" not in ended.stderr
