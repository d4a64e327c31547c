/// Numbers for inner loops with indices from sparse patterns, where the checks of an array would cost a
/// third of the time: indices are checked in debug builds only. The one who makes a buffer frees it.
@safe struct NumberBuffer<Element: BitwiseCopyable> {
  let count: Int
  private let base: UnsafeMutablePointer<Element>

  init(_ elements: [Element]) {
    count = elements.count
    unsafe base = .allocate(capacity: max(1, count))
    for i in 0..<count { unsafe (base + i).initialize(to: elements[i]) }
  }

  init(repeating element: Element, count: Int) {
    self.count = count
    unsafe base = .allocate(capacity: max(1, count))
    unsafe base.initialize(repeating: element, count: count)
  }

  /// The elements from i on, for BLAS.
  @unsafe func pointer(at i: Int) -> UnsafeMutablePointer<Element> { unsafe base + i }

  func free() { unsafe base.deallocate() }

  subscript(i: Int) -> Element {
    get {
      assert(i >= 0 && i < count, "an index of the buffer")
      return unsafe base[i]
    }
    nonmutating set {
      assert(i >= 0 && i < count, "an index of the buffer")
      unsafe base[i] = newValue
    }
  }
}
