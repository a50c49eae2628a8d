"""Content Credentials on downloads: read back by the library in another process and checked without it."""

import hashlib
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.adapters import credentials
from evidence.adapters.credentials import CredentialsRefused, CredentialsUnavailable, Ingredient
from evidence.capture.models import Photo
from evidence.compose.models import PostVersion, Rendition
from evidence.embedded import Store
from evidence.integrity import credential_keys
from evidence.integrity.keys import KeyRefused
from tests import factories
from tests.clusters import Cluster
from tests.factories import Work
from tests.house import House, furnished
from tests.integrity.c2pa_boxes import bound, read
from tests.practice.serving import picture

READER = "import c2pa, sys; print(c2pa.Reader('image/jpeg', open(sys.argv[1], 'rb')).json())"
CITY = "Pemerintah Kota Surakarta"


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kunci") / "c2pa-key.pem"
    assert credential_keys.make(path, CITY)
    return path


@pytest.fixture(scope="module")
def house(cluster: Cluster, store: Store, key_file: Path) -> Iterator[House]:
    with furnished(cluster, store, EVIDENCE_C2PA_KEY_FILE=str(key_file)) as found:
        yield found


@pytest.fixture(scope="module")
def approved(house: House) -> Work:
    return factories.approved(house)


def rendition(house: House, work: Work) -> Rendition:
    with house.sessions() as session:
        return session.scalars(
            select(Rendition).join(PostVersion).where(PostVersion.post_id == work.post)
        ).one()


