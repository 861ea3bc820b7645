import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@testable import WebService

/// Documents of any kind, from creation to the recycle bin.
@Suite struct DocumentTests {
  @Test(arguments: ResourceKind.allCases)
  func `a document is made, read, replaced and deleted`(kind: ResourceKind) throws {
    let accounts = try TestAccounts()
    let list = "/v1/\(kind.collection)"
    var document = try #require(DocumentShapes.sent(kind).example.object)
    document["name"] = "One"
    let made = try accounts.send("POST", list, json: .object(document))
    #expect(made.status == 201 && isID(made.id), "\(made.text)")
    let one = "\(list)/\(made.id)"

    let read = try accounts.get(one)
    #expect(read.status == 200 && read.json == made.json)
    let tag = try #require(read.header("ETag"))
    let again = try accounts.send("GET", one, headers: [HTTPField("If-None-Match", tag)])
    #expect(again.status == 304 && again.bytes.isEmpty)

    document["description"] = "Two"
    let replaced = try accounts.send(
      "PUT", one, json: .object(document), headers: [HTTPField("If-Match", tag)])
    #expect(replaced.status == 200 && replaced.json["description"] == "Two")
    #expect(replaced.header("ETag") != tag)
    let stale = try accounts.send(
      "PUT", one, json: .object(document), headers: [HTTPField("If-Match", tag)])
    #expect(stale.status == 409 && stale.codes == ["version_error"])
    #expect(
      try accounts.send("DELETE", one, headers: [HTTPField("If-Match", tag)]).status == 409)
    let patch = Array(#"[{"op":"replace","path":"/name","value":"Three"}]"#.utf8)
    #expect(
      try accounts.send(
        "PATCH", one, patch,
        headers: [
          HTTPField("If-Match", tag), HTTPField("Content-Type", MediaType.patch),
        ]
      ).status == 409)
    #expect(try accounts.send("PATCH", one, patch).json["name"] == "Three")

