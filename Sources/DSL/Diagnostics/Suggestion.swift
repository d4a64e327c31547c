/// The candidate that was probably meant by a mistyped name; nil where none is close.
///
/// Close means a Damerau-Levenshtein distance of at most a third of the name's length (one edit
/// from three letters on), or a difference in the case of letters only. Of equally close candidates
/// the first wins, so that the answer does not depend on anything but their order.
public func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
  suggestions(for: name, among: candidates).first
}

/// All candidates that are as close to a mistyped name as the closest one; a tool can put a name
/// right by itself only where there is one.
public func suggestions(
  for name: String, among candidates: some Sequence<String>
) -> [String] {
  let wanted = Array(name.unicodeScalars)
  guard wanted.count <= 64 else { return [] }
  let folded = name.lowercased()
  var best: [String] = []
  var bestDistance = wanted.count < 3 ? 0 : max(1, wanted.count / 3)
  for candidate in candidates where candidate != name {
    if candidate.lowercased() == folded { return [candidate] }
    let other = Array(candidate.unicodeScalars)
    guard abs(other.count - wanted.count) <= bestDistance, other.count <= 64 else { continue }
    let distance = editDistance(wanted, other)
    guard distance <= bestDistance else { continue }
    if distance < bestDistance { best = [] }
    best.append(candidate)
    bestDistance = distance
  }
  return bestDistance == 0 ? [] : best
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two words
/// (optimal string alignment: no part is edited twice).
func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  var row = last
  for i in left.indices {
    row[0] = i + 1
    for j in right.indices {
      let replaced = last[j] + (left[i] == right[j] ? 0 : 1)
      row[j + 1] = min(replaced, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[right.count]
}
