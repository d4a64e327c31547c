"""Training by structure to a certified gap: the data sets and sizes of the papers, and degenerate problems.

    CNNC_DATA=... python3 Benchmarks/certified.py [--threads N] [--only NAME ...] [--name certified]

Each case is solved once by the interior-point method, to the gap that stands beside it. Just before it the rate of a
square matrix product is measured, with as many threads. Prints, and writes to results/NAME.md and .json: status,
iterations, seconds of the process on the wall and of its processor, the part that the solver says it took, rates,
objective, gap and memory. The cases `mnist`, `mnist-bce` and `fashion` take minutes each. Needs numpy.
"""

import argparse
import pathlib
import sys
import tempfile

import numpy as np

from admm import MNIST, fashion, files
from benchmark import SPECS, OpenBLAS, data, keep, machine, run, table
from structured import case, spec

CIFAR = ("cifar_bird_ship_7x7x3_600.train.X.npy", "cifar_bird_ship_7x7x3_600.train.y.npy")
TABLE = ("mammographic_masses.train.csv",) * 2
FORMULAS = {"hinge": "pos(1 - t*z)", "squared": "1/2 * (z - t)^2", "cross-entropy": "softplus(-t*z)"}

# Name, spec, loss in place of its own, files, tolerance, options. `syn_c` makes its data.
CASES = [
    ("cifar", "cifar_hinge.cnn", None, CIFAR, 1e-6, []),
    ("cifar-adversarial", "cifar_adversarial.cnn", None, CIFAR, 1e-6, ["-O1"]),
    ("cifar-adversarial-squared", "cifar_adversarial.cnn", "squared", CIFAR, 1e-6, ["-O1"]),
    ("cifar-adversarial-bce", "cifar_adversarial.cnn", "cross-entropy", CIFAR, 1e-6, ["-O1"]),
    ("cifar-adversarial-all", "cifar_adversarial.cnn", None, CIFAR, 1e-6, []),
    ("mammographic", "mammographic_hinge.cnn", None, TABLE, 1e-6, []),
    ("mammographic-beta-1", "mammographic_hinge.cnn", None, TABLE, 1e-6, ["-D", "beta=1"]),
    ("syn_c-squared", None, "squared", None, 1e-6, []),
    ("syn_c-hinge", None, "hinge", None, 1e-6, []),
    ("syn_c-bce", None, "cross-entropy", None, 1e-6, []),
    ("fashion", "fashion.cnn", None, fashion("_14x14")[0], 1e-3, []),
    ("mnist", "mnist_28x28.cnn", None, MNIST[0], 1e-3, []),
    ("mnist-bce", "mnist_bce.cnn", None, MNIST[0], 1e-3, []),
]


def arguments(source, loss, pair, folder):
    """The spec with its data."""
    if source is None:
        x, y, gates = case("syn_c")
        path, beta = spec(folder, loss, x, y, gates, False)
        return [path, "-D", f"beta={beta!r}"]
    path = SPECS / source
    if loss:
        path = folder / source
        path.write_text((SPECS / source).read_text().replace(FORMULAS["hinge"], FORMULAS[loss]))
    if pair is TABLE:
        return [path, "--data", f"X={data(pair[0])}", "--data", f"y={data(pair[1])}"]
    return [path, *files(pair, folder)]


def measure(name, source, loss, pair, tolerance, options, threads):
    """One run."""
    with tempfile.TemporaryDirectory() as folder:
        given = arguments(source, loss, pair, pathlib.Path(folder))
        rate = OpenBLAS().rate(np.float64, threads)
        found = run(["solve", *given, "--solver", "ipm", "--set", f"tol={tolerance!r}", *options], threads)
    return {
        "name": name, "asked": tolerance, "status": found["status"], "plan": found["plan"],
        "iterations": found["iterations"], "wall": found["process"]["wall"],
        "cpu": found["process"]["cpu"], "solve": found["time"]["solve"], "dgemm": rate,
        "objective": found["objective"], "gap": found["gap"],
        "peak_mib": found["process"]["peak_bytes"] / 2**20,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--name", default="certified")
    options = parser.parse_args()
    unknown = set(options.only) - {name for name, *_ in CASES}
    if unknown:
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(c[0] for c in CASES)}")
    runs, rows = [], []
    for entry in CASES:
        if options.only and entry[0] not in options.only:
            continue
        r = measure(*entry, options.threads)
        runs.append(r)
        rows.append([
            r["name"], f"{r['asked']:.0e}", r["status"], r["plan"], r["iterations"], f"{r['wall']:.1f}",
            f"{r['cpu']:.1f}", f"{r['solve']:.1f}", f"{r['dgemm']:.0f}", f"{r['objective']:.8g}",
            "-" if r["gap"] is None else f"{r['gap']:.1e}", f"{r['peak_mib']:.0f}"])
        print(*rows[-1], file=sys.stderr, flush=True)
    text = table(
        ["case", "asked", "status", "plan", "iterations", "wall s", "CPU s", "solver s", "dgemm GFLOP/s",
         "objective", "gap", "MiB"], rows)
    keep(options.name, {"machine": machine(), "threads": options.threads, "runs": runs}, text)


if __name__ == "__main__":
    main()
