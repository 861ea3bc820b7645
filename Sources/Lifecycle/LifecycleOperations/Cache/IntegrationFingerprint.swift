import Hashing
import IntegrationModel
import RepositoryCore

/// A fingerprint of everything that an integration's content and facts are made of, taken from the
/// survey alone: which documents in which versions, and what the ids in them stand for.
///
/// Equal fingerprints with the same recorded names mean an equal state.
enum IntegrationFingerprint {
  /// Returns the fingerprint, or `nil` where a name outside the integration is not settled yet.
  static func of(
    _ closure: IntegrationClosure, name: String, index: AccountIndex,
    directory: IntegrationDirectory, unused: [UInt8], recorded: Set<String>
  ) -> [UInt8]? {
    let inside = closure.all
    var bytes = Array(name.utf8)
    bytes.append(0)
    bytes += HashAlgorithm.sha256.hash(unused)
    for key in inside.sorted() {
      guard let summary = index.resources[key] else { return nil }
      append(key, to: &bytes)
      bytes += summary.version.utf8
      for site in summary.references {
        guard let target = index.resolve(site), !inside.contains(target) else { continue }
        guard let outside = outsideName(target, index, directory, recorded) else { return nil }
        bytes += site.pointer.utf8
        append(target, to: &bytes)
        bytes += outside.utf8
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
  private static func outsideName(
    _ target: ResourceKey, _ index: AccountIndex, _ directory: IntegrationDirectory,
    _ recorded: Set<String>
  ) -> String? {
    let container = target.kind == .integrations ? target.id : index.container(of: target)
    guard let entry = directory.entries.first(where: { $0.id == container }) else { return nil }
    let name = entry.target.integration
    return entry.isRecorded || recorded.contains(name) ? name : nil
  }
}
