import time, os, sys
t = time.struct_time((2020, 1, 2, 3, 4, 5, 6, 7, 0), {'tm_zone': 'X'})
print(t, t.tm_year, t[1], t[-1], t.tm_zone, t.tm_gmtoff, len(t), t[:3], tuple(t)[:2], t == (2020, 1, 2, 3, 4, 5, 6, 7, 0))
print(time.struct_time.n_fields, time.struct_time.n_sequence_fields, time.struct_time.n_unnamed_fields, time.struct_time.__match_args__)
print(t.__reduce__(), isinstance(t, tuple), type(t).__name__, os.stat_result.n_fields)
for f in (lambda: time.struct_time((1,)), lambda: time.struct_time(5), lambda: setattr(t, 'tm_year', 1), lambda: t.nope, lambda: time.struct_time(range(20))):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
