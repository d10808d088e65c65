try:
    import support.circ_a
except ImportError as e:
    print(str(e).split(" (/")[0], e.name)
try:
    import support.circ_c
except AttributeError as e:
    print(e)
