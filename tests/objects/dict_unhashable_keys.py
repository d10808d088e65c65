for f in (lambda: {[]: 1}, lambda: {{}: 1}, lambda: {}[set()], lambda: [] in {}, lambda: {}.get({}), lambda: {1: 2}.pop(slice(1))):
    try:
        print(f())
    except TypeError as e:
        print(e)
print([].__hash__, {}.__hash__, set().__hash__)
