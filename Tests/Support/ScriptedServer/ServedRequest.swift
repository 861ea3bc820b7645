/// A request as a server got it.
public struct ServedRequest: Sendable {
  /// The method, such as `GET`.
  public let method: String
  /// The path with the query.
  public let target: String
  /// The fields of the header, with names in small letters.
  public let fields: [String: String]
  /// What was sent along.
  public let body: [UInt8]
  /// The connection that it came on, counted from 0.
  public let connection: Int

  /// The path without the query.
  public var path: String {
    String(target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0])
  }

  /// The parameters of the query.
  public var query: [String: String] {
    let parts = target.split(separator: "?", maxSplits: 1)
    guard parts.count == 2 else { return [:] }
    let pairs = parts[1].split(separator: "&").map { pair -> (String, String) in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(halves[0]), halves.count == 2 ? String(halves[1]) : "")
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// `GET /v1/flows`.
  public var line: String { "\(method) \(path)" }

  /// Reads the head of a request; `nil` where it is none.
  init?(head: [UInt8], body: [UInt8], connection: Int) {
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3 else { return nil }
    method = String(words[0])
    target = String(words[1])
    self.body = body
    self.connection = connection
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else { return nil }
      fields[halves[0].lowercased()] = halves[1].trimmingPrefix(" ").description
    }
    self.fields = fields
  }
}
