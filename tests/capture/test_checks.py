"""The checks of times, places, sources and software: what each says, and what it leaves unsaid."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evidence.capture.checks import words
from evidence.capture.checks.all import BY_CODE, CHECKS
from evidence.capture.checks.base import Marks, Place, Reuse
from evidence.capture.checks.thresholds import Thresholds, UnknownThreshold, read_thresholds
from tests.capture.shots import HERE, MORNING, noticed, said, shot, subject

WITHOUT_PIXELS = [
    check.code
    for check in CHECKS
    if check.code.split(".")[0] in {"times", "places", "software"} or check.code == "reuse.exact"
]
LATER = MORNING + timedelta(hours=30)


@pytest.mark.parametrize("code", [*WITHOUT_PIXELS, "sources.source", "sources.camera"])
def test_an_honest_pair_gives_nothing_to_notice(code: str) -> None:
    assert said(code, subject()) == []


# ---------------------------------------------------------------------------------------------- times
@pytest.mark.parametrize(
    ("gap", "expected"),
    [(-3600, ("backwards", "warning")), (0, ("at_once", "warning")), (40, ("soon", "note")), (61, None)],
)
def test_the_order_of_the_two(gap: float, expected: tuple[str, str] | None) -> None:
    found = said("times.order", subject(after=shot(at=MORNING + timedelta(seconds=gap))))

    assert found == ([(*expected, "after")] if expected else [])


def test_days_that_a_person_wrote_down_have_no_order_within_them() -> None:
    midnight = MORNING.replace(hour=0, minute=0)
    before = shot("before", source="gallery", at=midnight)
    after = shot(source="gallery", at=midnight)

    assert said("times.order", subject(before, after)) == []


def test_an_impossible_moment_says_nothing_about_the_order() -> None:
    after = shot(at=datetime(1970, 1, 1, tzinfo=UTC), received_at=LATER)

    assert said("times.order", subject(after=after)) == [("unjudged", "", "after")]


@pytest.mark.parametrize(
    ("taken", "received", "expected"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), LATER, ("too_early", "warning")),
        (LATER + timedelta(hours=5), LATER, ("future", "warning")),
        (LATER + timedelta(minutes=20), LATER, ("future", "note")),
        (LATER - timedelta(days=45), LATER, ("late", "note")),
        (None, LATER, ("missing", "note")),
    ],
)
def test_a_moment_that_cannot_be_so(
    taken: datetime | None, received: datetime, expected: tuple[str, str]
) -> None:
    found = said("times.moment", subject(after=shot(taken_at=taken, received_at=received)))

    assert found == [(*expected, "after")]


def test_a_clock_that_is_off_is_named_with_how_much() -> None:
    found = noticed("times.clock", subject(after=shot(clock_offset_s=-3 * 86_400.0)))

    assert (found.sentence, found.level) == ("ahead", "note")
    assert words.sentence(BY_CODE["times.clock"].sentences["ahead"], found.params, words.INDONESIAN) == (
        "Jam HP lebih cepat 3 hari dari jam balai kota."
    )


def test_a_phone_that_never_asked_is_ahead_when_its_clock_is_past_the_moment_of_receipt() -> None:
    late = shot(clock_offset_s=None, device_time=LATER + timedelta(hours=2), received_at=LATER)
    silent = shot(clock_offset_s=None, clock_unknown=True)

    assert said("times.clock", subject(after=late)) == [("ahead", "note", "after")]
    assert said("times.clock", subject(after=silent)) == [("unknown", "note", "after")]


def test_a_file_from_another_day_sent_as_new_is_told() -> None:
    after = shot(source="native", written_at=LATER - timedelta(days=90))

    assert said("times.file", subject(after=after)) == [("other_time", "warning", "after")]


def test_a_zone_of_one_hour_makes_no_other_time() -> None:
    assert (
        said("times.file", subject(after=shot(source="native", written_at=LATER + timedelta(hours=1)))) == []
    )


def test_a_typed_date_that_the_file_contradicts_is_worth_knowing() -> None:
    after = shot(source="gallery", written_at=LATER - timedelta(days=9))

    assert said("times.file", subject(after=after)) == [("typed", "note", "after")]


# ---------------------------------------------------------------------------------------------- places
def moved(north_m: float, accuracy_m: float | None = 12.0) -> Place:
    return replace(HERE, lat=HERE.lat + north_m / 111_195, accuracy_m=accuracy_m)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (moved(60), None),
        (moved(200), ("apart", "note")),
        (moved(5200), ("apart", "warning")),
        (moved(900, accuracy_m=800), None),
        (moved(900, accuracy_m=None), ("apart", "warning")),
    ],
)
def test_places_are_apart_only_beyond_what_the_phones_know(
    place: Place, expected: tuple[str, str] | None
) -> None:
    found = said("places.apart", subject(after=shot(place=place)))

    assert found == ([(*expected, "after")] if expected else [])


def test_an_old_fix_may_be_anywhere_around() -> None:
    assert said("places.apart", subject(after=shot(place=replace(moved(900), age_s=600.0)))) == []


def test_a_distance_is_said_as_people_write_it() -> None:
    found = noticed("places.apart", subject(after=shot(place=moved(5200))))

    told = words.sentence(BY_CODE["places.apart"].sentences["apart"], found.params, words.INDONESIAN)
    assert told == "Lokasi foto ini berjarak 5,2 km dari foto tahap sebelumnya. Jika benar, jelaskan."


def test_a_photo_without_a_place_is_not_judged() -> None:
    assert said("places.apart", subject(after=shot(place=None))) == [("unjudged", "", "after")]


def test_outside_the_outline_is_orientation_and_never_more() -> None:
    far = Place(-7.0, 110.4, 10.0)

    assert said("places.outside", subject(after=shot(place=far))) == [("outside", "note", "after")]
    rough = shot(place=replace(far, accuracy_m=5000.0))
    assert said("places.outside", subject(after=rough)) == [("unjudged", "", "after")]


# ---------------------------------------------------------------------------------- sources and software
def test_a_gallery_photo_without_notes_is_worth_knowing_and_no_more() -> None:
    bare, full = (
        shot("before", source="gallery"),
        shot(source="gallery", marks=Marks(camera="Samsung SM-A127F")),
    )

    assert said("sources.source", subject(bare, full)) == [
        ("gallery_bare", "note", "before"), ("gallery", "note", "after")
    ]  # fmt: skip
    assert said("sources.camera", subject(bare, full)) == []


def test_only_the_phones_own_camera_app_is_expected_to_write_notes() -> None:
    assert said("sources.camera", subject(shot("before", source="native"), shot())) == [
        ("bare", "note", "before")
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("trainedAlgorithmicMedia", ("made", "warning")),
        ("compositeWithTrainedAlgorithmicMedia", ("partly", "warning")),
        ("screenCapture", ("screen", "warning")),
        ("composite", ("changed", "note")),
        ("computationalCapture", None),
        ("digitalCapture", None),
    ],
)
def test_what_the_file_says_of_its_source(kind: str, expected: tuple[str, str] | None) -> None:
    in_file = said("software.kind", subject(after=shot(marks=Marks(kinds=[kind]))))
    by_phone = said("software.kind", subject(after=shot(claimed_kinds=[kind])))

    assert in_file == by_phone == ([(*expected, "after")] if expected else [])


@pytest.mark.parametrize(
    ("software", "expected"),
    [
        ("A127FXXU5AVC4", None),
        ("MediaTek Camera Application", None),
        ("HDR+ 1.0.345618096zd", None),
        ("17.4.1", None),
        ("Snapseed 2.0", ("editor", "note")),
        ("Adobe Photoshop 25.1 (Windows)", ("editor", "note")),
        ("Midjourney v6", ("maker", "warning")),
        ("PNG parameters", ("maker", "warning")),
    ],
)
def test_a_firmware_is_no_program_that_makes_pictures(
    software: str, expected: tuple[str, str] | None
) -> None:
    found = said("software.program", subject(after=shot(marks=Marks(software=[software]))))

    assert found == ([(*expected, "after")] if expected else [])


# --------------------------------------------------------------------------- what is measured elsewhere
def test_the_same_file_elsewhere_and_a_picture_like_it() -> None:
    elsewhere = Reuse("after", "other", "exact", MORNING, "Kelurahan Jebres")
    like = replace(elsewhere, other="third", how="near", share=0.96)
    far = replace(like, other="fourth", share=0.94)
    printed = {"print": "1"}

    found = subject(
        shot("before", measures=printed),
        shot(measures=printed),
        reuses=[elsewhere, replace(elsewhere, how="near"), like, far],
    )

    assert said("reuse.exact", found) == [("exact", "warning", "after")]
    assert said("reuse.near", found) == [("near", "warning", "after")]


def test_what_was_compared_with_nothing_is_not_called_new() -> None:
    both = [("unjudged", "", "before"), ("unjudged", "", "after")]

    assert said("reuse.near", subject(reuses=None)) == both
    # Nobody measured a print of it, or it has none, as a blank one.
    assert said("reuse.near", subject(reuses=[])) == both
    assert said("reuse.exact", subject(reuses=[])) == []


def test_pixels_are_judged_by_what_was_measured() -> None:
    dark = shot(
        measures={
            "quality": {"luma": 4, "low": 1, "high": 9, "spread": 3, "sharpness": 2},
            "screen": {"score": 0.9, "moire": 0.9},
        }
    )

    assert said("quality.blank", subject(after=dark))[1:] == [("dark", "warning", "after")]
    assert said("quality.blur", subject(after=dark))[1:] == [("blurred", "note", "after")]
    assert said("screens.screen", subject(after=dark))[1:] == [("sure", "warning", "after")]


def test_two_photos_that_are_one_and_two_that_have_nothing_in_common() -> None:
    one = shot(sha256="x" * 64, original_sha256="before".ljust(64, "0"))

    assert said("scene.identical", subject(after=one)) == [("same_file", "warning", "after")]
    assert said("scene.identical", subject(identical={"share": 0.97})) == [
        ("same_picture", "warning", "after")
    ]
    assert said("scene.scene", subject(scene={"share": 0.01})) == [("other_scene", "note", "after")]
    assert said("scene.scene", subject(scene=None)) == [("unjudged", "", "after")]


# ---------------------------------------------------------------------------------------------- the table
def test_each_check_says_what_it_cannot_know_and_blames_nobody() -> None:
    blame = ("palsu", "curang", "manipulasi", "bohong", "menipu", "rekayasa")

    for check in CHECKS:
        told = " ".join([check.label, check.limit, *check.sentences.values()]).lower()
        assert check.limit, check.code
        assert not [word for word in blame if word in told], check.code
    assert len(BY_CODE) == len(CHECKS)


def test_thresholds_are_read_and_wrong_ones_refused() -> None:
    assert read_thresholds("") == Thresholds()
    assert read_thresholds('{"place_warning_m": 500}').place_warning_m == 500

    for text, told in (
        ("[1]", "object"), ("{", "JSON"), ('{"plce": 1}', "'plce'"), ('{"walk_m_s": -1}', "walk_m_s"),
        ('{"walk_m_s": true}', "walk_m_s"), ('{"walk_m_s": Infinity}', "walk_m_s"),
    ):  # fmt: skip
        with pytest.raises(UnknownThreshold, match=told):
            read_thresholds(text)


def test_a_threshold_changes_what_is_said() -> None:
    assert said("places.apart", subject(after=shot(place=moved(5200))), place_warning_m=9000) == [
        ("apart", "note", "after")
    ]
