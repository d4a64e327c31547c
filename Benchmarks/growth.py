"""How the time of an iteration grows with n, d and P, beside what the plans predict.

    python3 Benchmarks/growth.py [--methods ipm admm] [--repeats 3] [--name growth]

Planted networks of eight neurons, hinge loss, one thread. From the middle of a grid one of n, d and P at a time is
changed, the others stay. The seconds of an iteration are processor seconds of the whole process: those of a long run
less those of a short one over the difference of their iterations, so that reading and factoring once do not count;
medians of the repeats. The flops of an iteration are those of `inspect --phase plan`. An exponent is the slope of the
least-squares line through logarithms; beside that of the seconds stands that of the flops. All points of one line must
have one plan, or the slope would be that of none. Writes results/NAME.md and .json. About three minutes.
Needs numpy; the modules that structured.py imports.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import structured
from benchmark import CNNC, keep, machine, median, run, table

# The middle of each grid, the values along its lines, and iterations of the short and the long run.
GRIDS = {
    "ipm": {
        "middle": {"n": 1000, "d": 200, "P": 40},
        "lines": {"n": [500, 1000, 2000], "d": [100, 200, 400], "P": [20, 40, 80]},
        "iterations": (3, 9), "options": ["--solver", "ipm"],
    },
    "admm": {
        "middle": {"n": 1000, "d": 20, "P": 20},
        "lines": {"n": [500, 1000, 2000, 4000], "d": [10, 20, 40, 80], "P": [10, 20, 40, 80]},
        "iterations": (60, 360),
        "options": ["--solver", "admm", "--set", "coupling=split", "--set", "system=samples"],
    },
}


def planned(path, beta, options):
    """The plan that is chosen, with its flops of an iteration."""
    text = subprocess.run(
        [CNNC, "inspect", path, "--phase", "plan", "--json", "--threads", "1", "-D", f"beta={beta!r}", *options],
        check=True, capture_output=True, text=True).stdout
    plan = json.loads(text)
    chosen = next(entry for entry in plan["alternatives"] if entry["system"] == plan["chosen"])
    return plan["chosen"], chosen["iteration_flops"]


def point(sizes, grid, repeats):
    """Seconds and flops of an iteration at one size."""
    source = np.random.default_rng(0)
    x, y = structured.planted(sizes["n"], sizes["d"], source)
    gates = structured.patterns(x, sizes["P"], source)
    with tempfile.TemporaryDirectory() as folder:
        path, beta = structured.spec(pathlib.Path(folder), "hinge", x, y, gates, False)
        plan, flops = planned(path, beta, grid["options"])
        found = []
        for _ in range(repeats):
            cpu = []
            for count in grid["iterations"]:
                document = run(
                    ["solve", path, "-D", f"beta={beta!r}", "--tol", "1e-15", "--max-iter", count, *grid["options"]],
                    threads=1)
                if document["iterations"] != count:
                    sys.exit(f"{sizes}: {document['status']} after {document['iterations']} iterations, not {count}")
                cpu.append(document["process"]["cpu"])
            short, long = grid["iterations"]
            found.append((cpu[1] - cpu[0]) / (long - short))
    return {**sizes, "plan": plan, "flops": flops, "seconds": median(found), "runs": found}


def exponent(values, figures):
    return float(np.polyfit(np.log(values), np.log(figures), 1)[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--methods", nargs="*", default=list(GRIDS), choices=list(GRIDS))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--name", default="growth")
    options = parser.parse_args()
    results, slopes, rows = [], [], []
    for method in options.methods:
        grid = GRIDS[method]
        known = {}
        for size, values in grid["lines"].items():
            line = []
            for value in values:
                sizes = {**grid["middle"], size: value}
                key = tuple(sizes.values())
                if key not in known:
                    known[key] = point(sizes, grid, options.repeats)
                    results.append({"method": method, **known[key]})
                    one = known[key]
                    rows.append([
                        method, one["n"], one["d"], one["P"], one["plan"], f"{1e3 * one['seconds']:.3g}",
                        f"{one['flops']:.3g}", f"{1e-9 * one['flops'] / one['seconds']:.3g}"])
                    print(*rows[-1], file=sys.stderr, flush=True)
                line.append(known[key])
            plans = {one["plan"] for one in line}
            if len(plans) > 1:
                sys.exit(f"{method}, {size}: the plans {plans} on one line; choose other sizes")
            others = ", ".join(f"{name} = {grid['middle'][name]}" for name in "ndP" if name != size)
            slopes.append({
                "method": method, "size": size, "values": values, "plan": plans.pop(), "others": others,
                "measured": exponent(values, [one["seconds"] for one in line]),
                "predicted": exponent(values, [one["flops"] for one in line])})
    text = table(
        ["method", "plan", "grows with", "others", "exponent of seconds", "exponent of flops"],
        [[s["method"], s["plan"], f"{s['size']} = {s['values'][0]}..{s['values'][-1]}", s["others"],
          f"{s['measured']:.2f}", f"{s['predicted']:.2f}"] for s in slopes])
    text += "\n\n" + table(
        ["method", "n", "d", "P", "plan", "ms an iteration", "flops by the plan", "GFLOP/s"], rows)
    keep(options.name, {"machine": machine(), "exponents": slopes, "results": results}, text)


if __name__ == "__main__":
    main()
