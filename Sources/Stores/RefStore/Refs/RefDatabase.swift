public import FileStorage
public import ObjectModel
import Synchronization

/// All refs of a repository: files of their own, the file `packed-refs`, and HEAD.
///
/// Every call looks at the files again, so it sees what other programs have done.
public final class RefDatabase: Sendable {
  /// The folder of the repository.
  public let directory: String
  /// The format of all ids.
  public let format: ObjectFormat
  let fileSystem: any FileSystem
  /// How the names of refs begin that are histories themselves and need no reflog.
  let histories: [String]
  /// The last content of `packed-refs` and the state of the file it was read from.
  let lastPackedRefs = Mutex<(status: FileStatus, refs: PackedRefsView)?>(nil)

  /// Opens the refs of a repository.
  ///
  /// - Parameters:
  ///   - directory: the folder with `HEAD`, `refs` and `packed-refs`.
  ///   - histories: how the names of refs begin that only ever grow by commits on top of them, with
  ///     everything a reflog would tell: they get none.
  public init(
    directory: String, format: ObjectFormat, fileSystem: any FileSystem, histories: [String] = []
  ) {
    self.histories = histories
    self.directory = directory
    self.format = format
    self.fileSystem = fileSystem
  }

  /// Returns what a ref points to, or `nil` if there is no such ref; symbolic refs are followed.
  ///
  /// Whether the object exists is for the object database to say.
  public func target(of name: RefName) throws(RefError) -> ObjectID? {
    var name = name
    for _ in 0..<RefDatabase.symbolicDepthMax {
      // The file first: who folds it into packed-refs removes it only afterwards.
      switch try looseValue(of: name) {
      case .id(let id): return id
      case .symbolic(let next): name = next
      case nil: return try packedRefsView().target(of: name)
      }
    }
    throw RefError(.corrupt, name: name.text, "ref '\(name)' is a symbolic ref without an end")
  }

  /// Returns all refs whose names begin with `prefix`, sorted by name.
  ///
  /// They are the refs of one moment, even if a transaction is committed in the meantime.
  public func refs(startingWith prefix: String = "refs/") throws(RefError) -> [Ref] {
    for _ in 0..<RefDatabase.readAttemptMax {
      let before = try packedRefsStatus()
      let packed = try packedRefsView().refs(startingWith: prefix)
      let loose = try looseNames(startingWith: prefix)
      guard !loose.isEmpty else {
        if try packedRefsStatus() == before { return packed }
        continue
      }
      var targets: [RefName: ObjectID] = [:]
      for ref in packed { targets[ref.name] = ref.target }
      for name in loose {
        if let target = try target(of: name) { targets[name] = target }
      }
      guard try packedRefsStatus() == before else { continue }
      return targets.map { Ref(name: $0.key, target: $0.value) }.sorted { $0.name < $1.name }
    }
    throw RefError(
      .unreadable, name: path("packed-refs"),
      "cannot read refs: they change all the time; try again")
  }

  /// Returns what HEAD says, or `nil` if the file is missing.
  public func head() throws(RefError) -> Head? {
    switch try value(inFile: path("HEAD")) {
    case .id(let id): .detached(id)
    case .symbolic(let name): .symbolic(name)
    case nil: nil
    }
  }

  /// Points HEAD to a ref, which need not exist yet.
  public func setHead(to name: RefName) throws(RefError) {
    let lock = try LockFile(path("HEAD"), fileSystem)
    do throws(RefError) {
      try lock.replaceContent(Array("ref: \(name)\n".utf8))
    } catch {
      lock.release()
      throw error
    }
  }

  /// Returns the names of refs that have files of their own and can be moved to `packed-refs`.
  public func packableNames() throws(RefError) -> [RefName] {
    var names: [RefName] = []
    for name in try looseNames(startingWith: "refs/") {
      if case .id? = try looseValue(of: name) { names.append(name) }
    }
    return names
  }

  /// Moves those of some refs that are files of their own to `packed-refs`; none of them changes.
  public func pack(_ names: [RefName]) throws(RefError) {
    var packing = transaction()
    for name in names {
      guard case .id(let id)? = try looseValue(of: name) else { continue }
      packing.update(name, to: id, expecting: .exactly(id))
    }
    // Nobody reads who did it: a ref that stays where it is gets no entry in its log.
    let nobody = Identity(name: "ilm", email: "", seconds: 0, utcOffsetMinutes: 0)
    try packing.commit(by: nobody, message: "pack")
  }

  /// Begins to gather changes.
  public func transaction() -> RefTransaction {
    RefTransaction(self)
  }

  /// Returns the paths of all lock files: those of running programs and of interrupted ones.
  ///
  /// Who knows that no program is changing refs may remove them.
  public func lockFiles() throws(RefError) -> [String] {
    var found: [String] = []
    for name in ["HEAD.lock", "packed-refs.lock"] {
      let isThere = try RefError.reading(path(name)) { () throws(FileSystemError) in
        try fileSystem.kind(of: path(name)) != nil
      }
      if isThere { found.append(path(name)) }
    }
    try forEachFile(in: "refs") { name in
      if name.utf8.reversed().starts(with: ".lock".utf8.reversed()) { found.append(path(name)) }
    }
    return found
  }

  private static let symbolicDepthMax = 5
  static let readAttemptMax = 100

  func path(_ name: String) -> String { directory + "/" + name }
}
