"""Mending what went wrong on the way: photos in the wrong place, and work that is not finished."""
