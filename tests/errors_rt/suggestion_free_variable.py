# A free variable without a value: its name is known to the exception, and others are suggested.
def outer():
    def inner():
        try:
            idd
        except NameError as e:
            print(e.name)
            raise
    inner()
    idd = 1


outer()
