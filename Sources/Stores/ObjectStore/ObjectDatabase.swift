public import FileStorage
public import ObjectModel
public import PackFormat

/// All objects of a repository, wherever they lie: in packs or in files of their own.
///
/// Objects are written through an ``ObjectTransaction`` and are visible once it has committed.
/// Any number of threads may read at the same time. Packs that another program adds are found
/// when an object is missed.
public final class ObjectDatabase: ObjectReading {
  /// The folder `objects` of the repository.
  public let directory: String
  /// The format of all ids.
  public let format: ObjectFormat

  let fileSystem: any FileSystem
  let limits: PackLimits
  let packed: PackedSource
  let loose: LooseSource
  let commitGraph: CommitGraphSource

  /// Opens the objects of a repository; nothing is read before it is needed.
  ///
  /// - Parameter directory: the folder `objects` of the repository.
  /// - Throws: `.unreadable` if it is not a folder.
  public init(
    directory: String, format: ObjectFormat, fileSystem: any FileSystem,
    limits: PackLimits = PackLimits()
  ) throws(ObjectReadError) {
    self.directory = directory
    self.format = format
    self.fileSystem = fileSystem
    self.limits = limits
    packed = PackedSource(
      directory: directory + "/pack", format: format, fileSystem: fileSystem, limits: limits)
    loose = LooseSource(
      directory: directory, format: format, fileSystem: fileSystem,
      byteCountMax: limits.objectByteCountMax)
    commitGraph = CommitGraphSource(directory + "/info/commit-graph", format, fileSystem)
    let status = try ObjectReadError.wrapping { () throws(FileSystemError) in
      try fileSystem.status(of: directory)
    }
    guard status.kind == .directory else {
      throw ObjectReadError(.unreadable, nil, "cannot read objects: '\(directory)' is not a folder")
    }
  }

  /// Returns the object of that id; its bytes have been hashed and match.
  public func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject {
    let packs = try packs()
    let attempt = try look(for: id, in: packs)
    if let object = attempt.object { return object }
    return try objectLookingAgain(id, packs, attempt)
  }

  /// Returns an object that was not found in the packs that are known.
  ///
  /// Another program may have packed objects or added some since the folder was looked at, and may
  /// do so again while it is looked at: only what stays the same is believed.
  private func objectLookingAgain(
    _ id: ObjectID, _ packs: PackedSource.Packs, _ attempt: Attempt
  ) throws(ObjectReadError) -> StoredObject {
    var (known, attempt) = (packs, attempt)
    for _ in 0..<Self.lookCountMax {
      let fresh = try refreshed()
      attempt = try look(for: id, in: fresh)
      if let object = attempt.object { return object }
      let isSame = fresh.names == known.names
      if isSame, !attempt.hasVanished { break }
      known = fresh
    }
    if let failure = attempt.failure { throw failure }
    throw try missing(id)
  }

  /// Tells whether an object of that id is there, without reading it.
  ///
  /// - Throws: `.corrupt` if it is not found and an index that might list it is damaged.
  public func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    if try isKnown(id) { return true }
    let packs = try refreshed()
    if packs.pack(of: id) != nil { return true }
    if let failure = packs.failure { throw ObjectReadError(failure, id) }
    return false
  }

  /// Looks again which packs there are.
  public func refresh() throws(ObjectReadError) {
    _ = try refreshed()
  }

  /// Begins to write objects.
  public func transaction(
    options: ObjectTransaction.Options = ObjectTransaction.Options()
  ) -> ObjectTransaction {
    ObjectTransaction(self, options)
  }

  /// Tells whether an object is there, without looking for packs added since the last look.
  private func isKnown(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    if try packs().pack(of: id) != nil { return true }
    return try ObjectReadError.wrapping { () throws(FileSystemError) in try loose.contains(id) }
  }

  func packs() throws(ObjectReadError) -> PackedSource.Packs {
    try ObjectReadError.wrapping { () throws(FileSystemError) in try packed.packs() }
  }

  func refreshed() throws(ObjectReadError) -> PackedSource.Packs {
    try ObjectReadError.wrapping { () throws(FileSystemError) in try packed.refresh() }
  }
}

// MARK: - Looking for an object

extension ObjectDatabase {
  /// How often a reader looks again while others replace one pack after another.
  static let lookCountMax = 100

  private struct Attempt {
    var object: StoredObject?
    var failure: ObjectReadError?
    /// Whether a pack that should have the object is gone.
    var hasVanished = false
  }

  /// Tries one source after another: a damaged copy does not hide a good one.
  private func look(
    for id: ObjectID, in packs: PackedSource.Packs
  ) throws(ObjectReadError) -> Attempt {
    var attempt = Attempt()
    for pack in packs.likelyFirst(for: id) {
      do throws(PackError) {
        guard let object = try pack.object(id) else { continue }
        if object.id(in: format) == id { return Attempt(object: object) }
        attempt.failure = mismatch(id, try pack.reader().path)
      } catch {
        attempt.failure = ObjectReadError(error, id)
        if error.isAbsence { attempt.hasVanished = true }
      }
    }
    do throws(ObjectReadError) {
      if let object = try loose.object(id) {
        if object.id(in: format) == id { return Attempt(object: object) }
        attempt.failure = mismatch(id, loose.path(of: id))
      }
    } catch {
      attempt.failure = error
    }
    return attempt
  }

  private func mismatch(_ id: ObjectID, _ path: String) -> ObjectReadError {
    ObjectReadError(
      .corrupt, id, "object '\(id)' in '\(path)' does not match its id; restore it from a copy")
  }

  private func missing(_ id: ObjectID) throws(ObjectReadError) -> ObjectReadError {
    let packs = try packs()
    if let failure = packs.failure { return ObjectReadError(failure, id) }
    var message = "object '\(id)' is missing"
    if let name = packs.withoutIndex.first {
      message +=
        "; it may be in '\(packed.directory)/\(name).pack', which has no index: "
        + "'ilm fsck --repair' makes one"
    }
    if packs.withoutIndex.isEmpty, let place = try borrowedPlace() { message += "; \(place)" }
    return ObjectReadError(.missing, id, message)
  }

  /// Says of a repository that git made to have a part of its objects only where the others are.
  private func borrowedPlace() throws(ObjectReadError) -> String? {
    let alternates = directory + "/info/alternates"
    let shallow = fileSystem.directory(of: directory) + "/shallow"
    return try ObjectReadError.wrapping { () throws(FileSystemError) in
      if try fileSystem.kind(of: alternates) != nil {
        return
          "it may be in another repository that '\(alternates)' names, which is not supported: "
          + "'git repack -a -d' copies what is there, then remove the file"
      }
      if try fileSystem.kind(of: shallow) != nil {
        return "the history was cut by a shallow clone, which is not supported: "
          + "'git fetch --unshallow' completes it"
      }
      return nil
    }
  }
}

extension ObjectReadError {
  /// Makes the error for an object that a pack could not give.
  init(_ error: PackError, _ id: ObjectID?) {
    let code: Code =
      switch error.code {
      case .corrupt, .missing: .corrupt
      case .tooLarge: .tooLarge
      case .fileSystem: .unreadable
      }
    let subject = id.map { "cannot read object '\($0)': " } ?? ""
    self.init(code, id, subject + error.message, error)
  }

  /// Does something with files and turns its error into one about reading objects.
  static func wrapping<Value>(
    _ body: () throws(FileSystemError) -> Value
  ) throws(ObjectReadError) -> Value {
    do throws(FileSystemError) {
      return try body()
    } catch {
      throw ObjectReadError(.unreadable, nil, error.message, error)
    }
  }
}
