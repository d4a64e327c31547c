internal import Glibc

/// Ends the process with an exit code.
func leave(_ code: Int32) -> Never {
  exit(code)
}
