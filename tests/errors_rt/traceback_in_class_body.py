class A:
    x = 1

    class B:
        y = x_undefined
