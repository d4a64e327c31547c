/// A syntax tree in the one form that `inspect` prints as text and as JSON.
public struct SyntaxTree: Hashable, Sendable {
  /// The kind of node: `data`, `binary`, `name`.
  public let kind: String
  /// What tells it from others of its kind: a name, an operator, a number.
  public let text: String?
  /// Where it stands.
  public let range: SourceRange
  /// Its parts in the order of the source.
  public let children: [SyntaxTree]

  /// A node of a tree.
  public init(_ kind: String, _ text: String?, _ range: SourceRange, _ children: [SyntaxTree] = [])
  {
    self.kind = kind
    self.text = text
    self.range = range
    self.children = children
  }

  /// The tree as text, a node a line, each with its line and column when `file` is given.
  public func text(in file: SourceFile?) -> String {
    var places: [String] = []
    var names: [String] = []
    // A stack of its own: a tree can be higher than the one of a small thread.
    var stack = [(node: self, depth: 0)]
    while let (node, depth) = stack.popLast() {
      if let file {
        let place = file.location(of: node.range.start)
        places.append("\(place.line):\(place.column)")
      }
      let indent = String(repeating: "  ", count: depth)
      names.append(indent + node.kind + (node.text.map { " " + $0 } ?? ""))
      stack += node.children.reversed().map { ($0, depth + 1) }
    }
    guard file != nil else { return names.joined(separator: "\n") + "\n" }
    let width = places.map(\.utf8.count).max() ?? 0
    return zip(places, names).map { place, name in
      place + String(repeating: " ", count: width - place.utf8.count + 2) + name + "\n"
    }.joined()
  }
}

extension Program {
  /// The program as a tree; `index` is the file's index in the source map.
  public func tree(index: Int) -> SyntaxTree {
    let start = statements.first?.range.start ?? 0
    let end = statements.last?.range.end ?? 0
    return SyntaxTree(
      "program", nil, SourceRange(file: index, start: start, end: end), statements.map(\.tree))
  }
}

extension Expression {
  /// The expression as a tree.
  public var tree: SyntaxTree {
    // A node makes its tree in a frame of its own: this one is on the stack once for every level.
    switch self {
    case .number(let node): node.tree
    case .boolean(let node): node.tree
    case .name(let node): node.tree("name")
    case .list(let node): node.tree
    case .negation(let node): node.tree
    case .binary(let node): node.tree
    case .transpose(let node): node.tree
    case .index(let node): node.tree
    case .call(let node): node.tree
    case .norm(let node): node.tree
    case .reduction(let node): node.tree
    }
  }
}

extension NumberLiteral {
  var tree: SyntaxTree { SyntaxTree("number", SourcePrinter.number(value), range) }
}

extension BooleanLiteral {
  var tree: SyntaxTree { SyntaxTree("boolean", String(value), range) }
}

extension ListExpression {
  var tree: SyntaxTree { SyntaxTree("list", nil, range, elements.map(\.tree)) }
}

extension NegationExpression {
  var tree: SyntaxTree { SyntaxTree("negation", nil, range, [operand.tree]) }
}

extension TransposeExpression {
  var tree: SyntaxTree { SyntaxTree("transpose", nil, range, [operand.tree]) }
}

extension BinaryExpression {
  var tree: SyntaxTree { SyntaxTree("binary", op.rawValue, range, [left.tree, right.tree]) }
}

extension NormExpression {
  var tree: SyntaxTree { SyntaxTree("norm", kind.rawValue, range, [operand.tree]) }
}

extension IndexExpression {
  var tree: SyntaxTree { SyntaxTree("index", nil, range, [base.tree] + arguments.map(\.tree)) }
}

extension CallExpression {
  var tree: SyntaxTree { SyntaxTree("call", nil, range, [callee.tree] + arguments.map(\.tree)) }
}

extension ReductionExpression {
  var tree: SyntaxTree {
    let domains = domain.map { [SyntaxTree("domain", nil, $0.range, [$0.tree])] } ?? []
    return SyntaxTree(
      "reduction", reducer.rawValue, range, [index.tree("index")] + domains + [body.tree])
  }
}

extension RangeExpression {
  /// The tree of the lower end where there is no upper one.
  var tree: SyntaxTree {
    guard let upper else { return lower.tree }
    return SyntaxTree("range", nil, range, [lower.tree, upper.tree])
  }
}

extension Argument {
  var tree: SyntaxTree {
    let content: SyntaxTree
    switch value {
    case .range(let value): content = value.tree
    case .string(let value): content = value.tree("string")
    }
    guard let label else { return content }
    return SyntaxTree("argument", label.text, range, [content])
  }
}

extension Identifier {
  func tree(_ kind: String) -> SyntaxTree { SyntaxTree(kind, text, range) }
}

extension StringLiteral {
  func tree(_ kind: String) -> SyntaxTree { SyntaxTree(kind, "\"\(value)\"", range) }
}
