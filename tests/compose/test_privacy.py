"""Questions about privacy: answered before a post is sent, for the very picture that is sent, and frozen with it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.adapters.imaging import COVERED, Cover, Frame, Recipe
from evidence.compose import covering
from evidence.compose.models import PostVersion, VersionState
from evidence.compose.privacy import NO_CONSENT, NOT_COVERED, QUESTIONS, UNANSWERED, answered, still_held
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Invalid
from evidence.integrity import decided
from evidence.integrity.report import Report
from tests import factories
from tests.factories import ANSWERS, LURAH
from tests.forms import opened, sent, told
from tests.house import House

BARE = Recipe(photos=("a" * 64, "b" * 64), title="Kuras saluran", unit="Kelurahan Mojo")
BOX = Cover(((1000, 1000), (3000, 3000)))
HIDDEN = replace(BARE, covers=((BOX,), ()), notes=(COVERED,))


@pytest.mark.parametrize(
    ("answer", "recipe", "consents", "refusal"),
    [
        (None, BARE, (), UNANSWERED),
        ("", BARE, (), UNANSWERED),
        ("mungkin", BARE, (), UNANSWERED),
        (["none"], BARE, (), UNANSWERED),
        ("none", BARE, (), None),
        ("covered", BARE, (), NOT_COVERED),
        ("covered", HIDDEN, (), None),
        ("agreed", BARE, (), NO_CONSENT),
        ("agreed", BARE, ("1",), None),
    ],
)
def test_an_answer_must_be_one_that_can_be_so(
    answer: object, recipe: Recipe, consents: tuple[str, ...], refusal: str | None
) -> None:
    given = {**ANSWERS, "homes": answer}
    if refusal is None:
        assert answered(given, recipe, consents, "Lurah", clock.now()).answers["homes"] == answer
        return
    with pytest.raises(Invalid) as refused:
        answered(given, recipe, consents, "Lurah", clock.now())
    assert refused.value.fields == {"privacy.homes": refusal}


def test_answers_hold_for_what_is_seen_of_the_photos_and_not_for_other_words() -> None:
    kept = answered(ANSWERS, BARE, (), "Lurah", clock.now()).plain()

    assert still_held(kept, replace(BARE, title="Kuras saluran lagi", place="RT 05")) == ANSWERS
    for other in (
        HIDDEN, replace(BARE, photos=("a" * 64, "c" * 64)), replace(BARE, frames=(Frame(), Frame(400))),
        replace(BARE, whole=True), replace(BARE, format="story"), replace(BARE, layout="stack"),
    ):  # fmt: skip
        assert still_held(kept, other) == {}


def test_a_post_is_sent_with_answers_which_the_approver_reads_and_the_trail_keeps(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    page = f"/kegiatan/{work.activity}/susun/periksa"
    before = opened(lurah, page)

    assert told(sent(lurah, before), 422).count(str(UNANSWERED)) >= len(QUESTIONS)
    assert str(NOT_COVERED) in told(sent(lurah, before, **{**ANSWERS, "plates": "covered"}), 422)
    # Something is hidden meanwhile: what was looked at is another picture.
    hide(house, work)
    assert sent(lurah, before, **ANSWERS).status_code == 409
    after = opened(lurah, page)
    assert sent(lurah, after, **{**ANSWERS, "plates": "covered"}).status_code == 303

    shown = told(camat.get(f"/periksa/{work.post}"), 200)
    assert "Jawaban tentang privasi" in shown
    assert "Sudah disamarkan" in shown
    assert "1 bagian disamarkan pada gambar" in shown
    with house.sessions() as session:
        event = session.scalars(
            select(AuditEvent).where(
                AuditEvent.subject == work.activity, AuditEvent.act == "compose.submitted"
            )
        ).one()
        assert event.facts["privacy"] == {**ANSWERS, "plates": "covered"}
        assert event.facts["covers"] == 1
        sound, changed = Report(), Report()
        decided.check(session, sound)
        version = factories.post_of(session, work).latest
        assert version.state is VersionState.SUBMITTED
        other = {**(version.privacy or {}), "answers": ANSWERS}
        session.execute(update(PostVersion).where(PostVersion.id == version.id).values(privacy=other))
        decided.check(session, changed)
    assert [each.told for each in sound.problems] == []
    assert [each.told for each in changed.problems] == [{"what": "jawaban privasi"}]


def test_a_program_is_refused_without_answers_and_told_of_each(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    origin = {"Origin": "http://localhost"}
    url = f"/api/v1/posts/{work.post}/submit"

    refused = lurah.post(url, headers=origin)
    assert refused.status_code == 422
    assert sorted(refused.json["fields"]) == sorted(f"privacy.{each}" for each in QUESTIONS)  # type: ignore[index]
    assert lurah.post(url, json={"privacy": {"faces": ["none"]}}, headers=origin).status_code == 422
    assert lurah.post(url, json={"privacy": ANSWERS}, headers=origin).status_code == 200
    assert lurah.get(f"/api/v1/posts/{work.post}").json["privacy"] == ANSWERS  # type: ignore[index]


def hide(house: House, work: factories.Work) -> None:
    """Hide a part of the before, and have the picture drawn."""
    photo = factories.photo_of(house, work.activity, "before")
    with house.sessions.begin() as session:
        covering.cover(session, photo, (BOX,), by=house.actor(LURAH), practice=False)
    factories.drawn(house, work.activity)
