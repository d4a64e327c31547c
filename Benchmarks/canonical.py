"""The conic programs of training beside CVXPY's: sizes, optima and time to compile.

    CNNC_DATA=... python3 Benchmarks/canonical.py [--repeats 5] [--samples 200 --features 20 --gates 30]

Clustered data with the patterns of Algorithm 4.1, six problems: squared loss, hinge and cross-entropy,
each standard and adversarial (l_inf ball). cnnc compiles each to CBF, as it is and with -O1; CVXPY
compiles a model written independently. Clarabel solves all three. Prints, and writes to
results/canonical.md and .json: rows, columns and nonzeros; optima as relative differences from CVXPY's; ratios
of times to compile. cnnc's process reads the data and writes the file, which takes most of its time; its
compiler alone goes from the text to the matrix. CVXPY's time starts after the import and ends with the arrays
that the solver takes. Where
CNNC_DATA is set, `inspect --phase canonical` is timed at full size too (MNIST 2 against 8, 28 x 28), where
only blocks are counted.
Needs numpy, scipy, cvxpy and clarabel.
"""

import os

# Before NumPy is loaded: one thread for it too.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import pathlib
import sys
import tempfile
import time

import cvxpy as cp
import numpy as np

import cbf
from benchmark import SPECS, data, keep, machine, median, run, table

EPS = 0.05
NORM_TERM = "beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)"
# What is minimized and beta, for the squared loss that of the sum.
PROBLEMS = {
    "squared": ("sum(sq(yhat(X), y))", "sum"),
    "hinge": ("mean(hinge(yhat(X), y))", "mean"),
    "cross-entropy": ("mean(bce(yhat(X), y))", "mean"),
    "adversarial squared": ("max[Delta in B^n] sum(sq(yhat(X + Delta), y))", "sum"),
    "adversarial hinge": ("max[Delta in B^n] mean(hinge(yhat(X + Delta), y))", "mean"),
    "adversarial cross-entropy": ("max[Delta in B^n] mean(bce(yhat(X + Delta), y))", "mean"),
}


def clusters(n, d, source):
    """Eight Gaussian clusters with alternating labels."""
    centres = source.standard_normal((8, d))
    which = source.integers(0, 8, n)
    x = centres[which] + 0.03 * source.standard_normal((n, d))
    return x, np.where(which % 2 == 0, 1.0, -1.0)


def sampled_patterns(x, count, source):
    """Different patterns other than 0 at X and at X moved to corners of the ball: Algorithm 4.1."""
    found = {}
    while len(found) < count:
        a = source.standard_normal(x.shape[1])
        for moved in (x, x + EPS * np.sign(source.standard_normal(x.shape))):
            pattern = moved @ a >= 0
            if pattern.any() and len(found) < count:
                found.setdefault(pattern.tobytes(), pattern)
    return np.array(list(found.values())).T


def cvxpy_model(problem, x, y, patterns, beta):
    """(2.5), (4.9), (4.12) and (18) as one would write them in CVXPY."""
    n, count = patterns.shape
    gates = patterns.astype(float)
    isRobust = problem.startswith("adversarial")
    v, w = cp.Variable((x.shape[1], count)), cp.Variable((x.shape[1], count))
    theta = v - w
    prediction = cp.sum(cp.multiply(gates, x @ theta), axis=1)
    conditions = []
    for group in (v, w):
        margin = cp.multiply(2 * gates - 1, x @ group)
        if isRobust:
            radii = cp.reshape(cp.norm(group, 1, axis=0), (1, count), order="F")
            conditions.append(margin >= np.ones((n, 1)) @ (EPS * radii))
        else:
            conditions.append(margin >= 0)
    radius = EPS * cp.norm(gates @ theta.T, 1, axis=1) if isRobust else 0
    if problem == "squared":
        loss = cp.sum_squares(prediction - y) / 2
    elif problem == "adversarial squared":
        distance = cp.Variable(n)
        conditions += [distance >= prediction - y + radius, distance >= y - prediction + radius]
        loss = cp.sum_squares(distance) / 2
    elif "hinge" in problem:
        loss = cp.sum(cp.pos(1 - cp.multiply(y, prediction) + radius)) / n
    else:
        loss = cp.sum(cp.logistic(2 * (radius - cp.multiply(y, prediction)))) / n
    groups = cp.mixed_norm(v.T, 2, 1) + cp.mixed_norm(w.T, 2, 1)
    return cp.Problem(cp.Minimize(loss + beta * groups), conditions)


