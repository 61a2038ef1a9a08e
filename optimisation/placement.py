"""Place options: the one call that turns a cover problem into a plan with a bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, raise_errors
from optimisation.diagnose import reasons_for
from optimisation.envelope import UNIT
from optimisation.given_back import give_back
from optimisation.presolve import Core, reduce_problem
from optimisation.problem import CoverProblem, Solution, check_problem
from optimisation.scoring import breaches, score
from optimisation.search import PROVEN, Search
from optimisation.watch import Progress, Stopped, Watch

__all__ = ["Progress", "place"]

ROUNDING = 1e-12
"""Share of all credit and penalties that may be rounding."""

IMPOSSIBLE = "No plan can meet all hard limits."
"""What is said where that is proven."""


def place(
    problem: CoverProblem,
    *,
    effort: int = 1,
    gap: float = 0.0,
    seed: int = 0,
    start: NDArray[np.bool_] | None = None,
    time_limit_s: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    brief: bool = False,
) -> Solution:
    """Return the best plan found, with an upper bound on every plan.

    First the objective is maximised; then, holding it to 1e-9 of itself, the declared cost is made as small
    as the search finds, so that an option that adds nothing is not placed.

    Parameters
    ----------
    problem : CoverProblem
    effort : int
        Multiplies all counted work, >= 1.
    gap : float
        Distance from the best possible plan, as a share of the gain, at which the search may stop; 0 asks
        for a proof.
    seed : int
        Of the restarts.
    start : ndarray of bool, shape (options,), or None
        A known plan, fixed options included: what is returned is no worse. One that breaks a limit is left
        aside, with a note.
    time_limit_s : float or None
        Seconds; a run that it ends is not reproducible.
    progress : callable or None
        Told at each stage.
    cancel : callable or None
        Polled; True ends the search with the best plan so far.
    brief : bool
        Little work after the first bound: for a question whose answer may be a range.

    Raises
    ------
    InputError
        When the problem, or the shape of the start, is malformed, with all findings. A problem without a plan
        is no error: the status is "infeasible" with reasons, or "not_found" where that is not proven.
    """
    raise_errors((*check_problem(problem), *_check_start(problem, start)))
    start, notes = _usable(problem, start)
    watch = Watch(time_limit_s, cancel)
    try:
        core = reduce_problem(problem, watch.cancelled)
    except Stopped:
        return _as_given(problem, start, notes)
    if core.reasons:
        return _infeasible(problem, core, core.reasons, watch)
    search = Search(core, watch, effort=max(1, effort), gap=gap, seed=seed, progress=progress, brief=brief)
    search.run(None if start is None else start[core.options])
    if search.impossible:
        return _infeasible(problem, core, reasons_for(problem, core, watch.hit), watch)
    if not search.best.feasible:
        return _nothing_found(problem, core, watch)
    chosen = _whole(problem, core, search.spend_less(problem.cost[core.options]))
    if breaches(problem, chosen):  # pragma: no cover (a plan never leaves unchecked)
        raise AssertionError("; ".join(breaches(problem, chosen)))
    found = replace(_solution(problem, core, search, chosen), notes=(*notes, *_lost(watch)))
    search.tell("done")
    del core, search
    give_back()
    return found


def _check_start(problem: CoverProblem, start: NDArray[np.bool_] | None) -> tuple[Finding, ...]:
    if start is None or start.shape == (len(problem.option_ids),):
        return ()
    message = "the plan to start from is not of this problem's options"
    return (Finding("error", message, "say of each option whether it is open", value=str(start.shape)),)


def _usable(
    problem: CoverProblem, start: NDArray[np.bool_] | None
) -> tuple[NDArray[np.bool_] | None, tuple[str, ...]]:
    """Return a start that holds, else none and a note that says why."""
    broken = () if start is None else breaches(problem, start)
    if not broken:
        return start, ()
    return None, (f"The plan given to start from was left aside: {'; '.join(broken)}.",)


def _solution(problem: CoverProblem, core: Core, search: Search, chosen: NDArray[np.bool_]) -> Solution:
    worth = score(problem, chosen)
    bound = max(core.scale * (core.credit + search.bound / UNIT), worth.objective)
    # Where credit and penalties cancel, what rounding leaves is no distance.
    rounding = ROUNDING * core.scale * (1 + core.penalty)
    proven = bound - worth.objective <= max(PROVEN * abs(bound), rounding)
    why = "proof" if proven else search.watch.why or ("gap" if search.near() else "effort")
    status = "optimal" if proven else "cancelled" if why == "user" else "feasible"
    return Solution(
        status=status,
        status_text=_words(status, why),
        stopped_by=why,
        chosen=chosen,
        objective=worth.objective,
        bound=bound,
        credit=worth.credit,
        fixed_bound=score(problem, problem.fixed_open).objective,
        shortfalls=worth.shortfalls,
        rows_before=problem.cover.shape[0],
        rows_after=core.cover.shape[0],
        entries=core.entries,
        cut_short=bool(search.watch.why),
        lost=search.watch.lost,
    )


def _as_given(problem: CoverProblem, start: NDArray[np.bool_] | None, notes: tuple[str, ...]) -> Solution:
    """Return the better of a start and what is fixed, nothing proven: it was cancelled at once."""
    able = [plan for plan in (start, problem.fixed_open) if plan is not None and not breaches(problem, plan)]
    nothing = Solution(
        status="cancelled",
        status_text="It was cancelled before any plan was found that meets all hard limits.",
        stopped_by="user",
        chosen=np.zeros(len(problem.option_ids), dtype=bool),
        objective=None,
        bound=None,
        credit=0.0,
        fixed_bound=score(problem, problem.fixed_open).objective,
        reasons=() if able else ("no plan was tried before it was cancelled",),
        rows_before=problem.cover.shape[0],
        notes=notes,
    )
    if not able:
        return nothing
    chosen = max(able, key=lambda plan: score(problem, plan).objective)
    worth = score(problem, chosen)
    # With all open each row counts most, and each floor lacks least.
    everything = score(problem, ~problem.forbidden)
    return replace(
        nothing,
        status_text=_words("cancelled", "user"),
        chosen=chosen,
        objective=worth.objective,
        bound=max(worth.objective, everything.objective),
        credit=worth.credit,
        shortfalls=worth.shortfalls,
    )


def _lost(watch: Watch) -> tuple[str, ...]:
    """Return a note where the exact solver gave no answer."""
    if not watch.lost:
        return ()
    told = "The exact solver ended without an answer: it crashed, was killed, or had no room. "
    return (f"{told}What is said was found without it, and another run may find a better plan.",)


def _words(status: str, why: str) -> str:
    if status == "optimal":
        return "The best possible plan under these assumptions, proven."
    ends = {
        "gap": "it is as close to the best possible plan as was asked for",
        "effort": "the counted effort was used up",
        "time": "the time was up",
        "user": "it was cancelled",
    }
    return f"A plan that is not proven to be the best; the search ended because {ends[why]}."


def _infeasible(problem: CoverProblem, core: Core, reasons: tuple[str, ...], watch: Watch) -> Solution:
    return _without_plan(problem, core, watch, ("infeasible", IMPOSSIBLE, "proof"), reasons)


def _nothing_found(problem: CoverProblem, core: Core, watch: Watch) -> Solution:
    text = "No plan was found that meets all hard limits; whether there is one is not known."
    status = "cancelled" if watch.why == "user" else "not_found"
    why = watch.why or "effort"
    reasons = ("none of the plans tried meets all hard limits",)
    found = _without_plan(problem, core, watch, (status, text, why), reasons)
    return replace(found, notes=_lost(watch))


def _without_plan(
    problem: CoverProblem, core: Core, watch: Watch, how: tuple[str, str, str], reasons: tuple[str, ...]
) -> Solution:
    """Return that there is no plan: how is its status, the same in words, and what ended the search."""
    status, text, why = how
    fixed = score(problem, problem.fixed_open)
    return Solution(
        status=status,
        status_text=text,
        stopped_by=why,
        chosen=np.zeros(len(problem.option_ids), dtype=bool),
        objective=None,
        bound=None,
        credit=0.0,
        fixed_bound=fixed.objective,
        reasons=reasons,
        rows_before=problem.cover.shape[0],
        rows_after=core.cover.shape[0],
        entries=core.entries,
        cut_short=bool(watch.why),
        lost=watch.lost,
    )


def _whole(problem: CoverProblem, core: Core, plan: NDArray[np.bool_]) -> NDArray[np.bool_]:
    chosen = problem.fixed_open.copy()
    chosen[core.options[plan]] = True
    return chosen
