"""Objects with `__slots__`: a linked list, a tree and a heap of small nodes."""
import sys


class Node:
    __slots__ = ("key", "left", "right", "count")

    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None
        self.count = 1


class Tree:
    __slots__ = ("root", "size")

    def __init__(self):
        self.root = None
        self.size = 0

    def add(self, key):
        node = self.root
        if node is None:
            self.root = Node(key)
            self.size = 1
            return
        while True:
            if key == node.key:
                node.count += 1
                return
            if key < node.key:
                if node.left is None:
                    node.left = Node(key)
                    break
                node = node.left
            else:
                if node.right is None:
                    node.right = Node(key)
                    break
                node = node.right
        self.size += 1

    def depth(self, node):
        if node is None:
            return 0
        return 1 + max(self.depth(node.left), self.depth(node.right))

    def weight(self):
        total = 0
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node is None:
                continue
            total += node.key * node.count
            stack.append(node.left)
            stack.append(node.right)
        return total


class Link:
    __slots__ = ("value", "next")

    def __init__(self, value, next):
        self.value = value
        self.next = next


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    tree = Tree()
    x = 12345
    for _ in range(n):
        x = (x * 1103515245 + 12345) % 2147483648
        tree.add(x >> 20)
    head = None
    for i in range(n):
        head = Link(i & 1023, head)
    total = 0
    for _ in range(4):
        link = head
        while link is not None:
            link.value ^= 5
            total += link.value
            link = link.next
    print("slots", n, tree.size, tree.depth(tree.root), tree.weight(), total)


main()
