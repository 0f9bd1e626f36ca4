"""One running Postroad per data folder, and it tells others about itself."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cli.up.datafolder import DataFolderInUse, RunningPostroad, claim, read_running
from cli.up.ports import PortTaken, free_port, listen
from engine.settings.installation import Settings

ME = RunningPostroad(os.getpid(), "http://127.0.0.1:8000", "127.0.0.1:7233")


def test_a_folder_in_use_is_refused_naming_who_uses_it(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    with claim(settings, ME), pytest.raises(DataFolderInUse) as refused, claim(settings, ME):
        pass
    assert str(refused.value) == (
        f"a running Postroad (process {os.getpid()}, http://127.0.0.1:8000) already uses the data folder "
        f"{tmp_path}/data; stop that one (Ctrl-C in its terminal, or `kill {os.getpid()}`), "
        "or choose another folder with --data"
    )


def test_the_folder_is_free_again_when_its_user_has_gone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with claim(settings, ME):
        assert read_running(settings) == ME
    assert read_running(settings) is None
    with pytest.raises(OSError, match="it broke"), claim(settings, ME):
        raise OSError("it broke")
    assert read_running(settings) is None


def test_process_ids_are_told_to_others(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with claim(settings, ME) as folder:
        folder.tell({"api": 17})
        running = read_running(settings)
        assert running is not None
        assert running.processes == {"api": 17}


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} on 127.0.0.1 is taken by another program"):
            listen("127.0.0.1", port)


def test_callers_wait_while_nobody_serves_the_listener() -> None:
    with (
        listen("127.0.0.1", free_port()) as listener,
        socket.create_connection(listener.getsockname()) as caller,
    ):
        caller.sendall(b"hello")
        served, _ = listener.accept()
        with served:
            assert served.recv(5) == b"hello"
