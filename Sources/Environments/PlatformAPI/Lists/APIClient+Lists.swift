import HTTPTransport
public import LosslessJSON

extension APIClient {
  /// More pages than any list has.
  private static let pageCountMax = 100_000

  /// Reads a list page by page.
  ///
  /// - Parameter take: Called for each page; returns whether there was anything new in it.
  /// - Throws: `.unexpectedAnswer` if pages come round again.
  public func pages(
    _ path: String, query: [(name: String, value: String)] = [],
    _ take: (ListPage) -> Bool
  ) throws(PlatformAPIError) {
    var call = APIRequest(.get, path, query: query)
    var seen: Set<String> = [call.target]
    while true {
      let answer = try send(call)
      let page = try ListPage(answer)
      let hasNews = take(page) || page.isEmpty
      guard let link = LinkHeader.next(in: answer.links) ?? page.nextPage else { return }
      guard let next = next(link), hasNews, seen.insert(next).inserted,
        seen.count <= Self.pageCountMax
      else {
        throw PlatformAPIError(
          .unexpectedAnswer,
          "\(answer.request): the pages of the list come round again or lead nowhere; what was "
            + "listed cannot be trusted",
          request: answer.request, status: answer.status)
      }
      call = APIRequest(.get, next)
    }
  }

  /// The path and query of a link, below the version of the API.
  private func next(_ link: String) -> String? {
    guard let target = LinkHeader.pathAndQuery(of: link) else { return nil }
    let base = address.path + Self.version
    if target.hasPrefix(base + "/") { return String(target.dropFirst(base.count)) }
    return target.hasPrefix(Self.version + "/") ? String(target.dropFirst(3)) : target
  }

  /// Reads a whole list.
  public func list(
    _ path: String, query: [(name: String, value: String)] = []
  ) throws(PlatformAPIError) -> [JSONValue] {
    var elements: [JSONValue] = []
    var seen: Set<JSONValue> = []
    try pages(path, query: query) { page in
      let fresh = page.map { $0.value(at: $1) }.filter { seen.insert($0).inserted }
      elements += fresh
      return !fresh.isEmpty
    }
    return elements
  }
}
