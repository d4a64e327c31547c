"""The ADMM at full size: losses, data sets and numbers of gates of the papers.

    CNNC_DATA=... python3 Benchmarks/admm.py [--threads N] [--only NAME ...]

Each run has the iterations that the papers report; MNIST with cross-entropy also longer ones, for the gap that
they prove, and Algorithm 3.2. Prints, and writes to results/admm.md and .json: seconds of reading, setup and
iterations, training loss, test accuracy, gap and violation.
"""

import argparse
import os
import pathlib
import tempfile

import numpy as np

from benchmark import SPECS, data, keep, machine, run, table

MNIST = (
    ("mnist_2v8.train-images-idx3-ubyte.gz", "mnist_2v8.train-labels-idx1-ubyte.gz"),
    ("mnist_2v8.test-images-idx3-ubyte.gz", "mnist_2v8.test-labels-idx1-ubyte.gz"))


def fashion(size):
    return tuple(
        (f"fashion_pullover_bag{size}.{part}.npz:X", f"fashion_pullover_bag{size}.{part}.npz:y")
        for part in ("train", "test"))


CIFAR = tuple(
    (f"cifar_bird_ship_16x16x3.{part}.X.npy", f"cifar_bird_ship_16x16x3.{part}.y.npy")
    for part in ("train", "test"))

# Name, spec, files, options beyond the spec.
CASES = [
    ("MNIST P=24 BCE", "mnist_bce.cnn", MNIST, ["--max-iter", 34]),
    ("MNIST P=24 BCE rbcd", "mnist_bce.cnn", MNIST, ["--max-iter", 34, "--set", "coupling=rbcd"]),
    ("MNIST P=24 BCE long", "mnist_bce.cnn", MNIST, ["--max-iter", 300]),
    ("MNIST P=24 BCE beta 1 long", "mnist_bce.cnn", MNIST, ["--max-iter", 600, "-D", "beta=1"]),
    ("Fashion 28x28 P=18", "fashion.cnn", fashion(""), ["--max-iter", 42]),
    ("Fashion 14x14 P=18", "fashion.cnn", fashion("_14x14"), ["--max-iter", 42]),
    ("CIFAR 16x16x3 P=18", "cifar.cnn", CIFAR, ["--max-iter", 30]),
    ("CIFAR 16x16x3 P=120 BCE", "cifar_bce.cnn", CIFAR, ["--max-iter", 34]),
]


def files(pair, folder):
    """Options for a pair of files; images in an array become rows of their own."""
    features = data(pair[0])
    if features.endswith(".npy"):
        images = np.load(features)
        features = folder / pair[0]
        np.save(features, images.reshape(len(images), -1))
    return ["--data", f"X={features}", "--data", f"y={data(pair[1])}"]


def measure(name, spec, pairs, options, threads, folder):
    """One run with its test accuracy."""
    train, test = (files(pair, folder) for pair in pairs)
    weights = folder / "w.npz"
    result = run(
        ["solve", SPECS / spec, *train, "--solver", "admm", *options, "--weights", weights], threads)
    # A network file knows the arrays that it was trained on.
    score = run(["predict", weights, *(part.removesuffix(":X").removesuffix(":y") for part in test)])
    time = result["time"]
    return {
        "name": name, "read": time["read"], "compile": time["compile"], "setup": time["setup"],
        "solve": time["solve"], "wall": result["process"]["wall"],
        "cpu": result["process"]["cpu"], "iterations": result["iterations"],
        "loss": result["network"]["loss"], "objective": result["objective"],
        "dual_objective": result["dual_objective"], "gap": result["gap"],
        "max_violation": result["max_violation"], "accuracy": 100 * score["accuracy"],
        "flops": result["flops"], "peak_bytes": result["process"]["peak_bytes"],
        "plan": result["plan"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", nargs="+", default=[])
    options = parser.parse_args()
    where = machine()
    with tempfile.TemporaryDirectory() as name:
        runs = [
            measure(*case, options.threads, pathlib.Path(name))
            for case in CASES if not options.only or case[0] in options.only]
    rows = [
        [r["name"], r["iterations"], f"{r['wall']:.1f}", f"{r['cpu']:.1f}", f"{r['setup']:.1f}",
         f"{r['solve']:.1f}", f"{1e-9 * (r['flops']['setup'] + r['flops']['iterations']):.0f}",
         f"{r['peak_bytes'] / 2**20:.0f}", f"{r['loss']:.4g}", f"{r['accuracy']:.2f}",
         f"{r['gap']:.1e}", f"{r['max_violation']:.1e}"]
        for r in runs]
    text = table(
        ["case", "iterations", "s", "CPU s", "setup s", "solve s", "GFLOP", "MiB", "loss", "test %",
         "gap", "violation"], rows)
    keep("admm", {"machine": where, "threads": options.threads, "runs": runs}, text)


if __name__ == "__main__":
    main()
