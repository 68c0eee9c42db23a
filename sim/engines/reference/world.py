"""One replication: the rules at work.

The methods of :class:`World` are the rules, top-down: what starts by the clock, what a
case does, what a person does, what happens to a case from outside, what an order
starts.
Numbers in parentheses are the rules of :mod:`sim.engines.rules`.
"""

from collections.abc import Callable, Generator

import numpy as np
import simpy

from sim.engines.people import CallPlan, TeamPlan
from sim.engines.plans import NO_LAW, NO_STEP, CancelPlan, StepPlan, TriggerPlan
from sim.engines.population import Population
from sim.engines.program import Program
from sim.engines.reference.logbook import Logbook
from sim.engines.reference.parts import Case, Moment, Queue, Task, Worker
from sim.engines.rules import (
    MAX_REWORKS,
    Cause,
    End,
    Phase,
    Place,
    TriggerCode,
    late_tick,
    reply_due,
    rest_ticks,
    speed_at,
    work_ticks,
)
from sim.randomness.laws import law_ticks
from sim.randomness.purposes import (
    ERROR,
    FOUND,
    SHARE,
    TRIGGER_DELAY,
    TRIGGER_SHARE,
    WORK,
)
from sim.randomness.variates import uniform
from sim.units import NEVER, TICKS_PER_MINUTE

__all__ = ["World"]

Process = Generator[simpy.Event, None, None]


