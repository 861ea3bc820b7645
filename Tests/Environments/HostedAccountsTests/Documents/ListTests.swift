import EnvironmentAdapters
import FileStorage
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct ListTests {
  private let test: TestAccount

  init() throws { test = try TestAccount() }

  private func names(_ page: DocumentPage) throws -> [String] {
    try page.documents.map { try $0.value()["name"]?.text ?? "" }
  }

  private func make(_ count: Int) throws -> [ResourceKey] {
    try (0..<count).map { try test.make(.exports, ["name": .string(JSONString("E\($0)"))]) }
  }

  @Test func `pages hold everything once, whatever is deleted and made in between`() throws {
    let keys = try make(10)
    let owner = try test.owner
    var query = ListQuery(limit: 3)
    var seen: [String] = []
    var pageCount = 0
    repeat {
      let page = try owner.list(.exports, query)
      #expect(page.documents.count <= 3)
      seen += try names(page)
      query.after = page.next
      pageCount += 1
      if pageCount == 1 { try owner.delete(keys[0]) }
      if pageCount == 2 { try test.make(.exports, ["name": "late"]) }
    } while query.after != nil
    #expect(seen == (0..<10).map { "E\($0)" } + ["late"])
    let none = try owner.list(.imports)
    #expect(none.documents.isEmpty && none.next == nil)
  }

  @Test func `an exact multiple of the page size has no empty page behind it`() throws {
    _ = try make(6)
    let first = try test.owner.list(.exports, ListQuery(limit: 3))
    let second = try test.owner.list(.exports, ListQuery(limit: 3, after: first.next))
    #expect(second.documents.count == 3)
    #expect(second.next == nil)
    expectRefusal(.malformed, "invalid_query_params") {
      try test.owner.list(.exports, ListQuery(after: "x"))
    }
  }

  @Test func `scripts show their content by id only`() throws {
    let key = try test.make(.scripts, ["name": "S", "content": "let a = '***'", "x": 1])
    let listed = try #require(try test.owner.list(.scripts).documents.first).value()
    #expect(listed["content"] == nil)
    #expect(listed["x"] == 1)
    #expect(try test.owner.document(key).value()["content"] == "let a = '***'")
  }

  @Test(
    arguments: [
      ("http.relativeURI", nil, #"{"name":"N","http":{"relativeURI":"/a"}}"#),
      ("pages.id", nil, #"{"name":"N","pages":[{"id":1},{"id":2}]}"#),
      (nil, "http,pages.id", #"{"name":"N","pages":[{"x":3},{}]}"#),
      (
        nil, "name,_id",
        #"{"name":"N","http":{"relativeURI":"/a","method":"GET"},"pages":[{"id":1,"x":3},{"id":2}]}"#
      ),
    ] as [(String?, String?, String)])
  func `a list shows the members that are asked for`(
    include: String?, exclude: String?, expected: String
  ) throws {
    try test.make(
      .exports,
      [
        "name": "N", "http": ["relativeURI": "/a", "method": "GET"],
        "pages": [["id": 1, "x": 3], ["id": 2]],
      ])
    let projection = try Projection(include: include, exclude: exclude)
    let page = try test.owner.list(.exports, ListQuery(projection: projection))
    var value = try #require(page.documents.first).value()
    #expect(value["_id"] != nil)
    for key in ["/_id", "/createdAt", "/lastModified", "/apiIdentifier"] {
      value.removeValue(at: key)
    }
    #expect(String(decoding: value.compactBytes(), as: UTF8.self) == expected)
  }

  @Test(arguments: ["lastModified", "_id", "name,createdAt", "lastModified,createdAt,_id,name"])
  func `stamps are those of the documents`(include: String) throws {
    let source = MemoryEnvironment { "0123456789abcdef01234567" }
    _ = try source.create(.scripts, ["title": "no name"])
    _ = try test.owner.importDocuments(from: source)
    for name in ["S", "\u{fc}\"\\"] {
      try test.make(.scripts, ["name": .string(JSONString(name)), "content": "x"])
    }
    let query = ListQuery(projection: try Projection(include: include, exclude: nil))
    let all = try test.owner.list(.scripts).documents
    let listed = try test.owner.list(.scripts, query).documents
    let keys = Set(include.split(separator: ",").map(String.init) + ["_id", "name"])
    #expect(listed.map(\.key) == all.map(\.key))
    for (listed, document) in zip(listed, all) {
      let whole = try #require(try document.value().object)
      let expected = JSONObject(whole.filter { keys.contains($0.key.text) })
      #expect(try listed.value() == .object(expected))
      #expect(listed.version == document.version)
    }
  }

  @Test func `a survey reads again what has changed, and nothing else`() throws {
    let made = try test.makeIntegration()
    let environment = HostedEnvironment(try test.owner)
    let first = try environment.survey(makeWorker: {}) { _, document in document.version }
    #expect(first.readCount == 6)
    let cache = SurveyCache(
      entries: first.entries, writtenAt: FileTimestamp(seconds: 0, nanoseconds: 0))
    _ = try test.owner.replace(made.export, with: ["name": "changed"])
    try test.owner.delete(made.script)
    let second = try environment.survey(reusing: cache, makeWorker: {}) { _, document in
      document.version
    }
    #expect(second.readCount == 1)
    let whole = try environment.survey(makeWorker: {}) { _, document in document.version }
    #expect(second.summaries.sorted() == whole.summaries.sorted())
  }

  @Test func `members are asked for in one way`() throws {
    #expect(try Projection(include: nil, exclude: nil) == nil)
    expectRefusal(.malformed, "invalid_query_params") {
      try Projection(include: "a", exclude: "b")
    }
    expectRefusal(.malformed, "invalid_query_params") { try Projection(include: ",", exclude: nil) }
  }

  @Test func `an integration lists what it reaches`() throws {
    let made = try test.makeIntegration()
    try test.make(.exports, ["name": "elsewhere"])
    let query = ListQuery(integrationID: made.integration.id)
    for key in made.all where key.kind != .integrations {
      #expect(try test.owner.list(key.kind, query).documents.map(\.key) == [key])
    }
    #expect(
      try test.owner.list(.flows, ListQuery(integrationID: "none")).documents.isEmpty)
    expectRefusal(.notFound) {
      try test.owner.list(.flows, ListQuery(integrationID: "0123456789abcdef01234567"))
    }
  }

  @Test func `dependencies name the users of a resource, descendants what it uses`() throws {
    let made = try test.makeIntegration()
    let owner = try test.owner
    #expect(
      try owner.dependencies(of: made.connection) == [
        .exports: [made.export], .imports: [made.importKey], .integrations: [made.integration],
      ])
    #expect(try owner.dependencies(of: made.integration) == [.flows: [made.flow]])
    #expect(try owner.dependencies(of: made.flow) == [:])
    #expect(try owner.descendants(of: made.flow) == [made.export, made.importKey])
  }
}
