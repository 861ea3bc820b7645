import HTTPServer
import HostedAccounts
import LosslessJSON

/// One thing that can be asked for: how, by whom, and who answers.
///
/// Dispatch, the list of allowed methods, the OpenAPI description and the test of roles all come
/// from routes, so that they cannot drift apart.
struct Route: Sendable {
  let method: Method
  let pattern: RoutePattern
  let rule: AccessRule
  /// One line without a full stop.
  let summary: String
  var query: [QueryParameter] = []
  var body = BodyRule.none
  /// What comes back when it works.
  var outcomes: [Outcome]
  /// Whether it runs on a thread of its own.
  var isSlow = false
  /// What errors it adds to those that any route has.
  var refusals: Set<Int> = []
  let run: @Sendable (Call) throws -> HTTPResponse

  enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// A status with what the body looks like.
  struct Outcome: Sendable {
    let status: Int
    /// `nil` for an answer without a body.
    let shape: ValueShape?
    var mediaType = MediaType.json

    static func json(_ status: Int = 200, _ shape: ValueShape) -> Outcome {
      Outcome(status: status, shape: shape)
    }

    static let nothing = Outcome(status: 204, shape: nil)
  }
}

/// Who may use a route.
enum AccessRule: Sendable, Equatable {
  /// Anybody, without a token.
  case open
  /// Everybody with a token; what is shown depends on what the caller may see.
  case signedIn
  /// Whoever the account's table of rights allows it, on what the route is about.
  case action(AccountAction)
}

/// What a request has to bring.
enum BodyRule: Sendable {
  case none
  case json(ValueShape)
  /// A body that may be left out; then it counts as an empty object.
  case optionalJSON(ValueShape)
  /// A JSON Patch (RFC 6902).
  case patch
  /// A zip archive.
  case archive

  /// The media types that are taken, the usual one first.
  var mediaTypes: [String] {
    switch self {
    case .none: []
    case .json, .optionalJSON: [MediaType.json]
    case .patch: [MediaType.json, MediaType.patch]
    case .archive: [MediaType.zip, MediaType.bytes]
    }
  }
}

enum MediaType {
  static let json = "application/json"
  static let patch = "application/json-patch+json"
  static let zip = "application/zip"
  static let bytes = "application/octet-stream"
  static let events = "text/event-stream"
  static let csv = "text/csv"
  static let html = "text/html; charset=utf-8"
}

/// A parameter in the query.
struct QueryParameter: Sendable {
  let name: String
  let shape: ValueShape
  /// One or two phrases.
  let help: String
  var isRequired = false

  init(_ name: String, _ shape: ValueShape, _ help: String, isRequired: Bool = false) {
    self.name = name
    self.shape = shape
    self.help = help
    self.isRequired = isRequired
  }
}

/// The path of a route: words, and names in braces for what varies.
struct RoutePattern: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case word(String)
    case variable(String)
  }

  let text: String
  let parts: [Part]

  init(_ text: String) {
    self.text = text
    parts = text.split(separator: "/").map { part in
      part.hasPrefix("{") && part.hasSuffix("}")
        ? .variable(String(part.dropFirst().dropLast())) : .word(String(part))
    }
  }

  /// The names in braces.
  var variables: [String] {
    parts.compactMap { if case .variable(let name) = $0 { name } else { nil } }
  }
}
