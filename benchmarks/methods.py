class Vector:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def plus(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def scaled(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z


class Particle:
    def __init__(self, position, velocity):
        self.position = position
        self.velocity = velocity
        self.age = 0

    def advance(self, dt):
        self.position = self.position.plus(self.velocity.scaled(dt))
        self.age += 1

    def energy(self):
        return self.velocity.dot(self.velocity) / 2


class Counter:
    def __init__(self):
        self.total = 0

    def add(self, n):
        self.total += n
        return self


def main():
    particles = [Particle(Vector(i, 0.5 * i, -i), Vector(1.0, i % 3, 0.25)) for i in range(200)]
    counter = Counter()
    for _ in range(3000):
        for p in particles:
            p.advance(0.01)
            counter.add(p.age)
    print("%.6f %d" % (sum(p.energy() + p.position.x for p in particles), counter.total))


main()
