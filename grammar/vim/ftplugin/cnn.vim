if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s
" A line continues the statement above it by being indented.
setlocal autoindent expandtab shiftwidth=2

let b:undo_ftplugin = "setlocal comments< commentstring< autoindent< expandtab< shiftwidth<"
