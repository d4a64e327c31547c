; Generated from the keyword table: see ../../EDITORS.md.

[
  "model"
  "include"
  "data"
  "param"
  "gates"
  "set"
  "network"
  "weights"
  "variables"
  "loss"
  "let"
  "minimize"
  "maximize"
  "subject"
  "assert"
  "solve"
  "sweep"
  "output"
  "to"
  "with"
  "for"
  "forall"
] @keyword

[
  "in"
  "∈"
] @keyword.operator

(comment) @comment
(string) @string
(number) @number
(bool) @boolean
(reducer) @function.builtin
(type name: (name) @type)

[
  "<="
  "≤"
  ">="
  "≥"
  "=="
  "+"
  "-"
  "*"
  "/"
  ".*"
  "^"
  "'"
  "||"
  "="
  ".."
] @operator
(normclose) @operator

[
  "("
  "["
  "{"
  ")"
  "]"
  "}"
] @punctuation.bracket

[
  ","
  ":"
  "|"
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
  (#match? @function.builtin "^(pos|abs|square|sumsq|huber|softplus|exp|log|sqrt|quad_over_lin|logsumexp|relu|gate|flat|raw|sample|vectors|patterns|enumerate|sphere|csv|npy|npz|idx|libsvm|logspace|linspace)$"))
((call function: (name) @function)
  (#not-match? @function "^(pos|abs|square|sumsq|huber|softplus|exp|log|sqrt|quad_over_lin|logsumexp|relu|gate|flat|raw|sample|vectors|patterns|enumerate|sphere|csv|npy|npz|idx|libsvm|logspace|linspace)$"))
