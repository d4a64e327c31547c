; Statements over several lines: matrices written out, long objectives.
(statement) @fold
