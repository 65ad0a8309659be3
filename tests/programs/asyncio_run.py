# asyncio: tasks, time-outs, queues, streams, signal handlers, threads, task groups.
import asyncio
import os
import signal
import time


async def work(n):
    await asyncio.sleep(0.01 * n)
    return n


async def client(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def main():
    print(await asyncio.gather(*(work(i) for i in range(5))))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError as e:
        print(repr(e))
    q = asyncio.Queue(2)

    async def produce():
        for i in range(5):
            await q.put(i)
        await q.put(None)

    async def consume():
        out = []
        while (x := await q.get()) is not None:
            out.append(x)
        return out

    async with asyncio.TaskGroup() as group:
        group.create_task(produce())
        consumer = group.create_task(consume())
    print(consumer.result())

    server = await asyncio.start_server(client, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"hello\n")
    print(await reader.readline())
    writer.write_eof()
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()

    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, event.set)
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGUSR1)
    await event.wait()
    print("signal")
    print(await asyncio.to_thread(lambda: (time.sleep(0.01), 42)[1]))
    task = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as e:
        print(repr(e))
    process = await asyncio.create_subprocess_exec("/bin/cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    print(await process.communicate(b"through a process"), process.returncode)


asyncio.run(main())


async def fail():
    raise ValueError("x")


async def failing_group():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            group.create_task(asyncio.sleep(5))
    except* ValueError as e:
        print(e, e.exceptions)


asyncio.run(failing_group(), debug=True)
