; Names that one statement binds, and the names that are declared for all of them. What a loss, a
; network or a function is called is declared outside of the scope of its parameters, where no
; capture reaches; it is left out.

(program) @local.scope
(loss) @local.scope
(network) @local.scope
(let_binding) @local.scope
(set) @local.scope
(relation) @local.scope
(reduction) @local.scope

(data name: (name) @local.definition)
(param name: (name) @local.definition)
(gates name: (name) @local.definition)
(decl name: (name) @local.definition)

(_ parameter: (name) @local.definition)
(reduction index: (name) @local.definition)
(set element: (name) @local.definition)
(binder name: (name) @local.definition)

(name) @local.reference
