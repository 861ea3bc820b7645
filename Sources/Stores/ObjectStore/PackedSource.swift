import FileStorage
import ObjectModel
import PackFormat
import Synchronization

/// The packs of a repository; looked for when first needed and whenever asked to look again.
final class PackedSource: Sendable {
  /// What a look at the folder gave.
  struct Packs: Sendable {
    var usable: [PackFile] = []
    /// The same, the smallest index first. It is quickly looked through, and most that is asked for is
    /// young: in it.
    var smallestFirst: [PackFile] = []
    /// Why packs cannot be used, one error for each.
    var failures: [PackError] = []
    /// Packs whose index is missing, as an interrupted writer leaves them.
    var withoutIndex: [String] = []
    /// The names of all packs that have an index, sorted.
    var names: [String] = []
    /// Git's index of several packs, if there is one that can be used.
    var multi: MultiPackIndex?

    /// Why something that is not found may yet be there.
    var failure: PackError? { failures.first ?? usable.lazy.compactMap(\.cutError).first }

    /// Returns a pack whose index has an object, of those that will do.
    func pack(of id: ObjectID, where willDo: (PackFile) -> Bool = { _ in true }) -> PackFile? {
      let likely = likely(for: id)
      if let likely, likely.index.position(of: id) != nil, willDo(likely) { return likely }
      return smallestFirst.first { $0.index.position(of: id) != nil && willDo($0) }
    }

    /// All packs, the one first in which the index of several packs says that an object is.
    func likelyFirst(for id: ObjectID) -> [PackFile] {
      likely(for: id).map { likely in [likely] + smallestFirst.filter { $0 !== likely } }
        ?? smallestFirst
    }

    private func likely(for id: ObjectID) -> PackFile? {
      guard let name = multi?.packName(of: id) else { return nil }
      return usable.first { $0.name == name }
    }
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
    let names = try packNames()
    let open = state.withLock { $0?.usable ?? [] }
    var known: [String: PackFile] = [:]
    for pack in open { known[pack.name] = pack }
    var packs = Packs()
    for (name, hasPack) in names.indexed {
      if let pack = known[name], hasPack {
        packs.usable.append(pack)
      } else {
        add(name, hasPack: hasPack, isCruft: names.dated.contains(name), to: &packs)
      }
      packs.names.append(name)
    }
    packs.smallestFirst = packs.usable.sorted { $0.index.count < $1.index.count }
    // Two packs are looked through as quickly as their common index.
    if packs.usable.count > 2 {
      packs.multi = (try? Self.multiPackIndex(directory, format, fileSystem)) ?? nil
    }
    packs.withoutIndex = names.withoutIndex
    let result = packs
    state.withLock { $0 = result }
    return result
  }

  /// Opens git's index of several packs; `nil` if there is none.
  static func multiPackIndex(
    _ directory: String, _ format: ObjectFormat, _ fileSystem: any FileSystem
  ) throws(PackError) -> MultiPackIndex? {
    let file: MappedFile
    do throws(FileSystemError) {
      file = try fileSystem.map(directory + "/multi-pack-index")
    } catch {
      if error.code == .notFound { return nil }
      throw PackError(.fileSystem, path: error.path, error.message, error)
    }
    return try MultiPackIndex(file, format: format)
  }

  private func add(_ name: String, hasPack: Bool, isCruft: Bool, to packs: inout Packs) {
    let path = "\(directory)/\(name)"
    guard hasPack else {
      let message = "'\(path).idx' has no pack beside it: its objects are gone"
      packs.failures.append(PackError(.missing, path: path + ".idx", message))
      return
    }
    do throws(PackError) {
      packs.usable.append(
        try PackFile(
          name: name, path: path, format: format, isCruft: isCruft, fileSystem: fileSystem,
          limits: limits))
    } catch {
      packs.failures.append(error)
    }
  }

  private struct Names {
    var indexed: [(name: String, hasPack: Bool)] = []
    var withoutIndex: [String] = []
    /// Those whose objects have dates of their own beside them.
    var dated: Set<String> = []
  }

