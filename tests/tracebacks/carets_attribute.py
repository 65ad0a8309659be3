class Node:
    def __init__(self, child):
        self.child = child


n = Node(Node(None))
print(n.child.child)
print(n.child.child.value.other)
