import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@testable import WebService

/// Requests that are half right, by chance.
@Suite struct RandomRequestTests {
  @Test func `whatever is asked is answered, in form, without a credential and without a failure`()
    throws
  {
    let seed = UInt64(41)
    print("requests from seed \(seed)")
    var random = SeededRandom(seed: seed)
    let account = try SmallAccount()
    let monitor = try account.token(["accessLevel": "monitor"])
    var statuses: [Int: Int] = [:]
    let tokens = [account.accounts.token, monitor]
    for _ in 0..<2500 * (TestRounds.isLong ? 10 : 1) {
      guard let walk = RouteWalk.all.randomElement(using: &random) else { return }
      let target = self.target(walk, account, &random)
      let body = self.body(walk, &random)
      guard RequestTarget(target.utf8) != nil else { continue }
      let answer = try account.accounts.send(
        walk.route.method.rawValue, target, body, token: tokens.randomElement(using: &random),
        headers: headers(walk, &random))
      statuses[answer.status, default: 0] += 1
      let story = "\(walk.route.method.rawValue) \(target) \(answer.status)"
      #expect((200..<504).contains(answer.status) && answer.status != 500, "\(story)")
      #expect(!answer.text.contains(SmallAccount.canary), "\(story)")
      if answer.status >= 400 {
        #expect(APIError.shape.mismatches(in: answer.json).isEmpty, "\(story) \(answer.text)")
        #expect(!answer.text.contains("/tmp/"), "\(story) \(answer.text)")
      }
    }
    // By chance, and not by being refused at the door.
    for status in [200, 204, 400, 403, 404, 422] {
      #expect(statuses[status] ?? 0 > 20, "\(statuses)")
    }
    #expect(account.accounts.failures.all == [])
    #expect(try account.accounts.store.integrityProblems() == [])
  }

  private let texts = [
    "", "none", "x", "null", "-1", "0", "%00", "..", "../..", "ä", "🙂", "production/home@r1",
    "first/home", "first", "2026-01-01T00:00:00Z", "true", "a,b.c", "*:/**", "1e999",
    String(repeating: "z", count: 300),
  ]

  private func target(
    _ walk: RouteWalk, _ account: SmallAccount, _ random: inout SeededRandom
  ) -> String {
    var target = account.target(walk)
    if Int.random(in: 0..<4, using: &random) == 0 {
      let ids = Array(account.ids.values) + texts
      target = walk.target { _ in ids.randomElement(using: &random) ?? "" }
    }
    for parameter in walk.route.query where Bool.random(using: &random) {
      let value = PercentEncoding.encode(texts.randomElement(using: &random) ?? "")
      target += (target.contains("?") ? "&" : "?") + "\(parameter.name)=\(value)"
    }
    return target
  }

  /// The smallest body with some of its bytes, or one of its values, replaced.
  private func body(_ walk: RouteWalk, _ random: inout SeededRandom) -> [UInt8]? {
    guard var bytes = walk.body else { return nil }
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
    case 1:
      guard case .object(var object)? = try? JSONValue(parsing: bytes) else { break }
      for member in object where Bool.random(using: &random) {
        object[member.key] = value(&random, depth: 3)
      }
      object["_integrationId"] = value(&random, depth: 0)
      bytes = JSONValue.object(object).compactBytes()
    case 2: bytes = value(&random, depth: 4).compactBytes()
    default: break
    }
    return bytes
  }

  private func value(_ random: inout SeededRandom, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .number(JSONNumber(Int.random(in: -5...5, using: &random)))
    case 3, 4: return string(texts.randomElement(using: &random) ?? "")
    case 5: return .array((0..<3).map { _ in value(&random, depth: depth - 1) })
    default:
      let keys = ["name", "_id", "_exportId", "a/b", "", "http", "pageGenerators", "data", "keys"]
      return .object(
        JSONObject(
          keys.filter { _ in Bool.random(using: &random) }.map {
            .init(key: JSONString($0), value: value(&random, depth: depth - 1))
          }))
    }
  }

  private func headers(_ walk: RouteWalk, _ random: inout SeededRandom) -> [HTTPField] {
    let odd = [
      HTTPField("If-Match", "\"1\""), HTTPField("If-Match", "x"), HTTPField("If-None-Match", "*"),
      HTTPField("Last-Event-ID", "7"), HTTPField("Cookie", "ilm_session=a~b"),
      HTTPField("X-Ilm-Environment", "first"), HTTPField("Ilm-Operation", "zz"),
      HTTPField("Content-Type", "application/json; charset=x"),
    ]
    let chosen = Bool.random(using: &random) ? [] : [odd.randomElement(using: &random) ?? odd[0]]
    return chosen.contains { $0.name == "Content-Type" } ? chosen : walk.headers + chosen
  }
}
