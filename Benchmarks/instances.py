"""Reads program files and solves them with Clarabel and ECOS, without cnnc.

Not a script. CBF with the cones F, L=, L+, L-, Q, QR and EXP, of variables and of rows; MPS, QPS and LP
by HiGHS.
"""

import pathlib
import shutil
import tempfile
import time

import clarabel
import numpy as np
import scipy.sparse as sp

import cbf

ENDINGS = {".cbf", ".mps", ".qps", ".lp"}


class Problem:
    """min 1/2 x'Px + q'x subject to Ax + s = b, s in K; sign * objective + constant is the file's."""

    def __init__(self, p, q, sign, constant):
        self.p, self.q, self.sign, self.constant = sp.triu(p).tocsc(), q, sign, constant
        self.blocks, self.sides, self.cones = [], [], []

    def add(self, cone, matrix, side):
        """Rows s = side - matrix x in a cone."""
        if len(side):
            self.blocks.append(sp.csr_matrix(matrix))
            self.sides.append(side)
            self.cones.append((cone, len(side)))

    def clarabel(self):
        """The data for Clarabel."""
        kinds = {
            "zero": clarabel.ZeroConeT, "nonnegative": clarabel.NonnegativeConeT,
            "second-order": clarabel.SecondOrderConeT,
            "exponential": lambda _: clarabel.ExponentialConeT()}
        n = len(self.q)
        a = sp.vstack(self.blocks).tocsc() if self.blocks else sp.csc_matrix((0, n))
        b = np.concatenate(self.sides) if self.sides else np.zeros(0)
        return self.p, self.q, a, b, [kinds[kind](count) for kind, count in self.cones]


def read(path):
    """The problem of a file."""
    return read_cbf(path) if pathlib.Path(path).suffix == ".cbf" else read_by_highs(path)


def read_cbf(path):
    file = cbf.read(path)
    n = sum(count for _, count in file["VAR"])
    m = sum(count for _, count in file.get("CON", []))
    sign = -1 if file["OBJSENSE"] == "MAX" else 1
    q, b = np.zeros(n), np.zeros(m)
    for j, value in file.get("OBJACOORD", []):
        q[int(j)] = sign * float(value)
    for i, value in file.get("BCOORD", []):
        b[int(i)] = float(value)
    entries = file.get("ACOORD", [])
    places = np.array([(int(i), int(j)) for i, j, _ in entries]).reshape(-1, 2)
    values = np.array([float(value) for _, _, value in entries])
    a = sp.csr_matrix((values, (places[:, 0], places[:, 1])), shape=(m, n))
    problem = Problem(sp.csc_matrix((n, n)), q, sign, float(file.get("OBJBCOORD", 0)))
    for cones, rows, sides in [
        (file["VAR"], sp.identity(n, format="csr"), np.zeros(n)), (file.get("CON", []), a, b)]:
        first = 0
        for name, count in cones:
            part = slice(first, first + count)
            add_cbf(problem, name, rows[part], sides[part])
            first += count
    return problem


def add_cbf(problem, name, rows, sides):
    """Rows `rows x + sides` in a cone of the format."""
    if name == "L=":
        problem.add("zero", -rows, sides)
    elif name == "L+":
        problem.add("nonnegative", -rows, sides)
    elif name == "L-":
        problem.add("nonnegative", rows, -sides)
    elif name == "Q":
        problem.add("second-order", -rows, sides)
    elif name == "QR":
        turn = sp.lil_matrix(sp.identity(len(sides)))
        turn[:2, :2] = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
        turn = turn.tocsr()
        problem.add("second-order", -(turn @ rows), turn @ sides)
    elif name == "EXP":
        problem.add("exponential", -rows[::-1], sides[::-1])
    elif name != "F":
        raise ValueError(f"the cone {name}")


