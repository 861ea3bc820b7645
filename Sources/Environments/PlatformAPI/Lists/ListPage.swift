public import LosslessJSON

/// One page of a list.
public struct ListPage: Sendable {
  private let document: JSONDocument?
  private let element: JSONNodeIndex?
  /// The server's clock when it answered, in milliseconds since 1970.
  public let serverTime: Int64?

  /// The page of an answer; an empty list may be an answer without a body.
  ///
  /// - Throws: `.unexpectedAnswer` where there is no list in it.
  init(_ answer: APIAnswer) throws(PlatformAPIError) {
    serverTime = answer.serverTime
    if answer.status == 204 || answer.body.isEmpty {
      (document, element) = (nil, nil)
      return
    }
    let document = try answer.document()
    guard let list = document.withTape({ Self.list(in: $0) }) else {
      throw PlatformAPIError(
        .unexpectedAnswer, "\(answer.request) was answered with JSON that holds no list",
        request: answer.request, status: answer.status)
    }
    (self.document, element) = (document, list)
  }

  /// The list itself, or the one in an envelope.
  private static func list(in tape: JSONTape) -> JSONNodeIndex? {
    if tape.kind(of: tape.root) == .array { return tape.root }
    let names: [JSONString] = ["items", "errors", "resolved", "revisions", "data"]
    return names.lazy.compactMap { tape.find(member: $0, in: tape.root) }
      .first { tape.kind(of: $0) == .array }
  }

  /// Where the body says that the next page is.
  var nextPage: String? {
    document?.withTape { tape in
      guard let next = tape.find(member: "nextPageURL", in: tape.root),
        tape.kind(of: next) == .string
      else { return nil }
      return tape.decodedString(at: next).text
    }
  }

  /// Whether there is nothing on it.
  var isEmpty: Bool { map { _, _ in }.isEmpty }

  /// Makes something of each element.
  public func map<Result>(_ transform: (JSONTape, JSONNodeIndex) -> Result) -> [Result] {
    guard let document, let element else { return [] }
    return document.withTape { tape in
      tape.elements(of: element).map { transform(tape, $0) }
    }
  }
}
