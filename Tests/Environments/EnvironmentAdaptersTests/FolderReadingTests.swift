import EnvironmentAdapters
import Foundation
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// Folders as people have them.
@Suite struct FolderReadingTests {
  private func error(_ account: FolderAccount) -> EnvironmentError? {
    do throws(EnvironmentError) {
      _ = try account.environment().survey(makeWorker: {}) { _, _ in }
      return nil
    } catch { return error }
  }

  @Test func `any file name is read`() throws {
    let account = try FolderAccount()
      .write("flows/a b  c.json", #"{"_id":"1"}"#)
      .write("flows/Zürich 注文 🚀.json", #"{"_id":"2"}"#)
      .write("flows/-.json", #"{"_id":"3"}"#)
      .write("Exports/x.json.json", #"{"_id":"1"}"#)
      .write("flows/.hidden.json", "no JSON")
      .write("flows/notes.txt", "no JSON")
      .write("flows/x.json.tmp0", "no JSON")
    #expect(
      try account.environment().keys() == [
        ResourceKey(.exports, "1"), ResourceKey(.flows, "1"), ResourceKey(.flows, "2"),
        ResourceKey(.flows, "3"),
      ])
    #expect(try account.environment().warnings().isEmpty)
  }

  @Test func `malformed JSON is named with file, line and column`() throws {
    let account = try FolderAccount()
      .write("flows/good.json", #"{"_id":"1"}"#)
      .write("flows/bad one.json", "{\n  \"_id\": \"2\",\n  \"name\": tru\n}")
    let error = error(account)
    #expect(error?.code == .malformedDocument)
    #expect(error?.line == 3)
    #expect(error?.column == 11)
    #expect(error?.places == [account.folder.path("flows/bad one.json")])
    #expect(error?.message.contains("flows/bad one.json' line 3, column 11") == true)
  }

  @Test(arguments: ["{}", "[]", "1", #"{"_id":1}"#, #"{"_id":""}"#, #"{"a":{"_id":"1"}}"#])
  func `a document needs an _id`(text: String) throws {
    let error = error(try FolderAccount().write("flows/x.json", text))
    #expect(error?.code == .malformedDocument)
    #expect(error?.message.contains("_id") == true)
  }

  @Test func `two documents with one _id are named both`() throws {
    let account = try FolderAccount()
      .write("flows/a.json", #"{"_id":"1"}"#)
      .write("flows/b.json", #"{"_id":"1"}"#)
    let error = error(account)
    #expect(error?.code == .duplicateID)
    #expect(
      error?.places == [account.folder.path("flows/a.json"), account.folder.path("flows/b.json")])
  }

  @Test func `unknown folders are left out with a warning`() throws {
    let account = try FolderAccount()
      .write("flows/a.json", #"{"_id":"1"}"#)
      .write("gadgets/b.json", #"{"_id":"1"}"#)
      .write(".git/c.json", #"{"_id":"1"}"#)
    let warnings = try account.environment().warnings()
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("'gadgets' is no kind") == true)
    #expect(try account.environment().keys().count == 1)
  }

  @Test func `an empty folder is an empty account, a missing one is none`() throws {
    let account = FolderAccount()
    #expect(try account.environment().keys().isEmpty)
    try FileManager.default.removeItem(atPath: account.folder.path)
    #expect(error(account)?.code == .unreachable)
  }

  @Test func `a bundle says by its place what belongs to the integration`() throws {
    let account = try FolderAccount()
      .write("integration.json", #"{"_id":"9","name":"I"}"#)
      .write("flows/a.json", #"{"_id":"1"}"#)
      .write("scripts/s.json", #"{"_id":"2"}"#)
      .write("scripts/s.js", "x")
    let containers = try account.environment().survey(makeWorker: {}) { _, document in
      "\(document.key) in \(document.containerID ?? "none")"
    }
    #expect(
      containers.summaries.sorted() == ["flows/1 in 9", "integrations/9 in none", "scripts/2 in 9"])
  }

  @Test func `a folder of accounts is one environment`() throws {
    let account = try FolderAccount()
      .write("one/integration.json", #"{"_id":"9"}"#)
      .write("one/connections/c.json", #"{"_id":"3","name":"shared"}"#)
      .write("two/integration.json", #"{"_id":"8"}"#)
      .write("two/connections/d.json", #"{"_id":"3","name":"shared"}"#)
      .write("three/flows/f.json", #"{"_id":"1"}"#)
      .write("notes/readme.txt", "x")
    #expect(try account.environment().keys().map(\.id).sorted() == ["1", "3", "8", "9"])
    #expect(try account.environment().warnings().count == 1)
    try account.write("two/connections/d.json", #"{"_id":"3","name":"other"}"#)
    #expect(error(account)?.code == .duplicateID)
  }

  @Test func `a body lies beside its document`() throws {
    let account = try FolderAccount()
      .write("scripts/a.json", #"{"_id":"1"}"#).write("scripts/a.js", "let ü = 1\r\n")
      .write("scripts/b.json", #"{"_id":"2","content":"inside"}"#).write("scripts/b.js", "beside")
      .write("scripts/c.json", #"{"_id":"3"}"#)
      .write("flows/f.json", #"{"_id":"4"}"#).write("flows/f.js", "no body")
    let environment = account.environment()
    #expect(
      try environment.document(ResourceKey(.scripts, "1"))?.value["content"] == "let ü = 1\r\n")
    #expect(try environment.document(ResourceKey(.scripts, "2"))?.value["content"] == "inside")
    #expect(try environment.document(ResourceKey(.scripts, "2"))?.text == nil)
    #expect(try environment.document(ResourceKey(.scripts, "3"))?.text == nil)
    #expect(try environment.document(ResourceKey(.flows, "4"))?.text == nil)
    try account.write("scripts/a.js", bytes: [0x61, 0xff])
    #expect(error(account)?.code == .malformedDocument)
    #expect(error(account)?.message.contains("scripts/a.js' is not UTF-8") == true)
  }

  @Test func `a document that changes after the survey is read as seen there, then as it is`()
    throws
  {
    let account = try FolderAccount()
      .write("flows/a.json", #"{"_id":"1","n":1}"#).write("flows/b.json", #"{"_id":"2"}"#)
    let environment = account.environment()
    let before = try environment.survey(makeWorker: {}) { _, document in document.version }
    try account.write("flows/a.json", #"{"_id":"1","n":2}"#)
    let key = ResourceKey(.flows, "1")
    func read() throws -> String {
      try environment.read([key], makeWorker: {}) { _, document in document.version }[0]
    }
    // One look at an account is one state of it, however long it takes to take it apart.
    #expect(before.summaries.contains(try read()))
    #expect(!before.summaries.contains(try read()))
    #expect(try environment.document(key)?.value["n"] == 2)
    // Files may change names, and ids may change files.
    try account.write("flows/a.json", #"{"_id":"3"}"#).write("flows/c.json", #"{"_id":"1","n":3}"#)
    #expect(try environment.document(key)?.value["n"] == 3)
    #expect(try environment.document(ResourceKey(.flows, "3")) != nil)
  }

  @Test func `a pipe in the folder blocks nothing`() throws {
    let account = try FolderAccount().write("flows/a.json", #"{"_id":"1"}"#)
    #expect(mkfifo(account.folder.path("flows/pipe.json"), 0o600) == 0)
    #expect(try account.environment().keys().count == 1)
  }
}
