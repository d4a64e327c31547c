"""What the benchmark scripts share: running cnnc, measuring the machine, keeping the results.

Not a script. Two environment variables matter: CNNC_DATA, the folder with the data files, and CNNC,
the program to measure (the release build of this repository if not given).
"""

import ctypes
import ctypes.util
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
SPECS = FOLDER / "specs"
RESULTS = FOLDER / "results"
TOY = FOLDER.parent / "Examples" / "toy" / "squared.cnn"
CNNC = os.environ.get("CNNC", str(FOLDER.parent / ".build" / "release" / "cnnc"))


def data(name):
    """The path of a data file."""
    folder = os.environ.get("CNNC_DATA")
    if not folder:
        sys.exit("set CNNC_DATA to the folder with the data files (see Benchmarks/README.md)")
    return str(pathlib.Path(folder) / name)


def run(arguments, threads=None):
    """Runs cnnc with --json: its document, and in `process` what the operating system measured."""
    command = [CNNC, *map(str, arguments), "--json", "--quiet"]
    environment = dict(os.environ)
    if threads:
        environment["OPENBLAS_NUM_THREADS"] = str(threads)
        command += ["--threads", str(threads)]
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    # 0: done; 5: stopped by a limit that the benchmark set.
    if child.returncode not in (0, 5):
        sys.exit(f"{' '.join(command)}\nexit {child.returncode}\n{output}")
    document = json.loads(output)
    document["process"] = {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * 1024,
    }
    return document


def kernels():
    """The core type whose kernels cnnc computes with."""
    command = [CNNC, "solve", str(TOY), "--solver", "admm", "--verbose"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return re.search(r"OpenBLAS for (\w+),", told).group(1)


class OpenBLAS:
    """The OpenBLAS of the system, which cnnc links to (NumPy brings another build of its own), with the kernels
    that cnnc takes: its own choice may be slower ones.
    """

    def __init__(self):
        name = ctypes.util.find_library("openblas")
        if "OPENBLAS_CORETYPE" not in os.environ:
            os.environ["OPENBLAS_CORETYPE"] = kernels()
        self.blas = ctypes.CDLL(name) if name else None

    @property
    def core(self):
        """The core type whose kernels it has chosen."""
        if not self.blas:
            return "unknown"
        self.blas.openblas_get_corename.restype = ctypes.c_char_p
        return self.blas.openblas_get_corename().decode()

    @property
    def version(self):
        if not self.blas:
            return "none"
        self.blas.openblas_get_config.restype = ctypes.c_char_p
        return " ".join(self.blas.openblas_get_config().decode().split()[:2])

    def rate(self, element, threads, order=3000, repeats=3):
        """GFLOP/s of C := A B for square matrices of float64 or float32: the best of a few."""
        a = np.random.default_rng(0).standard_normal((order, order)).astype(element)
        c = np.zeros_like(a)
        times = []
        if self.blas:
            self.blas.openblas_set_num_threads(threads)
        for _ in range(repeats + 1):
            start = time.perf_counter()
            if self.blas:
                self._multiply(a, c)
            else:
                np.matmul(a, a, out=c)
            times.append(time.perf_counter() - start)
        return 2e-9 * order**3 / min(times[1:])

    def _multiply(self, a, c):
        double = a.dtype == np.float64
        product = self.blas.cblas_dgemm if double else self.blas.cblas_sgemm
        scalar = ctypes.c_double if double else ctypes.c_float
        n, columns, plain = ctypes.c_int(a.shape[0]), ctypes.c_int(102), ctypes.c_int(111)
        pointer = lambda matrix: matrix.ctypes.data_as(ctypes.c_void_p)
        product(
            columns, plain, plain, n, n, n, scalar(1), pointer(a), n, pointer(a), n, scalar(0),
            pointer(c), n)


def machine():
    """On what the figures were taken."""
    blas = OpenBLAS()
    model = "unknown"
    if os.path.exists("/proc/cpuinfo"):
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        model = next((l.split(":")[1].strip() for l in lines if l.startswith("model name")), model)
    return {
        "date": datetime.date.today().isoformat(),
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "openblas": blas.version,
        "core_type": blas.core,
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def median(values):
    return statistics.median(values)


def spread(values):
    """The smallest and the largest, as text."""
    return f"{min(values):.3g}..{max(values):.3g}"


def table(headings, rows):
    """A Markdown table."""
    text = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[c]) for row in [headings, *text]) for c in range(len(headings))]
    line = lambda cells: "| " + " | ".join(x.ljust(w) for x, w in zip(cells, widths)) + " |"
    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([line(headings), rule, *map(line, text)])


def keep(name, document, text):
    """Prints the tables and keeps them, with the figures they were made from, under results/."""
    print(text)
    RESULTS.mkdir(exist_ok=True)
    where = document["machine"]
    title = (
        f"{where['date']}, {where['processor']}, {where['cores']} cores, {where['openblas']}"
        f" with {where['core_type']} kernels")
    (RESULTS / f"{name}.md").write_text(f"# {name}\n\n{title}.\n\n{text}\n")
    (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
