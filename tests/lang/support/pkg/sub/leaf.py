from .. import first as f
from ..second import name as n
print("leaf", f.name, n, __name__, __package__)
