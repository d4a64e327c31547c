internal import DSL

/// The syntax file of Vim.
func vimSyntax() -> String {
  let functions = Vocabulary.FunctionRole.allCases.flatMap(Words.functions)
  let signs = Words.operators + Words.normOpening + Words.joints
  let membership = Words.membership.filter { $0.allSatisfy(\.isASCII) }
  let membershipSigns = Words.membership.filter { !$0.allSatisfy(\.isASCII) }
  let greek = GreekLetters.block { "\\u\($0)" }
  return #"""
    " Vim syntax file
    " Language: cnn
    " Generated from the keyword table: see grammar/EDITORS.md.

    if exists("b:current_syntax")
      finish
    endif

    syn case match
    syn iskeyword @,48-57,_,192-255

    syn match cnnOperator "\#(oneOf(signs))"
    syn match cnnNorm "\#(oneOf(Words.normClosings))\k\@!"
    " Of an odd number of bars that stand together the first is alone.
    syn match cnnDelimiter "|\@1<!|\%(\%(||\)\?|\@!\)\@="
    syn match cnnDelimiter "[\#(Words.delimiters.joined())]"
    syn match cnnNumber "\<\d\+\%(\.\d\+\)\?\%([eE][+-]\?\d\+\)\?"
    syn match cnnName "\<\%(\d\)\@!\k\+"
    syn match cnnType "\%(:\s*\)\@<=\#(word(Words.types))"
    syn match cnnFunction "\#(word(functions))\%(\s*(\)\@="

    " No two operands stand side by side, so a clause word is one that an operand follows.
    syn match cnnClause "\#(word(Words.clauses))\%(\s\+[\"[:alpha:]\#(greek)]\)\@="
    syn match cnnClause "\#(word(membership))\%(\s\+[-|[:alnum:]\#(greek)]\|\s*[[(]\)\@="
    syn match cnnClause "\%(^subject\s\+\)\@<=\#(word([Keyword.to.spelling]))"
    syn match cnnClause "\#(oneOf(membershipSigns))"
    syn keyword cnnReducer \#(Words.reducers.joined(separator: " "))
    syn keyword cnnBoolean \#(Words.booleans.joined(separator: " "))

    " Statement words are words only at column 1.
    \#(statements())

    syn match cnnDeclared "\k\+" contained
    syn match cnnConstant "\k\+" contained

    syn match cnnComment "#.*$" contains=@Spell
    syn match cnnString +"[^"]*"+ contains=@Spell

    hi def link cnnOperator Operator
    hi def link cnnNorm Operator
    hi def link cnnDelimiter Delimiter
    hi def link cnnNumber Number
    hi def link cnnType Type
    hi def link cnnFunction Function
    hi def link cnnClause Keyword
    hi def link cnnReducer Function
    hi def link cnnBoolean Boolean
    hi def link cnnStatement Statement
    hi def link cnnDeclared Identifier
    hi def link cnnConstant Constant
    hi def link cnnComment Comment
    hi def link cnnString String

    let b:current_syntax = "cnn"

    """#
}

/// The statement words, by what follows them.
private func statements() -> String {
  let constants = [Keyword.output.spelling]
  let declaring = [
    Keyword.data, .param, .gates, .set, .network, .weights, .variables, .loss, .let, .sweep,
  ].map(\.spelling)
  let plain = Words.statements.filter { !(declaring + constants).contains($0) }
  return [
    #"syn match cnnStatement "^\#(word(plain))""#,
    #"syn match cnnStatement "^\#(word(declaring))" nextgroup=cnnDeclared skipwhite"#,
    #"syn match cnnStatement "^\#(word(constants))" nextgroup=cnnConstant skipwhite"#,
  ].joined(separator: "\n")
}

/// One of these words, and no part of a longer one.
private func word(_ words: [String]) -> String { "\\<\(oneOf(words))\\>" }

/// One of these texts.
private func oneOf(_ texts: [String]) -> String {
  let escaped = longestFirst(texts).map { text in
    text.map { "\\^$.*~[]".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
  return "\\%(" + escaped.joined(separator: "\\|") + "\\)"
}
