import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RESTAccount
import ScriptedServer
import Synchronization
import Testing

/// Writes to an account: whole, once, and never over somebody's change.
@Suite struct HTTPWritingTests {
  private let key = ResourceKey(.flows, "aaaa")

  /// A fault for the first write, by the method of the request.
  private final class OneFault: Sendable {
    private let state = Mutex<(method: String, count: Int)>(("", 0))

    func arm(_ method: String, count: Int = 1) { state.withLock { $0 = (method, count) } }

    func isDue(_ request: ServedRequest) -> Bool {
      state.withLock { state in
        guard state.count > 0, state.method == request.method else { return false }
        state.count -= 1
        return true
      }
    }
  }

  private func writes(_ account: RESTAccount) -> [String] {
    account.requests.filter { $0.method != "GET" }.map(\.method)
  }

  @Test func `a replacement keeps what the account keeps`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    account.put(
      "flows",
      ["_id": "aaaa", "name": "f", "_sourceId": "bbbb", "free": true, "description": "old"])
    let environment = try HTTPAccount.environment(account)
    let old = try #require(try environment.document(key))
    let new = try environment.update(key, to: ["name": "g"], expecting: old.version)
    #expect(new.value["_sourceId"] == "bbbb")
    #expect(new.value["free"] == true)
    #expect(new.value["description"] == nil)
    #expect(account.document("flows", "aaaa")?["name"] == "g")
  }

  @Test(arguments: [true, false])
  func `somebody's change between reading and writing is not overwritten`(
    namesStates: Bool
  ) throws {
    let holder = Mutex<RESTAccount?>(nil)
    let fault = OneFault()
    var behaviour = RESTAccount.Behaviour()
    behaviour.namesStates = namesStates
    let account = try RESTAccount(behaviour) { request in
      if fault.isDue(request) {
        holder.withLock { $0?.edit("flows", "aaaa") { $0["name"] = "theirs" } }
      }
      return nil
    }
    defer { account.stop() }
    holder.withLock { $0 = account }
    account.put("flows", ["_id": "aaaa", "name": "f"])
    let environment = try HTTPAccount.environment(account)
    let old = try #require(try environment.document(key))
    // With named states the server refuses; without, the fresh read right before has to see it.
    fault.arm(namesStates ? "PUT" : "GET")
    let error = #expect(throws: EnvironmentError.self) {
      try environment.update(key, to: ["name": "ours"], expecting: old.version)
    }
    #expect(error?.code == .changed)
    #expect(account.document("flows", "aaaa")?["name"] == "theirs")
    holder.withLock { $0 = nil }
  }

  @Test func `a flow is created switched off`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    let made = try HTTPAccount.environment(account).create(
      .flows, ["name": "f", "disabled": false])
    #expect(made.value["disabled"] == true)
    let body = try JSONValue(parsing: account.requests[0].body)
    #expect(body["disabled"] == true)
  }

  @Test func `a creation whose answer is lost is told and not repeated`() throws {
    let fault = OneFault()
    let holder = Mutex<RESTAccount?>(nil)
    let account = try RESTAccount { request in
      guard fault.isDue(request) else { return nil }
      _ = holder.withLock { $0?.respond(request) }
      return .cut
    }
    defer { account.stop() }
    holder.withLock { $0 = account }
    fault.arm("POST")
    let error = #expect(throws: EnvironmentError.self) {
      try HTTPAccount.environment(account).create(.exports, ["name": "e"])
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message.contains("whether it was carried out is not known") == true)
    #expect(writes(account) == ["POST"])
    #expect(account.ids("exports").count == 1)
    holder.withLock { $0 = nil }
  }

  @Test(arguments: ["PUT", "DELETE"], [true, false])
  func `a write whose answer is lost is looked after`(method: String, isCarriedOut: Bool) throws {
    let fault = OneFault()
    let holder = Mutex<RESTAccount?>(nil)
    let account = try RESTAccount { request in
      guard fault.isDue(request) else { return nil }
      if isCarriedOut { _ = holder.withLock { $0?.respond(request) } }
      return isCarriedOut ? .cut : ServedAnswer(503, body: Array("<html>".utf8))
    }
    defer { account.stop() }
    holder.withLock { $0 = account }
    account.put("flows", ["_id": "aaaa", "name": "f"])
    let environment = try HTTPAccount.environment(account)
    let old = try #require(try environment.document(key))
    fault.arm(method)
    if method == "PUT" {
      let new = try environment.update(key, to: ["name": "g"], expecting: old.version)
      #expect(new.value["name"] == "g")
    } else {
      try environment.delete(key, expecting: old.version)
      #expect(account.document("flows", "aaaa") == nil)
    }
    // What was carried out is known from reading; what was not is sent once more.
    #expect(writes(account) == Array(repeating: method, count: isCarriedOut ? 1 : 2))
    holder.withLock { $0 = nil }
  }

  @Test func `a server that always fails ends the write after three tries`() throws {
    let fault = OneFault()
    let account = try RESTAccount { fault.isDue($0) ? ServedAnswer(500) : nil }
    defer { account.stop() }
    account.put("flows", ["_id": "aaaa", "name": "f"])
    let environment = try HTTPAccount.environment(account)
    let old = try #require(try environment.document(key))
    fault.arm("PUT", count: 99)
    let error = #expect(throws: EnvironmentError.self) {
      try environment.update(key, to: ["name": "g"], expecting: old.version)
    }
    #expect(error?.code == .unreachable)
    #expect(error?.refusal?.status == 500)
    #expect(writes(account) == ["PUT", "PUT", "PUT"])
    #expect(account.document("flows", "aaaa")?["name"] == "f")
  }

  @Test func `what the account does not accept is told with its code and field`() throws {
    let account = try RESTAccount { request in
      request.method == "POST"
        ? .failure(422, "invalid_ref", "no such export", field: "pageGenerators") : nil
    }
    defer { account.stop() }
    let error = #expect(throws: EnvironmentError.self) {
      try HTTPAccount.environment(account).create(.flows, ["name": "f"])
    }
    #expect(error?.code == .rejected)
    #expect(error?.refusal?.code == "invalid_ref")
    #expect(error?.refusal?.field == "pageGenerators")
    #expect(error?.refusal?.request == "POST /v1/flows")
    #expect(error?.message.contains("no such export") == true)
  }

  @Test func `without a recycle bin nothing comes back`() throws {
    var behaviour = RESTAccount.Behaviour()
    behaviour.hasBin = false
    let account = try RESTAccount(behaviour)
    defer { account.stop() }
    account.put("flows", ["_id": "aaaa", "name": "f"])
    let environment = try HTTPAccount.environment(account)
    let old = try #require(try environment.document(key))
    try environment.delete(key, expecting: old.version)
    #expect(try environment.restore(key, ["name": "f"]) == nil)
  }

  @Test func `connections are registered as the integration wants`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    account.put(
      "integrations",
      ["_id": "aaaa", "name": "i", "_registeredConnectionIds": ["c1", "c2"]])
    // A server that keeps the list by itself whatever is put.
    let environment = try HTTPAccount.environment(account)
    let key = ResourceKey(.integrations, "aaaa")
    let old = try #require(try environment.document(key))
    let new = try environment.update(
      key, to: ["name": "i", "_registeredConnectionIds": ["c2", "c3"]], expecting: old.version)
    #expect(new.value["_registeredConnectionIds"] == ["c2", "c3"])
  }

  // MARK: Credentials

  private func webhook(_ account: RESTAccount) throws -> (HTTPEnvironment, EnvironmentDocument) {
    account.put(
      "exports", ["_id": "aaaa", "name": "e", "webhook": ["token": "canary-secret", "path": "/x"]])
    let environment = try HTTPAccount.environment(account)
    let key = ResourceKey(.exports, "aaaa")
    return (environment, try #require(try environment.document(key)))
  }

  @Test func `a document with a hidden credential is not replaced`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    let (environment, old) = try webhook(account)
    var value = old.value
    value["webhook"] = ["token": "******", "path": "/y"]
    let error = #expect(throws: EnvironmentError.self) {
      try environment.update(old.key, to: value, expecting: old.version)
    }
    #expect(error?.code == .hiddenSecrets)
    #expect(error?.message.contains("/webhook/token") == true)
    #expect(writes(account) == [])
    #expect(account.document("exports", "aaaa")?["webhook"]?["token"] == "canary-secret")
  }

  @Test func `what can be changed without the credential is`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    let (environment, old) = try webhook(account)
    var value = old.value
    value["name"] = "renamed"
    let new = try environment.update(old.key, to: value, expecting: old.version)
    #expect(new.value["name"] == "renamed")
    #expect(writes(account) == ["PATCH"])
    #expect(account.document("exports", "aaaa")?["webhook"]?["token"] == "canary-secret")
  }

  @Test func `no mask is created`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    let error = #expect(throws: EnvironmentError.self) {
      try HTTPAccount.environment(account).create(.exports, ["webhook": ["token": "******"]])
    }
    #expect(error?.code == .hiddenSecrets)
    #expect(writes(account) == [])
  }
}
