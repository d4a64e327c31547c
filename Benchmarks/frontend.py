"""Reading and checking specs: throughput of lexer and parser, `cnnc check` as a whole process, and
texts that no person writes.

    python3 Benchmarks/frontend.py [--megabytes 20] [--lines 100000] [--repeats 5]

Writes generated specs to a temporary folder; prints, and writes to results/frontend.md and .json, medians
of wall and CPU seconds of the whole process and what it answered: `ok`, or the code of its first message
about an error.
"""

import argparse
import os
import pathlib
import re
import subprocess
import tempfile
import time

from benchmark import CNNC, FOLDER, keep, machine, median, spread, table

SAMPLE = FOLDER.parent / "Tests" / "Specs" / "05_adv_bce.cnn"

# Every kind of statement, as people write them; {k} makes the names of a block its own.
BLOCK = """# block {k}: what it is for
data   X{k} : R[n{k}, d{k}] = csv("train{k}.csv", columns: 1..20) with bias
param  beta{k} : R >= 0 = 0.25e-3   # how much the weights cost
gates  g{k} = sample(X{k}, count: 64, seed: {k})
set    B{k} = {{ delta : R[d{k}] | ||delta||_inf <= eps{k}, abs(delta[c]) <= r[c] for c in 1..d{k} }}
loss   f{k}(z, t) = pos(1 - t * z)^2 + 0.5 * abs(z - t) / (1 + eps{k}) - max(z, 0, -t)
let    risk{k}(a, b) = mean[i in 1..n{k}] (f{k}(a[i], b[i]) + beta{k} / 2 * ||a - b||_2^2)
minimize  risk{k}(X{k} * w, y{k}) + beta{k}/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)
        + 3.25e-3 * ||w||_1
subject to  c{k}: -1.5 <= y{k} .* yhat(X{k} + Delta) <= 1e3 forall Delta in B{k}^n
"""

PROGRAM = "variables v : R\nminimize square(v)\n"


def cases(lines):
    """Name and text of every pathological input."""
    numbered = lambda line: "".join(line.format(k=k, m=k - 1) for k in range(1, lines + 1))
    nested = lambda opening, closing: f"let a = {opening * lines}b{closing * lines}\n"
    nest = 90
    return {
        "params": numbered("param b{k} : R >= 0 = 1\n") + PROGRAM,
        "params, one name": "param b : R = 1\n" * lines + PROGRAM,
        "params, unknown names": numbered("param b{k} : R = c{k}\n"),
        "data": numbered("data X{k} : R[n{k}, d{k}]\n") + PROGRAM,
        "sets": "data X : R[n, d]\n" + numbered("set B{k} = {{ e : R[d] | ||e||_2 <= 1 }}\n") + PROGRAM,
        "losses": numbered("loss f{k}(z, t) = square(z - t)\n") + PROGRAM,
        "losses, not convex": numbered("loss f{k}(z, t) = exp(z) * abs(z) + {k}\n") + PROGRAM,
        "variables": numbered("variables v{k} : R\n") + "minimize square(v1)\n",
        "constraints": PROGRAM + numbered("subject to c{k}: v <= {k}\n"),
        "assertions": PROGRAM + numbered("assert {k} >= 1\n"),
        "outputs": numbered('output weights to "w{k}.npz"\n'),
        "lets of one let": "let f0(x) = 2 * x\n" + numbered("let f{k}(x) = f0(x)\n") + PROGRAM,
        "lets, each twice the one above":
            "let a0 = 1\n" + numbered("let a{k} = a{m} + a{m}\n")
            + f"variables v : R\nminimize square(v) + a{lines}\n",
        f"a let of itself, {nest} deep":
            f"let d(x) = x + x\nvariables v : R\nminimize {'d(' * nest}v{')' * nest}\n",
        "data written out":
            "data X : R[n, d] = [" + ", ".join(["[1, 0.5]"] * lines) + "]\n" + PROGRAM,
        "comments": "# nothing\n" * lines + PROGRAM,
        "not a statement": "x y\n" * lines,
        "strings left open": 'model "a\n' * lines,
        "chain of +": "let a = b" + " + b" * lines + "\n",
        "chain of *": "let a = b" + " * b" * lines + "\n",
        "nested ( )": nested("(", ")"),
        "nested [ ]": nested("[", "]"),
        "nested { }": f"data X : {'{' * lines}1{'}' * lines}\n",
        "nested f( )": nested("f(", ")"),
        "nested x[ ]": nested("x[", "]"),
        "nested || ||_2": nested("|| ", "||_2"),
        "nested sum[j]": nested("sum[j] ", ""),
    }


def check(path):
    """Runs `cnnc check`: wall and CPU seconds, and the answer."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [CNNC, "check", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    messages = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    errors = re.findall(r"^error\[(\w+)\]", messages, re.MULTILINE)
    answer = errors[0] if errors else "ok"
    if child.returncode != (1 if errors else 0):
        answer = f"exit {child.returncode}"
    return {
        "wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
        "answer": answer}


def summary(runs):
    """The medians of some runs, and their answer."""
    return {
        "wall": median([run["wall"] for run in runs]), "cpu": median([run["cpu"] for run in runs]),
        "answer": runs[0]["answer"]}


def throughput(folder, megabytes, repeats):
    """Lexer and parser alone: an error in the last line keeps the text from being checked."""
    text = "".join(BLOCK.format(k=k) for k in range(int(megabytes * 1e6 / 800)))
    path = folder / "large.cnn"
    path.write_text(text + "let a = )\n")
    empty = folder / "empty.cnn"
    empty.write_text("let a = )\n")
    base = summary([check(empty) for _ in range(repeats)])
    runs = [check(path) for _ in range(repeats)]
    size = path.stat().st_size
    rates = {
        kind: [1e-6 * size / (run[kind] - base[kind]) for run in runs] for kind in ("wall", "cpu")}
    return {"bytes": size, "lines": text.count("\n") + 1, "rates": rates, "runs": runs}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    where = machine()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        read = throughput(folder, options.megabytes, options.repeats)
        small = [check(SAMPLE) for _ in range(8 * options.repeats)]
        odd = {}
        for case, text in cases(options.lines).items():
            path = folder / "case.cnn"
            path.write_text(text)
            odd[case] = {
                "bytes": path.stat().st_size,
                "runs": [check(path) for _ in range(max(1, options.repeats // 2))]}
    wall, cpu = read["rates"]["wall"], read["rates"]["cpu"]
    text = f"Reading {1e-6 * read['bytes']:.1f} MB, {read['lines']} lines, to syntax trees and freeing"
    text += f" them: {median(wall):.0f} MB/s of wall time ({spread(wall)}), {median(cpu):.0f} MB/s of"
    text += f" CPU time ({spread(cpu)}).\n\n"
    times = [1e3 * run["wall"] for run in small]
    text += f"`cnnc check` of {SAMPLE.name}, the whole process: {median(times):.0f} ms"
    text += f" ({spread(times)}), {1e3 * median([run['cpu'] for run in small]):.0f} ms of CPU time.\n\n"
    text += f"{options.lines} lines, or as many levels or links, of:\n\n"
    rows = [[case, summary(found["runs"])] for case, found in odd.items()]
    text += table(
        ["what", "answer", "seconds", "CPU seconds"],
        [[case, s["answer"], f"{s['wall']:.2f}", f"{s['cpu']:.2f}"]
         for case, s in rows])
    keep("frontend", {"machine": where, "reading": read, "check": small, "cases": odd}, text)


if __name__ == "__main__":
    main()
