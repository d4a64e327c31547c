internal import DSL

/// Atoms as JSON: schema `cnnc.atoms/1`.
struct AtomsDocument: Encodable {
  struct Parameter: Encodable {
    let name: String
    let domain: String
    /// By the sign of this argument.
    let monotonicity: [String: String]
  }

  struct Entry: Encodable {
    let name: String
    let usage: String
    let parameters: [Parameter]
    let variadic: Bool
    let form: String
    let curvature: String
    /// By the sign of the first argument.
    let sign: [String: String]
    let formula: String
    let latex: String
    let summary: String
    let example: String

    init(_ atom: Atom) {
      (name, usage) = (atom.name, atom.usage)
      parameters = atom.parameters.enumerated().map { index, parameter in
        Parameter(
          name: parameter.name, domain: parameter.domain.rawValue,
          monotonicity: bySign { atom.monotonicity(index, $0).rawValue })
      }
      variadic = atom.isVariadic
      (form, curvature) = (atom.form.rawValue, atom.curvature.rawValue)
      sign = bySign { atom.sign(whereFirstIs: $0).rawValue }
      (formula, latex) = (atom.formula, atom.latex(atom.parameters.map(\.name)))
      (summary, example) = (atom.summary, atom.example)
    }
  }

  let schema = "cnnc.atoms/1"
  let atoms: [Entry]

  init(_ atoms: [Atom]) { self.atoms = atoms.map(Entry.init) }

  enum CodingKeys: String, CodingKey { case schema, atoms }
}

private func bySign(_ word: (Sign) -> String) -> [String: String] {
  Dictionary(uniqueKeysWithValues: Sign.allCases.map { ($0.rawValue, word($0)) })
}
