import CDeflate

/// Inflates zlib streams of known size; made once and used again on one thread.
public final class Inflater {
  /// What came out of a stream, and how much of the input it took.
  public struct Output: Sendable {
    /// The inflated bytes.
    public let bytes: [UInt8]
    /// The length of the zlib stream; what follows it in the input was not read.
    public let inputByteCount: Int
  }

  /// The most that one byte of a deflate stream can grow to.
  public static let ratioMax = 1032

  private let decompressor: OpaquePointer

  /// Makes an inflater.
  public init() {
    guard let decompressor = libdeflate_alloc_decompressor() else {
      preconditionFailure("libdeflate has no memory for a decompressor")
    }
    self.decompressor = decompressor
  }

  deinit { libdeflate_free_decompressor(decompressor) }

  /// Inflates the stream at the start of `input`, which must give exactly `byteCount` bytes.
  ///
  /// Nothing is allocated for a size that the input could not give.
  ///
  /// - Throws: `.corrupt` if the stream is damaged, cut short, or has another size.
  public func inflate(
    _ input: UnsafeRawBufferPointer, byteCount: Int
  ) throws(CompressionError) -> Output {
    guard byteCount >= 0, byteCount / Inflater.ratioMax <= input.count else {
      throw CompressionError(.corrupt, "cannot inflate: stated size is impossible for the input")
    }
    var taken = 0
    var result = LIBDEFLATE_BAD_DATA
    let bytes = [UInt8](unsafeUninitializedCapacity: Swift.max(byteCount, 1)) { buffer, count in
      result = libdeflate_zlib_decompress_ex(
        decompressor, input.baseAddress, input.count, buffer.baseAddress, byteCount, &taken, nil)
      count = result == LIBDEFLATE_SUCCESS ? byteCount : 0
    }
    guard result == LIBDEFLATE_SUCCESS else {
      throw CompressionError(.corrupt, Inflater.explain(result))
    }
    return Output(bytes: bytes, inputByteCount: taken)
  }

  private static func explain(_ result: libdeflate_result) -> String {
    switch result {
    case LIBDEFLATE_SHORT_OUTPUT: "cannot inflate: the stream is shorter than stated"
    case LIBDEFLATE_INSUFFICIENT_SPACE: "cannot inflate: the stream is longer than stated"
    default: "cannot inflate: the stream is damaged or cut short"
    }
  }
}
