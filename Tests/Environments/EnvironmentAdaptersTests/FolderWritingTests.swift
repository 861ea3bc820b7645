import EnvironmentAdapters
import FileStorage
import Foundation
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// What is written changes what was asked for and nothing else.
@Suite struct FolderWritingTests {
  private let key = ResourceKey(.flows, "1")

  private func version(_ environment: some Environment, _ key: ResourceKey) throws -> String {
    try environment.document(key)?.version ?? ""
  }

  @Test func `an update keeps the file's name, the order of members and the spelling of numbers`()
    throws
  {
    let account = try FolderAccount().write(
      "flows/Any name.json",
      #"{"z": 1.0, "name": "F", "_id": "1", "n": 1e2, "list": [{"b": 2.50, "a": 1}], "gone": 1}"#)
    let environment = account.environment()
    _ = try environment.update(
      key,
      to: [
        "_id": "1", "a": true, "list": [["a": 2, "b": .number(JSONNumber(lexeme: "2.5"))]],
        "n": 100, "name": "F", "z": 1,
      ], expecting: version(environment, key))
    #expect(
      try account.text("flows/Any name.json") == """
        {
          "z": 1.0,
          "name": "F",
          "_id": "1",
          "n": 1e2,
          "list": [
            {
              "b": 2.50,
              "a": 2
            }
          ],
          "a": true
        }

        """)
    #expect(try account.files().count == 1)
  }

  @Test func `an update that changes nothing leaves the bytes alone`() throws {
    let text = #"{ "_id":"1" , "n":1.0 }"#
    let account = try FolderAccount().write("flows/f.json", text)
    let environment = account.environment()
    _ = try environment.update(key, to: ["n": 1], expecting: version(environment, key))
    #expect(try account.text("flows/f.json") == text)
  }

  @Test func `a new document is named after itself`() throws {
    let account = FolderAccount()
    let created = try account.environment().create(.flows, ["z": 1, "name": "Order & Zürich"])
    let path = "flows/Order-Z-rich-\(created.key.id).json"
    let lines = try account.text(path).split(separator: "\n").map(String.init)
    #expect(lines[1] == #"  "_id": "\#(created.key.id)","#)
    #expect(lines[2] == #"  "name": "Order & Zürich","#)
    #expect(created.value["createdAt"] == "2024-01-02T03:04:05.006Z")
  }

