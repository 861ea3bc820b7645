import Foundation

/// A folder of its own for one test, removed with everything in it when it is released.
public final class TemporaryFolder {
  /// The path without a slash at its end.
  public let path: String

  /// Makes the folder.
  public init() {
    path = NSTemporaryDirectory() + "ilm-test-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Returns the path of something in the folder.
  public func path(_ name: String) -> String { path + "/" + name }
}

extension TemporaryFolder {
  /// Writes a file into the folder.
  public func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }
}
