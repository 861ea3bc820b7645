import Foundation

/// Reads the tree this test stands in.
struct SourceTree: Sendable {
  let root: URL
  /// Every file git tracks, or every file there is if this is no git working tree.
  let files: [SourceFile]
  /// The Swift sources of the product, cut into words.
  let sources: [SwiftText]
  /// The Swift sources of the tests, cut into words.
  let tests: [SwiftText]

  /// The tree, read once.
  static let current = SourceTree()

  private init() {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let files = FileManager.default
    while !files.fileExists(atPath: folder.path + "/Package.swift"), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    let root = folder
    self.root = root
    let paths = SourceTree.trackedPaths(in: root) ?? SourceTree.allPaths(in: root)
    self.files = paths.sorted().compactMap { SourceTree.file(at: $0, in: root) }
    let swift = self.files.filter { $0.path.hasSuffix(".swift") }
    sources = swift.filter { $0.path.hasPrefix("Sources/") }.map(SwiftText.init)
    tests = swift.filter { $0.path.hasPrefix("Tests/") }.map(SwiftText.init)
  }

  /// The manifest's text.
  var manifest: String { files.first { $0.path == "Package.swift" }?.text ?? "" }

  /// Whether a path from the root is there, as a file or a folder.
  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.path + "/" + path)
  }

  /// A file of reasonable size that holds text; `nil` for others.
  private static func file(at path: String, in root: URL) -> SourceFile? {
    guard let bytes = try? Data(contentsOf: root.appendingPathComponent(path)),
      bytes.count < 4 << 20, !bytes.contains(0)
    else { return nil }
    return SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
  }

  /// What git tracks and what is new and not ignored; `nil` without git.
  private static func trackedPaths(in root: URL) -> [String]? {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = [
      "git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard",
    ]
    let output = Pipe()
    git.standardOutput = output
    git.standardError = FileHandle.nullDevice
    guard (try? git.run()) != nil else { return nil }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { return nil }
    return Set(bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }).sorted()
  }

  private static func allPaths(in root: URL) -> [String] {
    let walk = FileManager.default.enumerator(atPath: root.path)
    return (walk?.compactMap { $0 as? String } ?? []).filter { !$0.hasPrefix(".") }
  }
}
