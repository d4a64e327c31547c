internal import CZlib

/// The one owner of zlib: checksums and inflation, from bytes to bytes.
enum Zlib {
  /// How a stream of inflated bytes is framed.
  enum Framing {
    /// Bare deflate blocks, as in ZIP files.
    case raw
    /// gzip members with header and checksum.
    case gzip
  }

  /// How inflation ended.
  enum Outcome: Equatable {
    /// At the end of the stream; so many bytes of input were used.
    case finished(used: Int)
    /// The input ended before the stream did.
    case truncated
    /// The stream is not valid; zlib's reason.
    case damaged(String)
    /// The stream goes on after `limit` bytes of output.
    case tooLong
  }

  /// More bytes of output for a byte of input than deflate can make.
  static let largestRatio = 1032

  /// The CRC-32 of ZIP and gzip.
  static func crc32(_ bytes: borrowing Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: unsafe crc32_z(0, buffer.baseAddress, buffer.count))
    }
  }

  /// Inflates the stream that starts at `offset`, and appends at most `limit` bytes to `output`.
  static func inflate(
    _ bytes: borrowing Span<UInt8>, at offset: Int, _ framing: Framing, limit: Int,
    into output: inout [UInt8]
  ) -> Outcome {
    var stream = unsafe z_stream()
    // zlib remembers the address of its stream: one pointer for all calls.
    return unsafe withUnsafeMutablePointer(to: &stream) { stream in
      let opened =
        switch framing {
        case .raw: unsafe czlib_raw_inflate_init(stream)
        case .gzip: unsafe czlib_gzip_inflate_init(stream)
        }
      guard opened == Z_OK else { return .damaged("zlib could not start") }
      defer { _ = unsafe inflateEnd(stream) }
      return unsafe run(stream, bytes, at: offset, limit: limit, into: &output)
    }
  }

  /// Inflates with an opened stream. zlib counts in 32 bits, so both sides go by chunks.
  private static func run(
    _ stream: UnsafeMutablePointer<z_stream>, _ bytes: borrowing Span<UInt8>, at offset: Int,
    limit: Int, into output: inout [UInt8]
  ) -> Outcome {
    var chunk = [UInt8](repeating: 0, count: 1 << 17)
    var used = offset
    var produced = 0
    while true {
      let input = bytes.extracting(used..<min(used + 1 << 20, bytes.count))
      let status = unsafe input.withUnsafeBufferPointer { source in
        unsafe chunk.withUnsafeMutableBufferPointer { target in
          unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
          unsafe stream.pointee.avail_in = uInt(source.count)
          unsafe stream.pointee.next_out = target.baseAddress
          unsafe stream.pointee.avail_out = uInt(target.count)
          return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        }
      }
      let taken = unsafe input.count - Int(stream.pointee.avail_in)
      let made = unsafe chunk.count - Int(stream.pointee.avail_out)
      used += taken
      if made > limit - produced { return .tooLong }
      output += chunk[..<made]
      produced += made
      switch status {
      case Z_STREAM_END:
        return .finished(used: used - offset)
      case Z_OK where taken > 0 || made > 0:
        continue
      case Z_OK, Z_BUF_ERROR:
        return .truncated
      default:
        let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
        return .damaged(reason ?? "zlib's code \(status)")
      }
    }
  }
}
