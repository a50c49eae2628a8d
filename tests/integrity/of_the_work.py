"""Ways to tamper with photos, pictures, versions, decisions and redactions, each with what must be said of it."""

import hashlib
import json
import uuid

from tests.integrity.city import Hand, other_picture
from tests.integrity.of_the_trail import Tampering


def _key(hand: Hand, photo: str) -> str:
    return str(hand.sql("SELECT object_key FROM photos WHERE id = :id", id=hand.city.things[photo]))


def _photo(hand: Hand, change: str, photo: str = "before", **values: object) -> None:
    hand.sql(f"UPDATE photos SET {change} WHERE id = :id", id=hand.city.things[photo], **values)


def an_object_is_swapped(hand: Hand) -> None:
    hand.put(_key(hand, "before"), other_picture())


def one_bit_of_an_object_is_turned(hand: Hand) -> None:
    key = _key(hand, "before")
    body = hand.city.storage.get(key)
    hand.put(key, body[:-1] + bytes([body[-1] ^ 1]))


def an_object_is_removed(hand: Hand) -> None:
    hand.delete(_key(hand, "before"))


def two_objects_change_places(hand: Hand) -> None:
    before, after = (_key(hand, photo) for photo in ("before", "after"))
    one, two = hand.city.storage.get(before), hand.city.storage.get(after)
    hand.put(before, two)
    hand.put(after, one)


def a_digest_is_replaced_with_its_object(hand: Hand) -> None:
    body = other_picture()
    digest = hashlib.sha256(body).hexdigest()
    key = f"originals/{hand.city.things['before']}/{digest}.jpg"
    hand.put(key, body)
    _photo(hand, "sha256 = :digest, object_key = :key, size = :size", digest=digest, key=key, size=len(body))


def a_camera_s_file_is_swapped(hand: Hand) -> None:
    key = hand.sql("SELECT original_key FROM photos WHERE id = :id", id=hand.city.things["camera"])
    hand.put(key, other_picture())


def a_camera_s_hash_is_replaced_with_its_file(hand: Hand) -> None:
    body = other_picture()
    hand.put(hand.sql("SELECT original_key FROM photos WHERE id = :id", id=hand.city.things["camera"]), body)
    _photo(hand, "original_sha256 = :digest", "camera", digest=hashlib.sha256(body).hexdigest())


def a_small_copy_is_swapped(hand: Hand) -> None:
    key = hand.sql("SELECT derivatives ->> '320' FROM photos WHERE id = :id", id=hand.city.things["before"])
    hand.put(key, other_picture())


def a_crest_is_swapped(hand: Hand) -> None:
    hand.put(f"crests/{hand.sql('SELECT crest_sha256 FROM unit_themes')}.png", other_picture())


def a_photo_s_row_is_removed(hand: Hand) -> None:
    hand.sql("DELETE FROM photos WHERE id = :id", id=hand.city.things["camera"])


def a_photo_is_dated_back(hand: Hand) -> None:
    _photo(hand, "taken_at = received_at - interval '3 days'")


def a_photo_is_put_elsewhere(hand: Hand) -> None:
    _photo(hand, "position = CAST(:there AS jsonb)", there=json.dumps({"lat": -7.57, "lon": 110.82}))


def before_and_after_change_places(hand: Hand) -> None:
    hand.sql(
        "UPDATE photos SET stage = CASE stage WHEN 'before' THEN 'after' ELSE 'before' END WHERE activity_id = :id",
        id=hand.city.things["swapped"],
    )


def a_photo_is_put_under_other_work(hand: Hand) -> None:
    _photo(hand, "activity_id = :other", other=hand.city.things["waiting"])


def a_photo_is_called_missing_to_hide_that_it_is_gone(hand: Hand) -> None:
    hand.delete(_key(hand, "before"))
    _photo(hand, "state = 'missing'")


def a_rendition_is_swapped(hand: Hand) -> None:
    key = hand.sql("SELECT object_key FROM renditions WHERE activity_id = :id", id=hand.city.things["out"])
    hand.put(key, other_picture())


def a_rendition_is_swapped_with_its_row(hand: Hand) -> None:
    body = other_picture()
    digest = hashlib.sha256(body).hexdigest()
    key = f"renditions/{'0' * 64}/{digest}.jpg"
    hand.put(key, body)
    hand.sql(
        "UPDATE renditions SET sha256 = :digest, object_key = :key WHERE activity_id = :id",
        digest=digest, key=key, id=hand.city.things["waiting"],
    )  # fmt: skip


def a_rendition_that_nobody_sent_is_swapped_with_its_row(hand: Hand) -> None:
    hand.sql(
        "UPDATE renditions SET sha256 = repeat('0', 64) WHERE activity_id = :id",
        id=hand.city.things["swapped"],
    )


def an_approved_text_is_changed(hand: Hand) -> None:
    _version(hand, "caption = 'Saluran tidak dikuras.'", "out post")


def a_text_is_changed_with_its_hash(hand: Hand) -> None:
    _version(hand, "caption = 'Lain.', content_hash = repeat('c', 64)", "waiting post")


def a_frozen_version_is_called_a_draft(hand: Hand) -> None:
    _version(hand, "state = 'draft', content_hash = '', caption = 'Lain.'", "waiting post")


