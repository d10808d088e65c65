import select, os
r, w = os.pipe()
print(select.select([r], [], [], 0), select.select([], [w], [], 0)[1] == [w])
os.write(w, b'x')
print(select.select([r], [], [], 1)[0] == [r])
p = select.poll()
p.register(r)
p.register(w, select.POLLOUT)
print(p.poll(0) == [(r, select.POLLIN), (w, select.POLLOUT)])
p.unregister(w)
p.modify(r, 0)
print(p.poll(0))
with select.epoll() as e:
    e.register(r, select.EPOLLIN)
    print(e.poll(0) == [(r, select.EPOLLIN)], e.closed)
print(e.closed)
for f in (lambda: p.unregister(99), lambda: select.select(1, [], []), lambda: select.select([-1], [], []), lambda: e.poll(), lambda: select.select([], [], [], -1)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
