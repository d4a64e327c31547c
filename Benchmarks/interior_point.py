"""The interior-point method on a folder of program files, beside Clarabel on the same problems.

    python3 Benchmarks/interior_point.py FOLDER [--solver ipm] [--limit 60] [--name interior_point]

FOLDER holds .cbf, .mps, .qps and .lp files, and may hold `optimal.csv` with the columns file, status,
objective and rel_tol: then claims are judged by it, else the two solvers by one another. Both run with
one thread and tolerance 1e-8; times are the best of three, of set-up and solve, in process. A time that
counts for the mean is the limit where a solver did not end with the right answer. Writes
results/NAME.md and .json. Needs numpy, scipy, clarabel, and highspy for files other than .cbf; ECOS takes
part in what it can solve, programs with a linear objective, where it is installed.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import subprocess

import instances
from benchmark import CNNC, keep, machine, table

# The status names that other tables use.
SYNONYMS = {"primal_infeasible": "infeasible", "dual_infeasible": "unbounded"}
CLAIMS = {"optimal", "infeasible", "unbounded"}


def cnnc(path, solver, limit):
    """What `cnnc solve FILE --json` says."""
    command = [
        CNNC, "solve", str(path), "--json", "--quiet", "--solver", solver, "--threads", "1",
        "--time-limit", str(limit)]
    best = None
    for _ in range(3):
        done = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
        document = json.loads(done.stdout)
        if document["status"] == "error":
            code = document["diagnostics"][0]["code"]
            return {"status": code, "objective": None, "iterations": 0, "seconds": limit}
        seconds = document["time"]["solve"]
        if best is None or seconds < best["seconds"]:
            best = {
                "status": document["status"], "objective": document["objective"],
                "iterations": document["iterations"], "seconds": seconds}
        if seconds > 2:
            break
    return best


def agrees(answer, known):
    """Whether an answer is the known one."""
    if answer["status"] != known["status"]:
        return False
    if known["status"] != "optimal":
        return True
    reference = known["objective"]
    return abs(answer["objective"] - reference) <= known["rel_tol"] * (1 + abs(reference))


def judged(answer, known):
    """`solved`; `wrong` for a claim that does not hold; `failed` where nothing is claimed."""
    if agrees(answer, known):
        return "solved"
    return "wrong" if answer["status"] in CLAIMS else "failed"


def reference(answers):
    """The known answer where there is no table: that of both, if they agree."""
    optimal = [a for a in answers if a["status"] == "optimal"]
    if len(optimal) == 2:
        return {"status": "optimal", "objective": optimal[1]["objective"], "rel_tol": 1e-6}
    claim = next((a for a in answers if a["status"] in CLAIMS), answers[0])
    return {"status": claim["status"], "objective": claim["objective"], "rel_tol": 1e-6}


def mean(seconds, shift=0.01):
    """The shifted geometric mean."""
    return math.exp(sum(math.log(t + shift) for t in seconds) / len(seconds)) - shift


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--solver", default="ipm")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--name", default="interior_point")
    arguments = parser.parse_args()
    answers = {}
    if (arguments.folder / "optimal.csv").exists():
        for row in csv.DictReader(open(arguments.folder / "optimal.csv")):
            answers[row["file"]] = {
                "status": SYNONYMS.get(row["status"], row["status"]),
                "objective": float(row["objective"] or "nan"),
                "rel_tol": float(row["rel_tol"] or 1e-6)}
    files = sorted(f for f in arguments.folder.iterdir() if f.suffix in instances.ENDINGS)
    runs = []
    for path in files:
        ours = cnnc(path, arguments.solver, arguments.limit)
        problem = instances.read(path)
        theirs = instances.solve(problem, limit=arguments.limit)
        third = instances.solve_by_ecos(problem)
        known = answers.get(path.name) or reference([ours, theirs])
        run = {"file": path.name, "known": known, "cnnc": ours, "clarabel": theirs}
        if third is not None:
            run["ecos"] = third
        for answer in filter(None, (ours, theirs, third)):
            answer["verdict"] = judged(answer, known)
        runs.append(run)
        print(path.name, ours["verdict"], theirs["verdict"], flush=True)
    summary = {}
    for name in ("cnnc", "clarabel"):
        verdicts = [run[name]["verdict"] for run in runs]
        counted = [
            run[name]["seconds"] if run[name]["verdict"] == "solved" else arguments.limit
            for run in runs]
        both = [
            run[name]["seconds"] for run in runs
            if run["cnnc"]["verdict"] == run["clarabel"]["verdict"] == "solved"]
        summary[name] = {
            "solved": verdicts.count("solved"), "failed": verdicts.count("failed"),
            "wrong": verdicts.count("wrong"), "mean_ms": 1000 * mean(counted),
            "mean_ms_where_both_solve": 1000 * mean(both) if both else float("nan")}
    linear = [run for run in runs if "ecos" in run]
    solved = [
        run for run in linear
        if all(run[name]["verdict"] == "solved" for name in ("cnnc", "clarabel", "ecos"))]
    counts = []
    for name in ("cnnc", "clarabel", "ecos") if linear else ():
        verdicts = [run[name]["verdict"] for run in linear]
        counts.append([
            name, verdicts.count("solved"), verdicts.count("failed"), verdicts.count("wrong"),
            sum(run[name]["iterations"] for run in solved)])
    rows = [
        [run["file"], run["known"]["status"]] + [
            text for name in ("cnnc", "clarabel") for text in (
                run[name]["verdict"] if run[name]["verdict"] != "failed" else run[name]["status"],
                number(run[name]["objective"]), run[name]["iterations"],
                f"{1000 * run[name]['seconds']:.1f}")]
        + ([run["ecos"]["verdict"], run["ecos"]["iterations"]] if "ecos" in run else ["-", "-"])
        for run in runs]
    totals = [
        [name, s["solved"], s["failed"], s["wrong"], f"{s['mean_ms']:.1f}",
         f"{s['mean_ms_where_both_solve']:.1f}"] for name, s in summary.items()]
    text = (
        f"{len(runs)} files, solver {arguments.solver}, one thread, limit {arguments.limit:g} s\n\n"
        + table(["solver", "solved", "failed", "wrong", "mean ms", "mean ms where both solve"], totals)
        + "\n\n"
        + (f"{len(linear)} of them with a linear objective, iterations over the {len(solved)} that all solve\n\n"
           + table(["solver", "solved", "failed", "wrong", "iterations"], counts) + "\n\n" if counts else "")
        + table(["file", "known", "cnnc", "objective", "its", "ms", "Clarabel", "objective", "its",
                 "ms", "ECOS", "its"], rows) + "\n")
    keep(arguments.name, {"machine": machine(), "summary": summary, "runs": runs}, text)


def number(value):
    return "-" if value is None else f"{value:.8g}"


if __name__ == "__main__":
    main()
