# A way to return that needs no frame beside a loop that does.
def walk(node):
    while node is not None:
        node = node.next

def first(items, otherwise):
    if otherwise is None:
        return 0
    for item in items:
        if item:
            return item

class Node:
    next = None

print(walk(None), walk(Node()), first([], None), first([0, 3], 1), first([0], 1))
for bad in 5, "x":
    try:
        walk(bad)
    except AttributeError as e:
        print(e)
