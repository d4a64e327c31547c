"""Robust radii of gates: how many are alive, beside HiGHS on the same linear programs, and how long it takes.

    python3 Benchmarks/robust_gates.py

The small case is drawn as follows: 8 clusters of 200 points in 20 dimensions, spread .10, and 30 patterns
of Algorithm 4.1 at eps = .05. The large one is MNIST, 2 against 8, at full size.
"""

import shutil
import tempfile
import time

import numpy as np
from scipy.optimize import linprog

import benchmark

EPS = 0.05
REPETITIONS = 3


def case(spread):
    """Points, labels and patterns from default_rng(0)."""
    rng = np.random.default_rng(0)
    n, d, count = 200, 20, 30
    centers = rng.standard_normal((8, d))
    labels = np.where(np.arange(8) % 2 == 0, 1.0, -1.0)
    who = rng.integers(0, 8, n)
    x, y = centers[who] + spread * rng.standard_normal((n, d)), labels[who]
    seen, patterns = set(), []
    while len(patterns) < count:
        a = rng.standard_normal(d)
        for moved in (x, x + EPS * np.sign(rng.standard_normal(x.shape))):
            p = moved @ a >= 0
            if p.any() and p.tobytes() not in seen and len(patterns) < count:
                seen.add(p.tobytes())
                patterns.append(p)
    return x, y, np.array(patterns).T.astype(float)


def radius(x, pattern):
    """max over |v|_1 <= 1 of min_k s_k x_k'v, by HiGHS."""
    n, d = x.shape
    s = 2 * pattern[:, None] - 1
    rows = np.block([[-s * x, s * x, np.ones((n, 1))], [np.ones((1, 2 * d)), np.zeros((1, 1))]])
    result = linprog(
        np.r_[np.zeros(2 * d), -1.0],
        A_ub=rows,
        b_ub=np.r_[np.zeros(n), 1.0],
        bounds=[(0, None)] * (2 * d) + [(None, None)],
        method="highs",
    )
    return -result.fun


def clusters(results, lines):
    lines.append("| spread | alive at 0 | .01 | .02 | .05 | largest difference from HiGHS | cnnc s | HiGHS s |")
    lines.append("|---|---|---|---|---|---|---|---|")
    for spread in (0.10, 0.03):
        x, y, d = case(spread)
        with tempfile.TemporaryDirectory() as folder:
            np.save(f"{folder}/X.npy", x)
            np.save(f"{folder}/y.npy", y)
            np.save(f"{folder}/D.npy", d)
            spec = shutil.copy(benchmark.SPECS / "robust_gates.cnn", folder)
            runs = [
                benchmark.run(["inspect", spec, "--phase", "gates"], threads=1)
                for _ in range(REPETITIONS)
            ]
        found = np.array([gate["radius"]["upper"] for gate in runs[0]["gates"]])
        known = max(g["radius"]["upper"] - g["radius"]["lower"] for g in runs[0]["gates"])
        begin = time.perf_counter()
        expected = np.array([radius(x, d[:, i]) for i in range(d.shape[1])])
        highs = time.perf_counter() - begin
        wall = sorted(run["process"]["wall"] for run in runs)[REPETITIONS // 2]
        alive = [int((found > eps + 1e-9).sum()) for eps in (0, 0.01, 0.02, 0.05)]
        difference = float(np.abs(found - expected).max())
        results["clusters"].append(
            dict(spread=spread, alive=alive, difference=difference, width=known, wall=wall, highs=highs)
        )
        lines.append(
            f"| {spread} | " + " | ".join(f"{a} of 30" for a in alive)
            + f" | {difference:.1e} | {wall:.2f} | {highs:.2f} |"
        )


def mnist(results, lines):
    """The derivation with dead gates dropped; the matrix is never made."""
    files = [
        f"X={benchmark.data('mnist_2v8.train-images-idx3-ubyte.gz')}",
        f"y={benchmark.data('mnist_2v8.train-labels-idx1-ubyte.gz')}",
    ]
    given = [part for file in files for part in ("--data", file)]
    spec = str(benchmark.SPECS / "robust_mnist.cnn")
    lines += ["", "| eps | rows at -O0 | at -O1 | s at -O0 | s at -O1 |", "|---|---|---|---|---|"]
    for eps in (0.003, 0.01, 0.03):
        arguments = ["inspect", spec, "--phase", "canonical", "-D", f"eps={eps}", *given]
        whole, pruned = benchmark.run(arguments), benchmark.run([*arguments, "-O1"])
        entry = dict(
            eps=eps,
            rows=[whole["rows"], pruned["rows"]],
            wall=[whole["process"]["wall"], pruned["process"]["wall"]],
        )
        results["mnist"].append(entry)
        lines.append(
            f"| {eps} | {entry['rows'][0]} | {entry['rows'][1]} | {entry['wall'][0]:.1f}"
            f" | {entry['wall'][1]:.1f} |"
        )


def main():
    results = dict(machine=benchmark.machine(), clusters=[], mnist=[])
    lines = []
    clusters(results, lines)
    mnist(results, lines)
    benchmark.keep("robust_gates", results, "\n".join(lines))


if __name__ == "__main__":
    main()
