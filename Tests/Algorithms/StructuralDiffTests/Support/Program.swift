import Foundation

/// A program of the system that serves as an oracle.
struct Program {
  private let url: URL

  /// Finds a program; says so and returns nil when this system lacks it.
  init?(named name: String) {
    let folders = ["/usr/bin", "/bin", "/usr/local/bin"]
    let paths = folders.map { "\($0)/\(name)" }
    guard let path = paths.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      print("skipped: this system has no '\(name)'")
      return nil
    }
    url = URL(fileURLWithPath: path)
  }

  func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = url
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

/// A folder of its own for the files of one check.
struct TemporaryFiles {
  private let folder: URL

  init(_ contents: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("structural-diff-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, content) in contents {
      try Data(content.utf8).write(to: folder.appendingPathComponent(name))
    }
  }

  func path(_ name: String) -> String {
    folder.appendingPathComponent(name).path
  }

  func content(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path(name)).map(Array.init)
  }

  func remove() {
    try? FileManager.default.removeItem(at: folder)
  }
}
