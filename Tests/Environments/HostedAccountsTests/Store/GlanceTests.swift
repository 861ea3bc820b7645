import EnvironmentAdapters
import FileStorage
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import Testing

/// A quick look at an account that was surveyed before.
@Suite struct GlanceTests {
  private let test: TestAccount
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    made = try test.makeIntegration()
  }

  /// What a survey found, as a repository's cache would keep it.
  private struct Memory: SurveyMemory {
    let entries: [SurveyCache<ResourceKey>.Entry]
    var folders: [SurveyedFolder] { [] }
    var warnings: [String] { [] }
    var documentCount: Int { entries.count }
    var isShared: Bool { false }
    func place(at position: Int) -> DocumentPlace { entries[position].place }
    func isCurrent(_ stamp: DocumentStamp, at position: Int) -> Bool {
      entries[position].stamp == stamp
    }
    func isSettled(_ status: FileStatus) -> Bool { true }
  }

  private func survey(_ session: AccountSession) throws -> EnvironmentSurvey<ResourceKey> {
    try HostedEnvironment(session).survey(makeWorker: {}) { _, document in document.key }
  }

  private func glance(
    _ session: AccountSession, at memory: Memory
  ) throws -> [SurveyGlance.Edit]? {
    guard case .edited(let edits, _, _) = try HostedEnvironment(session).glance(at: memory) else {
      return nil
    }
    return edits
  }

  @Test func `only what was edited is read`() throws {
    let memory = Memory(entries: try survey(test.owner).entries)
    #expect(memory.documentCount == made.all.count)
    #expect(try glance(test.owner, at: memory)?.isEmpty == true)
    _ = try test.owner.replace(made.importKey, with: ["name": "Other"])
    let edits = try #require(try glance(test.owner, at: memory))
    #expect(edits.map(\.document.key) == [made.importKey])
    #expect(memory.entries[edits[0].position].key == made.importKey)
    #expect(edits[0].document.value["name"] == "Other")
    // What runs report is no edit.
    try test.owner.report(connection: made.connection.id, isOffline: true)
    #expect(try glance(test.owner, at: memory)?.count == 1)
  }

  @Test func `whatever is changed meanwhile, a look sees one state`() throws {
    let environment = HostedEnvironment(try test.owner)
    let before = try versions(environment)
    _ = try test.owner.replace(made.importKey, with: ["name": "Other"])
    try test.owner.delete(made.flow)
    let keys = before.keys.sorted()
    let read = try environment.read(keys, makeWorker: {}) { _, document in document.version }
    #expect(read == keys.map { before[$0] })
    // What is asked for by name is as it is, and the next look sees it all.
    #expect(try environment.document(made.flow) == nil)
    #expect(try environment.document(made.importKey)?.value["name"] == "Other")
    let after = try versions(environment)
    #expect(after[made.flow] == nil)
    #expect(after[made.importKey] != before[made.importKey])
  }

  @Test func `who sees a part sees one state of it, too`() throws {
    let part = try test.member(
      AccessGrants(account: nil, integrations: [made.integration.id: .manage]))
    let other = try test.makeIntegration(name: "Other")
    let environment = HostedEnvironment(part)
    let before = try versions(environment)
    #expect(before.keys.sorted() == made.all.sorted())
    let flow = try test.owner.document(made.flow).value()
    _ = try test.owner.replace(made.flow, with: flow.placing(.id(other.integration)))
    try test.owner.delete(made.script)
    let keys = before.keys.sorted()
    let read = try environment.read(keys, makeWorker: {}) { _, document in document.version }
    #expect(read == keys.map { before[$0] })
    // What is asked for by name is as it is, and the next look sees it all.
    #expect(try environment.document(made.flow) == nil)
    #expect(try versions(environment)[made.flow] == nil)
  }

  @Test func `a survey of a part leaves out nothing that is deleted meanwhile`() throws {
    let part = try test.member(
      AccessGrants(account: nil, integrations: [made.integration.id: .manage]))
    let (script, owner) = (made.script, try test.owner)
    let isDeleted = Mutex(false)
    let survey = try HostedEnvironment(part).survey(makeWorker: {}) { _, document in
      isDeleted.withLock { isDeleted in
        if !isDeleted { isDeleted = (try? owner.delete(script)) != nil }
      }
      return document.key
    }
    #expect(isDeleted.withLock { $0 })
    #expect(survey.summaries.sorted() == made.all.sorted())
  }

  @Test func `a survey sees what the glance before it saw`() throws {
    let memory = Memory(entries: try survey(test.owner).entries)
    let environment = HostedEnvironment(try test.owner)
    _ = try environment.glance(at: memory)
    try test.owner.delete(made.flow)
    #expect(try versions(environment).count == memory.documentCount)
    #expect(try versions(environment).count == memory.documentCount - 1)
  }

  @Test func `an environment sees what it wrote itself`() throws {
    let environment = HostedEnvironment(try test.owner)
    let version = try #require(try versions(environment)[made.importKey])
    let written = try environment.update(made.importKey, to: ["name": "Other"], expecting: version)
    let read = try environment.read([made.importKey], makeWorker: {}) { $1.version }
    #expect(read == [written.version])
  }

  private func versions(_ environment: HostedEnvironment) throws -> [ResourceKey: String] {
    let survey = try environment.survey(makeWorker: {}) { _, document in
      (document.key, document.version)
    }
    return Dictionary(uniqueKeysWithValues: survey.summaries)
  }

  @Test func `what came or went needs a survey`() throws {
    let memory = Memory(entries: try survey(test.owner).entries)
    let new = try test.make(.scripts, ["name": "New", "content": ""])
    #expect(try glance(test.owner, at: memory) == nil)
    try test.owner.delete(new)
    #expect(try glance(test.owner, at: memory)?.isEmpty == true)
    try test.owner.delete(made.script)
    _ = try test.make(.scripts, ["name": "Instead", "content": ""])
    #expect(try glance(test.owner, at: memory) == nil)
  }

  @Test func `what a part of the account was seen of is not kept for others`() throws {
    let part = try test.member(
      AccessGrants(account: nil, integrations: [made.integration.id: .manage]))
    let seen = try survey(part)
    #expect(seen.summaries.count == made.all.count && seen.entries.isEmpty)
    let memory = Memory(entries: try survey(test.owner).entries)
    #expect(try glance(part, at: memory) == nil)
  }
}

extension JSONValue {
  /// The document in another integration.
  fileprivate func placing(_ integrationID: JSONValue) -> JSONValue {
    var document = self
    document.place(integrationID, at: "/_integrationId")
    return document
  }
}
