"""Writes small conic programs that are hard for interior-point methods, with what is known of them.

    python3 Benchmarks/hard_instances.py FOLDER

Each is made around its answer: a planted primal and dual point, or a planted certificate. Families:
rows and columns in units 10^-k to 10^k apart; degenerate vertices; equalities that come twice; an
interior of 10^-k; optima that are not attained; weakly infeasible cones, for which every claim of an
optimum is wrong. Writes .cbf files and optimal.csv. Needs numpy.
"""

import csv
import pathlib
import sys

import numpy as np


class Program:
    """min q'x subject to b - Ax in the cones, rows in order, as CBF."""

    def __init__(self, cones, q, a, b, slack=None):
        self.cones, self.q, self.a, self.b, self.slack = cones, q, a, b, slack

    def text(self):
        m, n = self.a.shape
        lines = ["VER", "3", "", "OBJSENSE", "MIN", "", "VAR", f"{n} 1", f"F {n}", "", "CON",
                 f"{m} {len(self.cones)}"]
        turned, first = [], 0
        for name, count in self.cones:
            lines.append(f"{name} {count}")
            rows = list(range(first, first + count))
            turned += rows[::-1] if name == "EXP" else rows
            first += count
        a, b = self.a[turned], self.b[turned]
        for keyword, entries in [
                ("OBJACOORD", [(j, v) for j, v in enumerate(self.q) if v]),
                ("ACOORD", [(i, j, -a[i, j]) for i, j in zip(*np.nonzero(a))]),
                ("BCOORD", [(i, v) for i, v in enumerate(b) if v])]:
            if entries:
                lines += ["", keyword, str(len(entries))]
                lines += [" ".join(repr(x.item() if hasattr(x, "item") else x) for x in e)
                          for e in entries]
        return "\n".join(lines) + "\n"


def pair(cones, rng, active):
    """s in K and z in K* with s'z = 0; of the rows s >= 0 a share `active` has s = 0 < z."""
    s, z = [], []
    for name, count in cones:
        if name == "L=":
            s += [0.0] * count
            z += list(rng.normal(size=count))
        elif name == "L+":
            is_active = rng.random(count) < active
            s += list(np.where(is_active, 0, rng.uniform(0.1, 1, count)))
            z += list(np.where(is_active, rng.uniform(0.1, 1, count), 0))
        else:
            u = rng.normal(size=count - 1)
            norm, t = np.linalg.norm(u), rng.uniform(0.1, 1)
            s += [norm, *u]
            z += [t * norm, *(-t * u)]
    return np.array(s), np.array(z)


def planted(rng, cones, n, active=0.5, density=0.3):
    """A program with an optimum of known value."""
    s, z = pair(cones, rng, active)
    a = rng.normal(size=(len(s), n)) * (rng.random((len(s), n)) < density)
    x = rng.normal(size=n)
    b = a @ x + s
    q = -a.T @ z
    return Program(cones, q, a, b, slack=s), q @ x


def scaled(program, rng, k):
    """The same in other units: columns and rows (cones as a whole) by powers of ten up to 10^k."""
    columns = 10.0 ** rng.integers(-k, k + 1, program.a.shape[1])
    rows = np.concatenate([
        10.0 ** rng.integers(-k, k + 1, count if name in ("L+", "L=") else 1)
        * np.ones(count) for name, count in program.cones])
    return Program(
        program.cones, program.q * columns, rows[:, None] * program.a * columns,
        rows * program.b)


def families(rng):
    """Name, program, status, objective, tolerance."""
    linear = [("L=", 8), ("L+", 60)]
    conic = [("L=", 4), ("L+", 20), ("Q", 3), ("Q", 12), ("Q", 30)]
    for i in range(8):
        for kind, cones in [("lp", linear), ("soc", conic)]:
            program, value = planted(rng, cones, 30)
            for k in (2, 3, 4):
                yield f"scaled_{kind}_{k}_{i}", scaled(program, rng, k), "optimal", value, 1e-5
            twice = Program(
                [("L=", 2 * cones[0][1]), *cones[1:]], program.q,
                np.vstack([program.a[:cones[0][1]]] * 2 + [program.a[cones[0][1]:]]),
                np.concatenate([program.b[:cones[0][1]]] * 2 + [program.b[cones[0][1]:]]))
            yield f"twice_{kind}_{i}", twice, "optimal", value, 1e-6
        program, value = planted(rng, [("L+", 200)], 20, active=0.6)
        yield f"degenerate_{i}", program, "optimal", value, 1e-6
        program, value = planted(rng, [("L=", 5), ("L+", 30)], 60, active=0.9)
        yield f"flat_{i}", program, "optimal", value, 1e-6
        for k in (4, 6, 8):
            yield f"thin_{k}_{i}", *thin(rng, 10.0 ** -k)
    for i, scale in enumerate([1, 1e-3, 1e3, 1e-6, 1e6]):
        # x_0 >= ||(x_1, scale)|| and x_0 = x_1: distance 0, no point.
        a = np.array([[1.0, -1], [-1, 0], [0, -1], [0, 0]])
        weak = Program([("L=", 1), ("Q", 3)], np.array([1.0, 0]), a, np.array([0, 0, 0, scale]))
        yield f"weakly_infeasible_{i}", weak, "infeasible", 0, 0
        # min x_0 - x_1 over the same cone: 0, not attained.
        away = Program([("Q", 3)], np.array([1.0, -1]), a[1:], np.array([0, 0, scale]))
        yield f"unattained_{i}", away, "optimal", 0, 1e-4
        # min t with t >= scale exp(r): 0, not attained.
        far = Program(
            [("EXP", 3)], np.array([0.0, 1]), np.array([[-1.0, 0], [0, 0], [0, -1 / scale]]),
            np.array([0, 1.0, 0]))
        yield f"unattained_exp_{i}", far, "optimal", 0, 1e-4


def thin(rng, width):
    """A planted program in which every second inequality has its opposite at a distance of `width`."""
    program, value = planted(rng, [("L+", 40), ("Q", 6)], 15)
    a = np.vstack([program.a[:40], -program.a[:20], program.a[40:]])
    # -a'x >= -(b - s) - width: the planted point has the distance `width` to it.
    opposite = width - program.b[:20] + program.slack[:20]
    sides = np.concatenate([program.b[:40], opposite, program.b[40:]])
    return Program([("L+", 60), ("Q", 6)], program.q, a, sides), "optimal", value, 1e-5


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    with open(folder / "optimal.csv", "w", newline="") as table:
        out = csv.writer(table)
        out.writerow(["file", "status", "objective", "rel_tol"])
        for name, program, status, objective, tolerance in families(rng):
            (folder / f"{name}.cbf").write_text(program.text())
            out.writerow([f"{name}.cbf", status, objective, tolerance])


if __name__ == "__main__":
    main()
