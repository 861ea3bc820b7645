import Hashing
import IntegrationModel
import ObjectModel
import RepositoryCore

/// A fingerprint of everything that an integration's content and facts are made of, taken from the
/// survey alone: which documents in which versions, and what the ids in them stand for.
///
/// Equal fingerprints with the same recorded names mean an equal state.
enum IntegrationFingerprint {
  /// Returns the fingerprint, or `nil` where a name outside the integration is not settled yet.
  static func of(
    _ closure: IntegrationClosure, name: String, index: AccountIndex,
    directory: IntegrationDirectory, unused: ObjectID, recorded: Set<String>
  ) -> [UInt8]? {
    let outside = Dictionary(grouping: closure.outside, by: \.from)
    var bytes = Array(name.utf8)
    bytes.append(0)
    bytes += unused.bytes
    for key in (Array(closure.members) + closure.bound).sorted() {
      guard let summary = index.resources[key] else { return nil }
      append(key, to: &bytes)
      bytes += summary.version.utf8
      for reference in outside[key] ?? [] {
        guard let name = outsideName(reference.target, index, directory, recorded) else {
          return nil
        }
        bytes += reference.site.pointer.utf8
        append(reference.target, to: &bytes)
        bytes += name.utf8
      }
    }
    return HashAlgorithm.sha256.hash(bytes)
  }

  private static func append(_ key: ResourceKey, to bytes: inout [UInt8]) {
    bytes += key.kind.rawValue.utf8
    bytes.append(0x2f)
    bytes += key.id.utf8
    bytes.append(0)
  }

  /// The recorded integration that something outside belongs to: its names do not change any more.
  ///
  /// What no integration contains is none's: it has its name from whoever reaches it, while that does.
  private static func outsideName(
    _ target: ResourceKey, _ index: AccountIndex, _ directory: IntegrationDirectory,
    _ recorded: Set<String>
  ) -> String? {
    guard target.kind.isRoot else { return nil }
    let container = target.kind == .integrations ? target.id : index.container(of: target)
    guard let entry = directory.entry(of: container) else { return nil }
    let name = entry.target.integration
    return entry.isRecorded || recorded.contains(name) ? name : nil
  }
}
