# The running loop belongs to a thread and does not outlive a fork; a task can not be entered within another.
import asyncio
import os
import threading
from asyncio import events, tasks


def loop_or_error():
    try:
        return asyncio.get_running_loop()
    except RuntimeError as e:
        return str(e)


async def main():
    loop = asyncio.get_running_loop()
    print(asyncio.get_event_loop() is loop, events._get_running_loop() is loop)
    seen = []
    thread = threading.Thread(target=lambda: seen.append(loop_or_error()))
    thread.start()
    thread.join()
    print(seen)
    pid = os.fork()
    if not pid:
        os._exit(0 if isinstance(loop_or_error(), str) else 1)
    print(os.waitpid(pid, 0)[1])
    me = asyncio.current_task()
    for f, args in ((tasks._enter_task, (loop, me)), (tasks._leave_task, (loop, 1))):
        try:
            f(*args)
        except RuntimeError as e:
            print(str(e).split(" <")[0])
    print(tasks._current_tasks == {loop: me})


print(loop_or_error())
asyncio.run(main())
print(loop_or_error(), tasks._current_tasks)
