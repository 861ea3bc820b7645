import Synchronization

/// Archives that were sent and wait to be looked at and installed; kept in memory for a while.
final class Uploads: Sendable {
  /// How long one is kept after it was asked for, in milliseconds.
  static let lifetime: Int64 = 900_000
  private static let byteCountMax = 64 << 20
  private static let countMax = 100

  private struct Upload {
    let ticket: String
    /// Whose it is.
    let userID: String
    let expires: Int64
    var bytes: [UInt8]?
  }

  private let uploads = Mutex<[String: Upload]>([:])

  /// Expects an archive.
  ///
  /// - Parameters:
  ///   - key: By which its owner names it.
  ///   - ticket: What whoever sends it shows.
  func expect(_ key: String, ticket: String, of userID: String, at time: Int64) {
    uploads.withLock { known in
      known = known.filter { $0.value.expires > time }
      if known.count >= Self.countMax { Self.dropOldest(&known) }
      known[key] = Upload(ticket: ticket, userID: userID, expires: time + Self.lifetime)
    }
  }

  /// Takes an archive in; old ones make room for it.
  ///
  /// - Throws: ``APIError`` 404 for a ticket that is unknown or too old.
  func take(_ bytes: [UInt8], ticket: String, at time: Int64) throws {
    try uploads.withLock { known in
      guard let key = known.first(where: { $0.value.ticket == ticket })?.key,
        var upload = known[key], upload.expires > time
      else {
        throw APIError(404, "not_found", "this address is unknown or too old; ask for a new one")
      }
      known[key] = nil
      while Self.byteCount(known) + bytes.count > Self.byteCountMax, !known.isEmpty {
        Self.dropOldest(&known)
      }
      upload.bytes = bytes
      known[key] = upload
    }
  }

  /// Returns what was sent.
  ///
  /// - Throws: ``APIError`` 404 for what is unknown, too old or somebody else's, 422 while nothing
  ///   was sent.
  func archive(_ key: String, of userID: String, at time: Int64) throws -> [UInt8] {
    guard let upload = uploads.withLock({ $0[key] }), upload.userID == userID,
      upload.expires > time
    else {
      throw APIError(
        404, "not_found", "there is no upload '\(key)', or not any more",
        hint: "ask for an address at /v1/s3SignedURL and send the archive there")
    }
    guard let bytes = upload.bytes else {
      throw APIError(
        422, "nothing_uploaded", "nothing was sent to the address of the upload '\(key)' yet",
        hint: "send the archive with PUT to the 'signedURL' first")
    }
    return bytes
  }

  private static func byteCount(_ known: [String: Upload]) -> Int {
    known.values.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
  }

  private static func dropOldest(_ known: inout [String: Upload]) {
    let oldest = known.min { $0.value.expires < $1.value.expires }
    if let oldest { known[oldest.key] = nil }
  }
}
