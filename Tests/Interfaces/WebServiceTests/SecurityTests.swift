import Dispatch
import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import Testing

@testable import WebService

/// What nobody may do to the service, whatever is asked for.
@Suite struct SecurityTests {
  @Test func `a body that is nested too deep is 400 everywhere`() throws {
    let accounts = try TestAccounts()
    let depth = BodyReading.depthMax + 1
    let body = Array(
      (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    for walk in RouteWalk.all where walk.route.body.mediaTypes.contains(MediaType.json) {
      let answer = try accounts.send(walk.route.method.rawValue, walk.target(), body)
      #expect(answer.status == 400 && answer.codes == ["invalid_json"], "\(walk.name)")
    }
  }

  @Test func `no other origin is let in anywhere`() throws {
    let account = try SmallAccount()
    let origin = [HTTPField("Origin", "https://elsewhere.example")]
    for walk in RouteWalk.all where walk.route.method == .get {
      let answer = try account.accounts.send("GET", account.target(walk), headers: origin)
      let named = answer.headers.map { $0.name.lowercased() }
      #expect(!named.contains { $0.hasPrefix("access-control-") }, "\(walk.name)")
      #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(walk.name)")
      #expect(answer.header("Cache-Control") == "no-store", "\(walk.name)")
    }
    for path in ["/v1/flows", "/ilm/v1/status", "/ilm/v1/session"] {
      let asked = origin + [HTTPField("Access-Control-Request-Method", "PUT")]
      let answer = try account.accounts.send("OPTIONS", path, headers: asked)
      #expect(answer.status == 405)
      #expect(!answer.headers.contains { $0.name.lowercased().hasPrefix("access-control-") })
    }
  }

  @Test func `a name that is too long is 422 everywhere`() throws {
    let accounts = try TestAccounts()
    let long = string(String(repeating: "n", count: 10_001))
    var count = 0
    for walk in RouteWalk.all {
      guard case .json(.object(let members, _)) = walk.route.body,
        members.contains(where: { $0.name == "name" }),
        case .object(var body)? = walk.body.flatMap({ try? JSONValue(parsing: $0) })
      else { continue }
      // The free text of a refusal is as long as its route lets it be.
      guard !walk.name.hasSuffix("/apis/{_id}/clone") else { continue }
      body["name"] = long
      let answer = try accounts.send(
        walk.route.method.rawValue, walk.target(), json: .object(body))
      #expect(answer.status == 422, "\(walk.name) \(answer.status)")
      #expect(answer.json["errors"]?[0]?["field"] == "name", "\(walk.name) \(answer.text)")
      count += 1
    }
    #expect(count > ResourceKind.allCases.count * 2)
  }

  @Test(
    arguments: [
      ("exports", #"{"name":"E","_connectionId":"ID"}"#, "_connectionId"),
      ("imports", #"{"name":"I","_connectionId":"ID"}"#, "_connectionId"),
      ("imports", #"{"name":"I","hooks":{"preMap":{"_scriptId":"ID"}}}"#, "hooks.preMap._scriptId"),
      ("flows", #"{"name":"F","_integrationId":"ID"}"#, "_integrationId"),
      (
        "flows", #"{"name":"F","pageGenerators":[{"_exportId":"ID"}]}"#,
        "pageGenerators[0]._exportId"
      ),
      ("flows", #"{"name":"F","_runNextFlowIds":["ID"]}"#, "_runNextFlowIds[0]"),
      ("apis", #"{"name":"A","_integrationId":"ID"}"#, "_integrationId"),
      ("tools", #"{"name":"T","_integrationId":"ID"}"#, "_integrationId"),
      ("connections", #"{"name":"C","type":"http","_agentId":"ID"}"#, "_agentId"),
      ("mcpServers", #"{"name":"M","tools":[{"_toolId":"ID"}]}"#, "tools[0]._toolId"),
    ])
  func `a reference to nothing is named`(kind: String, text: String, field: String) throws {
    let accounts = try TestAccounts()
    let body = text.replacing("ID", with: RouteWalk.unknownID)
    let answer = try accounts.send("POST", "/v1/\(kind)", Array(body.utf8))
    #expect(answer.status == 422 && answer.codes == ["invalid_ref"], "\(answer.text)")
    let named = answer.json["errors"]?[0]?["field"]?.text ?? ""
    #expect(named == field || field.hasPrefix(String(named.prefix { $0 != "[" })), "\(named)")
  }

  @Test func `of many who change one version, one wins`() throws {
    let accounts = try TestAccounts()
    let id = try accounts.make("exports", ["name": "E"])
    let tag = try #require(try accounts.get("/v1/exports/\(id)").header("ETag"))
    let (store, token) = (accounts.store, accounts.token)
    let version = String(tag.dropFirst().dropLast())
    let outcomes = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 16) { number in
      do {
        _ = try store.session(token: token).replace(
          ResourceKey(.exports, id), with: ["name": string("\(number)")], expecting: version)
        outcomes.withLock { $0.append("won") }
      } catch {
        outcomes.withLock {
          $0.append((error as? AccountError)?.problems.first?.code ?? "\(error)")
        }
      }
    }
    let all = outcomes.withLock { $0 }
    #expect(all.count { $0 == "won" } == 1 && all.count { $0 == "version_error" } == 15, "\(all)")
  }
}
