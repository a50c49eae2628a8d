"""What a unit says of its own account: kept as its word, told to citizens as such, and looked at again from above."""

import uuid

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation, Presence, Source
from evidence.accounts.registry.vouching import stands_above
from evidence.core import clock
from evidence.core.db import MIGRATIONS, make_engine
from evidence.units.models import Unit
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import JEBRES, House

HANDLE = "lurah.karangan"
LINK = f"https://www.instagram.com/{HANDLE}"
CHECK = f"/daftar-akun/periksa/instagram/{JEBRES}"
# The unit before it in the tree.
BEFORE = CHECK.replace("1010", "1009")
UNIT = f"/daftar-akun/unit/{JEBRES}"
LIST = "/daftar-akun?jejaring=instagram"
OWN_WORD = "Menurut unitnya sendiri, belum kami pastikan"
WAITING = "Warga melihatnya sebagai resmi setelah Anda memeriksanya."


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    return shared


@pytest.fixture(scope="module")
def nobody(house: House) -> FlaskClient:
    return house.app.test_client()


@pytest.fixture(scope="module")
def camat(house: House) -> FlaskClient:
    return house.client("camat.jebres")


@pytest.fixture(scope="module")
def lurah(house: House) -> FlaskClient:
    """The lurah, who has just said that a made-up account is the unit's official one."""
    client = house.client("lurah.jebres")
    form = opened(client, CHECK)
    answer = sent(client, form, presence="present", handle=HANDLE, official="yes")
    assert answer.headers["Location"] == UNIT
    # Of the one unit that is theirs, and of no other.
    assert "Semua unit Anda sudah diperiksa di Instagram." in page_of(client.get(UNIT), 200)
    return client


def _told(nobody: FlaskClient) -> list[tuple[str, str | None, str | None]]:
    listed = nobody.get("/akun-resmi.json").get_json()["accounts"]
    return [
        (each["state"], each["handle"], each["link"])
        for each in listed
        if each["unit"]["code"] == JEBRES and each["network"] == "instagram"
    ]


def test_citizens_are_told_whose_word_it_is_until_somebody_above_has_looked(
    house: House, lurah: FlaskClient, nobody: FlaskClient, camat: FlaskClient
) -> None:
    assert _told(nobody) == [("own_word", HANDLE, None)]
    assert f";{HANDLE};;{OWN_WORD};" in nobody.get("/akun-resmi.csv").get_data(as_text=True)
    assert HANDLE not in nobody.get("/akun-resmi").get_data(as_text=True)
    for words in (f"@{HANDLE}", LINK, "Kelurahan Jebres"):
        page = page_of(nobody.get("/akun-resmi", query_string={"cari": words}), 200)
        assert OWN_WORD in page
        assert f'href="{LINK}' not in page
        assert "Resmi, dicek" not in page
        assert ("Kami belum memastikannya." in page) == (words != "Kelurahan Jebres")
    # Inside it stands as what the lurah saw, with what citizens are told of it.
    own = page_of(lurah.get(UNIT), 200)
    assert "oleh Lurah Jebres" in own
    assert OWN_WORD in own
    assert "Perlu dipastikan" not in page_of(lurah.get(LIST), 200)
    assert WAITING not in page_of(lurah.get(CHECK), 200)

    # Whoever is above finds it in the list, and in the round though somebody has looked at it.
    listed = page_of(camat.get(f"{LIST}&keadaan=unconfirmed"), 200)
    assert ("Perlu dipastikan (1)" in listed, HANDLE in listed) == (True, True)
    onwards = sent(camat, opened(camat, BEFORE), presence="absent").headers["Location"]
    assert onwards == CHECK
    assert WAITING in page_of(camat.get(CHECK), 200)
    assert sent(camat, opened(camat, CHECK), presence="present", official="yes").status_code == 303

    assert _told(nobody) == [("official", HANDLE, LINK)]
    assert "Resmi, dicek" in page_of(nobody.get("/akun-resmi", query_string={"cari": LINK}), 200)
    # The unit looks again, and says the same: it stays as somebody above saw it, and nobody is asked again.
    assert sent(lurah, opened(lurah, CHECK), presence="present", official="yes").status_code == 303
    assert _told(nobody) == [("official", HANDLE, LINK)]
    assert "Perlu dipastikan" not in page_of(camat.get(LIST), 200)


OFFICES = (
    "lurah.mojo", "lurah.jebres", "camat.pasarkliwon", "camat.jebres", "sekda.balaikota", "staf.balaikota", "admin",
)  # fmt: skip


def test_looks_from_before_are_told_apart_as_new_ones_are(house: House) -> None:
    engine = make_engine(house.env["EVIDENCE_DATABASE_OWNER_URL"], pool_size=1)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    migration = ScriptDirectory.from_config(config).get_revision("0047").module
    rw = Unit(
        code=f"{JEBRES}.RW03", name="RW 03", kind="rw", parent_code=JEBRES,
        path=f"/33.72/33.72.04/{JEBRES}/{JEBRES}.RW03/",
    )  # fmt: skip
    with Session(engine) as session:
        session.add(rw)
        session.flush()
        asked = [rw, *(session.get_one(Unit, code) for code in ("33.72", "33.72.04", JEBRES, "33.72.03"))]
        looks = {uuid.uuid4(): (house.actor(each), unit) for each in OFFICES for unit in asked}
        session.execute(insert(Observation), [
            {"id": ident, "unit_code": unit.code, "network": "x", "looked_at": clock.now(), "looked_by": by.name,
             "user_id": by.id, "source": Source.PERSON, "presence": Presence.ABSENT}
            for ident, (by, unit) in looks.items()
        ])  # fmt: skip
        migration.fill(session.connection())
        found = set(session.scalars(select(Observation.id).where(Observation.from_above)))
        above = {ident for ident, (by, unit) in looks.items() if stands_above(by, unit)}
        session.rollback()
    engine.dispose()

    assert found & looks.keys() == above
    assert 0 < len(above) < len(looks)
