import CDeflate

/// Deflates whole buffers into zlib streams; made once and used again on one thread.
public final class Deflater {
  /// The level used when nobody asks for another.
  public static let defaultLevel = 6

  private let compressor: OpaquePointer

  /// Makes a deflater.
  ///
  /// - Parameter level: 0 (stored) to 12 (smallest); 6 is git's balance of time and size.
  public init(level: Int = Deflater.defaultLevel) {
    precondition((0...12).contains(level))
    guard let compressor = libdeflate_alloc_compressor(Int32(level)) else {
      preconditionFailure("libdeflate has no memory for a compressor")
    }
    self.compressor = compressor
  }

  deinit { libdeflate_free_compressor(compressor) }

  /// Returns `bytes` as one zlib stream.
  public func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    bytes.withUnsafeBytes { deflate($0, appendingTo: &output) }
    return output
  }

  /// Appends `bytes` as one zlib stream to `output`.
  public func deflate(_ bytes: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]) {
    let start = output.count
    let bound = libdeflate_zlib_compress_bound(compressor, bytes.count)
    output.reserveAppending(bound)
    // The array is grown by writing zeros over the bound, which costs little beside deflating.
    output.append(contentsOf: repeatElement(0, count: bound))
    let written = output.withUnsafeMutableBytes { buffer in
      libdeflate_zlib_compress(
        compressor, bytes.baseAddress, bytes.count, buffer.baseAddress?.advanced(by: start), bound)
    }
    precondition(written > 0, "libdeflate did not keep within its own bound")
    output.removeLast(bound - written)
  }
}

extension [UInt8] {
  /// Makes room for more bytes, at least doubling, so that repeated calls stay linear.
  fileprivate mutating func reserveAppending(_ additional: Int) {
    if capacity < count + additional { reserveCapacity(Swift.max(capacity * 2, count + additional)) }
  }
}
