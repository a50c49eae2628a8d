"""Who: units, people, and what their memberships allow."""

from pathlib import Path

# The city's 60 real units; where they come from stands in the notice beside it.
UNITS = Path(__file__).with_name("units-surakarta.csv")
