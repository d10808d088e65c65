import time
t = time.gmtime(10**9)
print(t, t.tm_year, t[0], len(t), t.tm_zone, time.strftime('%Y-%m-%d %H:%M:%S %j %a', t), time.asctime(t))
print(time.strptime('2021-03-04 05:06', '%Y-%m-%d %H:%M')[:6], time.struct_time(range(1, 10)))
print(time.monotonic() <= time.monotonic(), time.time_ns() // 10**9 - int(time.time()) in (0, 1), time.perf_counter() >= 0, time.sleep(0))
for f in (lambda: time.sleep(-1), lambda: time.mktime((1, 2)), lambda: time.asctime((2020, 13) + (0,) * 7), lambda: time.strftime(5)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
