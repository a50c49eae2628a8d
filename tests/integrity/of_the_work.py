"""Ways to tamper with photos, pictures, versions, decisions and redactions. Each names what must be said of it."""

import hashlib
import json
import uuid

from tests.integrity.city import Hand, other_picture
from tests.integrity.of_the_trail import Tampering


def _key(hand: Hand, photo: str) -> str:
    return str(hand.sql("SELECT object_key FROM photos WHERE id = :id", id=hand.city.things[photo]))


def _photo(hand: Hand, change: str, photo: str = "before", **values: object) -> None:
    hand.sql(f"UPDATE photos SET {change} WHERE id = :id", id=hand.city.things[photo], **values)


def an_object_is_swapped(hand: Hand) -> str:
    hand.put(_key(hand, "before"), other_picture())
    return "object_changed"


def one_bit_of_an_object_is_turned(hand: Hand) -> str:
    key = _key(hand, "before")
    body = hand.city.storage.get(key)
    hand.put(key, body[:-1] + bytes([body[-1] ^ 1]))
    return "object_changed"


def an_object_is_removed(hand: Hand) -> str:
    hand.delete(_key(hand, "before"))
    return "object_missing"


def two_objects_change_places(hand: Hand) -> str:
    before, after = (_key(hand, photo) for photo in ("before", "after"))
    one, two = hand.city.storage.get(before), hand.city.storage.get(after)
    hand.put(before, two)
    hand.put(after, one)
    return "object_changed"


def a_digest_is_replaced_with_its_object(hand: Hand) -> str:
    body = other_picture()
    digest = hashlib.sha256(body).hexdigest()
    key = f"originals/{hand.city.things['before']}/{digest}.jpg"
    hand.put(key, body)
    _photo(hand, "sha256 = :digest, object_key = :key, size = :size", digest=digest, key=key, size=len(body))
    return "photo_changed"


def a_camera_s_file_is_swapped(hand: Hand) -> str:
    key = hand.sql("SELECT original_key FROM photos WHERE id = :id", id=hand.city.things["camera"])
    hand.put(key, other_picture())
    return "object_changed"


def a_camera_s_hash_is_replaced_with_its_file(hand: Hand) -> str:
    body = other_picture()
    hand.put(hand.sql("SELECT original_key FROM photos WHERE id = :id", id=hand.city.things["camera"]), body)
    _photo(hand, "original_sha256 = :digest", "camera", digest=hashlib.sha256(body).hexdigest())
    return "photo_changed"


def a_small_copy_is_swapped(hand: Hand) -> str:
    key = hand.sql("SELECT derivatives ->> '320' FROM photos WHERE id = :id", id=hand.city.things["before"])
    hand.put(key, other_picture())
    return "object_changed"


def a_crest_is_swapped(hand: Hand) -> str:
    hand.put(f"crests/{hand.sql('SELECT crest_sha256 FROM unit_themes')}.png", other_picture())
    return "object_changed"


def a_photo_s_row_is_removed(hand: Hand) -> str:
    hand.sql("DELETE FROM photos WHERE id = :id", id=hand.city.things["camera"])
    return "photo_missing"


def a_photo_is_dated_back(hand: Hand) -> str:
    _photo(hand, "taken_at = received_at - interval '3 days'")
    return "photo_changed"


def a_photo_is_put_elsewhere(hand: Hand) -> str:
    _photo(hand, "position = CAST(:there AS jsonb)", there=json.dumps({"lat": -7.57, "lon": 110.82}))
    return "photo_changed"


def before_and_after_change_places(hand: Hand) -> str:
    hand.sql(
        "UPDATE photos SET stage = CASE stage WHEN 'before' THEN 'after' ELSE 'before' END WHERE activity_id = :id",
        id=hand.city.things["swapped"],
    )
    return "photo_changed"


def a_photo_is_put_under_other_work(hand: Hand) -> str:
    _photo(hand, "activity_id = :other", other=hand.city.things["waiting"])
    return "photo_changed"


def a_photo_is_called_missing_to_hide_that_it_is_gone(hand: Hand) -> str:
    hand.delete(_key(hand, "before"))
    _photo(hand, "state = 'missing'")
    return "photo_changed"


def a_rendition_is_swapped(hand: Hand) -> str:
    key = hand.sql("SELECT object_key FROM renditions WHERE activity_id = :id", id=hand.city.things["out"])
    hand.put(key, other_picture())
    return "object_changed"


def a_rendition_is_swapped_with_its_row(hand: Hand) -> str:
    body = other_picture()
    digest = hashlib.sha256(body).hexdigest()
    key = f"renditions/{'0' * 64}/{digest}.jpg"
    hand.put(key, body)
    hand.sql(
        "UPDATE renditions SET sha256 = :digest, object_key = :key WHERE activity_id = :id",
        digest=digest, key=key, id=hand.city.things["waiting"],
    )  # fmt: skip
    return "version_changed"


def a_rendition_that_nobody_sent_is_swapped_with_its_row(hand: Hand) -> str:
    hand.sql(
        "UPDATE renditions SET sha256 = repeat('0', 64) WHERE activity_id = :id",
        id=hand.city.things["swapped"],
    )
    return "rendition_changed"


