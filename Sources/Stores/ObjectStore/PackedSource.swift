import FileStorage
import ObjectModel
import PackFormat
import Synchronization

/// The packs of a repository; looked for when first needed and whenever asked to look again.
final class PackedSource: Sendable {
  /// What a look at the folder gave.
  struct Packs: Sendable {
    var usable: [PackFile] = []
    /// Why packs cannot be used, one error for each.
    var failures: [PackError] = []
    /// Packs whose index is missing, as an interrupted writer leaves them.
    var withoutIndex: [String] = []
    /// The names of all packs that have an index.
    var names: Set<String> = []
  }

  let directory: String
  private let format: ObjectFormat
  private let fileSystem: any FileSystem
  private let limits: PackLimits
  private let state = Mutex<Packs?>(nil)

  init(
    directory: String, format: ObjectFormat, fileSystem: any FileSystem, limits: PackLimits
  ) {
    self.directory = directory
    self.format = format
    self.fileSystem = fileSystem
    self.limits = limits
  }

  func packs() throws(FileSystemError) -> Packs {
    if let packs = state.withLock({ $0 }) { return packs }
    return try refresh()
  }

  /// Forgets what was opened, so that the next look opens everything afresh.
  func forget() { state.withLock { $0 = nil } }

  /// Looks at the folder; packs that were open stay open.
  @discardableResult
  func refresh() throws(FileSystemError) -> Packs {
    let names = try packFileNames()
    let open = state.withLock { $0?.usable ?? [] }
    var known: [String: PackFile] = [:]
    for pack in open { known[pack.name] = pack }
    var packs = Packs()
    for name in names.indexes.sorted() {
      if let pack = known[name], names.packs.contains(name) {
        packs.usable.append(pack)
      } else {
        add(name, hasPack: names.packs.contains(name), to: &packs)
      }
    }
    packs.names = names.indexes
    packs.withoutIndex = names.packs.subtracting(names.indexes).sorted()
    let result = packs
    state.withLock { $0 = result }
    return result
  }

  private func add(_ name: String, hasPack: Bool, to packs: inout Packs) {
    let path = "\(directory)/\(name)"
    guard hasPack else {
      let message = "'\(path).idx' has no pack beside it: its objects are gone"
      packs.failures.append(PackError(.missing, path: path + ".idx", message))
      return
    }
    do throws(PackError) {
      packs.usable.append(
        try PackFile(
          name: name, path: path, format: format, fileSystem: fileSystem, limits: limits))
    } catch {
      packs.failures.append(error)
    }
  }

  /// Returns the names of packs and indexes without their endings.
  private func packFileNames() throws(FileSystemError) -> (packs: Set<String>, indexes: Set<String>)
  {
    guard try fileSystem.kind(of: directory) != nil else { return ([], []) }
    var packs: Set<String> = []
    var indexes: Set<String> = []
    for entry in try fileSystem.entries(ofDirectory: directory) where entry.kind == .regular {
      guard entry.name.hasPrefix("pack-") else { continue }
      if entry.name.hasSuffix(".pack") { packs.insert(String(entry.name.dropLast(5))) }
      if entry.name.hasSuffix(".idx") { indexes.insert(String(entry.name.dropLast(4))) }
    }
    return (packs, indexes)
  }
}

/// A pack with its index; the pack itself is mapped when its first object is read.
final class PackFile: Sendable {
  let name: String
  let index: PackIndex
  private let path: String
  private let fileSystem: any FileSystem
  private let limits: PackLimits
  private let opened = Mutex<PackReader?>(nil)

  init(
    name: String, path: String, format: ObjectFormat, fileSystem: any FileSystem,
    limits: PackLimits
  ) throws(PackError) {
    self.name = name
    self.path = path + ".pack"
    self.fileSystem = fileSystem
    self.limits = limits
    let file = try PackFile.map(path + ".idx", fileSystem)
    index = try PackIndex(file, format: format)
  }

  func reader() throws(PackError) -> PackReader {
    if let reader = opened.withLock({ $0 }) { return reader }
    let reader = try PackReader(
      try PackFile.map(path, fileSystem), index: index, limits: limits)
    opened.withLock { $0 = reader }
    return reader
  }

  /// Returns an object, or `nil` if the pack does not have it; the pack is not opened then.
  func object(_ id: ObjectID) throws(PackError) -> StoredObject? {
    guard let position = index.position(of: id) else { return nil }
    return try reader().object(atOffset: try index.offset(at: position))
  }

  private static func map(
    _ path: String, _ fileSystem: any FileSystem
  ) throws(PackError) -> MappedFile {
    do throws(FileSystemError) {
      return try fileSystem.map(path)
    } catch {
      throw PackError(.fileSystem, path: path, error.message, error)
    }
  }
}
