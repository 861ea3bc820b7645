import FileStorage
import ObjectModel

/// The steps of committing a ref transaction.
///
/// 1. `packed-refs` and each changed ref are locked the way git locks them, then read.
/// 2. Expectations and names are checked; nothing has changed so far.
/// 3. Changed refs that have files of their own are folded into packed-refs with their present
///    values, and the files are removed: nobody sees a difference, and nothing hides packed-refs.
/// 4. Reflogs are appended; they are cut back if a later step fails.
/// 5. The new packed-refs takes the place of the old one: all changes are visible at once.
final class RefCommit {
  typealias Change = RefTransaction.Change

  private let database: RefDatabase
  private let fileSystem: any FileSystem
  private let changes: [(name: RefName, change: Change)]
  private let identity: Identity
  private let message: String

  init(
    _ database: RefDatabase, _ changes: [RefName: Change], identity: Identity, message: String
  ) {
    self.database = database
    self.identity = identity
    self.message = message
    fileSystem = database.fileSystem
    self.changes = changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  func run() throws(RefError) {
    let lock = try LockFile(database.path("packed-refs"), fileSystem)
    let refLocks = RefLocks(database)
    defer {
      lock.release()
      refLocks.release()
    }
    for (name, _) in changes { try refLocks.take(name) }
    var packed = try database.packedRefs()
    let shadows = try looseTargets()
    let old = changes.map { shadows[$0.name] ?? packed[$0.name]?.target }
    try checkExpectations(old)
    try RefNameCollision.check(changes, old, packed, database)
    try fold(shadows, into: &packed)
    let appender = ReflogAppender(database)
    do throws(RefError) {
      try append(old, to: appender)
      for (name, change) in changes { packed.set(name, to: change.target) }
      try lock.prepareContent(packed.encoded())
      try lock.publish()
    } catch {
      appender.undo()
      throw error
    }
    for (name, change) in changes where change.target == nil { appender.removeLog(of: name) }
    try lock.makeDurable()
  }

  /// Returns the values of changed refs that have files of their own.
  private func looseTargets() throws(RefError) -> [RefName: ObjectID] {
    var targets: [RefName: ObjectID] = [:]
    for name in try database.looseNames(among: changes.map(\.name)) {
      switch try database.looseValue(of: name) {
      case .id(let id): targets[name] = id
      case .symbolic(let other):
        throw RefError(
          .unsupported, name: name.text,
          "cannot change ref '\(name)': it is a symbolic ref; change '\(other)' instead")
      case nil: continue
      }
    }
    return targets
  }

  private func checkExpectations(_ old: [ObjectID?]) throws(RefError) {
    for ((name, change), old) in zip(changes, old) {
      switch change.expected {
      case .any: continue
      case .absent where old == nil: continue
      case .exactly(let expected) where old == expected: continue
      case .absent, .exactly: throw conflict(name, change.expected, old)
      }
    }
  }

  private func conflict(
    _ name: RefName, _ expected: RefTransaction.Expectation, _ old: ObjectID?
  ) -> RefError {
    var wanted = "not to exist"
    if case .exactly(let id) = expected { wanted = "to be at '\(id)'" }
    let actual = old.map { "it is at '\($0)'" } ?? "it does not exist"
    return RefError(
      .conflict, name: name.text,
      "cannot change ref '\(name)': expected it \(wanted), but \(actual); look at it and try again")
  }

  /// Moves present values from files to packed-refs, durable before the files go.
  private func fold(
    _ shadows: [RefName: ObjectID], into packed: inout PackedRefs
  ) throws(RefError) {
    guard !shadows.isEmpty else { return }
    for (name, target) in shadows { packed.set(name, to: target) }
    let bytes = packed.encoded()
    let path = database.path("packed-refs.new")
    try RefError.writing(path) { () throws(FileSystemError) in
      // Who holds the lock is alone with this name, so a file there was left by a crash.
      if try fileSystem.kind(of: path) != nil { try fileSystem.removeFile(path) }
      let file = try fileSystem.createFile(path, permissions: 0o666)
      do throws(FileSystemError) {
        try file.write(bytes)
        try file.synchronize()
        try file.close()
        try fileSystem.rename(path, to: database.path("packed-refs"))
      } catch {
        try? fileSystem.removeFile(path)
        throw error
      }
      try fileSystem.synchronizeDirectory(database.directory)
      for name in shadows.keys.sorted() {
        let file = database.path(name.text)
        try fileSystem.removeFile(file)
        try fileSystem.synchronizeDirectory(fileSystem.directory(of: file))
      }
    }
  }

  private func append(_ old: [ObjectID?], to appender: ReflogAppender) throws(RefError) {
    let null = ObjectID.null(database.format)
    let head = try database.head()
    let scope = try database.reflogScope()
    let moved = zip(changes, old).filter { $0.change.target != nil && $0.change.target != $1 }
    let names = moved.map(\.0.name.text) + ["HEAD"]
    let logged = try database.logged(among: names.filter { !scope.includes($0) })
    func isLogged(_ name: String) -> Bool { scope.includes(name) || logged.contains(name) }
    for ((name, change), old) in moved {
      guard let target = change.target else { continue }
      let entry = ReflogEntry(
        old: old ?? null, new: target, identity: identity, message: message)
      if isLogged(name.text) { try appender.append(entry, to: name.text) }
      if head == .symbolic(name), isLogged("HEAD") { try appender.append(entry, to: "HEAD") }
    }
  }
}
