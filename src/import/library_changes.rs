//! What the embedded library says differently from the package it comes from. Read by the build script, which fails when a place is gone:
//! then the package has a new version, and the entry is to be looked at again.

/// File, text in it, and what stands there instead.
pub const CHANGED: &[(&str, &str, &str)] = &[
    // Places that name another implementation, or take its folder for a relative one.
    ("site.py", "return 'RustPython' # XXX: RUSTPYTHON; for site-packages", "return 'Python'"),
    ("site.py", "/lib/rustpython{", "/lib/python{"),
    ("site.py", "    dir = os.path.join(*paths)\n", "    dir = os.path.join(*paths)\n    if dir == sys._stdlib_dir:\n        return dir, dir\n"),
    ("sysconfig/__init__.py", "return 'RustPython'  # XXX: RUSTPYTHON; For site-packages", "return 'Python'"),
    ("platform.py", "\"RustPython\"", "\"threadsnake\""),
    // gh-115634, gh-119592, gh-152967: a pool whose last worker has done its number of tasks waited for ever when the replacement was not
    // started: because of an idle worker counted twice, a shutdown or a collected executor. Whoever can't be replaced breaks the pool.
    (POOL, "class _ExecutorManagerThread(threading.Thread):\n", SPAWN_WORKER),
    (
        POOL,
        "                if executor := self.executor_reference():\n                    if process_exited:\n                        with self.shutdown_lock:\n                            executor._adjust_process_count()\n                    else:\n                        executor._idle_worker_semaphore.release()\n",
        "                if process_exited:\n                    with self.shutdown_lock:\n                        stranded = self.replace_worker()\n                    if stranded is not None:\n                        self.terminate_broken(*stranded)\n                        return\n                elif executor := self.executor_reference():\n                    executor._idle_worker_semaphore.release()\n",
    ),
    (POOL, "    def add_call_item_to_queue(self):\n", REPLACE_WORKER),
    (POOL, "    def _terminate_broken(self, cause):\n", "    def _terminate_broken(self, cause, reason=None):\n"),
    (
        POOL,
        "        if cause is not None:\n            bpe.__cause__ = _RemoteTraceback(",
        "        if reason is not None:\n            bpe = BrokenProcessPool(reason)\n        if cause is not None:\n            bpe.__cause__ = _RemoteTraceback(",
    ),
    // Each future has an exception of its own, with a traceback of its own.
    (
        POOL,
        "                work_item.future.set_exception(bpe)\n",
        "                own = BrokenProcessPool(*bpe.args)\n                own.__cause__ = bpe.__cause__\n                work_item.future.set_exception(own)\n",
    ),
    (POOL, "    def terminate_broken(self, cause):\n", "    def terminate_broken(self, cause, reason=None):\n"),
    (POOL, "            self._terminate_broken(cause)\n", "            self._terminate_broken(cause, reason)\n"),
    (POOL, "        self._cancel_pending_futures = False\n", "        self._cancel_pending_futures = False\n        self._force_shutting_down = False\n"),
    (POOL, "        if self._processes is None:\n            return\n", "        if self._processes is None or self._force_shutting_down:\n            return\n"),
    (
        POOL,
        "        processes = {}\n        if self._processes:\n",
        "        with self._shutdown_lock:\n            self._force_shutting_down = True\n        processes = {}\n        if self._processes:\n",
    ),
    // Code has no RESUME: what comes behind the entry begins where the table of lines has been by the first line.
    (
        "pdb.py",
        "    prev = None\n    for instr in dis.get_instructions(code):\n        if prev is not None and prev.opname == 'RESUME':\n            if instr.positions.lineno is not None:\n                return instr.positions.lineno\n            return code.co_firstlineno\n        prev = instr\n",
        "    rows = code.co_lines()\n    for _, _, lineno in rows:\n        if lineno == code.co_firstlineno:\n            break\n    for _, _, lineno in rows:\n        if lineno is not None:\n            return lineno\n",
    ),
    // A timeout that is not a number is refused, not taken for none.
    ("threading.py", "                if timeout > 0:\n                    gotit = waiter", "                if not timeout <= 0:\n                    gotit = waiter"),
    // gh-119710: waiting for a process ends with the process, also when a grandchild keeps its pipes open.
    (
        "asyncio/base_subprocess.py",
        "        self._call(self._protocol.process_exited)\n",
        "        self._call(self._protocol.process_exited)\n        waiters, self._exit_waiters = self._exit_waiters, []\n        for waiter in waiters:\n            if not waiter.done():\n                waiter.set_result(returncode)\n",
    ),
    // An exception of a plain function that is called for each connection left the connection open and went unreported.
    (
        "asyncio/streams.py",
        "            res = self._client_connected_cb(reader, writer)\n",
        "            try:\n                res = self._client_connected_cb(reader, writer)\n            except Exception as error:\n                report = {'message': 'Unhandled exception in client_connected_cb',\n                          'exception': error, 'transport': transport}\n                self._loop.call_exception_handler(report)\n                transport.close()\n                self._strong_reader = None\n                return\n",
    ),
    // The graph of who awaits whom: edges that wait(), gather() and shield() left behind, and those that as_completed() and a wait_for()
    // without time did not make.
    (TASKS, "            f.remove_done_callback(_on_completion)\n", "            f.remove_done_callback(_on_completion)\n            futures.future_discard_from_awaited_by(f, cur_task)\n"),
    (
        TASKS,
        "    cb = functools.partial(_release_waiter, waiter)\n    fut.add_done_callback(cb)\n",
        "    cb = functools.partial(_release_waiter, waiter)\n    fut.add_done_callback(cb)\n    me = current_task(loop)\n    futures.future_add_to_awaited_by(fut, me)\n",
    ),
    (TASKS, "        fut.remove_done_callback(cb)\n", "        fut.remove_done_callback(cb)\n        futures.future_discard_from_awaited_by(fut, me)\n"),
    (TASKS, "        for f in todo:\n            f.add_done_callback(self._handle_completion)\n", AS_COMPLETED_EDGES),
    (
        TASKS,
        "            f.remove_done_callback(self._handle_completion)\n",
        "            f.remove_done_callback(self._handle_completion)\n            futures.future_discard_from_awaited_by(f, self._awaiter)\n",
    ),
    (
        TASKS,
        "        self._todo.remove(f)\n        self._done.put_nowait(f)\n",
        "        self._todo.remove(f)\n        futures.future_discard_from_awaited_by(f, self._awaiter)\n        self._done.put_nowait(f)\n",
    ),
    (TASKS, "    def _done_callback(fut, cur_task=cur_task):\n", GATHER_END),
    (
        TASKS,
        "                exc = fut._make_cancelled_error()\n                outer.set_exception(exc)\n                return\n",
        "                fail(fut._make_cancelled_error())\n                return\n",
    ),
    (TASKS, "                    outer.set_exception(exc)\n                    return\n", "                    fail(exc)\n                    return\n"),
    // A cancelled shield lets go of what it shielded, which reports an exception itself if nobody asks for it.
    (
        TASKS,
        "            # Keep only one callback to log on cancel\n            inner.remove_done_callback(_log_on_exception)\n            inner.add_done_callback(_log_on_exception)\n",
        "            inner.remove_done_callback(_clear_awaited_by_callback)\n            futures.future_discard_from_awaited_by(inner, cur_task)\n",
    ),
    // A cancelled step of as_completed() has taken no result.
    (
        TASKS,
        "        f = await self._done.get()\n        if f is None:\n",
        "        arrived = False\n        try:\n            f = await self._done.get()\n            arrived = True\n        finally:\n            if not arrived:\n                self._todo_left += 1\n        if f is None:\n",
    ),
    // Coroutines that have ended have no frame, and plain generators are no end of the stack of a task.
    (
        "asyncio/graph.py",
        "            st.append(FrameCallGraphEntry(coro.cr_frame))\n            coro = coro.cr_await\n",
        "            if (frame := coro.cr_frame) is not None:\n                st.append(FrameCallGraphEntry(frame))\n            coro = coro.cr_await\n",
    ),
    (
        "asyncio/graph.py",
        "            is_async = f.f_generator is not None\n",
        "            is_async = not isinstance(f.f_generator, (types.NoneType, types.GeneratorType))\n",
    ),
    // An empty piece in the buffer of a transport is never sent, and the buffer never empty.
    (
        "asyncio/selector_events.py",
        "        self._buffer.extend([memoryview(data) for data in list_of_data])\n",
        "        pieces = [memoryview(data) for data in list_of_data if data]\n        if not (pieces or self._buffer):\n            return\n        self._buffer.extend(pieces)\n",
    ),
];

