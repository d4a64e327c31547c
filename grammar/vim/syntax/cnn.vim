" Vim syntax file
" Language: cnn
" Generated from the keyword table: see grammar/EDITORS.md.

if exists("b:current_syntax")
  finish
endif

syn case match
syn iskeyword @,48-57,_,192-255

syn match cnnOperator "\%(\.\*\|\.\.\|<=\|==\|>=\|||\|'\|\*\|+\|-\|/\|=\|\^\|≤\|≥\)"
syn match cnnNorm "\%(||_inf\|||_1\|||_2\|||_∞\)\k\@!"
" Of an odd number of bars that stand together the first is alone.
syn match cnnDelimiter "|\@1<!|\%(\%(||\)\?|\@!\)\@="
syn match cnnDelimiter "[,:]"
syn match cnnNumber "\<\d\+\%(\.\d\+\)\?\%([eE][+-]\?\d\+\)\?"
syn match cnnName "\<\%(\d\)\@!\k\+"
syn match cnnType "\%(:\s*\)\@<=\<\%(R\)\>"
syn match cnnFunction "\<\%(quad_over_lin\|enumerate\|logsumexp\|linspace\|logspace\|patterns\|softplus\|vectors\|libsvm\|sample\|sphere\|square\|huber\|sumsq\|flat\|gate\|relu\|sqrt\|abs\|csv\|exp\|idx\|log\|npy\|npz\|pos\|raw\)\>\%(\s*(\)\@="

" No two operands stand side by side, so a clause word is one that an operand follows.
syn match cnnClause "\<\%(forall\|with\|for\|to\)\>\%(\s\+[\"[:alpha:]\u0370-\u03ff]\)\@="
syn match cnnClause "\<\%(in\)\>\%(\s\+[-|[:alnum:]\u0370-\u03ff]\|\s*[[(]\)\@="
syn match cnnClause "\%(^subject\s\+\)\@<=\<\%(to\)\>"
syn match cnnClause "\%(∈\)"
syn keyword cnnReducer sum mean max min
syn keyword cnnBoolean true false

" Statement words are words only at column 1.
syn match cnnStatement "^\<\%(maximize\|minimize\|include\|subject\|assert\|model\|solve\)\>"
syn match cnnStatement "^\<\%(variables\|network\|weights\|gates\|param\|sweep\|data\|loss\|let\|set\)\>" nextgroup=cnnDeclared skipwhite
syn match cnnStatement "^\<\%(output\)\>" nextgroup=cnnConstant skipwhite

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
