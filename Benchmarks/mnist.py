"""MNIST 2 against 8: ten ADMM iterations at full size, and certified runs on small sets.

    CNNC_DATA=... python3 Benchmarks/mnist.py [--seeds 1 2 3 4 5] [--threads N]

Prints, and writes to results/mnist.md and .json: seconds and GFLOP/s of setup and of iterations, the
latter as a share of a matrix product's rate measured just before in the same OpenBLAS; peak memory;
the loss of the recovered network; its test accuracy; the share of the time that is neither reading, nor
setup, nor iterating ("rest"); and the share of the process that its own clock does not see: loading
the libraries before it and freeing the memory after it ("start and end").
"""

import argparse
import os
import pathlib
import tempfile

import numpy as np

from benchmark import SPECS, OpenBLAS, data, keep, machine, median, run, spread, table

SETS = {
    "28x28": {
        "spec": "mnist_28x28.cnn", "gates": 24,
        "train": ("mnist_2v8.train-images-idx3-ubyte.gz", "mnist_2v8.train-labels-idx1-ubyte.gz"),
        "test": ("mnist_2v8.test-images-idx3-ubyte.gz", "mnist_2v8.test-labels-idx1-ubyte.gz"),
    },
    "10x10": {
        "spec": "mnist_10x10.cnn", "gates": 8,
        "train": ("mnist_2v8_10x10.train.X.npy", "mnist_2v8_10x10.train.y.npy"),
        "test": ("mnist_2v8_10x10.test.X.npy", "mnist_2v8_10x10.test.y.npy"),
    },
}
# Ten iterations of Algorithm 3.1 at 28 x 28 with 24 gates, as the paper reports them (Table 2).
PAPER = {"seconds": 802, "loss": 223.2, "accuracy": 98.90}


def files(pair):
    return ["--data", f"X={pair[0]}", "--data", f"y={pair[1]}"]


def ten_iterations(name, seed, threads, folder):
    """One run of one set; rates are measured immediately before it."""
    chosen = SETS[name]
    train, test = (files([data(file) for file in chosen[key]]) for key in ("train", "test"))
    common = [SPECS / chosen["spec"], *train, "--max-iter", 10, "--seed", seed]
    rates = {
        kind: OpenBLAS().rate(element, threads)
        for kind, element in (("dgemm", np.float64), ("sgemm", np.float32))}
    weights = folder / f"{name}.{seed}.npz"
    result = run(["solve", *common, "--solver", "admm", "--weights", weights], threads)
    score = run(["predict", weights, *test])
    seconds, wall = result["time"], result["process"]["wall"]
    known = seconds["read"] + seconds["setup"] + seconds["solve"]
    total = seconds["total"]
    return {
        "seed": seed, "read": seconds["read"], "setup": seconds["setup"], "solve": seconds["solve"],
        "wall": wall, "cpu": result["process"]["cpu"], "rest_share": (total - known) / total,
        "outside_share": (wall - total) / wall,
        "setup_rate": 1e-9 * result["flops"]["setup"] / seconds["setup"],
        "solve_rate": 1e-9 * result["flops"]["iterations"] / seconds["solve"],
        "setup_kind": "sgemm" if "single precision" in result["plan"] else "dgemm", **rates,
        "peak_bytes": result["process"]["peak_bytes"], "loss": result["network"]["loss"],
        "accuracy": 100 * score["accuracy"], "plan": result["plan"],
    }


def summary(name, runs):
    """The row of one set: medians over the seeds."""
    middle = lambda key: median([r[key] for r in runs])
    share = lambda part, kind: median([r[part] / r[kind] for r in runs])
    kind = runs[0]["setup_kind"]
    return [
        name, len(runs), f"{middle('wall'):.2f}", f"{middle('read'):.2f}",
        f"{middle('setup'):.2f} ({middle('setup_rate'):.0f}, {share('setup_rate', kind):.0%} of {kind})",
        f"{middle('solve'):.2f} ({middle('solve_rate'):.0f}, {share('solve_rate', 'dgemm'):.0%} of dgemm)",
        f"{middle('rest_share'):.1%}", f"{middle('outside_share'):.1%}",
        f"{middle('peak_bytes') / 2**20:.0f}",
        f"{middle('loss'):.1f} ({spread([r['loss'] for r in runs])})",
        f"{middle('accuracy'):.2f} ({min(r['accuracy'] for r in runs):.2f}"
        f"..{max(r['accuracy'] for r in runs):.2f})",
    ]


def first_rows(count, folder):
    """The first rows of the 10 x 10 training set, as files of their own."""
    pair = []
    for file in SETS["10x10"]["train"]:
        path = folder / f"{count}.{file}"
        np.save(path, np.load(data(file))[:count])
        pair.append(path)
    return pair


def certified(label, pair, iterations, threads, folder, beta):
    """The gap that a run of so many iterations can prove."""
    weights = folder / "certified.npz"
    result = run(
        ["solve", SPECS / "mnist_10x10.cnn", *files(pair), "--solver", "admm", "--max-iter", iterations, "--set",
         "tol=1e-6", "-D", f"beta={beta}", "--weights", weights], threads)
    score = run(["predict", weights, *files([data(f) for f in SETS["10x10"]["test"]])])
    return {
        "set": label, "beta": beta, "asked": iterations, "iterations": result["iterations"],
        "wall": result["process"]["wall"], "objective": result["objective"],
        "dual_objective": result["dual_objective"], "gap": result["gap"],
        "max_violation": result["max_violation"],
        "network_objective": result["network"]["objective"], "status": result["status"],
        "accuracy": 100 * score["accuracy"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    where = machine()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        runs = {
            name: [ten_iterations(name, seed, options.threads, folder) for seed in options.seeds]
            for name in SETS}
        small = first_rows(1000, folder)
        full = [data(file) for file in SETS["10x10"]["train"]]
        proofs = [
            certified(label, pair, iterations, options.threads, folder, beta)
            for label, pair, beta, counts in (
                ("1000 rows", small, 1, (250, 1000, 4000)),
                ("1000 rows", small, 1e-3, (1000, 4000, 16000)),
                ("11809 rows", full, 1, (250, 1000)),
                ("11809 rows", full, 1e-3, (250, 1000)))
            for iterations in counts]
    text = f"Ten iterations, {options.threads} threads, medians over the gate seeds:\n\n" + table(
        ["set", "runs", "wall s", "read s", "setup s (GFLOP/s)", "iterations s (GFLOP/s)", "rest",
         "start and end", "peak MiB", "network loss", "test accuracy %"],
        [summary(name, part) for name, part in runs.items()]
        + [["28x28, paper", "", PAPER["seconds"], "", "", "", "", "", "", PAPER["loss"],
            f"{PAPER['accuracy']:.2f}"]])
    text += "\n\nCertified runs at 10x10, 8 gates:\n\n" + table(
        ["set", "beta", "iterations", "wall s", "objective", "proven bound", "gap", "violation",
         "network objective", "test accuracy %"],
        [[p["set"], f"{p['beta']:g}", p["iterations"], f"{p['wall']:.2f}", f"{p['objective']:.6g}",
          f"{p['dual_objective']:.6g}", f"{p['gap']:.1e}", f"{p['max_violation']:.1e}",
          f"{p['network_objective']:.6g}", f"{p['accuracy']:.2f}"] for p in proofs])
    keep("mnist", {
        "machine": where, "threads": options.threads, "paper": PAPER, "ten_iterations": runs,
        "certified": proofs}, text)


if __name__ == "__main__":
    main()
