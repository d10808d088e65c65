"""A package."""
print("pkg init", __name__, __package__, __path__ is not None)
from . import first
from .sub import leaf
__all__ = ["first", "third", "value"]
value = 5