def read_elsewhere(body: bytes, folder: Path) -> dict[str, Any]:
    """What the library's reader says of the file, in a process of its own; the newest manifest beside all of it."""
    path = folder / f"{uuid.uuid4()}.jpg"
    path.write_bytes(body)
    done = subprocess.run((sys.executable, "-c", READER, path), capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def failures(told: dict[str, Any]) -> list[str]:
    return [each["code"] for each in told["validation_results"]["activeManifest"]["failure"]]


def test_an_approved_picture_carries_its_photos_as_ingredients_by_the_hashes_of_the_stored_originals(
    house: House, approved: Work, tmp_path: Path
) -> None:
    drawn = rendition(house, approved)
    storage = house.app.extensions["house"].storage
    with house.sessions() as session:
        photos = [session.get_one(Photo, uuid.UUID(each)) for each in drawn.photo_ids]
    originals = [hashlib.sha256(storage.get(each.object_key)).hexdigest() for each in photos]

    answer = house.client("lurah.mojo").get(f"/hasil/{drawn.id}/kredensial.jpg")
    told = read_elsewhere(answer.data, tmp_path)
    manifest = told["manifests"][told["active_manifest"]]
    assertions = {each["label"]: each["data"] for each in manifest["assertions"]}
    whole, rest = bound(answer.data)

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert [each["instance_id"] for each in manifest["ingredients"]] == [
        f"sha256:{each}" for each in originals
    ]
    assert [each["title"] for each in manifest["ingredients"]] == ["Sebelum", "Sesudah"]
    actions = assertions["c2pa.actions.v2"]["actions"]
    assert [each["action"] for each in actions] == ["c2pa.created", "c2pa.placed", "c2pa.placed"]
    assert actions[0]["digitalSourceType"].endswith("/compositeCapture")
    assert assertions["id.bukti.sources"]["declaration"] == "composite, no generated content"
    assert assertions["id.bukti.sources"]["originals_sha256"] == originals
    assert manifest["signature_info"]["issuer"] == CITY
    # Whom to trust is the reader's to say; nothing else may be wrong.
    assert failures(told) == ["signingCredential.untrusted"]
    assert whole
    assert hashlib.sha256(rest).hexdigest() == drawn.sha256, "without the manifest it is what was approved"
    (own,) = read(answer.data, "id.bukti.sources")
    assert own == assertions["id.bukti.sources"]
    changed = bytearray(answer.data)
    changed[-100] ^= 1
    assert not bound(bytes(changed))[0]
    assert storage.get(drawn.object_key) == rest, "what is kept, and posted, is as it was"


def test_a_photo_is_signed_as_it_was_received_and_keeps_the_manifest_it_came_with(
    house: House, approved: Work, tmp_path: Path, key_file: Path
) -> None:
    ident = factories.photo_of(house, approved.activity, "before")
    with house.sessions() as session:
        photo = session.get_one(Photo, ident)

    answer = house.client("camat.pasarkliwon").get(f"/foto/{ident}/kredensial")
    told = read_elsewhere(answer.data, tmp_path)
    manifest = told["manifests"][told["active_manifest"]]
    again = credentials.original(
        answer.data, Ingredient("lagi", "image/jpeg", "0" * 64), {}, credential_keys.load(key_file)
    )

    assert [each["relationship"] for each in manifest["ingredients"]] == ["parentOf"]
    assert manifest["ingredients"][0]["instance_id"] == f"sha256:{photo.sha256}"
    assert hashlib.sha256(bound(answer.data)[1]).hexdigest() == photo.sha256
    assert failures(told) == ["signingCredential.untrusted"]
    assert len(read_elsewhere(again, tmp_path)["manifests"]) == 2


def get(house: House, who: str, address: str) -> int:
    client: FlaskClient = house.client(who)
    return client.get(address).status_code


def test_only_what_is_approved_and_unchanged_is_signed_for_those_who_may_see_it(
    house: House, approved: Work, key_file: Path
) -> None:
    draft, other = factories.submitted(house), factories.approved(house)
    storage = house.app.extensions["house"].storage
    changed = rendition(house, other)
    storage.put(changed.object_key, picture(colour="red"), "image/jpeg")
    page = house.client("lurah.mojo").get(f"/kegiatan/{approved.activity}/unduh").get_data(as_text=True)

    assert f"/hasil/{rendition(house, approved).id}/kredensial.jpg" in page
    assert page.count("Unduh dengan Content Credentials") == 4
    assert get(house, "lurah.mojo", f"/hasil/{rendition(house, draft).id}/kredensial.jpg") == 409
    assert get(house, "lurah.mojo", f"/hasil/{changed.id}/kredensial.jpg") == 409
    assert get(house, "lurah.jebres", f"/hasil/{rendition(house, approved).id}/kredensial.jpg") == 404
    key_file.chmod(0o644)
    try:
        assert get(house, "lurah.mojo", f"/hasil/{rendition(house, approved).id}/kredensial.jpg") == 503
    finally:
        key_file.chmod(0o600)


def test_a_key_that_cannot_sign_is_refused_by_a_sentence_without_a_word_of_it(tmp_path: Path) -> None:
    good, other = tmp_path / "satu.pem", tmp_path / "dua.pem"
    for path in (good, other):
        credential_keys.make(path, CITY)
    key = good.read_bytes().split(b"-----BEGIN CERTIFICATE")[0]
    certificates = other.read_bytes().partition(b"-----BEGIN CERTIFICATE")
    mixed = tmp_path / "tiga.pem"
    for body in (b"nothing", key, key + b"".join(certificates[1:])):
        mixed.write_bytes(body)
        mixed.chmod(0o600)
        with pytest.raises(KeyRefused) as refusal:
            credential_keys.load(mixed)
        assert "BEGIN" not in str(refusal.value)

    assert not credential_keys.make(good, CITY)
    assert "PRIVATE" not in repr(credential_keys.load(good))


def test_what_cannot_be_signed_ends_by_itself_and_says_so(key_file: Path) -> None:
    credential = credential_keys.load(key_file)
    photo = Ingredient("foto", "image/jpeg", "0" * 64)

    with pytest.raises(CredentialsRefused):
        credentials.original(b"\xff\xd8 no picture", photo, {}, credential)
    with pytest.raises(CredentialsRefused):
        credentials.original(b"GIF89a", Ingredient("foto", "image/gif", "0" * 64), {}, credential)
    with pytest.raises(CredentialsUnavailable) as late:
        credentials.original(picture(), photo, {}, credential, wall=0.001)
    assert late.value.__cause__ is None
    assert late.value.__suppress_context__
