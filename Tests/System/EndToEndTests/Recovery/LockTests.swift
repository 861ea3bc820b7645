import Foundation
import LosslessJSON
import Testing

@Suite struct LockTests {
  private let target = "prod/shopify-to-netsuite"

  /// Takes the lock of a target as another process would; released when it is closed.
  private func takeLock(_ workspace: Workspace) throws -> FileHandle {
    let path = workspace.store + "/ilm/locks/prod,shopify-to-netsuite.lock"
    let handle = try #require(FileHandle(forWritingAtPath: path))
    #expect(flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
    return handle
  }

  @Test func `what another process works on is refused, and only that`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.edit(
      try workspace.file("accounts/production/flows", startingWith: "Customer"),
      "\"Customer sync\"", "\"Customers\"")
    let lock = try takeLock(workspace)
    let accounts = try FolderTree(workspace.path("accounts"))
    let one = try workspace.json("snapshot", target, exit: 3, shape: .snapshot)
    #expect(one["skipped"]?[0]?["error"]?["message"]?.text?.contains(target) == true)
    try workspace.failure("revert", target, "--to", "r1", "--yes", exit: 3)
    try workspace.failure("delete", target, "--yes", exit: 3)
    try workspace.failure("snapshot", "--all", "prod", "--atomic", exit: 3)
    #expect(try FolderTree(workspace.path("accounts")).differences(from: accounts) == [])
    let all = try workspace.json("snapshot", "--all", "prod", exit: 3, shape: .snapshot)
    #expect(all["skipped"]?.array?.map { $0["target"]?.text } == [target])
    #expect(all["revisions"]?.array?.count == 2)
    for arguments in [["status", "prod"], ["diff", target]] {
      try workspace.run(arguments, exit: 1)
    }
    for arguments in [["revisions", target], ["list"]] { try workspace.run(arguments) }
    try lock.close()
    let after = try workspace.json("snapshot", target, shape: .snapshot)
    #expect(after["revisions"]?[0]?["id"]?.text == "r2")
  }

  @Test func `snapshots at the same time lose nothing`() throws {
    let workspace = try Workspace.examples()
    let children = try (0..<4).map { number in
      try workspace.start(["snapshot", "--all", "prod", "-m", "number \(number)", "--json"])
    }
    var recorded = 0
    for child in children {
      let run = try child.finish()
      #expect([0, 3].contains(run.status), "\(run.story)")
      if !run.output.isEmpty {
        recorded += try JSONValue(parsing: run.outputBytes)["revisions"]?.array?.count ?? 0
      }
    }
    #expect(recorded > 0)
    var listed = 0
    for name in [target, "prod/standalone", "prod/store-api"] {
      let list = try workspace.json("revisions", name, shape: .revisions)
      listed += list["revisions"]?.array?.count ?? 0
    }
    #expect(listed == recorded, "each that was reported is there, and no other")
    try workspace.run("fsck", "--full")
  }
}