    document["description"] = nil
    #expect(try accounts.send("PUT", one, json: .object(document)).json["description"] == nil)
    #expect(try accounts.send("DELETE", one).status == 204)
    #expect(try accounts.get(one).status == 404)
    #expect(try accounts.send("DELETE", one).status == 404)
    #expect(accounts.failures.all.isEmpty)
  }

  @Test func `a list comes in pages, each document once`() throws {
    let accounts = try TestAccounts()
    #expect(try accounts.get("/v1/scripts").status == 204, "an empty list has no body")
    let ids = try (0..<25).map {
      try accounts.make("scripts", ["name": string("S\($0)"), "content": "function x() {}"])
    }
    var (target, found, pages): (String?, [String], Int) = ("/v1/scripts?limit=10", [], 0)
    while let next = target {
      let page = try accounts.get(next)
      let elements = page.json.array ?? []
      found += elements.compactMap { $0["_id"]?.text }
      #expect(elements.allSatisfy { $0["content"] == nil }, "bodies are read one by one")
      pages += 1
      target = page.header("Link").flatMap(Self.next)
    }
    #expect(found == ids && pages == 3)
    #expect(try accounts.get("/v1/scripts/\(ids[0])").json["content"] == "function x() {}")
  }

  /// The path and query of the link to the next page.
  private static func next(_ link: String) -> String? {
    #expect(link.hasPrefix("<http://ilm.test/v1/") && link.hasSuffix(">; rel=\"next\""))
    return link.split(separator: "ilm.test").last?.split(separator: ">").first.map(String.init)
  }

  @Test func `a list shows the members that are asked for`() throws {
    let accounts = try TestAccounts()
    let id = try accounts.make(
      "exports", ["name": "E", "type": "delta", "http": ["relativeURI": "/a", "method": "GET"]])
    let included = try accounts.get("/v1/exports?include=http.relativeURI").json
    #expect(
      included == [["_id": string(id), "name": "E", "http": ["relativeURI": "/a"]]],
      "\(included)")
    let excluded = try accounts.get("/v1/exports?exclude=http,createdAt").json[0]
    #expect(excluded?["http"] == nil && excluded?["type"] == "delta")
    let both = try accounts.get("/v1/exports?include=a&exclude=b")
    #expect(both.status == 400 && both.codes == ["invalid_query_params"])
  }

  @Test func `a reference to nothing is 422, and named`() throws {
    let accounts = try TestAccounts()
    let answer = try accounts.send(
      "POST", "/v1/exports",
      json: ["name": "E", "_connectionId": string(RouteWalk.unknownID)])
    #expect(answer.status == 422 && answer.codes == ["invalid_ref"], "\(answer.text)")
    #expect(answer.json["errors"]?[0]?["field"] == "_connectionId")
  }

  @Test func `names that are too long are refused`() throws {
    let accounts = try TestAccounts()
    for kind in ResourceKind.allCases {
      var document = try #require(DocumentShapes.sent(kind).example.object)
      document["name"] = string(String(repeating: "ä", count: 1001))
      let answer = try accounts.send("POST", "/v1/\(kind.collection)", json: .object(document))
      #expect(answer.status == 422 && answer.json["errors"]?[0]?["field"] == "name")
    }
  }

  @Test func `a patch changes what may be changed alone, and nothing else`() throws {
    let accounts = try TestAccounts()
    let id = try accounts.make("flows", ["name": "F", "disabled": true])
    func patch(_ text: String) throws -> TestAccounts.Answer {
      try accounts.send("PATCH", "/v1/flows/\(id)", Array(text.utf8))
    }
    #expect(
      try patch(#"[{"op":"replace","path":"/disabled","value":false}]"#).json["disabled"] == false)
    for (text, status) in [
      (#"[{"op":"replace","path":"/pageGenerators","value":[]}]"#, 422),
      (#"[{"op":"add","path":"/name","value":3}]"#, 422),
      (#"[{"op":"test","path":"/name","value":"G"}]"#, 422),
      (#"[{"op":"grow","path":"/name"}]"#, 400), (#"{"op":"add"}"#, 400), ("[3]", 400),
      (#"[{"op":"add","path":"name","value":1}]"#, 400),
    ] {
      let answer = try patch(text)
      #expect(answer.status == status, "\(text) \(answer.text)")
    }
    #expect(try accounts.get("/v1/flows/\(id)").json["name"] == "F")
  }

  @Test func `credentials are shown as masks and survive a mask that is written back`() throws {
    let accounts = try TestAccounts()
    let canary = "canary-4711-secret"
    let made = try accounts.send(
      "POST", "/v1/connections",
      json: [
        "name": "C", "type": "http",
        "http": [
          "baseURI": "https://a", "auth": ["type": "token", "token": ["token": string(canary)]],
        ],
      ])
    #expect(made.status == 201)
    for target in ["/v1/connections", "/v1/connections/\(made.id)"] {
      let answer = try accounts.get(target)
      #expect(!answer.text.contains(canary) && answer.text.contains("******"), "\(answer.text)")
    }
    let written = try accounts.send("PUT", "/v1/connections/\(made.id)", json: made.json)
    #expect(written.status == 200 && !written.text.contains(canary))
    #expect(!made.text.contains(canary))
  }

  @Test func `what uses a document is told by kind`() throws {
    let accounts = try TestAccounts()
    let connection = try accounts.make("connections", ["name": "C", "type": "http"])
    let export = try accounts.make("exports", ["name": "E", "_connectionId": string(connection)])
    let answer = try accounts.get("/v1/connections/\(connection)/dependencies")
    #expect(answer.json == ["exports": [["id": string(export), "name": "E"]]])
    #expect(try accounts.get("/v1/exports/\(export)/dependencies").json == [:])
  }

  @Test func `documents of another account are not there`() throws {
    let accounts = try TestAccounts()
    let other = try accounts.store.createAccount(
      name: "Second", owner: Person(email: "other@example.org", name: "Other")
    ).ownerToken
    var ids: [String: String] = [:]
    for kind in ResourceKind.allCases {
      var document = try #require(DocumentShapes.sent(kind).example.object)
      document["name"] = "Mine"
      ids[kind.collection] = try accounts.make(kind.collection, .object(document))
    }
    for walk in RouteWalk.all where walk.namesSomething {
      guard case .word(let collection) = walk.route.pattern.parts[1] else { continue }
      let target = walk.target { _ in ids[collection] ?? RouteWalk.unknownID }
      let answer = try accounts.send(
        walk.route.method.rawValue, target, walk.body, token: other, headers: walk.headers)
      #expect(answer.status == 404, "\(walk.name) \(answer.text)")
    }
    for kind in ResourceKind.allCases {
      #expect(try accounts.get("/v1/\(kind.collection)", token: other).status == 204)
    }
    let borrowed = try accounts.send(
      "POST", "/v1/exports",
      json: ["name": "E", "_connectionId": string(ids["connections"] ?? "")], token: other)
    #expect(borrowed.codes == ["invalid_ref"])
  }
}
