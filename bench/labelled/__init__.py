"""Pairs with known answers, made by code, for the checks of a photo."""