  @Test func `a file of a misleading name is never overwritten`() throws {
    let account = try FolderAccount().write("flows/F-9.json", #"{"_id":"1","name":"mine"}"#)
    let environment = account.environment()
    let restored = try environment.restore(ResourceKey(.flows, "9"), ["name": "F"])
    #expect(restored?.key.id == "9")
    #expect(try account.text("flows/F-9.json") == #"{"_id":"1","name":"mine"}"#)
    #expect(try environment.keys().map(\.id) == ["1", "9"])
  }

  @Test func `what comes back one by one has the others read once`() throws {
    let account = FolderAccount()
    for id in 1...9 { try account.write("flows/\(id).json", #"{"_id":"\#(id)"}"#) }
    let files = FaultyFileSystem(LocalFileSystem())
    let environment = account.environment(files)
    for id in 20...29 { _ = try environment.restore(ResourceKey(.flows, "\(id)"), ["name": "F"]) }
    #expect(files.readPaths.count { $0.hasSuffix("/flows/1.json") } == 1)
    #expect(try environment.keys().count == 19)
  }

  @Test func `what another file brings back in between is not brought back once more`() throws {
    let account = try FolderAccount().write("flows/1.json", #"{"_id":"1"}"#)
    let environment = account.environment()
    _ = try environment.restore(ResourceKey(.flows, "8"), ["name": "F"])
    try account.write("flows/any.json", #"{"_id":"9","name":"mine"}"#)
    #expect { _ = try environment.restore(ResourceKey(.flows, "9"), ["name": "F"]) } throws: {
      ($0 as? EnvironmentError)?.code == .exists
    }
    // What was there once and went may be back under its name.
    try FileManager.default.removeItem(atPath: account.folder.path("flows/any.json"))
    let back = try environment.restore(ResourceKey(.flows, "9"), ["name": "F"])
    try environment.delete(ResourceKey(.flows, "9"), expecting: try #require(back).version)
    _ = try environment.restore(ResourceKey(.flows, "7"), ["name": "F"])
    try account.write("flows/F-9.json", #"{"_id":"9","name":"mine"}"#)
    #expect(try environment.document(ResourceKey(.flows, "9"))?.value["name"] == "mine")
  }

  @Test func `a copy of a deleted document is kept until it comes back, and is no document`() throws
  {
    let text = "{\n  \"name\": \"F\",\n  \"_id\": \"1\",\n  \"token\": \"t\"\n}\n"
    let account = try FolderAccount().write("flows/F-1.json", text)
    let environment = account.environment()
    let document = try #require(try environment.document(key))
    #expect(try environment.remains(of: key) == nil)
    try environment.keep(document)
    try environment.delete(key, expecting: document.version)
    #expect(try account.files().keys.sorted() == [".deleted/flows-1"])
    #expect(try environment.keys().isEmpty && environment.warnings().isEmpty)
    let remains = try #require(try environment.remains(of: key))
    _ = try environment.restore(key, remains)
    #expect(try environment.document(key)?.value == document.value)
    #expect(try account.files().keys.sorted() == ["flows/F-1.json"])
    #expect(try environment.remains(of: key) == nil)
    #expect(try environment.remains(of: ResourceKey(.flows, "../1")) == nil)
  }

  @Test func `copies of former versions stay, newest first, until they are old`() throws {
    let account = try FolderAccount().write("flows/F-1.json", #"{"_id":"1","token":"a"}"#)
    let environment = account.environment()
    for (second, token) in [(10, "b"), (20, "c")] {
      let document = try #require(try environment.document(key))
      try environment.keepFormer(document)
      try environment.keepFormer(document)
      let copy = ".deleted/flows-1.\(document.version)"
      try account.date(copy, second)
      #expect(try account.permissions(copy) == 0o600)
      _ = try environment.update(
        key, to: ["_id": "1", "token": .string(JSONString(token))], expecting: document.version)
    }
    #expect(try environment.former(of: key).map { $0["token"]?.string } == ["b", "a"])
    #expect(try environment.remains(of: key) == nil)
    #expect(try environment.former(of: ResourceKey(.flows, "../1")).isEmpty)
    #expect(try environment.former(of: ResourceKey(.flows, "2")).isEmpty)
    func remove(before seconds: Int64) throws -> Int {
      try environment.removeCopies(before: FileTimestamp(seconds: seconds, nanoseconds: 0))
    }
    #expect(try remove(before: 10) == 0)
    #expect(try remove(before: 11) == 1)
    #expect(try environment.former(of: key).map { $0["token"]?.string } == ["b"])
    #expect(try remove(before: 99) == 1)
    #expect(try account.files().keys.sorted() == ["flows/F-1.json"])
    #expect(try remove(before: 99) == 0)
  }

  @Test func `a document comes back under its id`() throws {
    let account = try FolderAccount().write("flows/f.json", #"{"_id":"1","name":"F"}"#)
    let environment = account.environment()
    let document = try #require(try environment.document(key))
    try environment.delete(key, expecting: document.version)
    #expect(try account.files().isEmpty)
    let restored = try environment.restore(key, document.value)
    #expect(restored?.value == document.value)
    #expect(try account.environment().keys() == [key])
  }

  @Test(arguments: ["../x", "a/b", "", "ä"])
  func `an id that is no part of a file name is refused`(id: String) throws {
    let account = FolderAccount()
    #expect(throws: EnvironmentError.self) {
      _ = try account.environment().restore(ResourceKey(.flows, id), ["name": "F"])
    }
    #expect(try account.files().isEmpty)
  }

  @Test func `a write expects the version that was read`() throws {
    let account = try FolderAccount()
      .write("scripts/s.json", #"{"_id":"1"}"#).write("scripts/s.js", "one")
    let environment = account.environment()
    let key = ResourceKey(.scripts, "1")
    let version = try version(environment, key)
    try account.write("scripts/s.js", "two")
    #expect(throws: EnvironmentError.self) {
      _ = try environment.update(key, to: ["content": "three"], expecting: version)
    }
    #expect(throws: EnvironmentError.self) { try environment.delete(key, expecting: version) }
    #expect(try account.text("scripts/s.js") == "two")
  }

  @Test func `a body stays where it was`() throws {
    let account = try FolderAccount()
      .write("scripts/a.json", #"{"_id":"1"}"#).write("scripts/a.js", "one")
      .write("scripts/b.json", #"{"_id":"2","content":"one"}"#)
    let environment = account.environment()
    for id in ["1", "2"] {
      let key = ResourceKey(.scripts, id)
      _ = try environment.update(key, to: ["content": "two"], expecting: version(environment, key))
      #expect(try environment.document(key)?.value["content"] == "two")
    }
    #expect(try account.text("scripts/a.js") == "two")
    #expect(try account.text("scripts/a.json") == #"{"_id":"1"}"#)
    #expect(try !account.files().keys.contains("scripts/b.js"))
    try environment.delete(
      ResourceKey(.scripts, "1"), expecting: version(environment, ResourceKey(.scripts, "1")))
    #expect(try Set(account.files().keys) == ["scripts/b.json"])
  }

  @Test func `every copy of a shared document is written`() throws {
    let account = try FolderAccount()
      .write("one/integration.json", #"{"_id":"9"}"#)
      .write("one/exports/e.json", #"{"_id":"3"}"#)
      .write("two/integration.json", #"{"_id":"8"}"#)
      .write("two/exports/e.json", #"{"_id":"3"}"#)
    let environment = account.environment()
    let key = ResourceKey(.exports, "3")
    _ = try environment.update(key, to: ["name": "E"], expecting: version(environment, key))
    #expect(try account.text("one/exports/e.json") == account.text("two/exports/e.json"))
    #expect(try account.environment().keys().count == 3)
    try environment.delete(key, expecting: version(environment, key))
    #expect(try account.environment().keys().count == 2)
  }

  @Test(arguments: FaultyFileSystem.Fault.allCases)
  func `a failing step leaves the old document or the new one`(fault: FaultyFileSystem.Fault) throws
  {
    let old = #"{"_id":"1","name":"old"}"#
    for step in 1...40 {
      let account = try FolderAccount().write("flows/f.json", old)
      let files = FaultyFileSystem(LocalFileSystem(), fault: fault, failingCall: step)
      let environment = account.environment(files)
      let version = try version(environment, key)
      var failure: EnvironmentError?
      do throws(EnvironmentError) {
        _ = try environment.update(key, to: ["name": "new"], expecting: version)
        _ = try environment.create(.exports, ["name": "E"])
      } catch { failure = error }
      let after = account.environment()
      let name = try after.document(key)?.value["name"]
      #expect(name == "old" || name == "new", "step \(step)")
      if name == "old" { #expect(try account.text("flows/f.json") == old) }
      #expect(try after.keys().filter { $0.kind == .flows } == [key])
      guard files.hasFailed else {
        #expect(failure == nil && step > 5)
        return
      }
      #expect(failure?.code == .writeFailed || fault == .crashAfterwards, "step \(step)")
    }
    Issue.record("the steps never end")
  }
}