  private func packNames() throws(FileSystemError) -> Names {
    let files = try packFiles()
    var packs = files.packs[...]
    var names = Names(dated: files.dated)
    for name in files.indexes {
      while let pack = packs.first, pack < name { names.withoutIndex.append(packs.removeFirst()) }
      let hasPack = packs.first == name
      if hasPack { packs.removeFirst() }
      names.indexed.append((name, hasPack))
    }
    names.withoutIndex += packs
    return names
  }

  /// The names of files without their endings.
  struct Files {
    var packs: [String] = []
    var indexes: [String] = []
    var dated: Set<String> = []
  }

  /// Returns the names of packs and indexes, sorted.
  ///
  /// As for git, they may be links to files, and a pack may have any name if its index has the same.
  func packFiles() throws(FileSystemError) -> Files {
    guard try fileSystem.statusIfPresent(of: directory) != nil else { return Files() }
    var packs: Set<String> = []
    var indexes: Set<String> = []
    var dated: Set<String> = []
    for entry in try fileSystem.entries(ofDirectory: directory) where isFile(entry) {
      if entry.name.hasSuffix(".pack") { packs.insert(String(entry.name.dropLast(5))) }
      if entry.name.hasSuffix(".idx") { indexes.insert(String(entry.name.dropLast(4))) }
      if entry.name.hasSuffix(".mtimes") { dated.insert(String(entry.name.dropLast(7))) }
    }
    let pairs = packs.intersection(indexes)
    func isOne(_ name: String) -> Bool { name.hasPrefix("pack-") || pairs.contains(name) }
    return Files(
      packs: packs.filter(isOne).sorted(), indexes: indexes.filter(isOne).sorted(), dated: dated)
  }

  /// Names with a dot in front are those of files that git is still writing.
  private func isFile(_ entry: DirectoryEntry) -> Bool {
    guard !entry.name.hasPrefix(".") else { return false }
    if entry.kind == .regular { return true }
    guard entry.kind == .symbolicLink else { return false }
    return (try? fileSystem.statusIfPresent(of: "\(directory)/\(entry.name)"))?.kind == .regular
  }
}

/// A pack with its index; the pack itself is mapped when its first object is read.
final class PackFile: Sendable {
  let name: String
  let index: PackIndex
  /// Whether git keeps in it what nobody needs, each object with a date of its own.
  private let isCruft: Bool
  private let indexFile: MappedFile
  private let path: String
  private let fileSystem: any FileSystem
  private let limits: PackLimits
  private let opened = Mutex<PackReader?>(nil)

  init(
    name: String, path: String, format: ObjectFormat, isCruft: Bool = false,
    fileSystem: any FileSystem, limits: PackLimits
  ) throws(PackError) {
    self.name = name
    self.isCruft = isCruft
    self.path = path + ".pack"
    self.fileSystem = fileSystem
    self.limits = limits
    indexFile = try PackFile.map(path + ".idx", fileSystem)
    index = try PackIndex(indexFile, format: format)
  }

  /// The error to tell if the index became shorter since it was opened: what was cut off reads as
  /// zeros, so that objects seem to be missing.
  var cutError: PackError? {
    guard indexFile.wasCut else { return nil }
    return PackError(
      .corrupt, path: indexFile.path,
      "'\(indexFile.path)' is damaged: it became shorter while it was read")
  }

  func reader() throws(PackError) -> PackReader {
    if let reader = opened.withLock({ $0 }) { return reader }
    let reader = try PackReader(
      try PackFile.map(path, fileSystem), index: index, limits: limits)
    opened.withLock { $0 = reader }
    return reader
  }

  /// Dates the pack to this moment, and tells whether it is young now for whoever removes old objects.
  func renew() -> Bool {
    guard !isCruft else { return false }
    return (try? fileSystem.setModificationTime(of: path, to: nil)) != nil
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
