"""Small squared-loss problems, solved by cnnc and by CVXPY with Clarabel, one thread each.

    CNNC_DATA=... python3 Benchmarks/cvxpy_peer.py [--repeats 7] [--tolerance 1e-6]

Both get the same data and the same patterns. Prints, and writes to results/cvxpy_peer.md and .json:
both objectives of cnnc (of the convex program and of the recovered network) against Clarabel's
optimum, iterations, and ratios of median times. CVXPY's time starts after its import and holds
building, compiling and solving; cnnc's is that of the whole process. Needs numpy and cvxpy.
"""

import os

# Before NumPy is loaded: one thread for it too.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import pathlib
import shutil
import tempfile
import time

import cvxpy as cp
import numpy as np

from benchmark import SPECS, data, keep, machine, median, run, table


def toy():
    """Tests/Specs/01_squared.cnn, whose optimum is 0.15379697."""
    x = np.array([[1.0, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1.0, 0.1], [-0.4, -0.8], [0.5, -1.0]])
    gates = np.array([[1.0, 0.3], [0.2, 1.0], [-1.0, 0.4], [-0.3, -1.0]])
    return x, np.array([1.0, 1, -1, -1, 1, -1]), x @ gates.T >= 0, 0.01


def sampled_patterns(x, count, source):
    """That many different patterns [X a >= 0] other than 0, with a standard normal."""
    patterns = []
    while len(patterns) < count:
        pattern = x @ source.standard_normal(x.shape[1]) >= 0
        if pattern.any() and not any((pattern == other).all() for other in patterns):
            patterns.append(pattern)
    return np.array(patterns).T


def random(n, d, count):
    """A planted network of eight neurons with noise."""
    source = np.random.default_rng(n)
    x = source.standard_normal((n, d)) / np.sqrt(d)
    hidden = np.maximum(x @ source.standard_normal((d, 8)), 0)
    y = hidden @ np.sign(source.standard_normal(8)) + 0.1 * source.standard_normal(n)
    return x, y, sampled_patterns(x, count, source), 1e-3 * n


def mammographic(count):
    rows = np.loadtxt(data("mammographic_masses.train.csv"), delimiter=",", skiprows=1)
    x = (rows[:, :-1] - rows[:, :-1].mean(axis=0)) / rows[:, :-1].std(axis=0)
    x = np.hstack([x, np.ones((len(x), 1))])
    return x, 2 * rows[:, -1] - 1, sampled_patterns(x, count, np.random.default_rng(0)), 6.0


CASES = {
    "toy": toy,
    "random n=20 d=5 P=8": lambda: random(20, 5, 8),
    "random n=60 d=10 P=12": lambda: random(60, 10, 12),
    "random n=200 d=20 P=30": lambda: random(200, 20, 30),
    "mammographic n=581 d=6 P=16": lambda: mammographic(16),
}


def solve_with_cvxpy(x, y, patterns, beta):
    """(2.5) as one would write it in CVXPY: times, iterations and the objective at the point."""
    start = time.perf_counter()
    (n, d), count = x.shape, patterns.shape[1]
    gates = patterns.astype(float)
    v, w = cp.Variable((d, count)), cp.Variable((d, count))
    prediction = cp.sum(cp.multiply(gates, x @ (v - w)), axis=1)
    groups = cp.mixed_norm(v.T, 2, 1) + cp.mixed_norm(w.T, 2, 1)
    cones = [cp.multiply(2 * gates - 1, x @ group) >= 0 for group in (v, w)]
    problem = cp.Problem(
        cp.Minimize(cp.sum_squares(prediction - y) / 2 + beta * groups), cones)
    problem.solve(solver=cp.CLARABEL)
    whole = time.perf_counter() - start
    return {
        "whole": whole, "solver": problem.solver_stats.solve_time,
        "iterations": problem.solver_stats.num_iters, "objective": float(problem.value),
        "status": problem.status,
    }


