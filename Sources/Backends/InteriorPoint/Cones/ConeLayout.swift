internal import Canonicalize

/// The cones of a program with their places among the rows. Neighbours that split into rows are one
/// block; second-order cones of one row are half-lines; empty cones are gone.
struct ConeLayout {
  /// What a block is.
  enum Kind {
    case zero
    case nonnegative
    case secondOrder
    case exponential
  }

  /// A cone, or rows of the same kind.
  struct Block {
    let kind: Kind
    let first: Int
    let count: Int

    var range: Range<Int> { first..<first + count }
  }

  let blocks: [Block]
  let rowCount: Int
  /// nu: the degree of the barrier.
  let degree: Int

  init(_ cones: [Cone]) {
    var blocks: [Block] = []
    var row = 0
    func add(_ kind: Kind, _ count: Int) {
      if let last = blocks.last, last.kind == kind, kind == .zero || kind == .nonnegative {
        blocks[blocks.count - 1] = Block(
          kind: kind, first: last.first, count: last.count + count)
      } else if count > 0 {
        blocks.append(Block(kind: kind, first: row, count: count))
      }
      row += count
    }
    for cone in cones {
      switch cone {
      case .zero(let count): add(.zero, count)
      case .nonnegative(let count): add(.nonnegative, count)
      case .secondOrder(let count): add(count == 1 ? .nonnegative : .secondOrder, count)
      case .exponential: add(.exponential, 3)
      }
    }
    self.blocks = blocks
    rowCount = row
    degree = blocks.reduce(0) { sum, block in
      switch block.kind {
      case .zero: sum
      case .nonnegative: sum + block.count
      case .secondOrder: sum + 1
      case .exponential: sum + 3
      }
    }
  }

  /// Whether every cone is its own dual: nonnegative and second-order cones.
  var isSymmetric: Bool { blocks.allSatisfy { $0.kind != .exponential } }
}
