"""A linear program with a million variables: read, looked at and solved within the limits, with the right answer.

Rows of ten variables each, sum >= 1, 0 <= x <= 1, random costs: the optimum is the sum of the least cost of each row.
A second file has one row more, which contradicts the first: infeasible.
"""

import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

CNNC = os.environ.get("CNNC", str(pathlib.Path(__file__).parent.parent / ".build/release/cnnc"))
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
LIMIT = float(sys.argv[2]) if len(sys.argv) > 2 else 300
GROUP = 10


def write(path, is_feasible):
    """Writes the program as MPS and returns its optimum."""
    generator = random.Random(1)
    rows = COUNT // GROUP
    optimum = 0.0
    with open(path, "w") as file:
        file.write("NAME million\nROWS\n N cost\n")
        file.writelines(f" G r{i}\n" for i in range(rows))
        if not is_feasible:
            file.write(" L extra\n")
        file.write("COLUMNS\n")
        for i in range(rows):
            costs = [round(generator.uniform(1, 2), 6) for _ in range(GROUP)]
            optimum += min(costs)
            for j, cost in enumerate(costs):
                file.write(f" x{i}_{j} cost {cost} r{i} 1\n")
                if not is_feasible and i == 0:
                    file.write(f" x{i}_{j} extra 1\n")
        file.write("RHS\n")
        file.writelines(f" b r{i} 1\n" for i in range(rows))
        if not is_feasible:
            file.write(" b extra 0.5\n")
        file.write("BOUNDS\n")
        file.writelines(f" UP b x{i}_{j} 1\n" for i in range(rows) for j in range(GROUP))
        file.write("ENDATA\n")
    return optimum


def run(*arguments):
    """Runs cnnc; returns its document, its exit code and its seconds."""
    begin = time.monotonic()
    result = subprocess.run([CNNC, *arguments, "--json"], capture_output=True, text=True)
    document = json.loads(result.stdout) if result.stdout else {}
    return document, result.returncode, time.monotonic() - begin


def main():
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for is_feasible in [True, False]:
            path = f"{folder}/million.mps"
            optimum = write(path, is_feasible)
            _, code, seconds = run("inspect", path)
            print(f"inspect: exit {code}, {seconds:.1f} s")
            failures += code != 0
            document, code, seconds = run("solve", path, "--time-limit", str(LIMIT))
            status = document.get("status")
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
            print(f"solve: {status}, exit {code}, {seconds:.1f} s, at most {memory:.1f} GB")
            if "conflict" in document:
                members = [member["name"] for member in document["conflict"]["constraints"]]
                print(f"conflict: {members[:9]}, {len(members)}, minimal {document['conflict']['minimal']}")
            if status == "optimal":
                failures += abs(document["objective"] - optimum) > 1e-6 * (1 + optimum)
            # A limit is no fault; a crash or a wrong claim is.
            allowed = ["optimal" if is_feasible else "infeasible", "almost_optimal", "time_limit",
                       "stalled", "numerical_failure"]
            failures += status not in allowed
    print("failures:", failures)
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
