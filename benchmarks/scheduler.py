"""A small operating system: tasks of several kinds pass packets to each other under a scheduler."""


class Packet:
    def __init__(self, sender, kind, payload):
        self.sender = sender
        self.kind = kind
        self.payload = payload


class Mailbox:
    def __init__(self):
        self.head = 0
        self.items = []

    def put(self, packet):
        self.items.append(packet)

    def take(self):
        packet = self.items[self.head]
        self.head += 1
        if self.head == 64:
            del self.items[:64]
            self.head = 0
        return packet

    def is_empty(self):
        return self.head == len(self.items)


class Task:
    def __init__(self, system, number, priority):
        self.system = system
        self.number = number
        self.priority = priority
        self.inbox = Mailbox()
        self.runs = 0
        self.waiting = False

    def is_ready(self):
        return not self.waiting and not self.inbox.is_empty()

    def run(self):
        self.runs += 1
        self.handle(self.inbox.take())

    def handle(self, packet):
        raise NotImplementedError


class Idle(Task):
    def __init__(self, system, number):
        Task.__init__(self, system, number, 0)
        self.state = 1

    def is_ready(self):
        return True

    def run(self):
        self.runs += 1
        self.state = (self.state * 75 + 74) % 65537
        self.system.send(1 + self.state % 3, Packet(self.number, "work", self.state))


class Worker(Task):
    def __init__(self, system, number, device):
        Task.__init__(self, system, number, 1)
        self.device = device
        self.total = 0

    def handle(self, packet):
        if packet.kind == "work":
            self.total = (self.total + packet.payload) & 0xFFFF
            if packet.payload & 1:
                self.waiting = True
                self.system.send(self.device, Packet(self.number, "request", packet.payload >> 1))
        else:
            self.waiting = False
            self.total ^= packet.payload


class Device(Task):
    def __init__(self, system, number):
        Task.__init__(self, system, number, 2)
        self.served = 0

    def handle(self, packet):
        self.served += 1
        self.system.resume(packet.sender, Packet(self.number, "answer", packet.payload * 3))


class System:
    def __init__(self):
        self.tasks = []
        self.steps = 0

    def add(self, task):
        self.tasks.append(task)

    def send(self, number, packet):
        self.tasks[number].inbox.put(packet)

    def resume(self, number, packet):
        task = self.tasks[number]
        task.waiting = False
        task.handle(packet)

    def choose(self):
        best = None
        for task in self.tasks:
            if task.is_ready() and (best is None or task.priority > best.priority):
                best = task
        return best

    def run(self, steps):
        while self.steps < steps:
            self.steps += 1
            self.choose().run()


def main():
    system = System()
    system.add(Idle(system, 0))
    for number in range(1, 4):
        system.add(Worker(system, number, 4))
    system.add(Device(system, 4))
    system.run(120000)
    print([task.runs for task in system.tasks])
    print([task.total for task in system.tasks[1:4]], system.tasks[4].served)


main()
