"""A car wash, simulated event by event: generators as processes, a heap as the calendar."""
import heapq
import itertools
import random


class Simulator:
    """Runs processes: generators that yield how long they wait, or a resource they want."""

    def __init__(self):
        self.now = 0.0
        self.calendar = []
        self.order = itertools.count()

    def start(self, process, delay=0.0):
        heapq.heappush(self.calendar, (self.now + delay, next(self.order), process))

    def run(self, until):
        while self.calendar and self.calendar[0][0] <= until:
            self.now, _, process = heapq.heappop(self.calendar)
            self.step(process)
        self.now = until

    def step(self, process):
        try:
            request = next(process)
        except StopIteration:
            return
        if isinstance(request, Resource):
            request.acquire(process)
        else:
            self.start(process, request)


class Resource:
    def __init__(self, simulator, capacity):
        self.simulator = simulator
        self.free = capacity
        self.queue = []
        self.longest = 0

    def acquire(self, process):
        if self.free:
            self.free -= 1
            self.simulator.start(process)
        else:
            self.queue.append(process)
            self.longest = max(self.longest, len(self.queue))

    def release(self):
        if self.queue:
            self.simulator.start(self.queue.pop(0))
        else:
            self.free += 1


def car(simulator, name, wash, rng, log):
    arrived = simulator.now
    yield wash
    waited = simulator.now - arrived
    yield rng.uniform(3, 7)
    wash.release()
    log.append((name, waited, simulator.now - arrived))


def arrivals(simulator, wash, rng, log):
    for number in itertools.count(1):
        yield rng.expovariate(1 / 3)
        simulator.start(car(simulator, f"car {number}", wash, rng, log))


def main():
    rng = random.Random(42)
    for machines in (1, 2, 3):
        simulator, log = Simulator(), []
        wash = Resource(simulator, machines)
        simulator.start(arrivals(simulator, wash, rng, log))
        simulator.run(until=480)
        waits = [waited for _, waited, _ in log]
        slowest = max(log, key=lambda entry: entry[2])
        print(f"{machines} machine(s): {len(log)} cars, mean wait {sum(waits) / len(waits):.2f} min, "
              f"longest queue {wash.longest}, slowest {slowest[0]} with {slowest[2]:.1f} min")


main()
