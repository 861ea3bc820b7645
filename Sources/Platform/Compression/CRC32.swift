import CDeflate

/// The checksum that pack indexes keep for each entry.
public enum CRC32 {
  /// Returns the checksum of `bytes`, continuing from the checksum of what came before.
  public static func checksum(
    _ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0
  ) -> UInt32 {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return previous }
    return libdeflate_crc32(previous, start, bytes.count)
  }
}
