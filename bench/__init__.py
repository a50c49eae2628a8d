"""Measurements, as ratios to an ideal; see README.md."""
