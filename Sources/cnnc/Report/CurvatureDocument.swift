internal import DSL

/// What the rules of convexity prove, part by part: schema `cnnc.curvature/1`.
struct CurvatureDocument: Encodable {
  struct Node: Encodable {
    /// `y = 1` for the loss at a label.
    let role: String?
    let text: String
    let shape: String
    let curvature: String
    let sign: String
    /// How the part moves with the prediction; absent where there is none in it.
    let trend: String?
    let file: String
    let line: Int
    let column: Int
    let children: [Node]

    init(_ node: CurvatureNode, in sources: SourceMap) {
      (role, text) = (node.role, node.text)
      (shape, curvature) = (node.shape.description, node.curvature.rawValue)
      (sign, trend) = (node.sign.rawValue, node.trend?.rawValue)
      let source = sources.file(of: node.range)
      let place = source.location(of: node.range.start)
      (file, line, column) = (source.name, place.line, place.column)
      children = node.children.map { Node($0, in: sources) }
    }
  }

  struct Tree: Encodable {
    let title: String
    let root: Node
  }

  let schema = "cnnc.curvature/1"
  let trees: [Tree]

  enum CodingKeys: String, CodingKey { case schema, trees }

  init(_ model: CheckedModel, in sources: SourceMap) {
    trees = model.curvatureTrees.map { Tree(title: $0.title, root: Node($0.node, in: sources)) }
  }

  /// The trees, indented, with what is proven in columns.
  var text: String {
    var rows: [[String]] = [["", "shape", "curvature", "sign", "trend in the prediction"]]
    for tree in trees {
      if rows.count > 1 { rows.append([]) }
      rows.append([tree.title])
      add(tree.root, depth: 1, to: &rows)
    }
    let widths = (0..<4).map { column in
      rows.map { $0.count > 1 ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      guard row.count > 1 else { return (row.first ?? "") + "\n" }
      var line = ""
      for column in 0..<4 { line += row[column].padded(widths[column]) + "  " }
      line += row[4]
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private func add(_ node: Node, depth: Int, to rows: inout [[String]]) {
    let indent = String(repeating: "  ", count: depth)
    let text = node.text.count > 72 ? node.text.prefix(69) + "..." : node.text
    rows.append([
      indent + (node.role.map { "[\($0)] " } ?? "") + text, node.shape, node.curvature,
      node.sign == "unknown" ? "" : node.sign,
      node.trend.map { $0 == "neither" ? "not monotone" : $0 } ?? "",
    ])
    for child in node.children { add(child, depth: depth + 1, to: &rows) }
  }
}
