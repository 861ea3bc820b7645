import Foundation
import LosslessJSON
import TestKit
import Testing

@Suite struct DamageTests {
  private let target = "prod/shopify-to-netsuite"

  private func recorded() throws -> Workspace {
    let workspace = try Workspace.examples()
    workspace.folder.expectDamage()
    try workspace.run("snapshot", "--all", "prod")
    return workspace
  }

  /// Changes bytes of a file in place.
  private func damage(_ path: String, _ change: (inout Data) -> Void) throws {
    chmod(path, 0o644)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    change(&bytes)
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  private func pack(_ workspace: Workspace, _ suffix: String) throws -> String {
    workspace.path(try workspace.file(".ilm/objects/pack", startingWith: "pack-", suffix: suffix))
  }

  /// Expects that damage is told as damage, by whatever meets it.
  private func expectDamage(_ workspace: Workspace, names: String) throws {
    let accounts = try FolderTree(workspace.path("accounts"))
    let check = try workspace.run("fsck", "--full", "--json", exit: 5)
    let report = try JSONValue(
      parsing: check.output.isEmpty ? [UInt8](check.errors.utf8) : check.outputBytes)
    if check.output.isEmpty {
      #expect(Shape.failure.problems(in: report) == [], "\(check.story)")
    } else {
      #expect(Shape.verification.problems(in: report) == [], "\(check.story)")
      #expect(report["ok"]?.bool == false)
    }
    #expect((check.output + check.errors).contains(names), "\(check.story)")
    for arguments in [
      ["show", target + "@r1"], ["diff", target], ["revert", target, "--to", "r1", "--yes"],
      ["status", "prod"], ["snapshot", target],
    ] {
      let run = try workspace.start(arguments + ["--json"]).finish()
      #expect([0, 1, 5].contains(run.status), "\(run.story)")
      if run.status == 5 { #expect(run.output == "") }
    }
    #expect(try FolderTree(workspace.path("accounts")).differences(from: accounts) == [])
  }

  @Test func `every damaged byte of a pack is found and its revisions are named`() throws {
    let workspace = try recorded()
    let path = try pack(workspace, ".pack")
    let original = try Data(contentsOf: URL(fileURLWithPath: path))
    for part in [0, 9, 40, original.count / 3, original.count / 2, original.count - 5] {
      try damage(path) { $0[part] ^= 0x55 }
      try expectDamage(workspace, names: part > 40 && part < original.count - 40 ? "@r1" : "pack")
      try original.write(to: URL(fileURLWithPath: path))
    }
    try damage(path) { $0.removeLast(100) }
    try expectDamage(workspace, names: "pack")
    try FileManager.default.removeItem(atPath: path)
    try expectDamage(workspace, names: "pack")
    try original.write(to: URL(fileURLWithPath: path))
    try workspace.run("fsck", "--full")
  }

  @Test(arguments: [".pack", ".idx"])
  func `commands that need what was cut off a file end with 5`(_ ending: String) throws {
    let workspace = try recorded()
    try damage(try pack(workspace, ending)) { $0.removeLast($0.count / 2) }
    for arguments in [["show", target + "@r1"], ["diff", target + "@r1", target], ["fsck"]] {
      let run = try workspace.run(arguments, exit: 5)
      #expect((run.output + run.errors).contains("pack-"), "\(run.story)")
    }
  }

  @Test func `a damaged index is found`() throws {
    let workspace = try recorded()
    let path = try pack(workspace, ".idx")
    let original = try Data(contentsOf: URL(fileURLWithPath: path))
    for part in [0, 5, 8 + 255 * 4, 8 + 256 * 4 + 3, original.count - 70, original.count - 1] {
      try damage(path) { $0[part] ^= 0x55 }
      try expectDamage(workspace, names: "pack")
      try original.write(to: URL(fileURLWithPath: path))
    }
    try damage(path) { $0.removeLast(10) }
    try expectDamage(workspace, names: "pack")
  }

  @Test func `a ref that points nowhere is found`() throws {
    for kind in ["heads", "facts", "revisions"] {
      let workspace = try recorded()
      let nowhere = String(repeating: "ab", count: 32)
      let path = workspace.store + "/packed-refs"
      if let text = try? String(contentsOfFile: path, encoding: .utf8) {
        let lines = text.split(separator: "\n").map {
          $0.hasSuffix("refs/\(kind)/\(target)") ? "\(nowhere) refs/\(kind)/\(target)" : String($0)
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
      }
      let run = try workspace.run("fsck", "--json", exit: 5)
      #expect((run.output + run.errors).contains(kind), "\(run.story)")
      let status = try workspace.start(["diff", target, "--json"]).finish()
      #expect([0, 5].contains(status.status), "\(status.story)")
    }
  }

  @Test func `collecting garbage over a damaged pack says that it is damaged`() throws {
    let workspace = try recorded()
    let path = try pack(workspace, ".pack")
    let middle = try Data(contentsOf: URL(fileURLWithPath: path)).count / 2
    try damage(path) { $0[middle] ^= 0x55 }
    let run = try workspace.run("gc", exit: 5)
    #expect(run.errors.contains("ilm fsck"), "\(run.story)")
  }

  @Test(arguments: ["heads", "facts", "revisions"])
  func `no history begins anew over one that lost a ref`(kind: String) throws {
    let workspace = try recorded()
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"name\": \"Customer sync\"", "\"name\": \"Customers\"")
    let path = workspace.store + "/packed-refs"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasSuffix("refs/\(kind)/\(target)") }
    let left = lines.joined(separator: "\n") + "\n"
    try Data(left.utf8).write(to: URL(fileURLWithPath: path))
    for words in [["snapshot", target], ["snapshot", "--all", "prod", "--if-changed"]] {
      let run = try workspace.run(words + ["-m", "again"], exit: 5)
      #expect(run.errors.contains("ilm fsck"), "\(run.story)")
    }
    let now = try String(contentsOfFile: path, encoding: .utf8)
    #expect(!now.contains("refs/\(kind)/\(target)\n"))
    // Put back, all is as it was.
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try workspace.run("fsck")
    try workspace.run("snapshot", target)
  }

  @Test func `refs that are no refs are found`() throws {
    let workspace = try recorded()
    try workspace.write(".ilm/refs/heads/prod/shopify-to-netsuite", "not an id\n")
    try workspace.run("fsck", "--json", exit: 5)
    try workspace.failure("snapshot", target, exit: 5)
    try workspace.remove(".ilm/refs/heads/prod/shopify-to-netsuite")
    try workspace.run("diff", target)
    try workspace.write(".ilm/packed-refs", "rubbish\n")
    try workspace.run("fsck", "--json", exit: 5)
    try workspace.failure("diff", target, exit: 5)
  }

  @Test func `a configuration that cannot be read is named`() throws {
    let workspace = try recorded()
    try workspace.write(".ilm/config", "[core\n\tgarbage")
    let run = try workspace.run("list", "--json", exit: 5)
    #expect(run.errors.contains("config"), "\(run.story)")
  }

  @Test func `without a repository every command says so`() throws {
    let workspace = Workspace()
    for arguments in [
      ["list"], ["status"], ["snapshot", "--all", "prod"], ["fsck"], ["env", "list"],
      ["diff", "prod/x"], ["compare", "a", "b"], ["revert", "prod/x", "--to", "r1"],
      ["clone", "prod/x", "y"], ["download", "prod/x", "-o", "f"], ["lint", "prod/x"],
      ["revisions", "prod/x"],
      ["continue", "prod/x"], ["cancel", "prod/x"],
    ] {
      let run = try workspace.run(arguments + ["--json"], exit: 2)
      #expect(run.output == "")
      #expect(run.errors.contains("ilm init"), "\(run.story)")
    }
    #expect(try FolderTree(workspace.root).names == [])
  }
}
