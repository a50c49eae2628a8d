"""Who allowed it: decisions on frozen versions."""
