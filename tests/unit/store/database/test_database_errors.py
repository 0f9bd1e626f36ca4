"""What the database refuses is told without the values: errors are logged, and logs hold no numbers and no texts."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.store.database.database import Database


def test_an_error_of_the_database_names_no_value(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(DBAPIError) as refused, database.write() as conn:
        conn.execute(text("INSERT INTO nowhere VALUES (:phone)"), {"phone": "+12125550147"})
    database.close()
    assert "nowhere" in str(refused.value)
    assert "2125550147" not in str(refused.value)