def solve_with_cnnc(folder, beta, tolerance, iterations):
    result = run(
        ["solve", folder / "patterns.cnn", "-D", f"beta={beta!r}", "--set", f"tol={tolerance}",
         "--max-iter", iterations], threads=1)
    return {
        "whole": result["process"]["wall"],
        "solver": result["time"]["setup"] + result["time"]["solve"],
        "iterations": result["iterations"], "objective": result["objective"],
        "network": result["network"]["objective"], "dual_objective": result["dual_objective"],
        "gap": result["gap"], "max_violation": result["max_violation"],
        "status": result["status"], "solver_name": result["solver"],
    }


def compare(name, options, folder):
    x, y, patterns, beta = CASES[name]()
    shutil.copy(SPECS / "patterns.cnn", folder)
    for file, array in (("X", x), ("y", y), ("D", patterns.astype(np.uint8))):
        np.save(folder / f"{file}.npy", array)
    pairs = []
    # One after the other, so that what else the machine does falls on both.
    for _ in range(options.repeats):
        ours = solve_with_cnnc(folder, beta, options.tolerance, options.max_iter)
        pairs.append((ours, solve_with_cvxpy(x, y, patterns, beta)))
    ours, theirs = pairs[0]
    relative = lambda value: (value - theirs["objective"]) / abs(theirs["objective"])
    times = lambda side, key: median([pair[side][key] for pair in pairs])
    ratio = lambda mine, other: median([a[mine] / b[other] for a, b in pairs])
    return {
        "case": name, "beta": beta, "cnnc": ours, "cvxpy": theirs,
        "convex_difference": relative(ours["objective"]),
        "network_difference": relative(ours["network"]),
        "seconds": {
            "cnnc_process": times(0, "whole"), "cnnc_solver": times(0, "solver"),
            "cvxpy_whole": times(1, "whole"), "clarabel": times(1, "solver")},
        "ratios": {
            "process_to_cvxpy": ratio("whole", "whole"),
            "solver_to_cvxpy": ratio("solver", "whole"),
            "solver_to_clarabel": ratio("solver", "solver")},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("--max-iter", type=int, default=100_000)
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=CASES)
    options = parser.parse_args()
    where = machine()
    results = []
    for name in options.cases:
        with tempfile.TemporaryDirectory() as folder:
            results.append(compare(name, options, pathlib.Path(folder)))
    milli = lambda seconds: f"{1e3 * seconds:.1f}"
    text = (
        f"Tolerance of cnnc {options.tolerance:g}; medians of {options.repeats} repetitions.\n"
        f"CVXPY {cp.__version__} with Clarabel at its own tolerance (1e-8).\n\n")
    text += table(
        ["case", "Clarabel's optimum", "convex objective", "network objective", "gap", "violation",
         "status"],
        [[r["case"], f"{r['cvxpy']['objective']:.8g}", f"{r['convex_difference']:+.1e}",
          f"{r['network_difference']:+.1e}", f"{r['cnnc']['gap']:.1e}",
          f"{r['cnnc']['max_violation']:.1e}", r["cnnc"]["status"]] for r in results])
    text += "\n\nObjectives of cnnc as relative differences from Clarabel's. Times in ms:\n\n"
    text += table(
        ["case", "cnnc iterations", "Clarabel iterations", "cnnc process", "cnnc solver",
         "CVXPY whole", "Clarabel", "process / CVXPY", "solver / CVXPY", "solver / Clarabel"],
        [[r["case"], r["cnnc"]["iterations"], r["cvxpy"]["iterations"],
          *(milli(r["seconds"][key]) for key in (
              "cnnc_process", "cnnc_solver", "cvxpy_whole", "clarabel")),
          *(f"{r['ratios'][key]:.2f}" for key in (
              "process_to_cvxpy", "solver_to_cvxpy", "solver_to_clarabel"))] for r in results])
    keep("cvxpy_peer", {
        "machine": where, "tolerance": options.tolerance, "repeats": options.repeats,
        "cvxpy": cp.__version__, "cases": results}, text)


if __name__ == "__main__":
    main()
