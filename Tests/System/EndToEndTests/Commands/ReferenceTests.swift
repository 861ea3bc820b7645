import Foundation
import Testing

/// What is in Docs/reference and comes from declarations.
@Suite struct ReferenceTests {
  @Test(arguments: [("commands.md", [String]()), ("openapi.json", ["--openapi"])])
  func `the committed reference is that of the program`(file: String, options: [String]) throws {
    let run = try Workspace().run(["__reference"] + options)
    let committed = try String(
      contentsOfFile: PackageFolder.path + "/Docs/reference/" + file, encoding: .utf8)
    #expect(run.output == committed, "Docs/reference/\(file) is not current: run 'make docs'")
  }
}
