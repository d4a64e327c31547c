import Formats
import Foundation
import TestSupport
import Testing

/// Checkpoints, warm starts and early stopping as a user has them.
@Suite struct CheckpointTests {
  /// A spec that the ADMM works at for a while: cross-entropy on points in the unit square.
  private func command() throws -> Command {
    let command = try Command()
    var generator = SeededGenerator(seed: 9)
    let rows = (0..<200).map { _ in
      let x = (0..<5).map { _ in Double.random(in: -1...1, using: &generator) }
      let label = x[0] * x[1] + 0.3 * x[2] > 0 ? 1 : -1
      return x.map { "\($0)," }.joined() + "\(label)\n"
    }
    try command.folder.write("t.csv", rows.joined())
    for (name, loss) in [("a.cnn", "softplus(-t*z)"), ("b.cnn", "pos(1 - t*z)")] {
      try command.folder.write(
        name,
        """
        data X : R[n, d] = csv("t.csv", columns: 1..5)
        data y : {-1, 1}[n] = csv("t.csv", column: 6)
        param beta : R >= 0 = 0.5
        gates g = sample(X, count: 10, seed: 1)
        loss f(z, t) = \(loss)
        network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
        weights u[j] : R[d], alpha[j] : R
        minimize sum(f(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

        """)
    }
    return command
  }

  private let admm = ["--solver", "admm", "--json"]

  private func run(_ command: Command, _ arguments: [String]) throws -> CommandRun {
    try CommandRun(of: Command.program(), ["solve"] + arguments, in: command.folder.url)
  }

  @Test func aKilledRunGoesOn() throws {
    let command = try command()
    let whole = try SolutionFields(
      try run(command, ["a.cnn", "--max-iter", "3000", "--set", "tol=1e-13"] + admm))
    let killed = try CommandRun(
      of: Command.program(),
      [
        "solve", "a.cnn", "--max-iter", "1000000000", "--set", "tol=1e-300", "--checkpoint",
        "c.npz", "--checkpoint-every", "0",
      ] + admm,
      in: command.folder.url
    ) { process, _ in
      for _ in 0..<3000 where process.isRunning && !command.folder.names.contains("c.npz") {
        Thread.sleep(forTimeInterval: 0.01)
      }
      kill(process.processIdentifier, SIGKILL)
    }
    #expect(killed.code == nil)
    // Written whole, whenever the run was killed.
    let resumed = try run(
      command, ["a.cnn", "--max-iter", "3000", "--set", "tol=1e-13", "--resume", "c.npz"] + admm)
    let fields = try SolutionFields(resumed)
    #expect(abs(fields.objective - whole.objective) <= 1e-9 * (1 + whole.objective))
  }

  @Test func aStoppedRunGoesOnAsIfItHadNotStopped() throws {
    let command = try command()
    let limits = ["--set", "tol=1e-13"]
    let whole = try SolutionFields(
      try run(command, ["b.cnn", "--max-iter", "400"] + limits + admm))
    let first = try run(
      command, ["b.cnn", "--max-iter", "130", "--checkpoint", "c.npz"] + limits + admm)
    #expect(first.code == 5)
    let second = try SolutionFields(
      try run(command, ["b.cnn", "--max-iter", "400", "--resume", "c.npz"] + limits + admm))
    #expect(second.iterations == 400 && whole.iterations == 400)
    #expect(abs(second.objective - whole.objective) <= 1e-11 * (1 + whole.objective))
  }

