internal import CMachine

/// Keeps memory that was freed for the next vectors: solvers make and free some of megabytes in every step, and pages
/// that are given back to the system are cleared before they are lent again.
func keepFreedMemory() {
  // Larger blocks are mapped for themselves, and given back at once.
  mallopt(M_MMAP_THRESHOLD, 32 << 20)
  mallopt(M_TRIM_THRESHOLD, 256 << 20)
  mallopt(M_TOP_PAD, 16 << 20)
}
