import HTTPServer
import LosslessJSON
import TestKit
import Testing

@testable import WebService

/// What clients should not send, at every route.
@Suite struct BadInputTests {
  @Test func `without a token every route is closed but those for everybody`() throws {
    let accounts = try TestAccounts()
    let made = "ilm_\(RouteWalk.unknownID)_\(String(repeating: "0", count: 64))"
    for walk in RouteWalk.all where walk.route.rule != .open {
      for token in [nil, "", "nonsense", made, accounts.token.dropLast() + "x"] as [String?] {
        let answer = try accounts.send(
          walk.route.method.rawValue, walk.target(), walk.body, token: .some(token),
          headers: walk.headers)
        #expect(answer.status == 401, "\(walk.name)")
        #expect(answer.header("WWW-Authenticate") == "Bearer")
        #expect(answer.codes == ["unauthorized"])
      }
    }
  }

  @Test func `a body that is no JSON is 400 everywhere`() throws {
    let accounts = try TestAccounts()
    let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    for walk in RouteWalk.all where walk.route.body.mediaTypes.first == MediaType.json {
      for text in ["{", "{\"a\":1,}", "\u{FEFF}{}", "{} x", "{\"a\":1,\"a\":2}", "\"\\u12\"", deep]
      {
        let answer = try accounts.send(
          walk.route.method.rawValue, walk.target(), Array(text.utf8))
        #expect(answer.status == 400, "\(walk.name) \(text.prefix(20)) \(answer.text)")
        #expect(answer.codes == ["invalid_json"])
      }
    }
  }

  @Test func `a body of the wrong type is refused everywhere`() throws {
    let accounts = try TestAccounts()
    for walk in RouteWalk.all {
      guard case .json(let shape) = walk.route.body else { continue }
      let values: [JSONValue] = [.null, 3, "text", true, [], [:]]
      for value in values where !shape.mismatches(in: value).isEmpty {
        let answer = try accounts.send(walk.route.method.rawValue, walk.target(), json: value)
        #expect(answer.status == 422, "\(walk.name) \(value) \(answer.text)")
      }
    }
  }

  @Test func `members of the wrong type are named`() throws {
    let accounts = try TestAccounts()
    for walk in RouteWalk.all {
      guard case .json(let shape) = walk.route.body, case .object(let members, _) = shape,
        case .object(let example) = shape.example
      else { continue }
      for member in members {
        guard let wrong = member.shape.mismatch else { continue }
        var body = example
        body[JSONString(member.name)] = wrong
        let answer = try accounts.send(
          walk.route.method.rawValue, walk.target(), json: .object(body))
        #expect(answer.status == 422, "\(walk.name) \(member.name) \(answer.text)")
        let field = answer.json["errors"]?[0]?["field"]?.text ?? ""
        #expect(field.hasPrefix(member.name), "\(walk.name): \(answer.text)")
      }
    }
  }

  @Test func `another media type is 415 everywhere`() throws {
    let accounts = try TestAccounts()
    for walk in RouteWalk.all {
      guard let body = walk.body else { continue }
      for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let answer = try accounts.send(
          walk.route.method.rawValue, walk.target(), body,
          headers: [HTTPField("Content-Type", type)])
        #expect(answer.status == 415, "\(walk.name) \(type) \(answer.text)")
      }
    }
  }

  @Test func `an unknown id is 404 everywhere`() throws {
    let accounts = try TestAccounts()
    for walk in RouteWalk.all where walk.namesSomething {
      for id in [RouteWalk.unknownID, "x", "../../etc/passwd", "' OR 1=1 --", "ä\u{301}", "*"] {
        let answer = try accounts.send(
          walk.route.method.rawValue, walk.target { _ in id }, walk.body, headers: walk.headers)
        #expect(answer.status == 404, "\(walk.name) \(id) \(answer.text)")
        #expect(answer.codes.first == "not_found", "\(walk.name)")
      }
    }
    #expect(accounts.failures.all.isEmpty)
  }

  @Test func `a parameter out of its range is 400 everywhere`() throws {
    let accounts = try TestAccounts()
    for walk in RouteWalk.all {
      for parameter in walk.route.query {
        let target = walk.target()
        let sign = target.contains("?") ? "&" : "?"
        for value in parameter.shape.badTexts {
          let answer = try accounts.send(
            walk.route.method.rawValue, "\(target)\(sign)\(parameter.name)=\(value)", walk.body,
            headers: walk.headers)
          #expect(answer.status == 400, "\(walk.name) \(parameter.name)=\(value) \(answer.text)")
          #expect(answer.codes == ["invalid_query_params"])
        }
      }
    }
  }

  @Test func `other methods are told what is allowed`() throws {
    let accounts = try TestAccounts()
    let byPath = Dictionary(grouping: RouteWalk.all) { $0.route.pattern.text }
    for walks in byPath.values {
      let allowed = Set(walks.map(\.route.method.rawValue))
      for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
      where !allowed.contains(method) {
        let answer = try accounts.send(method, walks[0].target())
        #expect(answer.status == 405, "\(method) \(walks[0].name)")
        let named = Set((answer.header("Allow") ?? "").split(separator: ", ").map(String.init))
        #expect(named == allowed, "\(method) \(walks[0].name)")
      }
    }
  }

  @Test func `what is not there is 404, with the envelope`() throws {
    let accounts = try TestAccounts()
    for target in ["/v1", "/ilm", "/ilm/v2/status", "/v1/flows/a/b/c/d", "/v1//flows", "/v1/.."] {
      let answer = try accounts.get(target)
      #expect(answer.status == 404 && answer.codes == ["not_found"], "\(target)")
      #expect(answer.header("Content-Type") == "application/json")
    }
  }

  @Test func `too many requests are 429 until the bucket fills`() throws {
    let accounts = try TestAccounts(requestsPerSecond: 3)
    let statuses = try (0..<12).map { _ in try accounts.get("/v1/flows").status }
    #expect(statuses == Array(repeating: 204, count: 10) + [429, 429])
    let refused = try accounts.get("/v1/flows")
    #expect(refused.header("Retry-After") == "1" && refused.codes == ["rate_limited"])
    accounts.world.pass(milliseconds: 1000)
    #expect(try accounts.get("/v1/flows").status == 204)
  }

  @Test func `guessing tokens is slowed down as well`() throws {
    let accounts = try TestAccounts(requestsPerSecond: 3)
    let statuses = try (0..<11).map { _ in try accounts.get("/v1/flows", token: "x").status }
    #expect(statuses.last == 401 || statuses.last == 429)
    let guess = "ilm_\(RouteWalk.unknownID)_\(String(repeating: "0", count: 64))"
    let guessed = try (0..<12).map { _ in try accounts.get("/v1/flows", token: guess).status }
    #expect(guessed.last == 429)
    #expect(try accounts.get("/v1/flows").status == 204, "the owner is not held up")
  }
}

extension ValueShape {
  /// A value that does not have the shape, if there is one.
  fileprivate var mismatch: JSONValue? {
    [.number(JSONNumber(-1)), .string("\u{1}")].first { !mismatches(in: $0).isEmpty }
  }

  /// Texts in a query that do not have the shape.
  fileprivate var badTexts: [String] {
    switch self {
    case .integer(let range):
      ["x", "-1", "1.5", "", "99999999999999999999", "\(range.upperBound + 1)"]
    case .boolean: ["yes", "1", ""]
    case .choice: ["nothing-like-it"]
    case .time: ["yesterday", "2026-13-01"]
    case .id: ["x", ""]
    case .text(let minLength, _): minLength > 0 ? [""] : []
    default: []
    }
  }
}
