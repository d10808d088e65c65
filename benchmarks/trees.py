"""Binary trees built, walked, searched and dropped: allocation."""


class Node:
    __slots__ = ("left", "right", "key")

    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None


class Tree:
    def __init__(self):
        self.root = None
        self.size = 0

    def insert(self, key):
        node = Node(key)
        self.size += 1
        if self.root is None:
            self.root = node
            return
        at = self.root
        while True:
            if key < at.key:
                if at.left is None:
                    at.left = node
                    return
                at = at.left
            else:
                if at.right is None:
                    at.right = node
                    return
                at = at.right

    def depth(self):
        def below(node):
            if node is None:
                return 0
            return 1 + max(below(node.left), below(node.right))
        return below(self.root)


def bottom_up(depth):
    if depth == 0:
        return (None, None)
    return (bottom_up(depth - 1), bottom_up(depth - 1))


def check(tree):
    left, right = tree
    return 1 if left is None else 1 + check(left) + check(right)


def main():
    long_lived = bottom_up(14)
    for depth in range(4, 15, 2):
        n = 1 << (14 - depth + 2)
        total = 0
        for _ in range(n):
            total += check(bottom_up(depth))
        print(n, depth, total)
    print(check(long_lived))
    seed, tree = 7, Tree()
    for _ in range(20000):
        seed = seed * 16807 % 2147483647
        tree.insert(seed)
    print(tree.size, tree.depth())


main()
