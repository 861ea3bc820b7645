import Foundation
import LosslessJSON
import TestKit

/// The documents, tables and tools that lie beside the package; absent elsewhere.
enum SharedFiles {
  /// The package.
  static let package: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let manifest = folder.appendingPathComponent("Package.swift").path
      if FileManager.default.fileExists(atPath: manifest) { break }
    }
    return folder
  }()

  static let root: URL? = {
    let folder = package.deletingLastPathComponent().appendingPathComponent("shared")
    let domain = folder.appendingPathComponent("domain").path
    if FileManager.default.fileExists(atPath: domain) { return folder }
    print("notice: ../shared is absent, tests against its files are skipped")
    return nil
  }()

  static var isThere: Bool { root != nil }

  static func json(_ path: String) throws -> JSONValue {
    let url = (root ?? package).appendingPathComponent(path)
    return try JSONValue(parsing: Array(try Data(contentsOf: url)))
  }

  /// The rows of a table without its heading, as cells.
  static func table(_ name: String) throws -> [[String]] {
    let url = (root ?? package).appendingPathComponent("domain/\(name)")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    return lines.map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Makes up an account.
  static func account(
    seed: Int, integrations: Int = 6, per: Int = 40, in folder: TemporaryFolder
  ) throws -> NeutralAccount {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", (root ?? package).appendingPathComponent("tools/gen_account.py").path,
      folder.path("account"), "--integrations", "\(integrations)", "--per", "\(per)",
      "--seed", "\(seed)", "--payloads", "1", "--apis", "1",
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try NeutralAccount(folder: URL(fileURLWithPath: folder.path("account")))
  }
}
