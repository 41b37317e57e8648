"""The queue of commands: order, one thread, and errors that stay with their command."""

from __future__ import annotations

import threading

import pytest

from nets.engine.command_queue import CommandQueue


def in_thread(work) -> None:
    threading.Thread(target=work, daemon=True).start()


def test_commands_are_carried_out_in_order_by_one_thread() -> None:
    gate, order, threads = threading.Event(), [], []

    def background(work) -> None:
        threads.append(work)
        in_thread(work)

    def work(number: int) -> None:
        gate.wait(10)
        order.append(number)

    queue = CommandQueue(background)
    futures = [queue.put(lambda number=number: work(number)) for number in range(50)]
    assert queue.pending == 50
    gate.set()
    futures[-1].result(10)
    assert order == list(range(50))
    assert len(threads) == 1
    assert queue.pending == 0
    assert queue.last is futures[-1]


def test_error_of_a_command_does_not_stop_the_next() -> None:
    queue = CommandQueue(in_thread)
    wrong, right = queue.put(lambda: 1 / 0), queue.put(lambda: None)
    right.result(10)
    with pytest.raises(ZeroDivisionError):
        wrong.result(10)


def test_queue_works_again_after_it_was_empty() -> None:
    queue, order = CommandQueue(in_thread), []
    for number in range(3):
        queue.put(lambda number=number: order.append(number)).result(10)
    assert order == [0, 1, 2]


def test_queue_with_two_threads_makes_two_calls_at_once() -> None:
    queue, both, gate = CommandQueue(in_thread, threads=2), threading.Barrier(3), threading.Event()

    def work() -> int:
        both.wait(10)
        gate.wait(10)
        return 7

    futures = [queue.put(work), queue.put(work), queue.put(lambda: 8)]
    both.wait(10)
    assert not futures[2].done(), "a third call has no thread"
    assert queue.pending == 3
    gate.set()
    assert [future.result(10) for future in futures] == [7, 7, 8]
