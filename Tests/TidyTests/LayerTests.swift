import Testing

/// Arrows point down only.
@Suite struct LayerTests {
  private let manifest = """
    func library(_ name: String, uses: [Target.Dependency] = []) -> Target { .target(name: name) }
    targets: [
      .systemLibrary(name: "CShim", path: "Sources/Platform/CShim"),
      library("Bytes", in: "Platform", uses: ["CShim"]),
      library("Files", in: "Platform", uses: ["Bytes"]),
      library("Packs", in: "Stores", uses: ["Bytes"]),
      library("Refs", in: "Stores", uses: ["Packs", "Diffs"]),
      library("Diffs", in: "Algorithms", uses: ["Bytes", "Refs"]),
      library("Model", in: "Environments", uses: ["Core"]),
      library("Core", in: "Repositories"),
      .executableTarget(name: "ilm", dependencies: ["Refs"], path: "Sources/Executables/ilm"),
    ]
    """
  private let paths = [
    "Sources/Platform/CShim/shim.h", "Sources/Platform/Bytes/a.swift",
    "Sources/Platform/Files/a.swift", "Sources/Stores/Packs/a.swift", "Sources/Stores/Refs/a.swift",
    "Sources/Algorithms/Diffs/a.swift", "Sources/Environments/Model/a.swift",
    "Sources/Repositories/Core/a.swift", "Sources/Executables/ilm/a.swift",
  ]

  private func refused(_ code: String, at path: String) -> [Int] {
    LayerRule(paths: paths, manifest: manifest)
      .violations(in: SwiftText(SourceFile(path: path, text: code))).map(\.line)
  }

  @Test func `every import points down`() {
    let tree = SourceTree.current
    let rule = LayerRule(paths: tree.files.map(\.path), manifest: tree.manifest)
    let violations = tree.sources.flatMap(rule.violations)
    #expect(violations.isEmpty, "\(violations.listing)")
  }

  @Test(
    arguments: [
      ("import Packs", "Stores/Refs", []), ("import Bytes", "Stores/Packs", []),
      ("import Bytes", "Stores/Refs", [1]), ("import Refs", "Stores/Packs", [1]),
      ("public import Bytes\nimport CShim", "Platform/Files", [2]),
      ("import Packs", "Platform/Bytes", [1]), ("import Files", "Platform/Bytes", [1]),
      ("import Diffs", "Stores/Refs", [1]), ("import Refs", "Algorithms/Diffs", [1]),
      ("import Core", "Environments/Model", [1]), ("import Refs", "Executables/ilm", []),
      ("import Foundation", "Stores/Packs", [1]),
      ("import Glibc\nimport Dispatch", "Stores/Packs", []),
      ("import struct Foundation.Data", "Stores/Packs", [1]),
      ("@testable internal import Packs", "Platform/Files", [1]),
      ("import Bytes", "Attic/Things", [1]),
      ("// import Foundation\nlet a = \"import Foundation\"", "Stores/Packs", []),
    ] as [(String, String, [Int])])
  func `an import is judged by its layer`(code: String, folder: String, lines: [Int]) {
    #expect(refused(code, at: "Sources/\(folder)/a.swift") == lines)
  }

  @Test func `a file outside a target is refused`() {
    #expect(refused("", at: "Sources/Stores/a.swift") == [1])
  }

  @Test func `the manifest gives the dependencies`() {
    let dependencies = ManifestText.dependencies(in: SourceTree.current.manifest)
    #expect(dependencies["ilm"]?.contains("CommandInterface") == true)
    #expect(ManifestText.dependencies(in: manifest)["Refs"] == ["Packs", "Diffs"])
    #expect(ManifestText.dependencies(in: manifest)["ilm"] == ["Refs"])
  }
}