def an_approved_text_is_changed(hand: Hand) -> str:
    _version(hand, "caption = 'Saluran tidak dikuras.'", "out post")
    return "version_changed"


def a_text_is_changed_with_its_hash(hand: Hand) -> str:
    _version(hand, "caption = 'Lain.', content_hash = repeat('c', 64)", "waiting post")
    return "version_changed"


def a_frozen_version_is_called_a_draft(hand: Hand) -> str:
    _version(hand, "state = 'draft', content_hash = '', caption = 'Lain.'", "waiting post")
    return "version_changed"


def a_version_is_removed(hand: Hand) -> str:
    hand.sql("DELETE FROM post_versions WHERE post_id = :id", id=hand.city.things["waiting post"])
    return "version_missing"


def _version(hand: Hand, change: str, post: str) -> None:
    hand.sql(f"UPDATE post_versions SET {change} WHERE post_id = :id", id=hand.city.things[post])


def _decision(hand: Hand, change: str, post: str) -> None:
    hand.sql(
        f"UPDATE decisions SET {change} WHERE version_id IN (SELECT id FROM post_versions WHERE post_id = :id)",
        id=hand.city.things[post],
    )


def a_decision_is_turned(hand: Hand) -> str:
    _decision(hand, "verdict = 'approve'", "answered post")
    return "decision_changed"


def a_decision_s_hash_is_changed(hand: Hand) -> str:
    _decision(hand, "content_hash = repeat('d', 64)", "out post")
    return "decision_changed"


def a_decision_s_reason_is_changed(hand: Hand) -> str:
    _decision(hand, "note = 'Sudah baik.'", "answered post")
    return "decision_changed"


def a_decision_gets_another_official(hand: Hand) -> str:
    _decision(hand, "decided_by = (SELECT id FROM users WHERE username = 'camat.jebres')", "out post")
    return "decision_changed"


def a_decision_is_removed(hand: Hand) -> str:
    hand.sql(
        "DELETE FROM decisions WHERE version_id IN (SELECT id FROM post_versions WHERE post_id = :id)",
        id=hand.city.things["answered post"],
    )
    return "decision_missing"


def a_decision_is_made_up(hand: Hand) -> str:
    hand.sql(
        "INSERT INTO decisions (id, version_id, content_hash, verdict, note, decided_by, acting_as, decided_at)"
        " SELECT :id, id, content_hash, 'approve', '', (SELECT id FROM users WHERE username = 'camat.pasarkliwon'),"
        " '', now() FROM post_versions WHERE post_id = :post",
        id=uuid.uuid4(), post=hand.city.things["waiting post"],
    )  # fmt: skip
    _version(hand, "state = 'approved'", "waiting post")
    return "decision_changed"


def a_post_that_is_out_is_called_cancelled(hand: Hand) -> str:
    hand.sql("UPDATE publications SET state = 'cancelled' WHERE id = :id", id=hand.city.things["publication"])
    return "publication_changed"


def a_publication_gets_another_approval(hand: Hand) -> str:
    hand.sql(
        "UPDATE publications SET approved_hash = repeat('e', 64) WHERE id = :id",
        id=hand.city.things["publication"],
    )
    return "publication_changed"


def a_redaction_is_made_up(hand: Hand) -> str:
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
    return "redaction_unproven"


def a_minute_is_written_anew(hand: Hand) -> str:
    hand.sql("UPDATE redactions SET minute_text = 'Foto rusak.'")
    return "redaction_changed"


def a_minute_is_removed(hand: Hand) -> str:
    hand.sql("DELETE FROM redactions")
    return "redaction_changed"


def what_was_erased_comes_back(hand: Hand) -> str:
    hand.put(_key(hand, "redacted"), other_picture())
    return "redaction_left"


TAMPERINGS: list[Tampering] = [
    an_object_is_swapped,
    one_bit_of_an_object_is_turned,
    an_object_is_removed,
    two_objects_change_places,
    a_digest_is_replaced_with_its_object,
    a_camera_s_file_is_swapped,
    a_camera_s_hash_is_replaced_with_its_file,
    a_small_copy_is_swapped,
    a_crest_is_swapped,
    a_photo_s_row_is_removed,
    a_photo_is_dated_back,
    a_photo_is_put_elsewhere,
    before_and_after_change_places,
    a_photo_is_put_under_other_work,
    a_photo_is_called_missing_to_hide_that_it_is_gone,
    a_rendition_is_swapped,
    a_rendition_is_swapped_with_its_row,
    a_rendition_that_nobody_sent_is_swapped_with_its_row,
    an_approved_text_is_changed,
    a_text_is_changed_with_its_hash,
    a_frozen_version_is_called_a_draft,
    a_version_is_removed,
    a_decision_is_turned,
    a_decision_s_hash_is_changed,
    a_decision_s_reason_is_changed,
    a_decision_gets_another_official,
    a_decision_is_removed,
    a_decision_is_made_up,
    a_post_that_is_out_is_called_cancelled,
    a_publication_gets_another_approval,
    a_redaction_is_made_up,
    a_minute_is_written_anew,
    a_minute_is_removed,
    what_was_erased_comes_back,
]
