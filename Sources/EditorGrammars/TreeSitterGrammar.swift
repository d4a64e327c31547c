/// The grammar for tree-sitter: the productions of cnn.ebnf, with the words filled in.
func treeSitterGrammar() -> String {
  let greek = GreekLetters.exactly { "\\u\($0)" }
  return #"""
    // cnn.ebnf as a tree-sitter grammar, production for production. A production that only chooses
    // is hidden in the tree (`supertypes`); what it chooses by a sign has a node of its own here:
    // addition, multiplication, negation, exponentiation, subscript, call, transpose,
    // parenthesized, span.
    //
    // Generated from the keyword table: see ../EDITORS.md.

    const REDUCERS = [\#(list(Words.reducers))];
    const BOOLEANS = [\#(list(Words.booleans))];
    const RELATIONS = [\#(list(Words.relations))];
    const IN = [\#(list(Words.membership))];
    const NORM_CLOSERS = [\#(list(Words.normClosings))];
    const LETTER = "A-Za-z\#(greek)";

    /** `rule , { "," , rule }` */
    const list_of = (rule) => seq(rule, repeat(seq(",", rule)));

    const one_of = (words) => choice(...words);

    // The body of a reduction takes all it can: a sign that can go on with the body does.
    const extends_body = (rule) => prec(1, rule);

    module.exports = grammar({
      name: "cnn",

      // The place before the next line that starts at column 1, and the end of the file; found by
      // src/scanner.c.
      externals: ($) => [$._nl],
      extras: ($) => [/[ \t\r\n]/, $.comment],
      // Keywords are keywords only where the grammar asks for them; everywhere else they are names.
      word: ($) => $.name,
      supertypes: ($) => [
        $.statement, $.expr, $.term, $.unary, $.power, $.postfix, $.primary, $.range,
      ],
      // In a set, a comma after binders goes on with binders where `NAME in` follows.
      conflicts: ($) => [[$.binders]],

      rules: {
        program: ($) => repeat(seq($.statement, $._nl)),
        statement: ($) =>
          choice(
            $.model, $.include, $.data, $.param, $.gates, $.set, $.network, $.weights, $.variables,
            $.loss, $.let_binding, $.objective, $.constraint, $.assertion, $.solve,
            $.sweep, $.output,
          ),

        model: ($) => seq("model", field("title", $.string)),
        include: ($) => seq("include", field("path", $.string)),
        data: ($) =>
          seq(
            "data", field("name", $.name), ":", field("type", $.type),
            optional(seq("=", field("value", $.expr))), repeat($.modifier),
          ),
        modifier: ($) =>
          seq("with", field("name", $.name), optional(seq("(", optional($.args), ")"))),
        param: ($) =>
          seq(
            "param", field("name", $.name), ":", field("type", $.type),
            optional($.bound), optional(seq("=", field("value", $.expr))),
          ),
        bound: ($) =>
          choice(
            seq($.relop, $.expr),
            seq(one_of(IN), choice("(", "["), $.expr, ",", $.expr, choice(")", "]")),
          ),
        gates: ($) => seq("gates", field("name", $.name), "=", field("value", $.expr)),
        set: ($) =>
          seq(
            "set", field("name", $.name), "=", "{", field("element", $.name), ":",
            field("type", $.type), "|", list_of($.relation), "}",
          ),
        network: ($) =>
          seq(
            "network", field("name", $.name), "(", field("parameter", $.name), ")", "=",
            field("value", $.expr),
          ),
        weights: ($) => seq("weights", list_of($.decl)),
        variables: ($) => seq("variables", list_of($.decl), optional(seq("for", $.binders))),
        decl: ($) =>
          seq(
            field("name", $.name), optional(seq("[", field("index", $.name), "]")), ":",
            field("type", $.type),
          ),
        loss: ($) =>
          seq(
            "loss", field("name", $.name), "(", field("parameter", $.name), ",",
            field("parameter", $.name), ")", "=", field("value", $.expr),
          ),
        let_binding: ($) =>
          seq(
            "let", field("name", $.name),
            optional(seq("(", list_of(field("parameter", $.name)), ")")), "=",
            field("value", $.expr),
          ),

        objective: ($) =>
          seq(field("sense", choice("minimize", "maximize")), field("value", $.expr)),
        constraint: ($) =>
          seq(
            "subject", "to", optional(seq(field("name", $.name), ":")), $.relation,
            optional($.quantifier),
          ),
        quantifier: ($) =>
          seq("forall", field("name", $.name), one_of(IN), field("domain", $.expr)),
        assertion: ($) => seq("assert", $.relation),
        solve: ($) =>
          seq("solve", "with", field("solver", $.name), optional(seq("(", optional($.args), ")"))),
        sweep: ($) =>
          seq("sweep", field("name", $.name), one_of(IN), field("values", $.expr)),
        output: ($) => seq("output", field("kind", $.name), "to", field("path", $.string)),

        relation: ($) =>
          seq(
            $.expr, $.relop, $.expr, repeat(seq($.relop, $.expr)),
            optional(seq("for", $.binders)),
          ),
        relop: () => one_of(RELATIONS),
        binders: ($) => list_of($.binder),
        binder: ($) => seq(field("name", $.name), one_of(IN), field("domain", $.range)),
        range: ($) => choice($.expr, $.span),
        span: ($) => seq(field("lower", $.expr), "..", field("upper", $.expr)),

        type: ($) =>
          seq(
            choice(field("name", $.name), seq("{", list_of(field("label", $.expr)), "}")),
            optional(seq("[", list_of(field("size", $.expr)), "]")),
          ),
        args: ($) => list_of($.arg),
        arg: ($) =>
          choice(
            seq(
              optional(seq(field("label", $.name), ":")), field("value", choice($.range, $.string)),
            ),
            seq(field("label", $.name), ":", field("value", $.reducer)),
          ),

        expr: ($) => choice($.term, $.addition),
        addition: ($) =>
          seq(
            field("left", $.expr), field("operator", choice("+", "-")), field("right", $.term),
          ),
        term: ($) => choice($.unary, $.multiplication),
        multiplication: ($) =>
          extends_body(
            seq(
              field("left", $.term), field("operator", choice("*", "/", ".*")),
              field("right", $.unary),
            ),
          ),
        unary: ($) => choice($.negation, $.power),
        negation: ($) => seq("-", field("operand", $.unary)),
        power: ($) => choice($.postfix, $.exponentiation),
        exponentiation: ($) =>
          extends_body(seq(field("base", $.postfix), "^", field("exponent", $.unary))),
        postfix: ($) => choice($.primary, $.subscript, $.call, $.transpose),
        subscript: ($) => extends_body(seq(field("base", $.postfix), "[", $.args, "]")),
        call: ($) => extends_body(seq(field("function", $.postfix), "(", optional($.args), ")")),
        transpose: ($) => extends_body(seq(field("operand", $.postfix), "'")),
        primary: ($) =>
          choice(
            $.number, $.bool, $.name, $.parenthesized, $.list, $.norm, $.reducer_call, $.reduction,
          ),
        parenthesized: ($) => seq("(", $.expr, ")"),
        list: ($) => seq("[", list_of($.expr), "]"),
        norm: ($) => seq("||", $.expr, $.normclose),
        reducer_call: ($) => seq(field("function", $.reducer), "(", $.args, ")"),
        reduction: ($) =>
          seq(
            $.reducer, "[", field("index", $.name),
            optional(seq(one_of(IN), field("domain", $.range))), "]", field("body", $.term),
          ),

        reducer: () => one_of(REDUCERS),
        bool: () => one_of(BOOLEANS),
        normclose: () => token(one_of(NORM_CLOSERS)),
        number: () => /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/,
        name: () => new RegExp(`[${LETTER}][${LETTER}0-9_]*`),
        string: () => /"[^"\r\n]*"/,
        comment: () => /#[^\r\n]*/,
      },
    });

    """#
}

/// The words as string literals of JavaScript.
private func list(_ words: [String]) -> String {
  words.map { "\"\($0)\"" }.joined(separator: ", ")
}
