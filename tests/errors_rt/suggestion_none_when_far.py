class A:
    alpha = 1


A().something_else