const POOL: &str = "concurrent/futures/process.py";
const TASKS: &str = "asyncio/tasks.py";

const AS_COMPLETED_EDGES: &str = r#"        self._awaiter = current_task(loop)
        for f in todo:
            f.add_done_callback(self._handle_completion)
            futures.future_add_to_awaited_by(f, self._awaiter)
"#;

const GATHER_END: &str = r#"    def fail(exc):
        # The children that go on are awaited no longer.
        outer.set_exception(exc)
        if cur_task is not None:
            for child in children:
                futures.future_discard_from_awaited_by(child, cur_task)

    def _done_callback(fut, cur_task=cur_task):
"#;

const SPAWN_WORKER: &str = r#"def _spawn_worker(manager, executor):
    """Starts one more worker on the queues of a manager thread."""
    arguments = (manager.call_queue, manager.result_queue, executor._initializer,
                 executor._initargs, manager.max_tasks_per_child)
    worker = executor._mp_context.Process(target=_process_worker, args=arguments)
    worker.start()
    manager.processes[worker.pid] = worker


class _ExecutorManagerThread(threading.Thread):
"#;

const REPLACE_WORKER: &str = r#"    def replace_worker(self):
        # Called with shutdown_lock held, after a worker ended at its number of
        # tasks. Gives None, or what terminate_broken() needs when nobody is
        # left to run what is pending. The idle workers' semaphore can't be
        # asked here: it counts tasks that ended, also those of the dead.
        cause = None
        executor = self.executor_reference()
        if executor is None:
            reason = ("The executor was garbage collected before its pending "
                      "work was run, and its last worker process has ended.")
        elif executor._force_shutting_down:
            reason = ("The pool was forcefully shut down before its pending "
                      "work was run.")
        elif self.is_shutting_down() and not self.pending_work_items:
            return None
        elif len(self.processes) >= executor._max_workers:
            return None
        else:
            try:
                _spawn_worker(self, executor)
                return None
            except Exception as exc:
                cause = format_exception(exc)
                reason = ("A worker process could not be started in the place "
                          "of one that ended, and no other is left.")
        if self.processes or not (self.pending_work_items or cause):
            return None
        return cause, reason

    def add_call_item_to_queue(self):
"#;
