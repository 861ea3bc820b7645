import Hashing

/// Makes the versions that tell the states of documents apart.
enum DocumentVersion {
  /// A checksum of a document's bytes and of the body beside it.
  static func of(_ bytes: [UInt8], _ text: [UInt8]? = nil) -> String {
    let document = bytes.withUnsafeBytes { Checksum(of: $0) }
    guard let text else { return document.text }
    return text.withUnsafeBytes { Checksum(of: $0, after: document).text }
  }
}
