import sys
def f():
    x = 1
    fr = sys._getframe()
    return fr
fr = f()
print(fr.f_code.co_name, fr.f_locals["x"], fr.f_lineno, fr.f_back.f_code.co_name, fr.f_globals is globals())
def caller():
    return sys._getframe(1).f_code.co_name
print(caller())
fr.clear()
print(fr.f_locals)