def read_by_highs(path):
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    with tempfile.TemporaryDirectory() as folder:
        # HiGHS goes by the ending.
        ending = pathlib.Path(path).suffix.replace(".qps", ".mps")
        copy = shutil.copy(path, pathlib.Path(folder) / f"program{ending}")
        highs.readModel(str(copy))
    lp, hessian = highs.getLp(), highs.getModel().hessian_
    n, m = lp.num_col_, lp.num_row_
    sign = -1 if lp.sense_ == highspy.ObjSense.kMaximize else 1
    p = sp.csc_matrix((n, n))
    if hessian.dim_ > 0:
        p = sp.csc_matrix((hessian.value_, hessian.index_, hessian.start_), shape=(n, n)).T
    problem = Problem(sign * p, sign * np.array(lp.col_cost_), sign, lp.offset_)
    matrix = lp.a_matrix_
    a = sp.csc_matrix((matrix.value_, matrix.index_, matrix.start_), shape=(m, n)).tocsr()
    eye = sp.identity(n, format="csr")
    parts = [
        (a, np.array(lp.row_lower_), np.array(lp.row_upper_)),
        (eye, np.array(lp.col_lower_), np.array(lp.col_upper_))]
    for rows, low, high in parts:
        problem.add("zero", rows[low == high], high[low == high])
    for rows, low, high in parts:
        upper, lower = (low != high) & (high < 1e20), (low != high) & (low > -1e20)
        problem.add("nonnegative", rows[upper], high[upper])
        problem.add("nonnegative", -rows[lower], -low[lower])
    return problem


def solve_by_ecos(problem, tolerance=1e-8):
    """The same by ECOS, where it is installed and the objective is linear; else None."""
    try:
        import ecos
    except ImportError:
        return None
    if problem.p.nnz or not problem.blocks:
        return None
    parts = {"zero": [], "nonnegative": [], "second-order": [], "exponential": []}
    for block, side, (kind, count) in zip(problem.blocks, problem.sides, problem.cones):
        # y exp(x/y) <= z stands as (x, z, y) in ECOS.
        order = [0, 2, 1] if kind == "exponential" else slice(None)
        parts[kind].append((block[order], side[order], count))
    stack = lambda kinds: (
        sp.vstack([block for kind in kinds for block, _, _ in parts[kind]]).tocsc(),
        np.concatenate([side for kind in kinds for _, side, _ in parts[kind]]))
    cones = [kind for kind in ("nonnegative", "second-order", "exponential") if parts[kind]]
    if not cones:
        return None
    dimensions = {
        "l": sum(count for _, _, count in parts["nonnegative"]),
        "q": [count for _, _, count in parts["second-order"]], "e": len(parts["exponential"])}
    equalities = stack(["zero"]) if parts["zero"] else ()
    begin = time.perf_counter()
    found = ecos.solve(
        problem.q, *stack(cones), dimensions, *equalities, verbose=False, max_iters=200,
        abstol=tolerance, reltol=tolerance, feastol=tolerance)
    status = {0: "optimal", 1: "infeasible", 2: "unbounded", 10: "almost_optimal"}.get(
        found["info"]["exitFlag"], "failed")
    return {
        "status": status, "iterations": found["info"]["iter"],
        "objective": problem.sign * found["info"]["pcost"] + problem.constant,
        "seconds": time.perf_counter() - begin}


STATUSES = {
    "Solved": "optimal", "AlmostSolved": "almost_optimal", "PrimalInfeasible": "infeasible",
    "DualInfeasible": "unbounded", "AlmostPrimalInfeasible": "almost_infeasible",
    "AlmostDualInfeasible": "almost_unbounded", "MaxTime": "time_limit",
    "MaxIterations": "iteration_limit"}


def solve(problem, tolerance=1e-8, limit=60, repeats=3):
    """Status, objective in the sense of the file, iterations, seconds of set-up and solve: the best."""
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.time_limit = float(limit)
    settings.max_threads = 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = tolerance
    data = problem.clarabel()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        solution = clarabel.DefaultSolver(*data, settings).solve()
        times.append(time.perf_counter() - begin)
        if times[0] > 2:
            break
    name = str(solution.status)
    return {
        "status": STATUSES.get(name, name), "iterations": solution.iterations,
        "objective": problem.sign * solution.obj_val + problem.constant, "seconds": min(times)}
