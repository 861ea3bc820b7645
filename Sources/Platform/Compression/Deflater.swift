import CDeflate

/// Deflates whole buffers into zlib streams; made once and used again on one thread.
public final class Deflater {
  /// The level used when nobody asks for another.
  public static let defaultLevel = 6

  /// The quickest level that compresses.
  public static let quickestLevel = 1

  private let compressor: OpaquePointer
  private let trained: TrainedDeflater?
  // Room for the largest result so far: cheaper than clearing as much in every output array.
  private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Makes a deflater.
  ///
  /// - Parameter level: 0 (stored) to 12 (smallest); 6 is git's balance of time and size. At level 1,
  ///   after the first 128 KiB, codes are made once from a sample and no more for each buffer, if
  ///   ISA-L is there.
  public init(level: Int = Deflater.defaultLevel) {
    precondition((0...12).contains(level))
    guard let compressor = libdeflate_alloc_compressor(Int32(level)) else {
      preconditionFailure("libdeflate has no memory for a compressor")
    }
    self.compressor = compressor
    trained = level == Deflater.quickestLevel ? TrainedDeflater() : nil
  }

  deinit {
    libdeflate_free_compressor(compressor)
    scratch.deallocate()
  }

  /// Returns `bytes` as one zlib stream.
  public func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    bytes.withUnsafeBytes { deflate($0, appendingTo: &output) }
    return output
  }

  /// Appends `bytes` as one zlib stream to `output`.
  public func deflate(_ bytes: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]) {
    let bound = libdeflate_zlib_compress_bound(compressor, bytes.count)
    if scratch.count < bound { growScratch(to: bound) }
    let written = trained?.deflate(bytes, to: scratch) ?? deflateToScratch(bytes)
    output.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<written]))
  }

  private func deflateToScratch(_ bytes: UnsafeRawBufferPointer) -> Int {
    let written = libdeflate_zlib_compress(
      compressor, bytes.baseAddress, bytes.count, scratch.baseAddress, scratch.count)
    precondition(written > 0, "libdeflate did not keep within its own bound")
    return written
  }

  private func growScratch(to byteCount: Int) {
    scratch.deallocate()
    scratch = .allocate(byteCount: max(byteCount, 64 << 10), alignment: 16)
  }
}
