print(list[int], dict[str, list[int]], tuple[()], tuple[int, ...], type(list[int]))
a = list[int]
print(a.__origin__, a.__args__, a([1, 2]), a == list[int], hash(a) == hash(list[int]))
u = int | str | None
print(u, u.__args__, isinstance(3, u), isinstance(None, u), isinstance(2.0, u), issubclass(bool, u))
print(int | int, (int | str) == (str | int), list[int] | None)
try: isinstance([], list[int])
except TypeError as e: print(e)
try: list[int][str]
except TypeError as e: print(e)
try: int | 3
except TypeError as e: print(e)
class Sub(list[int]): pass
print(Sub.__bases__, Sub.__orig_bases__)
print([*tuple[int]], type(u))
