"""The optima of Tests/Specs, found by Clarabel from what `cnnc compile` writes.

    python3 Benchmarks/optima.py

Each spec is compiled to CBF as it is and with -O1, and printed by `inspect --phase program --as cnn`
and compiled from there; all three must have the optimum that is known. Ends with 1 if one has not.
Writes results/optima.md and .json. Needs numpy, scipy and clarabel.
"""

import pathlib
import subprocess
import sys
import tempfile

import cbf
from benchmark import CNNC, FOLDER, keep, machine, table

TESTS = FOLDER.parent / "Tests" / "Specs"

# Optima of programs derived by hand, known to some 1e-8; of larger radii and of 12 to 1e-7.
OPTIMA = [
    ("01_squared", "", {}, 0.15379697), ("02_hinge", "toy", {}, 0.08172040),
    ("03_adv_hinge", "", {}, 0.14549256), ("03_adv_hinge", "", {"eps": 0}, 0.08172044),
    ("03_adv_hinge", "", {"eps": 0.05}, 0.10536594), ("03_adv_hinge", "", {"eps": 0.2}, 0.35032215),
    ("03_adv_hinge", "", {"eps": 0.3}, 0.86542954), ("04_adv_squared", "", {}, 0.56920565),
    ("05_adv_bce", "", {}, 0.22774212), ("05_adv_bce", "", {"eps": 0}, 0.15217670),
    ("06_gated", "", {}, 0.04920142), ("07_scp_elm", "", {}, 1.36442239),
    ("08_l2_ball", "", {}, 0.12595601), ("09_l1_ball", "", {}, 0.12161125),
    ("10_box", "", {}, 0.12668662), ("11_user_loss", "", {}, 0.10993959),
    ("11_user_loss", "tube", {}, 0.33574350), ("11_user_loss", "hub", {}, 0.24542907),
    ("11_user_loss", "", {"eps": 0}, 0.06474781), ("11_user_loss", "tube", {"eps": 0}, 0.12513904),
    ("11_user_loss", "hub", {"eps": 0}, 0.11081543), ("12_robust_constraint", "", {}, 14.54925577),
    ("13_program", "", {}, 0.14549256),
]


def text(name, change):
    """The spec; 02 with the toy data instead of its files, 11 with another of its losses."""
    spec = (TESTS / f"{name}.cnn").read_text()
    if change == "toy":
        kept = [line for line in spec.splitlines()
                if line.split(" ")[0] not in ("data", "param", "gates", "loss", "sweep", "output")]
        return 'include "toy.cnn"\n' + "\n".join(kept) + "\n"
    return spec.replace("mean(quantile(", f"mean({change}(") if change else spec


def cnnc(*arguments):
    done = subprocess.run([CNNC, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments}\n{done.stdout}{done.stderr}")
    return done.stdout


def optimum(spec, *options):
    out = spec.with_suffix(".cbf")
    cnnc("compile", spec, "-o", out, "-q", *options)
    solution = cbf.solve(out)
    isSolved = solution["status"] in ("Solved", "AlmostSolved")
    return solution["objective"] if isSolved else float("nan")


def main():
    rows, results, isGood = [], [], True
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "toy.cnn").write_text((TESTS / "toy.cnn").read_text())
        for name, change, numbers, expected in OPTIMA:
            spec, written = folder / "spec.cnn", folder / "written.cnn"
            spec.write_text(text(name, change))
            values = [part for key, value in numbers.items() for part in ("-D", f"{key}={value}")]
            found = [optimum(spec, *values), optimum(spec, "-O", "1", *values)]
            written.write_text(
                cnnc("inspect", spec, "--phase", "program", "--as", "cnn", "-q", *values))
            found.append(optimum(written, *values))
            worst = max(abs(value - expected) / (1 + abs(expected)) for value in found)
            isGood = isGood and worst < 1e-7
            label = " ".join([name, change, *(f"{k}={v}" for k, v in numbers.items())])
            rows.append([" ".join(label.split()), f"{expected:.8f}",
                         *(f"{value - expected:+.1e}" for value in found)])
            results.append({"spec": label, "expected": expected, "found": found})
    keep("optima", {"machine": machine(), "optima": results}, table(
        ["spec", "optimum", "CBF", "CBF with -O1", "CBF of --as cnn"], rows))
    sys.exit(0 if isGood else 1)


if __name__ == "__main__":
    main()
