import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore
import Synchronization

/// The list of what an account holds and no integration uses, as a file of the facts.
///
/// All integrations of one account have the same list, so it is one blob for all of them.
enum UnusedResources {
  /// The list of one account, made when somebody asks for it: every integration of the account has it,
  /// so what is made of it is made once.
  final class List: Sendable {
    private let index: AccountIndex
    private let format: ObjectFormat
    private let made = Mutex<IdentifiedObject?>(nil)

    init(of index: AccountIndex, in format: ObjectFormat) {
      self.index = index
      self.format = format
    }

    /// Takes the list that is known of a whole account, where only a part of it was looked at.
    init(_ object: IdentifiedObject) {
      (index, format) = (AccountIndex([]), object.id.format)
      made.withLock { $0 = object }
    }

    /// The file with its id.
    var object: IdentifiedObject {
      made.withLock { made in
        if let made { return made }
        let bytes = UnusedResources.bytes(of: index.unused())
        let object = IdentifiedObject(StoredObject(kind: .blob, bytes: bytes), in: format)
        made = object
        return object
      }
    }
  }

  static func bytes(of keys: [ResourceKey]) -> [UInt8] {
    let list: JSONValue = [
      "form": .number(JSONNumber(NeutralForm.version)),
      "resources": .array(keys.map { .text($0.description) }),
    ]
    return list.canonicalBytes()
  }

  static func keys(in bytes: [UInt8]?) -> Set<ResourceKey> {
    guard let bytes, let list = try? JSONValue(parsing: bytes) else { return [] }
    return Set(
      (list["resources"]?.array ?? []).compactMap { item in
        item.text.flatMap { LogicalName($0) }.map { ResourceKey($0.kind, $0.slug) }
      })
  }

  static func read(
    _ files: FileTree, from objects: some ObjectReading
  ) throws -> Set<ResourceKey> {
    guard let blob = files.blobs[StateLayout.unused] else { return [] }
    return keys(in: try objects.blob(blob))
  }
}
