"""English says everything that Indonesian says, with the same parameters."""

import re

import pytest

from tests.translations import ENGLISH, collected, english

PARAMETER = re.compile(r"%\(\w+\)[sd]")

pytestmark = pytest.mark.skipif(not ENGLISH.parents[2].exists(), reason="the product has no translations yet")


def test_each_sentence_has_its_english() -> None:
    translated = {message.id for message in english() if message.id and message.string and not message.fuzzy}
    said = {message.id for message in collected() if message.id}

    assert said - translated == set()


def test_no_english_is_left_over() -> None:
    kept = {message.id for message in english() if message.id}

    assert kept - {message.id for message in collected() if message.id} == set()


def test_each_translation_takes_the_parameters_of_its_sentence() -> None:
    different = [
        message.id
        for message in english()
        if message.id
        and set(PARAMETER.findall(str(message.id))) != set(PARAMETER.findall(str(message.string)))
    ]

    assert different == []


def test_refusals_and_pages_are_collected() -> None:
    said = {message.id for message in collected()}

    assert "Halaman ini bukan untuk peran Anda." in said
    assert "Langsung ke isi" in said
