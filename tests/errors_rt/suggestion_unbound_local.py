# Locals that are not bound yet are suggested too.
def never_there():
    print(countre)
    counter = 1


never_there()
