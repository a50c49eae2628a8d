"""The command: what it says and ends with, where it goes on after a stop, and what a person at hand may bring."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evidence import cli
from evidence.adapters.storage import Storage, StorageUnavailable
from evidence.core import clock
from evidence.core.db import make_engine, make_sessions
from evidence.embedded import ports
from evidence.integrity import keys
from evidence.integrity.chain import read_head
from evidence.integrity.report import Problem, Report
from evidence.integrity.verifying import Sources, Verification
from tests import factories
from tests.integrity.city import City, other_picture


def run(city: City, *words: str, **settings: str) -> Result:
    """The command as the city's own machine runs it."""
    env = {
        **city.house.env,
        "EVIDENCE_SEALER_DATABASE_URL": city.sealer_url,
        "EVIDENCE_SIGNING_KEY_FILE": str(city.key_file),
        "EVIDENCE_HEADS_FOLDER": str(city.heads),
        **settings,
    }
    return CliRunner(env=env).invoke(cli.main, words)


def answer(result: Result) -> dict[str, Any]:
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def swapped(city: City) -> Iterator[str]:
    """The key of an object that is another one during the test."""
    with city.hand() as hand:
        key = hand.sql("SELECT object_key FROM photos WHERE id = :id", id=city.things["before"])
        hand.put(key, other_picture())
        yield key


def test_a_city_that_is_as_it_was_ends_well_in_words_and_in_json(city: City) -> None:
    words, told = run(city, "verify"), run(city, "verify", "--json")

    assert (words.exit_code, told.exit_code) == (0, 0), words.output
    assert "Tidak ada yang berubah atau hilang." in words.stdout
    assert "1 foto dihapus atas permintaan, dengan berita acara." in words.stdout
    found = answer(told)
    assert (found["ok"], found["complete"], found["problems"]) == (True, True, [])
    assert found["unsealed"] == {"count": 0, "oldest_at": None, "age_s": 0.0}


def test_what_changed_is_named_and_ends_the_command_with_one(city: City, swapped: str) -> None:
    words, told = run(city, "verify"), run(city, "verify", "--json")

    assert (words.exit_code, told.exit_code) == (1, 1)
    assert f"Isi berkas {swapped} bukan lagi yang disimpan." in words.stdout
    assert "1 hal tidak seperti semula." in words.stdout
    (problem,) = answer(told)["problems"]
    assert (problem["code"], problem["ident"]) == ("object_changed", swapped)


def test_a_frozen_version_without_its_picture_s_number_is_told_of(city: City) -> None:
    with city.hand() as hand:
        version = hand.sql(
            "UPDATE post_versions SET rendition_id = NULL WHERE state = 'submitted' RETURNING id"
        )
        report = hand.verify(with_objects=False)

    assert ("version_changed", str(version)) in [(each.code, each.ident) for each in report.problems]


def test_objects_may_be_left_out_drawn_by_lot_or_chosen_by_day(city: City, swapped: str) -> None:
    without = answer(run(city, "verify", "--json", "--no-objects"))
    sample = answer(run(city, "verify", "--json", "--sample", "1"))
    tomorrow = f"{clock.now():%Y-%m-%d}".replace(f"{clock.now():%Y}", f"{clock.now().year + 1}")
    later = run(city, "verify", "--json", "--since", tomorrow)

    assert (without["ok"], without["complete"], "objects" in without["checked"]) == (True, False, False)
    assert 0 < sample["checked"]["objects"] < 12
    assert (later.exit_code, answer(later)["complete"]) == (0, False)


def test_a_store_that_is_away_is_no_proof_of_a_loss(city: City) -> None:
    away = run(city, "verify", EVIDENCE_S3_ENDPOINT=f"http://127.0.0.1:{ports.free_port()}")

    assert away.exit_code == 2
    assert "Pemeriksaan terhenti: Penyimpanan berkas" in away.stderr
    assert "Traceback" not in away.output


def test_without_a_key_it_says_what_is_missing(city: City, tmp_path: Path) -> None:
    none = run(city, "verify", EVIDENCE_SIGNING_KEY_FILE="")
    (tmp_path / "empty.pem").touch()
    empty = run(city, "verify", "--keys", str(tmp_path / "empty.pem"))

    assert (none.exit_code, empty.exit_code) == (2, 2)
    assert "--keys" in none.stderr
    assert "tidak berisi kunci Ed25519" in empty.stderr


