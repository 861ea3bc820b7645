import Foundation
import Synchronization

/// A folder of its own for one test, removed with everything in it when it is released.
///
/// Git judges the repositories that are in it then.
public final class TemporaryFolder {
  /// The path without a slash at its end.
  public let path: String
  private let isJudged: Atomic<Bool>

  /// Makes the folder.
  public convenience init() { self.init(isJudged: true) }

  init(isJudged: Bool) {
    self.isJudged = Atomic(isJudged)
    path = NSTemporaryDirectory() + "ilm-test-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    if isJudged.load(ordering: .relaxed) { Judgement.passed(onFolder: path) }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Says that repositories in it are damaged on purpose: git is not asked about them.
  public func expectDamage() { isJudged.store(false, ordering: .relaxed) }

  /// Returns the path of something in the folder.
  public func path(_ name: String) -> String { path + "/" + name }
}

extension TemporaryFolder {
  /// Writes a file into the folder.
  public func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }
}
