# stderr: ignore
import itertools
for make in (lambda it: map(lambda x: x, it), lambda it: filter(None, it), lambda it: enumerate(it),
             lambda it: zip(it), lambda it: itertools.chain(it), lambda it: itertools.islice(it, 5)):
    it = iter([1])
    for _ in range(100000):
        it = make(it)
    del it
    print("freed")
it = iter([1])
for _ in range(100):
    it = map(lambda x: x, it)
print(list(it))
