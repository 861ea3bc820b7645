import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

extension HTTPResponse {
  /// A document with its version as entity tag.
  static func document(_ document: HostedDocument, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status,
      headers: [
        HTTPField("Content-Type", MediaType.json), HTTPField("ETag", "\"\(document.version)\""),
      ], body: .bytes(document.bytes))
  }

  /// A list of documents; one without any has no body, as the platform has it.
  static func documents(_ documents: [HostedDocument], next: HTTPField? = nil) -> HTTPResponse {
    guard !documents.isEmpty else { return HTTPResponse(204, headers: next.map { [$0] } ?? []) }
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    bytes.reserveCapacity(documents.reduce(2) { $0 + $1.bytes.count + 1 })
    for (index, document) in documents.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += document.bytes
    }
    bytes.append(UInt8(ascii: "]"))
    return HTTPResponse(
      200, headers: [HTTPField("Content-Type", MediaType.json)] + (next.map { [$0] } ?? []),
      body: .bytes(bytes))
  }

  /// A list of values; one without any has no body.
  static func list(_ values: [JSONValue], next: HTTPField? = nil) -> HTTPResponse {
    guard !values.isEmpty else { return .nothing }
    return .json(200, .array(values), headers: next.map { [$0] } ?? [])
  }
}

extension Call {
  /// The document that the path names.
  func key(_ kind: ResourceKind, _ variable: String = "_id") -> ResourceKey {
    ResourceKey(kind, self.variable(variable))
  }

  /// The version that `If-Match` names; `nil` if the header is missing or takes any.
  ///
  /// - Throws: ``APIError`` 400 for what is no entity tag.
  var expectedVersion: String? {
    get throws {
      guard let text = header("If-Match"), text != "*" else { return nil }
      guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else {
        throw APIError(
          400, "invalid_header", "If-Match takes one entity tag in quotes, as ETag gave it",
          field: "If-Match")
      }
      return String(text.dropFirst().dropLast())
    }
  }

  /// The link to the page that follows.
  func nextLink(_ cursor: String?) -> HTTPField? {
    cursor.map { HTTPField("Link", "<\(baseAddress)\(pageTarget($0))>; rel=\"next\"") }
  }

  /// The path and query of the page that begins at `cursor`.
  func pageTarget(_ cursor: String, parameter: String = "after") -> String {
    let kept = request.target.query.filter { $0.name != parameter }
    let query = (kept + [HTTPField(parameter, cursor)]).map {
      "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))"
    }
    let path = request.target.segments.map { "/" + PercentEncoding.encode($0) }.joined()
    return "\(path)?\(query.joined(separator: "&"))"
  }

  /// How the client reaches this service; empty where it does not say so.
  var baseAddress: String {
    guard let host = header("Host"), !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else {
      return ""
    }
    return (request.isEncrypted ? "https://" : "http://") + host
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: [0x2D, 0x2E, 0x3A, 0x5B, 0x5D].contains(byte)
    }
  }
}

/// Writes texts into addresses.
enum PercentEncoding {
  /// Returns `text` with everything escaped that could mean something else.
  static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
      default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