def with_cvxpy(problem, *numbers):
    """Times to compile, the sizes of what Clarabel gets, and the model."""
    start, cpu = time.perf_counter(), time.process_time()
    model = cvxpy_model(problem, *numbers)
    arrays, _, _ = model.get_problem_data(cp.CLARABEL)
    times = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    matrix = arrays["A"]
    return times, {
        "rows": matrix.shape[0], "columns": matrix.shape[1], "nonzeros": matrix.nnz}, model


def with_cnnc(spec, level, beta):
    """What `compile --json` tells, with the seconds of its process."""
    return run(
        ["compile", spec, "-o", spec.with_suffix(f".{level}.cbf"), "-O", level,
         "-D", f"beta={beta!r}"])


def compare(problem, case, options, folder):
    x, y, patterns = case
    objective, kind = PROBLEMS[problem]
    beta = 1e-2 * len(y) if kind == "sum" else 1e-3
    spec = folder / f"{problem.replace(' ', '-')}.cnn"
    spec.write_text((SPECS / "canonical.cnn").read_text() + f"minimize {objective} + {NORM_TERM}\n")
    ours, pruned, theirs = [], [], []
    # One after the other, so that what else the machine does falls on all.
    for _ in range(options.repeats):
        ours.append(with_cnnc(spec, 0, beta))
        pruned.append(with_cnnc(spec, 1, beta))
        theirs.append(with_cvxpy(problem, x, y, patterns, beta))
    print(problem, "compiled", file=sys.stderr, flush=True)
    model = theirs[-1][2]
    model.solve(
        solver=cp.CLARABEL, tol_gap_abs=1e-9, tol_gap_rel=1e-9, tol_feas=1e-9)
    print(problem, model.value, file=sys.stderr, flush=True)
    wall = lambda runs: median([document["process"]["wall"] for document in runs])
    solutions = [cbf.solve(spec.with_suffix(f".{level}.cbf"), 1e-9) for level in (0, 1)]
    print(problem, *(s["objective"] for s in solutions), file=sys.stderr, flush=True)
    # Of CPU time for the process, which other work does not touch; of wall time for the compiler alone.
    ratio = lambda runs: {
        "process": median(
            [other[0]["cpu"] / one["process"]["cpu"] for one, other in zip(runs, theirs)]),
        "compiler": median(
            [other[0]["wall"] / one["compile_seconds"] for one, other in zip(runs, theirs)])}
    return {
        "problem": problem, "beta": beta,
        "cvxpy": {"sizes": theirs[0][1], "seconds": median([t[0]["wall"] for t in theirs]),
                  "status": model.status, "objective": float(model.value)},
        "cnnc": [
            {"sizes": {"rows": runs[0]["rows"], "columns": runs[0]["variables"],
                       "nonzeros": runs[0]["nonzeros"]},
             "seconds": wall(runs), "ratio": ratio(runs), "status": solution["status"],
             "objective": solution["objective"], "difference":
                 (solution["objective"] - model.value) / (1 + abs(model.value))}
            for runs, solution in zip((ours, pruned), solutions)],
    }


