"""Reads programs in the Conic Benchmark Format and solves them with Clarabel.

Not a script. The cones F, L=, L+, Q, QR and EXP are known: those that `cnnc compile` writes.
"""

import clarabel
import numpy as np
import scipy.sparse as sp


def read(path):
    """The sections of a file: keyword to lists of numbers or of cones."""
    lines = [line.strip() for line in open(path) if not line.startswith("#")]
    lines = iter([line for line in lines if line])
    sections = {}
    for keyword in lines:
        first = next(lines)
        if keyword in ("VER", "OBJSENSE", "OBJBCOORD"):
            sections[keyword] = first
        elif keyword in ("VAR", "CON"):
            cones = [next(lines).split() for _ in range(int(first.split()[1]))]
            sections[keyword] = [(name, int(count)) for name, count in cones]
        else:
            sections[keyword] = [next(lines).split() for _ in range(int(first))]
    return sections


def problem(path):
    """q, A, b, cones of min q'x with Ax + s = b, s in K, and the constant of the objective."""
    file = read(path)
    assert file["OBJSENSE"] == "MIN" and all(name == "F" for name, _ in file["VAR"])
    columns = sum(count for _, count in file["VAR"])
    rows = sum(count for _, count in file["CON"])
    q, b = np.zeros(columns), np.zeros(rows)
    for j, value in file.get("OBJACOORD", []):
        q[int(j)] = float(value)
    for i, value in file.get("BCOORD", []):
        b[int(i)] = float(value)
    entries = file.get("ACOORD", [])
    places = np.array([(int(i), int(j)) for i, j, _ in entries]).reshape(-1, 2)
    values = np.array([float(value) for _, _, value in entries])
    a = sp.csc_matrix((values, (places[:, 0], places[:, 1])), shape=(rows, columns))
    cones, order, first, turned = [], [], 0, []
    for name, count in file["CON"]:
        place = list(range(first, first + count))
        if name == "L=":
            cones.append(clarabel.ZeroConeT(count))
        elif name == "L+":
            cones.append(clarabel.NonnegativeConeT(count))
        elif name in ("Q", "QR"):
            cones.append(clarabel.SecondOrderConeT(count))
            if name == "QR":
                turned.append(first)
        else:
            assert name == "EXP" and count == 3
            cones.append(clarabel.ExponentialConeT())
            place.reverse()
        order += place
        first += count
    # 2 x_0 x_1 >= ||rest||^2 is (x_0 + x_1, x_0 - x_1) / sqrt(2) and the rest in Q.
    turn = sp.lil_matrix(sp.identity(rows))
    for k in turned:
        turn[k:k + 2, k:k + 2] = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    turn = turn.tocsr()
    a, b = (turn @ a)[order], (turn @ b)[order]
    return q, sp.csc_matrix(-a), b, cones, float(file.get("OBJBCOORD", 0))


def solve(path, tolerance=1e-10):
    """The optimum with Clarabel: its status, the objective and the point."""
    q, a, b, cones, constant = problem(path)
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = tolerance
    empty = sp.csc_matrix((len(q), len(q)))
    solution = clarabel.DefaultSolver(empty, q, a, b, cones, settings).solve()
    return {
        "status": str(solution.status), "objective": solution.obj_val + constant,
        "iterations": solution.iterations, "x": np.array(solution.x)}
