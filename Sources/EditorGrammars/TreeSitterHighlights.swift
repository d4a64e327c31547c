internal import DSL

/// Which nodes of the tree-sitter grammar are shown how. No two patterns fit one node, since
/// editors do not agree on whether the first or the last of them counts.
func treeSitterHighlights() -> String {
  let functions = Vocabulary.FunctionRole.allCases.flatMap(Words.functions)
  let known = "^(\(functions.joined(separator: "|")))$"
  return #"""
    ; Generated from the keyword table: see ../../EDITORS.md.

    [\#(list(Words.statements + Words.clauses))
    ] @keyword

    [\#(list(Words.membership))
    ] @keyword.operator

    (comment) @comment
    (string) @string
    (number) @number
    (bool) @boolean
    (reducer) @function.builtin
    (type name: (name) @type)

    [\#(list(Words.operators + Words.normOpening + Words.joints))
    ] @operator
    (normclose) @operator

    [\#(list(Words.openings + Words.closings))
    ] @punctuation.bracket

    [\#(list(Words.delimiters + Words.bars))
    ] @punctuation.delimiter

    ; Declared names.
    (data name: (name) @variable)
    (param name: (name) @variable)
    (gates name: (name) @variable)
    (set name: (name) @variable)
    (decl name: (name) @variable)
    (sweep name: (name) @variable)
    (let_binding name: (name) @variable !parameter)
    (let_binding name: (name) @function parameter: (_))
    (network name: (name) @function)
    (loss name: (name) @function)
    (constraint name: (name) @label)

    ; Names that are bound in one statement.
    (_ parameter: (name) @variable.parameter)
    (_ index: (name) @variable.parameter)
    (set element: (name) @variable.parameter)
    (binder name: (name) @variable.parameter)
    (quantifier name: (name) @variable.parameter)

    ; Names that the language knows.
    (modifier name: (name) @constant)
    (solve solver: (name) @constant)
    (output kind: (name) @constant)
    (arg label: (name) @property)
    ((call function: (name) @function.builtin)
      (#match? @function.builtin "\#(known)"))
    ((call function: (name) @function)
      (#not-match? @function "\#(known)"))

    """#
}

/// The words as strings of a query, one a line.
private func list(_ words: [String]) -> String {
  words.map { "\n  \"\($0)\"" }.joined()
}