def a_version_is_removed(hand: Hand) -> None:
    hand.sql("DELETE FROM post_versions WHERE post_id = :id", id=hand.city.things["waiting post"])


def _version(hand: Hand, change: str, post: str) -> None:
    hand.sql(f"UPDATE post_versions SET {change} WHERE post_id = :id", id=hand.city.things[post])


def _decision(hand: Hand, change: str, post: str) -> None:
    hand.sql(
        f"UPDATE decisions SET {change} WHERE version_id IN (SELECT id FROM post_versions WHERE post_id = :id)",
        id=hand.city.things[post],
    )


def a_decision_is_turned(hand: Hand) -> None:
    _decision(hand, "verdict = 'approve'", "answered post")


def a_decision_s_hash_is_changed(hand: Hand) -> None:
    _decision(hand, "content_hash = repeat('d', 64)", "out post")


def a_decision_s_reason_is_changed(hand: Hand) -> None:
    _decision(hand, "note = 'Sudah baik.'", "answered post")


def a_decision_gets_another_official(hand: Hand) -> None:
    _decision(hand, "decided_by = (SELECT id FROM users WHERE username = 'camat.jebres')", "out post")


def a_decision_is_removed(hand: Hand) -> None:
    hand.sql(
        "DELETE FROM decisions WHERE version_id IN (SELECT id FROM post_versions WHERE post_id = :id)",
        id=hand.city.things["answered post"],
    )


def a_decision_is_made_up(hand: Hand) -> None:
    hand.sql(
        "INSERT INTO decisions (id, version_id, content_hash, verdict, note, decided_by, acting_as, decided_at)"
        " SELECT :id, id, content_hash, 'approve', '', (SELECT id FROM users WHERE username = 'camat.pasarkliwon'),"
        " '', now() FROM post_versions WHERE post_id = :post",
        id=uuid.uuid4(), post=hand.city.things["waiting post"],
    )  # fmt: skip
    _version(hand, "state = 'approved'", "waiting post")


def a_post_that_is_out_is_called_cancelled(hand: Hand) -> None:
    hand.sql("UPDATE publications SET state = 'cancelled' WHERE id = :id", id=hand.city.things["publication"])


def a_publication_gets_another_approval(hand: Hand) -> None:
    hand.sql(
        "UPDATE publications SET approved_hash = repeat('e', 64) WHERE id = :id",
        id=hand.city.things["publication"],
    )


def a_redaction_is_made_up(hand: Hand) -> None:
    key = _key(hand, "camera")
    _photo(
        hand, "state = 'redacted', derivatives = '{}', original_state = NULL, original_key = NULL", "camera"
    )
    hand.sql(
        "INSERT INTO redactions (photo_id, reason, minute_number, minute_text, redacted_by, redacted_at, objects,"
        " renditions, erased_at) SELECT :id, 'person', '006/BA', 'Diminta.', id, now(), '[]', '[]', now()"
        " FROM users WHERE username = 'admin'",
        id=hand.city.things["camera"],
    )
    hand.delete(key)


def a_minute_is_written_anew(hand: Hand) -> None:
    hand.sql("UPDATE redactions SET minute_text = 'Foto rusak.'")


def a_minute_is_removed(hand: Hand) -> None:
    hand.sql("DELETE FROM redactions")


def what_was_erased_comes_back(hand: Hand) -> None:
    hand.put(_key(hand, "redacted"), other_picture())


TAMPERINGS: dict[Tampering, str] = {
    an_object_is_swapped: "object_changed",
    one_bit_of_an_object_is_turned: "object_changed",
    an_object_is_removed: "object_missing",
    two_objects_change_places: "object_changed",
    a_digest_is_replaced_with_its_object: "photo_changed",
    a_camera_s_file_is_swapped: "object_changed",
    a_camera_s_hash_is_replaced_with_its_file: "photo_changed",
    a_small_copy_is_swapped: "object_changed",
    a_crest_is_swapped: "object_changed",
    a_photo_s_row_is_removed: "photo_missing",
    a_photo_is_dated_back: "photo_changed",
    a_photo_is_put_elsewhere: "photo_changed",
    before_and_after_change_places: "photo_changed",
    a_photo_is_put_under_other_work: "photo_changed",
    a_photo_is_called_missing_to_hide_that_it_is_gone: "photo_changed",
    a_rendition_is_swapped: "object_changed",
    a_rendition_is_swapped_with_its_row: "version_changed",
    a_rendition_that_nobody_sent_is_swapped_with_its_row: "rendition_changed",
    an_approved_text_is_changed: "version_changed",
    a_text_is_changed_with_its_hash: "version_changed",
    a_frozen_version_is_called_a_draft: "version_changed",
    a_version_is_removed: "version_missing",
    a_decision_is_turned: "decision_changed",
    a_decision_s_hash_is_changed: "decision_changed",
    a_decision_s_reason_is_changed: "decision_changed",
    a_decision_gets_another_official: "decision_changed",
    a_decision_is_removed: "decision_missing",
    a_decision_is_made_up: "decision_changed",
    a_post_that_is_out_is_called_cancelled: "publication_changed",
    a_publication_gets_another_approval: "publication_changed",
    a_redaction_is_made_up: "redaction_unproven",
    a_minute_is_written_anew: "redaction_changed",
    a_minute_is_removed: "redaction_changed",
    what_was_erased_comes_back: "redaction_left",
}