def test_public_keys_and_a_head_from_elsewhere_are_enough_to_check_with(city: City, tmp_path: Path) -> None:
    public, kept = tmp_path / "public.pem", tmp_path / "kept.json"
    public.write_text(run(city, "seals", "public-keys").stdout)
    kept.write_text(run(city, "seals", "head").stdout)
    assert "PRIVATE" not in public.read_text()
    words = ("verify", "--no-objects", "--keys", str(public), "--head", str(kept))
    without = {"EVIDENCE_SIGNING_KEY_FILE": "", "EVIDENCE_HEADS_FOLDER": ""}

    well = run(city, *words, **without)
    head = read_head(kept.read_text())
    ring = keys.load(city.key_file, private=True)
    kept.write_text(ring.sign(type(head)(head.number + 5, head.link, head.sealed_at, head.key)).to_json())
    cut = run(city, *words, **without)

    assert (well.exit_code, cut.exit_code) == (0, 1), well.output
    assert "ujungnya hilang" in cut.stdout


class Stops(Storage):
    """A store that goes away after so many objects."""

    left = 8

    def stream(self, key: str) -> Iterator[bytes]:
        """The object, or no answer any more."""
        self.left -= 1
        if self.left < 0:
            raise StorageUnavailable("away")
        return super().stream(key)


def test_a_run_that_was_stopped_goes_on_where_it_was(city: City, swapped: str, tmp_path: Path) -> None:
    state, settings = tmp_path / "state.json", city.house.env
    stops = Stops(
        settings["EVIDENCE_S3_ENDPOINT"], settings["EVIDENCE_S3_BUCKET"], settings["EVIDENCE_S3_ACCESS_KEY"],
        settings["EVIDENCE_S3_SECRET_KEY"], settings["EVIDENCE_S3_REGION"],
    )  # fmt: skip
    engine = make_engine(settings["EVIDENCE_DATABASE_URL"], pool_size=1)
    sessions = make_sessions(engine)
    whole = Verification(Sources(sessions, city.storage, city.ring, city.heads)).run()

    with pytest.raises(StorageUnavailable):
        Verification(Sources(sessions, stops, city.ring, city.heads), state=state, at_once=2).run()
    kept = json.loads(state.read_text())
    resumed = Verification(
        Sources(sessions, city.storage, city.ring, city.heads), state=state, at_once=2
    ).run()
    engine.dispose()

    assert 0 < kept["checked"]["objects"] < whole.checked["objects"]
    assert resumed.checked == whole.checked
    assert sorted(each.ident for each in resumed.problems) == [swapped]
    assert not state.exists()


def test_what_is_done_and_signed_meanwhile_is_no_sign_of_a_cut(city: City) -> None:
    looking = make_engine(city.house.env["EVIDENCE_DATABASE_URL"], pool_size=1)

    def meanwhile(what: str, _done: int, _all: int) -> None:
        if what in ("chain", "heads", "rows"):
            factories.activity(city.house)
            city.seal()

    sources = Sources(
        make_sessions(looking.execution_options(isolation_level="REPEATABLE READ")),
        city.storage,
        city.ring,
        city.heads,
    )
    report = Verification(sources, progress=meanwhile, with_objects=False).run()
    looking.dispose()

    assert report.problems == []


@pytest.mark.parametrize("text", ["[]", '{"choice": {"since": null, "sample": null}}'])
def test_a_state_that_cannot_be_read_begins_again(city: City, tmp_path: Path, text: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(text)

    told = run(city, "verify", "--json", "--state", str(state))

    assert (told.exit_code, answer(told)["complete"]) == (0, True)


def test_of_one_kind_a_hundred_are_told_and_all_are_counted() -> None:
    report = Report()
    report.found(Problem("seal_missing", str(number)) for number in range(150))

    assert (len(report.problems), report.counts["seal_missing"]) == (100, 150)
    assert "... dan 50 lagi seperti itu (seal_missing)." in list(report.lines(clock.now()))


def test_a_rotation_is_an_act_and_leaves_what_was_signed(city: City) -> None:
    before = city.key_file.read_bytes()
    try:
        rotated = run(city, "seals", "rotate-key")
        well = run(city, "verify", "--no-objects", "--json")
    finally:
        city.key_file.write_bytes(before)
        city.seal()

    assert rotated.exit_code == 0, rotated.output
    assert answer(well)["ok"]
    assert answer(well)["unsealed"]["count"] == 1


def test_the_sealer_wants_its_role_and_its_key(city: City) -> None:
    url = {"EVIDENCE_SEALER_DATABASE_URL": ""}
    nowhere = run(city, "sealer", **url)
    same = run(city, "sealer", EVIDENCE_SEALER_DATABASE_URL=city.house.env["EVIDENCE_DATABASE_URL"])

    assert (nowhere.exit_code, same.exit_code) == (1, 2)
    assert "EVIDENCE_SEALER_DATABASE_URL must name another role" in same.stderr
