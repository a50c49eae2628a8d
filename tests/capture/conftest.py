"""What tests of capture begin with."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.capture.traces import Watch, watch
from tests.house import House, put_activity


@pytest.fixture
def traces(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Shows what requests leave behind."""
    return watch(house, tmp_path, monkeypatch)


@pytest.fixture
def activity(lurah: FlaskClient) -> str:
    """An activity of Mojo without photos."""
    return put_activity(lurah)
