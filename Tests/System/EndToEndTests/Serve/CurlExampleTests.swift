import Foundation
import LosslessJSON
import Testing

/// Another team's client, `curl`, does what the documentation says, word for word.
@Suite struct CurlExampleTests {
  @Test(arguments: ["reference/api.md", "reference/lifecycle-api.md", "guides/run-the-service.md"])
  func `the examples of the documentation work as they stand`(file: String) throws {
    let text = try String(
      contentsOfFile: PackageFolder.path + "/Docs/" + file, encoding: .utf8)
    let blocks = text.components(separatedBy: "```sh\n").dropFirst().map { part in
      part.components(separatedBy: "\n```")[0]
    }
    #expect(blocks.count >= 3)
    let served = try ServedAccounts()
    let script = "set -euo pipefail\n" + blocks.joined(separator: "\necho\n")
    try served.workspace.write("examples.sh", script)
    var variables = ProcessInfo.processInfo.environment
    variables["URL"] = served.address
    variables["TOKEN"] = served.token
    variables["NO_PROXY"] = "*"
    let run = try ChildProcess(
      "/bin/bash", ["examples.sh"], in: served.workspace.root, variables: variables
    ).finish()
    #expect(run.status == 0, "\(run.story)")
    #expect(!run.output.contains("s3cret"))
    #expect(!run.output.contains("\"errors\":[{\"code\""), "\(run.output)")
    #expect(try served.stop().status == 0)
  }
}