def full_size(folder, repeats):
    """The sizes of programs whose matrix would not fit, and how long counting them takes."""
    lines = (SPECS / "canonical.cnn").read_text().splitlines()
    images, labels = (data(f"mnist_2v8.train-{kind}-ubyte.gz") for kind in ("images-idx3", "labels-idx1"))
    sources = {
        "data   X": f'data X : R[n, d] = idx("{images}") with scale(by: 255)',
        "data   y": f'data y : {{-1, 1}}[n] = idx("{labels}", labels: [2, 8])',
        "gates": "gates g = sample(X, count: 24, seed: 1)"}
    for head, source in sources.items():
        lines = [source if line.startswith(head) else line for line in lines]
    results = []
    for problem, (objective, _) in PROBLEMS.items():
        spec = folder / "full.cnn"
        spec.write_text("\n".join([*lines, f"minimize {objective} + {NORM_TERM}", ""]))
        runs = [run(["inspect", spec, "--phase", "canonical", "-D", "beta=0.001"])
                for _ in range(repeats)]
        results.append({
            "problem": problem, "sizes": {
                "rows": runs[0]["rows"], "columns": runs[0]["variables"],
                "nonzeros": runs[0]["nonzeros"]},
            "seconds": median([document["process"]["wall"] for document in runs]),
            "peak_bytes": max(document["process"]["peak_bytes"] for document in runs)})
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--features", type=int, default=20)
    parser.add_argument("--gates", type=int, default=30)
    parser.add_argument("--problems", nargs="+", default=list(PROBLEMS), choices=PROBLEMS)
    options = parser.parse_args()
    where = machine()
    source = np.random.default_rng(0)
    x, y = clusters(options.samples, options.features, source)
    case = x, y, sampled_patterns(x, options.gates, source)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, array in zip("XyD", (x, y, case[2].astype(np.uint8))):
            np.save(folder / f"{name}.npy", array)
        results = [compare(problem, case, options, folder) for problem in options.problems]
        full = full_size(folder, options.repeats) if os.environ.get("CNNC_DATA") else []
    sizes = lambda s: f"{s['rows']:,} x {s['columns']:,}, {s['nonzeros']:,}"
    text = (
        f"n = {options.samples}, d = {options.features}, P = {options.gates}; medians of"
        f" {options.repeats} repetitions, one thread.\n"
        f"CVXPY {cp.__version__} and Clarabel at 1e-9 for all.\n\nRows x columns, nonzeros:\n\n")
    text += table(
        ["problem", "cnnc", "cnnc -O1", "CVXPY"],
        [[r["problem"], *(sizes(ours["sizes"]) for ours in r["cnnc"]), sizes(r["cvxpy"]["sizes"])]
         for r in results])
    text += "\n\nOptima of what cnnc wrote as relative differences; times to compile in ms:\n\n"
    text += table(
        ["problem", "optimum (CVXPY)", "cnnc", "cnnc -O1", "status", "CVXPY ms", "cnnc ms",
         "cnnc -O1 ms", "CVXPY / cnnc process (CPU)", "CVXPY / cnnc's compiler (wall)"],
        [[r["problem"], f"{r['cvxpy']['objective']:.9g}",
          *(f"{ours['difference']:+.1e}" for ours in r["cnnc"]),
          ", ".join([r["cvxpy"]["status"], *(ours["status"] for ours in r["cnnc"])]),
          f"{1e3 * r['cvxpy']['seconds']:.0f}",
          *(f"{1e3 * ours['seconds']:.0f}" for ours in r["cnnc"]),
          *(f"{r['cnnc'][0]['ratio'][key]:.1f}" for key in ("process", "compiler"))]
         for r in results])
    if full:
        text += "\n\nn = 11809, d = 784, P = 24: `inspect --phase canonical`, reading included:\n\n"
        text += table(
            ["problem", "rows x columns, nonzeros", "seconds", "peak MiB"],
            [[r["problem"], sizes(r["sizes"]), f"{r['seconds']:.2f}",
              f"{r['peak_bytes'] / 2**20:.0f}"] for r in full])
    keep("canonical", {"machine": where, "repeats": options.repeats, "cvxpy": cp.__version__,
                       "cases": results, "full_size": full}, text)


if __name__ == "__main__":
    main()
