import EnvironmentAdapters

/// What an environment says of a document, in a form of fixed length: the status of its file and of
/// the body beside it, or what an account says of it.
///
/// An account's text stands with its length and a flag in the place of the two statuses, marked by a
/// kind that no file has.
enum CachedStamp {
  static let byteCount = 2 * CachedStatus.byteCount
  private static let lengthPlace = CachedStatus.byteCount
  private static let settledPlace = CachedStatus.byteCount + 1

  /// Appends the form.
  static func append(_ stamp: DocumentStamp, to bytes: inout [UInt8]) {
    switch stamp {
    case .files(let document, let text):
      CachedStatus.append(document, to: &bytes)
      CachedStatus.append(text, to: &bytes)
    case .edition(let edition):
      let start = bytes.count
      bytes += edition.text.utf8
      bytes += repeatElement(0, count: byteCount - edition.text.utf8.count)
      bytes[start + CachedStatus.kindPlace] = CachedStatus.editionKind
      bytes[start + lengthPlace] = UInt8(edition.text.utf8.count)
      bytes[start + settledPlace] = edition.isSettled ? 1 : 0
    }
  }

  /// Reads the form; `nil` where it is none.
  @inline(__always)
  static func stamp(_ bytes: UnsafeRawBufferPointer, at start: Int) -> DocumentStamp? {
    if bytes[start + CachedStatus.kindPlace] == CachedStatus.editionKind {
      return edition(bytes, at: start).map { .edition($0) }
    }
    guard let document = CachedStatus.status(bytes, at: start) else { return nil }
    return .files(
      document: document, text: CachedStatus.status(bytes, at: start + CachedStatus.byteCount))
  }

  /// Tells whether the form is that of a stamp.
  @inline(__always)
  static func isStamp(
    _ stamp: DocumentStamp, _ bytes: UnsafeRawBufferPointer, at start: Int
  ) -> Bool {
    guard case .files(let document, let text) = stamp else {
      return self.stamp(bytes, at: start) == stamp
    }
    return bytes[start + CachedStatus.kindPlace] != CachedStatus.editionKind
      && CachedStatus.status(bytes, at: start) == document
      && CachedStatus.status(bytes, at: start + CachedStatus.byteCount) == text
  }

  private static func edition(
    _ bytes: UnsafeRawBufferPointer, at start: Int
  ) -> DocumentEdition? {
    let length = Int(bytes[start + lengthPlace])
    guard length <= DocumentEdition.byteCountMax else { return nil }
    return DocumentEdition(
      String(decoding: bytes[start..<start + length], as: UTF8.self),
      isSettled: bytes[start + settledPlace] == 1)
  }
}
