"""The pages of balai kota take as long with a million photos as with ten thousand."""

import pytest

from bench import proof, scale


@pytest.mark.prove
def test_pages_take_as_long_with_a_million_photos_as_with_ten_thousand() -> None:
    found, missing, units = scale.measured(scale.SIZES)

    proof.keep("scale", scale.told(found, missing, units))

    few, many = found[scale.SIZES[0]], found[scale.SIZES[-1]]
    alike = [name for name in few if not scale.fills([each[name] for each in found.values()])]
    medians = {name: scale.ratios(few[name], many[name])[0] for name in alike}
    assert missing == []
    assert units >= 83_000
    # Only a page that has to fill up may take longer.
    assert len(alike) == len(few) - 1
    assert {
        name: ratio for name, ratio in medians.items() if ratio > scale.MOST and name != scale.PASSES
    } == {}
