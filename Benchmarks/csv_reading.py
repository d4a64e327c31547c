"""Reading a CSV of 50 MB: cnnc against NumPy, pandas where it is installed, and a bare byte scan.

    python3 Benchmarks/csv_reading.py [--rows 55000] [--repeats 3]

Writes rows of 50 random numbers of 17 significant digits to a temporary folder; prints, and writes to
results/csv_reading.md and .json, median seconds, MB/s and ratios to the scan of `wc -l`.
"""

import argparse
import pathlib
import subprocess
import tempfile
import time

import numpy as np

from benchmark import SPECS, keep, machine, median, run, table

try:
    import pandas
except ImportError:
    pandas = None

COLUMNS = 50


def write(path, rows):
    values = np.random.default_rng(0).standard_normal((rows, COLUMNS))
    names = ",".join(f"x{c + 1}" for c in range(COLUMNS))
    np.savetxt(path, values, delimiter=",", fmt="%.17g", header=names, comments="")
    return values


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def cnnc(path):
    """What the run of one iteration says about its reading (which ends with the patterns)."""
    result = run(
        ["solve", SPECS / "wide.cnn", "--data", f"X={path}", "--data", f"y={path}", "--max-iter", 1])
    return result["time"]["read"], result["process"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=55_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    where = machine()
    times, peak = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "wide.csv"
        write(path, options.rows)
        size = path.stat().st_size
        methods = {
            "wc -l": lambda: subprocess.run(["wc", "-l", path], check=True, capture_output=True),
            "numpy.loadtxt": lambda: np.loadtxt(path, delimiter=",", skiprows=1),
        }
        if pandas:
            methods["pandas.read_csv"] = lambda: pandas.read_csv(path)
        for _ in range(options.repeats):
            for name, action in methods.items():
                times.setdefault(name, []).append(seconds_of(action))
            seconds, process = cnnc(path)
            times.setdefault("cnnc", []).append(seconds)
            peak = max(peak, process["peak_bytes"])
    scan = median(times["wc -l"])
    middle = {name: median(values) for name, values in times.items()}
    text = f"{size / 1e6:.1f} MB, {options.rows} rows of {COLUMNS} numbers; medians of"
    text += f" {options.repeats} repetitions. Peak memory of cnnc {peak / 2**20:.0f} MiB.\n\n"
    text += table(
        ["reader", "seconds", "MB/s", "times the scan", "cnnc / this"],
        [[name, f"{value:.3f}", f"{1e-6 * size / value:.0f}", f"{value / scan:.0f}",
          f"{middle['cnnc'] / value:.2f}"]
         for name, value in sorted(middle.items(), key=lambda item: item[1])])
    keep("csv_reading", {
        "machine": where, "bytes": size, "rows": options.rows, "columns": COLUMNS,
        "pandas": pandas.__version__ if pandas else None, "seconds": times,
        "peak_bytes": peak}, text)


if __name__ == "__main__":
    main()
