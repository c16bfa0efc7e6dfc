"""A module that the kitchen sink documents."""


def boil(litres: float) -> None:
    """Boil water."""
