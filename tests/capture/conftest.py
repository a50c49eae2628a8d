"""What tests of capture begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.capture.traces import Watch, watched
from tests.house import House, put_activity


@pytest.fixture
def traces(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Shows what requests leave behind."""
    # The children that look into photos take the folder from the environment.
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with watched(house, tmp_path) as found:
        yield found


@pytest.fixture
def activity(lurah: FlaskClient) -> str:
    """An activity of Mojo without photos."""
    return put_activity(lurah)
