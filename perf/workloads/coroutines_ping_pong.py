"""A hand-written scheduler: coroutines that await each other, queues, timers, an event, asynchronous generators and managers."""
import sys


class Suspend:
    """Awaiting it hands control to the scheduler, with a request."""

    __slots__ = ("request",)

    def __init__(self, request):
        self.request = request

    def __await__(self):
        return (yield self.request)


class Queue:
    def __init__(self, limit):
        self.limit = limit
        self.items = []
        self.getters = []
        self.putters = []

    async def put(self, item):
        while len(self.items) >= self.limit:
            await Suspend(self.putters)
        self.items.append(item)
        wake(self.getters)

    async def get(self):
        while not self.items:
            await Suspend(self.getters)
        item = self.items.pop(0)
        wake(self.putters)
        return item

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        await self.put(None)


ready = []


def wake(waiting):
    if waiting:
        ready.append(waiting.pop(0))


def run(tasks):
    steps = 0
    ready.extend(tasks)
    while ready:
        batch = ready[:]
        ready.clear()
        for task in batch:
            steps += 1
            try:
                request = task.send(None)
            except StopIteration:
                continue
            if request is None:
                ready.append(task)
            else:
                request.append(task)
    return steps


async def add(x, y):
    return x + y


async def compute(x):
    total = 0
    for i in range(3):
        total = await add(total, x * i)
    return total % 1009


async def player(name, inbox, outbox, rounds, scores):
    score = 0
    for _ in range(rounds):
        ball = await inbox.get()
        score += await compute(ball)
        await outbox.put(ball + 1)
    scores[name] = score


async def produce(n, queue):
    async with queue:
        for i in range(n):
            await queue.put(i)
            if i % 8 == 0:
                await Suspend(None)


async def received(queue):
    while True:
        item = await queue.get()
        if item is None:
            return
        yield item


async def consume(queue, scores):
    total = 0
    async for item in received(queue):
        total += await add(item, 1)
    scores["consumed"] = total


async def nap(depth):
    if depth:
        return 1 + await nap(depth - 1)
    await Suspend(None)
    await Suspend(None)
    return 0


async def sleeper(times, scores):
    scores["slept"] = sum([await nap(12) for _ in range(times)])


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 4500
    scores = {}
    there, back = Queue(1), Queue(1)
    there.items.append(0)
    pipe = Queue(4)
    steps = run([
        player("ping", there, back, n, scores),
        player("pong", back, there, n, scores),
        produce(n, pipe),
        consume(pipe, scores),
        sleeper(n // 4, scores),
    ])
    print("coroutines_ping_pong", n, steps, sorted(scores.items()))


main()
