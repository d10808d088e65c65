class Point:
    def __init__(self, x):
        self.x = x
    def move(self, d):
        self.x += d
        return self
