import CZlib

/// Inflates one zlib stream of unknown size, with a bound on what may come out.
public enum InflateStream {
  /// Inflates the stream at the start of `input` up to its end or up to `byteCountMax` bytes.
  ///
  /// - Returns: the bytes, how much of the input was read, and whether the stream's end was
  ///   reached (its checksum was right then).
  /// - Throws: `.corrupt` if the stream is damaged or cut short.
  public static func prefix(
    of input: UnsafeRawBufferPointer, byteCountMax: Int
  ) throws(CompressionError) -> (bytes: [UInt8], inputByteCount: Int, isComplete: Bool) {
    var stream = z_stream()
    let opened = inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(opened == Z_OK, "zlib has no memory for a stream")
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var isComplete = false
    var position = 0
    // One byte over the bound is allowed for a moment: only so an exact end is told from more.
    while output.count < byteCountMax || !isComplete {
      let room = Swift.min(chunk, byteCountMax + 1 - output.count)
      let step = try advance(&stream, input, &position, room: room, &output)
      isComplete = step == Z_STREAM_END
      if isComplete || output.count > byteCountMax { break }
    }
    if output.count > byteCountMax {
      output.removeLast(output.count - byteCountMax)
      isComplete = false
    }
    return (output, position, isComplete)
  }

  /// Inflates the whole stream at the start of `input`.
  ///
  /// - Throws: `.tooLarge` if more than `byteCountMax` bytes would come out, `.corrupt` if the
  ///   stream is damaged or cut short.
  public static func inflate(
    _ input: UnsafeRawBufferPointer, byteCountMax: Int
  ) throws(CompressionError) -> (bytes: [UInt8], inputByteCount: Int) {
    let result = try prefix(of: input, byteCountMax: byteCountMax)
    guard result.isComplete else {
      throw CompressionError(.tooLarge, "cannot inflate: more than \(byteCountMax) bytes")
    }
    return (result.bytes, result.inputByteCount)
  }

  /// Inflates the whole stream at the start of `input`; see the function for buffers.
  public static func inflate(
    _ input: [UInt8], byteCountMax: Int
  ) throws(CompressionError) -> (bytes: [UInt8], inputByteCount: Int) {
    let result = input.withUnsafeBytes { buffer in
      Result { () throws(CompressionError) in try inflate(buffer, byteCountMax: byteCountMax) }
    }
    return try result.get()
  }

  private static let chunk = 64 * 1024

  private static func advance(
    _ stream: inout z_stream, _ input: UnsafeRawBufferPointer, _ position: inout Int, room: Int,
    _ output: inout [UInt8]
  ) throws(CompressionError) -> Int32 {
    let available = Swift.min(input.count - position, Int(UInt32.max))
    var status = Z_OK
    let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      let bytes = input.bindMemory(to: UInt8.self)
      stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.advanced(by: position))
      stream.avail_in = UInt32(available)
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(room)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      count = room - Int(stream.avail_out)
    }
    position += available - Int(stream.avail_in)
    output.append(contentsOf: piece)
    guard status == Z_OK || status == Z_STREAM_END else {
      throw CompressionError(.corrupt, "cannot inflate: the stream is damaged or cut short")
    }
    return status
  }
}
