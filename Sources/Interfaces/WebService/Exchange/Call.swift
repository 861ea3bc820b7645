import HTTPServer
import HostedAccounts
import LosslessJSON

/// One request that was understood, on its way to the code that answers it.
struct Call: Sendable {
  let application: WebApplication
  let request: HTTPRequest
  /// What stood for the names in braces.
  let variables: [String: String]
  let query: QueryValues
  /// The body, checked against the route's shape; null if the route takes no JSON.
  let body: JSONValue
  /// Who asks; `nil` on routes for everybody.
  let visitor: AccountSession?
  /// Told what is done, how far, of how much.
  var progress: @Sendable (String, Int, Int) -> Void = { _, _, _ in }
  /// Whether what is done shall stop between two steps.
  var isInterrupted: @Sendable () -> Bool = { false }

  /// Who asks.
  ///
  /// - Throws: ``APIError`` 401 on a route for everybody.
  var session: AccountSession {
    get throws {
      guard let visitor else { throw APIError.unauthorized }
      return visitor
    }
  }

  /// What stood for a name in braces.
  func variable(_ name: String) -> String { variables[name] ?? "" }

  /// Whether the client wants an answer before the work is done; only changes of the lifecycle API
  /// take so long.
  var isToGoOn: Bool {
    visitor != nil && !["GET", "HEAD"].contains(request.method)
      && request.target.segments.first == "ilm"
      && header("Prefer")?.lowercased().contains("respond-async") ?? false
  }

  /// The id that the client chose for what goes on, so that it can ask for it whatever becomes of
  /// the answer.
  ///
  /// - Throws: ``APIError`` 400 for one of another form.
  var operationID: String? {
    get throws {
      guard let id = header("Ilm-Operation") else { return nil }
      guard id.utf8.count == 24, id.utf8.allSatisfy(Self.hexDigits.contains) else {
        throw APIError(
          400, "bad_operation", "'Ilm-Operation' is 24 hexadecimal digits in lower case")
      }
      return id
    }
  }

  private static let hexDigits = Set("0123456789abcdef".utf8)

  /// The environment, or the integration in it, that the path names; empty if it names none.
  var targetText: String {
    [variables["environment"], variables["integration"]].compactMap { $0 }.joined(separator: "/")
  }

  /// The value of a header.
  func header(_ name: String) -> String? { request.headers.value(of: name) }
}
