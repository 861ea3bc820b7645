/// The web interface: one page and the files it loads. It has no data; what it shows comes from
/// `/v1` and `/ilm/v1`.
public enum WebInterface {
  /// An answer to a request for a page or a file.
  public struct Answer: Sendable {
    /// 200, 304 or 404.
    public let status: Int
    /// All headers but `Content-Length`.
    public let headers: [(name: String, value: String)]
    /// The body; empty for 304.
    public let body: [UInt8]
  }

  /// What pages may load: their own files, and nothing that stands in the page itself.
  public static let contentSecurityPolicy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "connect-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
    "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].joined(separator: "; ")

  /// Answers a `GET` or `HEAD` of any path that is not the API's: files below `/assets/`, and the
  /// one page for all else, since every page of the interface has its own path.
  ///
  /// - Parameters:
  ///   - path: The request's path, decoded, without the query.
  ///   - known: The request's `If-None-Match`.
  public static func answer(path: String, ifNoneMatch known: String? = nil) -> Answer {
    guard path.hasPrefix(prefix) else { return answer(WebAsset.all["index.html"], known) }
    return answer(WebAsset.all[String(path.dropFirst(prefix.count))], known)
  }

  private static let prefix = "/assets/"

  private static func answer(_ asset: WebAsset?, _ known: String?) -> Answer {
    guard let asset else {
      let text = [("Content-Type", "text/plain; charset=utf-8")]
      return Answer(status: 404, headers: text + safety, body: Array("not found\n".utf8))
    }
    // Checked each time, answered by a word: a new program is seen at once.
    let headers = [
      ("Content-Type", asset.mediaType), ("ETag", asset.entityTag), ("Cache-Control", "no-cache"),
    ]
    let isKnown = known.map { names($0, asset.entityTag) } ?? false
    return Answer(
      status: isKnown ? 304 : 200, headers: headers + safety, body: isKnown ? [] : asset.bytes)
  }

  private static func names(_ header: String, _ tag: String) -> Bool {
    header == "*"
      || header.split(separator: ",").contains { part in
        let part = part.drop { $0 == " " }
        let name = part.hasPrefix("W/") ? part.dropFirst(2) : part
        return name.prefix(tag.count) == tag
      }
  }

  private static let safety = [
    ("Content-Security-Policy", contentSecurityPolicy), ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]
}
