"""What every form needs of the form library."""

# The published types are a version behind the library, which wants its choices so and warns of tuples.
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

__all__ = ["SelectChoice"]
