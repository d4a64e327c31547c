/// The files of `grammar/` that hold words of the language, by their path in that folder.
///
/// Everything in them that has a fixed spelling comes from `Vocabulary`, so that an editor knows a
/// new word as soon as these files are written anew.
public func editorGrammars() -> [String: String] {
  [
    "cnn.tmLanguage.json": textMateGrammar(),
    "vim/syntax/cnn.vim": vimSyntax(),
    "tree-sitter-cnn/grammar.js": treeSitterGrammar(),
    "tree-sitter-cnn/queries/highlights.scm": treeSitterHighlights(),
  ]
}
