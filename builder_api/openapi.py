"""`python -m builder_api.openapi`: prints the API's description; the UI's types are generated from it."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from builder_api.app import create_app
from builder_api.services import ApiServices
from engine.settings.installation import Settings
from engine.store.database.database import Database


def printed() -> str:
    """The description as JSON with sorted keys."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database("sqlite://")
        try:
            app = create_app(ApiServices(Settings(data=Path(folder)), database))
            return json.dumps(app.openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        finally:
            database.close()


if __name__ == "__main__":
    sys.stdout.write(printed())
