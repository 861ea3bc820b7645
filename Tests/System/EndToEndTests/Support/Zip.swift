import Foundation

/// Reads bundles with the system's own program.
enum Zip {
  /// Where `unzip` is; tests print a notice and skip if nowhere.
  static let program: String? = {
    let found = ["/usr/bin/unzip", "/bin/unzip"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    if found == nil { print("notice: unzip is not installed, its judgement is skipped") }
    return found
  }()

  /// Every entry of a bundle, one after the other.
  static func contents(_ file: String) throws -> [UInt8] {
    guard let program else { return [] }
    return try ChildProcess(program, ["-p", file], in: "/", variables: [:]).finish().outputBytes
  }
}
