"""A small operating-system kernel: tasks with priorities pass packets through queues (after Richards)."""
import sys

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
KIND_DEVICE, KIND_WORK = 0, 1
BUFFER = 4


class Packet:
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.datum = 0
        self.data = [0] * BUFFER

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        p = queue
        while p.link is not None:
            p = p.link
        p.link = self
        return queue


class State:
    def __init__(self):
        self.packet_pending = False
        self.waiting = False
        self.holding = False

    def set_running(self):
        self.packet_pending = self.waiting = self.holding = False
        return self

    def set_waiting(self):
        self.packet_pending = self.holding = False
        self.waiting = True
        return self

    def set_waiting_with_packet(self):
        self.packet_pending = self.waiting = True
        self.holding = False
        return self

    def is_held_or_waiting(self):
        return self.holding or (not self.packet_pending and self.waiting)

    def is_waiting_with_packet(self):
        return self.packet_pending and self.waiting and not self.holding


class Task(State):
    def __init__(self, kernel, ident, priority, queue):
        super().__init__()
        self.kernel = kernel
        self.ident = ident
        self.priority = priority
        self.input = queue
        self.link = kernel.tasks
        kernel.tasks = self
        kernel.table[ident] = self
        if queue is None:
            self.set_waiting()
        else:
            self.set_waiting_with_packet()

    def run(self, packet):
        raise NotImplementedError

    def add_packet(self, packet, old):
        if self.input is None:
            self.input = packet
            self.packet_pending = True
            if self.priority > old.priority:
                return self
        else:
            packet.append_to(self.input)
        return old

    def resume(self):
        packet = None
        if self.is_waiting_with_packet():
            packet = self.input
            self.input = packet.link
            self.set_running()
            self.packet_pending = self.input is not None
        return self.run(packet)

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.kernel.holds += 1
        self.holding = True
        return self.link

    def release(self, ident):
        task = self.kernel.find(ident)
        task.holding = False
        return task if task.priority > self.priority else self

    def queue(self, packet):
        task = self.kernel.find(packet.ident)
        self.kernel.packets += 1
        packet.link = None
        packet.ident = self.ident
        return task.add_packet(packet, self)


class IdleTask(Task):
    def __init__(self, kernel, count):
        super().__init__(kernel, IDLE, 0, None)
        self.control = 1
        self.count = count
        self.set_running()

    def run(self, packet):
        self.count -= 1
        if self.count == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control //= 2
            return self.release(DEVICE_A)
        self.control = self.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkerTask(Task):
    def __init__(self, kernel, queue):
        super().__init__(kernel, WORKER, 1000, queue)
        self.destination = HANDLER_A
        self.letter = 0

    def run(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.ident = self.destination
        packet.datum = 0
        for i in range(BUFFER):
            self.letter = self.letter % 26 + 1
            packet.data[i] = self.letter + 64
        return self.queue(packet)


class HandlerTask(Task):
    def __init__(self, kernel, ident, priority, queue):
        super().__init__(kernel, ident, priority, queue)
        self.work = None
        self.device = None

    def run(self, packet):
        if packet is not None:
            if packet.kind == KIND_WORK:
                self.work = packet.append_to(self.work)
            else:
                self.device = packet.append_to(self.device)
        work = self.work
        if work is not None:
            count = work.datum
            if count >= BUFFER:
                self.work = work.link
                return self.queue(work)
            device = self.device
            if device is not None:
                self.device = device.link
                device.datum = work.data[count]
                work.datum = count + 1
                return self.queue(device)
        return self.wait()


class DeviceTask(Task):
    def __init__(self, kernel, ident, priority, queue):
        super().__init__(kernel, ident, priority, queue)
        self.pending = None

    def run(self, packet):
        if packet is None:
            if self.pending is None:
                return self.wait()
            done = self.pending
            self.pending = None
            return self.queue(done)
        self.pending = packet
        self.kernel.written = (self.kernel.written * 31 + packet.datum) % 1000003
        return self.hold()


class Kernel:
    def __init__(self):
        self.tasks = None
        self.table = [None] * 6
        self.holds = 0
        self.packets = 0
        self.written = 0

    def find(self, ident):
        task = self.table[ident]
        if task is None:
            raise KeyError(ident)
        return task

    def schedule(self):
        task = self.tasks
        while task is not None:
            if task.is_held_or_waiting():
                task = task.link
            else:
                task = task.resume()


def chain(ident, kind, count):
    queue = None
    for _ in range(count):
        queue = Packet(queue, ident, kind)
    return queue


def run(count):
    kernel = Kernel()
    IdleTask(kernel, count)
    WorkerTask(kernel, chain(WORKER, KIND_WORK, 2))
    HandlerTask(kernel, HANDLER_A, 2000, chain(DEVICE_A, KIND_DEVICE, 3))
    HandlerTask(kernel, HANDLER_B, 3000, chain(DEVICE_B, KIND_DEVICE, 3))
    DeviceTask(kernel, DEVICE_A, 4000, None)
    DeviceTask(kernel, DEVICE_B, 5000, None)
    kernel.schedule()
    return kernel


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    kernel = run(count)
    print("richards", count, kernel.packets, kernel.holds, kernel.written)


main()