  /// A limit that the checkpoint has reached leaves nothing to do but to measure its state.
  @Test func aCheckpointBeyondTheLimitEndsAtOnce() throws {
    let command = try command()
    let limits = ["--set", "tol=1e-13"]
    let first = try run(
      command, ["b.cnn", "--max-iter", "130", "--checkpoint", "c.npz"] + limits + admm)
    #expect(first.code == 5)
    let state = try command.folder.bytes("c.npz")
    for limit in ["130", "129", "60"] {
      let again = try run(
        command,
        ["b.cnn", "--max-iter", limit, "--resume", "c.npz", "--checkpoint", "d.npz"] + limits
          + admm)
      let fields = try SolutionFields(again)
      #expect(again.code == 5 && fields.status == "iteration_limit")
      #expect(fields.iterations == 130)
      #expect(
        again.output.contains(
          "the checkpoint has 130 iterations behind it, and --max-iter allows \(limit)"))
      #expect(try command.folder.bytes("d.npz") == state)
      #expect(fields.objective == (try SolutionFields(first)).objective)
    }
    let text = try run(
      command,
      ["b.cnn", "--max-iter", "60", "--resume", "c.npz", "--solver", "admm"] + limits)
    #expect(text.output.contains("its state is returned as it is"), "\(text.output)")
    let further = try SolutionFields(
      try run(command, ["b.cnn", "--max-iter", "131", "--resume", "c.npz"] + limits + admm))
    #expect(further.iterations == 131)
  }

  @Test func aCheckpointOfAnotherRunIsRefused() throws {
    let command = try command()
    let limits = ["--max-iter", "60"]
    _ = try run(command, ["a.cnn", "--checkpoint", "c.npz"] + limits + admm)
    for (others, what) in [
      (["b.cnn"], "another problem"), (["a.cnn", "-D", "beta=0.4"], "another problem"),
      (["a.cnn", "--seed", "2"], "other data or gates"),
      (["a.cnn", "--set", "rho=3"], "other settings"),
      (["a.cnn", "--set", "validation=0.2"], "other data or gates"),
    ] {
      let refused = try run(command, others + ["--resume", "c.npz", "--solver", "admm"] + limits)
      #expect(refused.code == 3)
      #expect(refused.errors.contains("E517") && refused.errors.contains(what), "\(refused.errors)")
    }
    let same = try run(command, ["a.cnn", "--resume", "c.npz", "--max-iter", "80"] + admm)
    #expect(same.code == 5, "\(same.errors)")
  }

  /// Cut, changed and foreign files are told, never taken and never a crash.
  @Test func damagedCheckpointsAreTold() throws {
    let command = try command()
    _ = try run(command, ["a.cnn", "--max-iter", "60", "--checkpoint", "c.npz"] + admm)
    let bytes = try command.folder.bytes("c.npz")
    var generator = SeededGenerator(seed: 3)
    var files: [[UInt8]] = [[], Array("PK".utf8), Array(bytes.prefix(bytes.count / 2))]
    for _ in 0..<12 {
      var changed = bytes
      for _ in 0..<3 {
        changed[Int.random(in: changed.indices, using: &generator)] ^= UInt8.random(
          in: 1...255, using: &generator)
      }
      files.append(changed)
    }
    for file in files {
      try Data(file).write(to: command.folder.url("d.npz"))
      let refused = try run(
        command, ["a.cnn", "--max-iter", "80", "--resume", "d.npz", "--solver", "admm"])
      let isTold = refused.errors.contains("E425") || refused.errors.contains("E517")
      // A change may hit a byte that means nothing, as the date of a member.
      #expect(isTold && refused.code != nil || refused.code == 5, "\(refused.errors)")
    }
    let weights = try run(command, ["a.cnn", "--max-iter", "60", "--weights", "w.npz"] + admm)
    #expect(weights.code == 5)
    let foreign = try run(command, ["a.cnn", "--resume", "w.npz", "--solver", "admm"])
    #expect(foreign.errors.contains("E425"))
  }

  /// Counts that no run has are told, wherever they stand.
  @Test func absurdCountsAreTold() throws {
    let command = try command()
    _ = try run(command, ["a.cnn", "--max-iter", "60", "--checkpoint", "c.npz"] + admm)
    let bytes = try command.folder.bytes("c.npz")
    let archive = try NPZFile(parsing: bytes.span)
    let arrays = try [
      "v", "lambda", "z", "u", "best", "r", "mu", "core", "penalty", "best_iteration",
    ]
    .map { ($0, try archive.array(named: $0, in: bytes.span)) }
    let description = try #require(try archive.text(named: "checkpoint.json", in: bytes.span))
    let own = "\"iteration\" : 60"
    #expect(description.contains(own), "\(description)")
    for count in ["-1", "1000000001", "1e300", "60.5", "9223372036854775808"] {
      let crafted = try NPZFile.write(
        arrays: arrays,
        texts: [
          ("checkpoint.json", description.replacing(own, with: own.replacing("60", with: count)))
        ])
      try Data(crafted).write(to: command.folder.url("d.npz"))
      let refused = try run(
        command, ["a.cnn", "--max-iter", "80", "--resume", "d.npz", "--solver", "admm"])
      #expect(refused.code == 3 && refused.errors.contains("E425"), "\(refused.errors)")
    }
    let same = try NPZFile.write(arrays: arrays, texts: [("checkpoint.json", description)])
    try Data(same).write(to: command.folder.url("d.npz"))
    let taken = try run(command, ["a.cnn", "--max-iter", "80", "--resume", "d.npz"] + admm)
    #expect(taken.code == 5)
    #expect(try SolutionFields(taken).iterations == 80)
  }

  /// Against perturbations too; the two kinds of states are told apart.
  @Test func aRobustRunGoesOn() throws {
    let command = try command()
    let text = try String(contentsOf: command.folder.url("a.cnn"), encoding: .utf8)
    try command.folder.write(
      "r.cnn",
      text.replacing(
        "loss f", with: "set B = { delta : R[d] | ||delta||_inf <= 0.001 }\nloss f"
      ).replacing("sum(f(yhat(X), y))", with: "max[Delta in B^n] sum(f(yhat(X + Delta), y))"))
    let limits = ["--set", "tol=1e-13"]
    let whole = try SolutionFields(
      try run(command, ["r.cnn", "--max-iter", "300"] + limits + admm))
    let first = try run(
      command, ["r.cnn", "--max-iter", "130", "--checkpoint", "c.npz"] + limits + admm)
    #expect(first.code == 5, "\(first.errors)")
    let second = try SolutionFields(
      try run(command, ["r.cnn", "--max-iter", "300", "--resume", "c.npz"] + limits + admm))
    #expect(second.iterations == 300 && whole.iterations == 300)
    #expect(abs(second.objective - whole.objective) <= 1e-11 * (1 + whole.objective))
    #expect(abs(second.dual_objective - whole.dual_objective) <= 1e-11 * (1 + whole.objective))
    let ended = try run(
      command, ["r.cnn", "--max-iter", "60", "--resume", "c.npz"] + limits + admm)
    #expect(ended.output.contains("the checkpoint has 130 iterations behind it"))
    let nominal = try run(command, ["a.cnn", "--resume", "c.npz", "--solver", "admm"])
    #expect(
      nominal.code == 3
        && nominal.errors.contains("with perturbations, and this one has none"), "\(nominal.errors)"
    )
    _ = try run(command, ["a.cnn", "--max-iter", "60", "--checkpoint", "d.npz"] + admm)
    let robust = try run(command, ["r.cnn", "--resume", "d.npz", "--solver", "admm"])
    #expect(robust.code == 3 && robust.errors.contains("without perturbations"))
    try command.folder.write(
      "r.cnn",
      String(contentsOf: command.folder.url("r.cnn"), encoding: .utf8)
        .replacing("0.001", with: "0.002"))
    let other = try run(command, ["r.cnn", "--resume", "c.npz", "--solver", "admm"])
    #expect(other.code == 3 && other.errors.contains("another problem"), "\(other.errors)")
  }

  /// A run that comes to its own limit of iterations is handed over; one with a limit that was asked for is not.
  @Test func aRunThatDoesNotArriveIsHandedOver() throws {
    let command = try command()
    let slow = ["b.cnn", "--set", "rho=1e5", "--set", "balance=0", "--set", "tol=1e-9"]
    let text = try run(command, slow + ["--solver", "admm", "--weights", "w.npz"])
    #expect(text.code == 0, "\(text.output)")
    #expect(text.output.contains("of ipm"), "\(text.output)")
    #expect(text.output.contains("admm came to its limit of 20000 iterations"))
    #expect(command.folder.names.contains("w.npz"))
    let own = try SolutionFields(try run(command, ["b.cnn", "--solver", "ipm", "--json"]))
    let fields = try SolutionFields(try run(command, slow + admm))
    #expect(fields.status == "optimal" && fields.gap <= 1e-9)
    #expect(abs(fields.objective - own.objective) <= 1e-8 * (1 + own.objective))
    let limited = try run(command, slow + ["--max-iter", "200", "--solver", "admm"])
    #expect(limited.code == 5 && limited.output.contains("--solver ipm"), "\(limited.output)")
    // In a sweep it is told for which value, and which solver the points are of.
    let spec = try String(contentsOf: command.folder.url("b.cnn"), encoding: .utf8)
    try command.folder.write("s.cnn", spec + "\nsweep beta in [0.3, 1e6]\n")
    let swept = try run(command, ["s.cnn"] + slow.dropFirst() + ["--solver", "admm"])
    #expect(swept.code == 0, "\(swept.output)\(swept.errors)")
    #expect(swept.errors.contains("beta = 0.3: admm came to its limit"), "\(swept.errors)")
    #expect(swept.output.contains("iterations  solver  status"), "\(swept.output)")
  }

  @Test func aWarmStartTakesANetwork() throws {
    let command = try command()
    let cold = try SolutionFields(try run(command, ["a.cnn", "--weights", "w.npz"] + admm))
    #expect(cold.status == "optimal")
    func reached(_ start: [String]) throws -> Double {
      let fields = try SolutionFields(
        try run(command, ["a.cnn", "--max-iter", "60"] + start + admm))
      return abs(fields.objective - cold.objective) + fields.max_violation
    }
    // The first iterations are worth more where they start near the optimum.
    #expect(try reached(["--warm-start", "w.npz"]) < reached([]))
    let small = try run(
      command, ["01_squared.cnn", "--warm-start", "w.npz", "--solver", "admm"])
    #expect(small.errors.contains("E426"), "\(small.errors)")
  }

  @Test func earlyStoppingKeepsTheBestPoint() throws {
    let command = try command()
    let stopped = try run(
      command,
      ["a.cnn", "-D", "beta=0.001", "--set", "validation=0.3", "--set", "patience=60"] + admm)
    let fields = try SolutionFields(stopped)
    #expect(stopped.code == 0 && fields.status == "stopped_early", "\(stopped.errors)")
    #expect(fields.validation?.samples == 60)
    let best = try #require(fields.validation?.best_iteration)
    #expect(fields.iterations - best >= 60)
    #expect(fields.dual_objective <= fields.objective + 1e-9 || fields.max_violation > 0)
  }
}
