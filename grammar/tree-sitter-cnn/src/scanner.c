/* Finds the ends of statements for tree-sitter.

   A statement starts at column 1. A line that starts with white space, and a blank or comment line,
   continues the statement above it. So a statement ends where the next character that is neither
   white space nor in a comment is the first of its line, and at the end of the file. The token is
   empty: blanks and comments behind a statement belong to no statement. */

#include <stdbool.h>
#include <stdint.h>

#include "tree_sitter/parser.h"

enum TokenType { NL };

/* What lies ahead decides, so there is nothing to keep from one call to the next. */
void *tree_sitter_cnn_external_scanner_create(void) { return NULL; }

void tree_sitter_cnn_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_cnn_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}

void tree_sitter_cnn_external_scanner_deserialize(
    void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

bool tree_sitter_cnn_external_scanner_scan(
    void *payload, TSLexer *lexer, const bool *valid_symbols) {
  (void)payload;
  if (!valid_symbols[NL]) return false;
  lexer->result_symbol = NL;
  lexer->mark_end(lexer);
  bool is_first_of_line = false;
  while (!lexer->eof(lexer)) {
    switch (lexer->lookahead) {
      case '\n':
        is_first_of_line = true;
        lexer->advance(lexer, true);
        break;
      case ' ':
      case '\t':
      case '\r':
        is_first_of_line = false;
        lexer->advance(lexer, true);
        break;
      case '#':
        while (!lexer->eof(lexer) && lexer->lookahead != '\n') lexer->advance(lexer, true);
        break;
      default:
        return is_first_of_line;
    }
  }
  return true;
}