class World:
    """One replication."""

    def __init__(
        self, program: Program, population: Population, *, seed: int, replication: int
    ) -> None:
        self.program = program
        self.population = population
        self.key = (np.uint64(seed), replication)
        self.env = simpy.Environment()
        self.logbook = Logbook(program, population, seed=seed, replication=replication)
        self.queues = [Queue(step) for step in program.steps]
        self.workers = [
            Worker(number, program.teams[team])
            for number, team in enumerate(program.people.team)
        ]
        self.cases: dict[int, Case] = {}
        self.must_dispatch = False

    @property
    def now(self) -> int:
        """The present tick."""
        return int(self.env.now)

    def run(self) -> None:
        """Run all ticks of the horizon (rule 2)."""
        for number in range(len(self.population)):
            self.add_order(number)
        for worker in self.workers:
            self.env.process(self.planned_duty(worker))
        for step in self.program.steps:
            if step.kind == "gate":
                self.env.process(self.gate(step))
        for team in self.program.teams:
            if team.call is not None:
                self.env.process(self.on_call(team, team.call))
        self.env.run(until=self.program.end)
        self.close()

    def until(self, tick: int, phase: Phase, place: int = 0) -> Moment:
        """Return the event of a tick and phase, for a process to wait for."""
        return Moment(self.env, tick, phase, place)

    def at(
        self, tick: int, phase: Phase, action: Callable[[], None], place: int = 0
    ) -> None:
        """Let ``action`` happen at a tick and phase."""
        if tick < self.program.end:
            moment = Moment(self.env, tick, phase, place)
            assert moment.callbacks is not None
            moment.callbacks.append(lambda _: action())

    def add_order(self, number: int) -> None:
        """Plan the arrival of an order, its ship-by and its patience (3, 11, 14)."""
        drawn = self.population
        order_class = int(drawn.order_class[number])
        case = Case(
            number=number,
            flow=0,
            demand=int(drawn.demand[number]),
            order_class=order_class,
            stream=int(drawn.stream[number]),
            draw=int(drawn.draw[number]),
            arrived=int(drawn.arrived[number]),
            due=int(drawn.due[number]),
            priority=self.program.priorities[order_class],
            item=int(drawn.item[number]),
            value_yen=float(drawn.value_yen[number]),
            oversold=bool(drawn.oversold[number]),
        )
        self.cases[number] = case
        enters = max(case.arrived, 0)
        start = int(drawn.start_step[number])
        self.at(enters, Phase.ARRIVE, lambda: self.order_arrives(case, start))
        late = late_tick(case.arrived, case.due)
        self.at(late, Phase.LATE, lambda: self.becomes_late(case))
        self.at(
            int(drawn.cancel_at[number]),
            Phase.CANCEL,
            lambda: self.wants_out(case, self.program.cancel, Cause.CUSTOMER),
        )
        self.at(
            max(int(drawn.cancel_late_at[number]), enters),
            Phase.CANCEL_LATE,
            lambda: self.wants_out(case, self.program.cancel_late, Cause.LATE),
        )
        self.at(
            int(drawn.auto_cancel_at[number]),
            Phase.AUTO_CANCEL,
            lambda: self.mall_cancels(case),
        )

    def planned_duty(self, worker: Worker) -> Process:
        """Follow the planned duty of a person who comes (8)."""
        people = self.program.people
        is_own = people.duty_worker == worker.number
        for row in np.flatnonzero(is_own & self.population.duty_present):
            yield from self.duty(
                worker,
                int(people.duty_start[row]),
                int(people.duty_end[row]),
                int(people.duty_paid_before[row]),
            )

    def duty(
        self, worker: Worker, start: int, end: int, paid_before: int = 0
    ) -> Process:
        """Keep a person on duty from ``start`` to ``end`` (8)."""
        yield self.until(start, Phase.DUTY_START)
        worker.is_on_duty = True
        worker.duty_start = start
        worker.paid_before = paid_before
        self.ask_dispatch()
        yield self.until(end, Phase.DUTY_END)
        worker.is_on_duty = False
        worker.experience += end - start
        if worker.task is not None and not worker.team.finishes:
            self.pause(worker, worker.task)

    def gate(self, step: StepPlan) -> Process:
        """Let cases leave at each departure of a gate (4)."""
        queue = self.queues[step.number]
        for tick in step.departures:
            yield self.until(int(tick), Phase.GATE, step.number)
            for _ in range(min(step.capacity, len(queue))):
                case = queue.head
                queue.remove(case)
                self.end_stay(case, End.DONE)
                self.step_done(case, step)

    def on_call(self, team: TeamPlan, call: CallPlan) -> Process:
        """Look at the watched queue again and again, and call people (12)."""
        calls, over = 0, 0
        for tick in range(0, self.program.end, call.every):
            yield self.until(tick, Phase.CHECK, team.number)
            is_long = len(self.queues[call.watch]) > call.above
            if is_long and tick >= over and calls < call.max_calls:
                calls += 1
                start = tick + call.lead
                over = start + call.duration
                self.logbook.call(team.number, tick, start, over)
                for number in call.workers:
                    self.env.process(self.duty(self.workers[number], start, over))

    def order_arrives(self, case: Case, start_step: int) -> None:
        """Let an order come in; one that was open before stands at its step (3, 14)."""
        if case.arrived >= 0:
            self.fire(TriggerCode.ARRIVED, case)
        else:
            case.stands_at = start_step
        self.go_to(case, start_step)

    def go_to(self, case: Case, number: int) -> None:
        """Enter the first step from ``number`` on that applies (4)."""
        while number != NO_STEP:
            step = self.program.steps[number]
            case.furthest = max(case.furthest, number)
            if self.applies(step, case):
                self.enter(case, step, visit=0)
                return
            if self.is_found_missing(case, step):
                self.leave(case, Cause.OVERSOLD)
                return
            number = step.next_step
        self.end_flow(case)

    def applies(self, step: StepPlan, case: Case) -> bool:
        """Whether the step applies to the case, or it passes at once (4, 14)."""
        if step.number == case.stands_at:
            return True
        share = step.share[case.order_class]
        return share >= 1.0 or self.draw(case, step.number, 0, SHARE) < share

    def enter(self, case: Case, step: StepPlan, visit: int) -> None:
        """Join the queue, the wait or the gate of a step (4)."""
        case.step = step.number
        case.visit = visit
        case.stay += 1
        case.entered = case.queued = self.now
        case.rest = 0
        if step.kind == "wait":
            case.place = Place.WAITING
            stay = case.stay
            ends = self.now + self.standard_ticks(case, step)
            self.at(ends, Phase.WAIT, lambda: self.end_wait(case, stay))
            return
        case.place = Place.QUEUED if step.kind == "work" else Place.AT_GATE
        self.queues[step.number].add(case)
        self.ask_dispatch()

    def end_wait(self, case: Case, stay: int) -> None:
        """End a wait, unless the case left it before (4)."""
        if case.stay == stay and case.place is Place.WAITING:
            step = self.program.steps[case.step]
            self.end_stay(case, End.DONE)
            self.step_done(case, step)

    def step_done(self, case: Case, step: StepPlan) -> None:
        """Go on after a step, in the order of checks that the rules end with."""
        if case.leaving is not Cause.NONE:
            self.leave(case, case.leaving)
            return
        if self.is_found_missing(case, step):
            self.leave(case, Cause.OVERSOLD)
            return
        if step.completes and step.number not in case.redo and not case.is_shipped:
            self.ship(case)
        onward = step.next_step if case.resume is None else case.resume
        if case.redo:
            self.redo_first(case, onward)
        else:
            case.resume = None
            self.go_to(case, onward)

    def redo_first(self, case: Case, onward: int) -> None:
        """Queue at the first step to be redone; ``onward`` is for afterwards (9)."""
        case.resume = onward
        number = min(case.redo)
        case.redo.remove(number)
        case.reworks += 1
        self.enter(case, self.program.steps[number], visit=case.reworks)

    def ship(self, case: Case) -> None:
        """Hand the order over to the carrier (4, 9, 11)."""
        case.completed = self.now
        case.crossed = case.requested != NEVER
        self.fire(TriggerCode.SHIPPED, case)
        if case.redo:
            case.redo.clear()
            self.error_after_shipping(case)

    def end_flow(self, case: Case) -> None:
        """Let a case go that has its last step behind it."""
        case.place = Place.GONE
        case.left = self.now
        if case.flow != 0:
            case.completed = self.now
        if case.slot == self.program.request_slot:
            order = self.cases[case.parent]
            self.at(
                self.now,
                Phase.REQUEST,
                lambda: self.cancel(order, order.request_cause),
            )

    def leave(self, case: Case, cause: Cause) -> None:
        """Leave the system as a cancelled order (11, 13)."""
        if case.place in (Place.QUEUED, Place.WAITING, Place.AT_GATE):
            self.withdraw(case, End.LEFT)
        case.place = Place.GONE
        case.left = self.now
        case.cause = cause
        oversold = cause is Cause.OVERSOLD
        self.fire(TriggerCode.OVERSOLD if oversold else TriggerCode.CANCELLED, case)

    def withdraw(self, case: Case, how: End) -> None:
        """Take a case out of its queue, wait or gate."""
        if case.place is not Place.WAITING:
            self.queues[case.step].remove(case)
        self.end_stay(case, how)

    def end_stay(self, case: Case, how: End) -> None:
        """Write down a stay that ends without work, or before it."""
        started = NEVER if case.place is Place.QUEUED else case.entered
        self.logbook.visit(
            case.number,
            case.step,
            case.visit,
            case.entered,
            started,
            self.now,
            -1,
            how,
        )
        case.place = Place.NOT_YET
        case.stay += 1

    def ask_dispatch(self) -> None:
        """See to it that idle people look for work at the end of this tick (6)."""
        if not self.must_dispatch:
            self.must_dispatch = True
            self.at(self.now, Phase.DISPATCH, self.dispatch)

    def dispatch(self) -> None:
        """Start what can be started, team by team (6)."""
        self.must_dispatch = False
        for team in self.program.teams:
            idle = [
                self.workers[number]
                for number in team.workers
                if self.workers[number].is_idle
            ]
            for worker in idle:
                queue = self.next_queue(team)
                if queue is None:
                    break
                case = queue.head
                queue.remove(case)
                self.start(worker, case)

    def next_queue(self, team: TeamPlan) -> Queue | None:
        """Return the queue that a team serves next; None if all are empty (6)."""
        queues = [self.queues[step] for step in team.serves if self.queues[step]]
        if not queues:
            return None
        if team.pick_due:
            return min(queues, key=lambda queue: queue.head.due_key)
        return queues[0]

    def start(self, worker: Worker, case: Case) -> None:
        """Start a task, or the rest of one that was paused (7)."""
        now, team = self.now, worker.team
        standard = case.rest or self.standard_ticks(case, self.program.steps[case.step])
        on_duty = now - worker.duty_start
        speed = speed_at(
            team.speed[case.step],
            worker.experience + on_duty,
            worker.paid_before + on_duty,
            team.ramp_start,
            team.ramp_ticks,
            team.fatigue_ticks,
            team.slowdown,
        )
        task = Task(case, now, now + work_ticks(standard, speed), standard, speed)
        worker.task = task
        case.place = Place.WORKING
        self.at(task.ends, Phase.COMPLETE, lambda: self.finish(worker, task))

    def standard_ticks(self, case: Case, step: StepPlan) -> int:
        """Return the drawn length of a task or wait in standard ticks (7)."""
        laws = step.rework_law if case.visit > 0 else step.law
        u = self.draw(case, step.number, case.visit, WORK)
        law = laws[case.order_class]
        return int(law_ticks(self.program.laws, law, u, TICKS_PER_MINUTE))

    def finish(self, worker: Worker, task: Task) -> None:
        """End a task, unless it was paused before (7, 9)."""
        if worker.task is not task:
            return
        case, step = task.case, self.program.steps[task.case.step]
        self.end_work(worker, task, End.DONE)
        if case.leaving is Cause.NONE and not self.is_found_missing(case, step):
            self.check_work(case, step, worker.team)
        self.step_done(case, step)

    def check_work(self, case: Case, step: StepPlan, team: TeamPlan) -> None:
        """Decide whether the task was wrong and when that is found (9)."""
        share = team.error_share[step.number]
        if case.reworks >= MAX_REWORKS or share == 0.0:
            return
        if self.draw(case, step.number, case.visit, ERROR) >= share:
            return
        if step.found_law == NO_LAW:
            case.redo.add(step.number)
            return
        u = self.draw(case, step.number, case.visit, FOUND)
        delay = law_ticks(self.program.laws, step.found_law, u, TICKS_PER_MINUTE)
        self.at(
            self.now + int(delay),
            Phase.FOUND,
            lambda: self.error_found(case, step),
            step.number,
        )

    def pause(self, worker: Worker, task: Task) -> None:
        """Put the running task back into its queue with its rest (8)."""
        if task.ends == self.now:
            return
        case = task.case
        worked = self.now - task.started
        self.end_work(worker, task, End.PAUSED)
        case.rest = rest_ticks(task.standard, worked, task.speed)
        if case.leaving is not Cause.NONE:
            self.leave(case, case.leaving)
            return
        case.place = Place.QUEUED
        self.queues[case.step].add(case)
        self.ask_dispatch()

    def end_work(self, worker: Worker, task: Task, how: End) -> None:
        """Write down a stretch of work and free the person."""
        case = task.case
        self.logbook.visit(
            case.number,
            case.step,
            case.visit,
            case.entered,
            task.started,
            self.now,
            worker.number,
            how,
        )
        worker.task = None
        case.place = Place.NOT_YET
        case.entered = self.now
        self.ask_dispatch()

    def error_found(self, case: Case, step: StepPlan) -> None:
        """Send a case back whose error comes to light, where that is possible (9)."""
        if case.flow == 0 and case.is_shipped:
            self.error_after_shipping(case)
            return
        if case.place is Place.GONE:
            return
        case.redo.add(step.number)
        has_begun = case.place is Place.WORKING or case.rest > 0
        if not has_begun and case.resume is None:
            onward = case.step
            self.withdraw(case, End.PULLED)
            self.redo_first(case, onward)

    def error_after_shipping(self, case: Case) -> None:
        """Mark the order: the customer has the wrong parcel (9)."""
        if not case.misshipped:
            case.misshipped = True
            self.fire(TriggerCode.ERROR, case)

    def becomes_late(self, case: Case) -> None:
        """Let the ship-by pass (10)."""
        if case.place is not Place.GONE and not case.is_shipped:
            self.fire(TriggerCode.LATE, case)

    def wants_out(self, case: Case, plan: CancelPlan | None, cause: Cause) -> None:
        """Let the customer cancel, or ask for it (11)."""
        assert plan is not None
        if case.is_shipped or case.place is Place.GONE:
            return
        if plan.flow < 0:
            self.cancel(case, cause)
        elif case.requested == NEVER and case.leaving is Cause.NONE:
            case.requested = self.now
            case.request_cause = cause
            slot = self.program.triggers[self.program.request_slot]
            self.start_case(case, slot, plan.flow, plan.first_step, self.now + 1)

    def cancel(self, case: Case, cause: Cause) -> None:
        """Cancel an order, at once or when its task ends (11)."""
        if case.is_shipped or case.place is Place.GONE:
            return
        if case.place is not Place.WORKING:
            self.leave(case, cause)
        elif case.leaving is Cause.NONE:
            case.leaving = cause

    def mall_cancels(self, case: Case) -> None:
        """Cancel what nobody confirmed, as the mall does (11)."""
        if case.furthest <= self.program.auto_step:
            self.cancel(case, Cause.MALL)

    def is_found_missing(self, case: Case, step: StepPlan) -> bool:
        """Whether a missing unit is noticed at this step (13)."""
        return case.oversold and self.program.stock[case.item].found_at == step.number

    def fire(self, code: TriggerCode, case: Case) -> None:
        """Start cases in other flows (10)."""
        if case.flow != 0:
            return
        for trigger in self.program.triggers:
            if trigger.when != code:
                continue
            stream = trigger.streams[case.demand]
            key = (*self.key, stream, case.draw, 0, 0)
            if trigger.share < 1.0 and uniform(*key, TRIGGER_SHARE) >= trigger.share:
                continue
            delay = 1
            if trigger.delay_law != NO_LAW:
                u = uniform(*key, TRIGGER_DELAY)
                laws = self.program.laws
                delay = int(law_ticks(laws, trigger.delay_law, u, TICKS_PER_MINUTE))
            arrives = self.now + delay
            self.start_case(case, trigger, trigger.flow, trigger.first_step, arrives)

    def start_case(
        self, order: Case, slot: TriggerPlan, flow: int, first_step: int, tick: int
    ) -> None:
        """Plan the arrival of a case that an order started (10)."""
        if tick >= self.program.end:
            return
        number = (slot.slot + 1) * len(self.population) + order.number
        case = Case(
            number=number,
            flow=flow,
            demand=order.demand,
            order_class=order.order_class,
            stream=slot.streams[order.demand],
            draw=order.draw,
            arrived=tick,
            due=reply_due(tick, slot.reply_ticks, slot.open_starts, slot.open_ends),
            priority=slot.priority,
            parent=order.number,
            slot=slot.slot,
        )
        self.cases[number] = case
        self.at(tick, Phase.ARRIVE, lambda: self.go_to(case, first_step))

    def draw(self, case: Case, step: int, visit: int, purpose: int) -> float:
        """Return a value that depends on the case, step and visit only."""
        return uniform(*self.key, case.stream, case.draw, step, visit, purpose)

    def close(self) -> None:
        """Write down what is still going on when the horizon ends (15)."""
        for worker in self.workers:
            if worker.task is not None:
                case = worker.task.case
                self.logbook.visit(
                    case.number,
                    case.step,
                    case.visit,
                    case.entered,
                    worker.task.started,
                    NEVER,
                    worker.number,
                    End.OPEN,
                )
        for case in self.cases.values():
            if case.place in (Place.QUEUED, Place.WAITING, Place.AT_GATE):
                started = NEVER if case.place is Place.QUEUED else case.entered
                self.logbook.visit(
                    case.number,
                    case.step,
                    case.visit,
                    case.entered,
                    started,
                    NEVER,
                    -1,
                    End.OPEN,
                )
