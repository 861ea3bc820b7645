import Foundation
import LosslessJSON
import Testing

/// Bundles that somebody made to do harm, or that were damaged on the way.
@Suite struct HostileBundleTests {
  @Test(.enabled(if: HostileBundles.isAvailable))
  func `every hostile bundle is refused with a reason, and nothing is written`() throws {
    let workspace = Workspace()
    try workspace.makeFolder("dev/integrations")
    try HostileBundles.make(in: workspace.root)
    try workspace.run("init")
    try workspace.run("env", "add", "dev", "dir:dev")
    let before = try FolderTree(workspace.root, excluding: [])
    for (name, reason) in HostileBundles.names.sorted(by: { $0.key < $1.key }) {
      let code = name == "json" ? "malformed_document" : "malformed_bundle"
      for verb in [
        ["install", "\(name).zip", "dev", "--yes"], ["compare", "\(name).zip", "\(name).zip"],
      ] {
        let run = try workspace.run(verb + ["--json"], exit: 4)
        #expect(run.output == "", "\(run.story)")
        let error = try JSONValue(parsing: [UInt8](run.errors.utf8))["error"]
        #expect(error?["code"]?.text == code, "\(run.story)")
        #expect(error?["message"]?.text?.contains(reason) == true, "\(run.story)")
        #expect(error?["hint"]?.text?.isEmpty == false, "\(run.story)")
      }
    }
    #expect(try FolderTree(workspace.root, excluding: []).differences(from: before) == [])
    try workspace.failure("install", "absent.zip", "dev", "--yes", exit: 2, code: "no_such_file")
  }
}
