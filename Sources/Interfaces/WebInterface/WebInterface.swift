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
    guard path.hasPrefix(prefix) else {
      return answer(
        WebPage.bytes, "text/html; charset=utf-8", WebPage.entityTag, isChecked: true, known)
    }
    let rest = path.dropFirst(prefix.count)
    let isVersioned = rest.hasPrefix(WebPage.version + "/")
    let name = isVersioned ? rest.dropFirst(WebPage.version.count + 1) : rest
    guard let asset = WebAsset.all[String(name)] else { return notFound }
    return answer(
      asset.bytes, asset.mediaType, asset.entityTag, isChecked: !isVersioned, known)
  }

  private static let prefix = "/assets/"

  private static let notFound = Answer(
    status: 404, headers: [("Content-Type", "text/plain; charset=utf-8")] + safety,
    body: Array("not found\n".utf8))

  /// - Parameter isChecked: Whether browsers ask each time whether it has changed, which is answered
  ///   by a word.
  private static func answer(
    _ bytes: [UInt8], _ mediaType: String, _ tag: String, isChecked: Bool, _ known: String?
  ) -> Answer {
    let headers = [
      ("Content-Type", mediaType), ("ETag", tag),
      ("Cache-Control", isChecked ? "no-cache" : "public, max-age=31536000, immutable"),
    ]
    let isKnown = known.map { names($0, tag) } ?? false
    return Answer(
      status: isKnown ? 304 : 200, headers: headers + safety, body: isKnown ? [] : bytes)
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
