import FileStorage
public import ObjectModel
import PackFormat

/// Writes objects into one pack that becomes visible as a whole.
///
/// An object that the transaction or the repository has already is not written again; the file it is
/// in is dated anew, so that nobody removes it as old before something points to it. Nothing is
/// visible to others before ``commit()`` returns; afterwards everything is, and survives a power
/// cut. A transaction that is released without commit is abandoned. For one thread at a time.
public final class ObjectTransaction {
  /// How to write.
  public struct Options: Sendable {
    /// The deflate level, 0 to 12.
    public var level: Int
    /// How many bytes of objects are gathered before they are deflated on all cores.
    public var batchByteCount: Int

    /// Makes options.
    public init(level: Int = 1, batchByteCount: Int = 1 << 20) {
      self.level = level
      self.batchByteCount = batchByteCount
    }
  }

  /// What a commit has written.
  public struct Summary: Sendable, Equatable {
    /// The path of the new pack, or `nil` if there was nothing new.
    public let packPath: String?
    /// How many objects were written.
    public let objectCount: Int
    /// The size of the pack in bytes.
    public let packByteCount: Int
  }

  private enum Phase { case open, failed, over }

  private let database: ObjectDatabase
  private let options: Options
  private let hasher: ObjectHasher
  private var phase = Phase.open
  private var writer: PackWriter?
  /// The place of each object in the order of writing: in the pack first, then in `pending`.
  private var places: [ObjectID: Int] = [:]
  private var pending: [IdentifiedObject] = []
  private var pendingByteCount = 0
  private var relied = ReliedObjects()

  init(_ database: ObjectDatabase, _ options: Options) {
    self.database = database
    self.options = options
    hasher = ObjectHasher(database.format)
  }

  deinit { writer?.abandon() }

  /// The format of all ids.
  public var format: ObjectFormat { database.format }

  /// Takes an object and returns its id.
  @discardableResult
  public func write(_ kind: ObjectKind, _ bytes: [UInt8]) throws(ObjectWriteError) -> ObjectID {
    let id = hasher.id(of: kind, bytes)
    try take(IdentifiedObject(id: id, object: StoredObject(kind: kind, bytes: bytes)))
    return id
  }

  /// Takes many objects, hashing them on all cores, and returns their ids in the same order.
  @discardableResult
  public func write(_ objects: [StoredObject]) throws(ObjectWriteError) -> [ObjectID] {
    let ids = ParallelHashing.ids(of: objects, format)
    for (id, object) in zip(ids, objects) {
      try take(IdentifiedObject(id: id, object: object))
    }
    return ids
  }

  /// Takes objects whose ids were computed already.
  public func write(_ objects: [IdentifiedObject]) throws(ObjectWriteError) {
    for object in objects { try take(object) }
  }

  /// Takes a blob.
  @discardableResult
  public func writeBlob(_ bytes: [UInt8]) throws(ObjectWriteError) -> BlobID {
    BlobID(try write(.blob, bytes))
  }

  /// Takes a tree; whether its entries exist is the caller's business.
  @discardableResult
  public func writeTree(_ tree: Tree) throws(ObjectWriteError) -> TreeID {
    TreeID(try write(.tree, tree.encoded()))
  }

  /// Takes a commit; whether its tree and parents exist is the caller's business.
  @discardableResult
  public func writeCommit(_ commit: Commit) throws(ObjectWriteError) -> CommitID {
    CommitID(try write(.commit, commit.encoded()))
  }

  /// Returns an object of this transaction or of the repository.
  public func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject {
    guard let place = places[id] else { return try database.object(id) }
    let writtenCount = writer?.entries.count ?? 0
    guard place < writtenCount, let writer else { return pending[place - writtenCount].object }
    do throws(PackError) {
      return try writer.object(at: place)
    } catch {
      throw ObjectReadError(error, id)
    }
  }

  /// Tells whether an object is in this transaction or in the repository.
  public func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    if places[id] != nil { return true }
    return try database.contains(id)
  }

  /// Makes everything durable and then visible; the transaction is over then.
  ///
  /// - Throws: if anything fails; nothing is visible then and the transaction is abandoned.
  @discardableResult
  public func commit() throws(ObjectWriteError) -> Summary {
    try demandOpen()
    guard !places.isEmpty else {
      phase = .over
      return Summary(packPath: nil, objectCount: 0, packByteCount: 0)
    }
    do throws(ObjectWriteError) {
      let summary = try finishPack()
      forgetEverything()
      phase = .over
      // If this look fails, the next reader that misses an object looks again.
      _ = try? database.refreshed()
      return summary
    } catch {
      fail()
      throw error
    }
  }

  /// Makes sure that everything taken is still there, for who is about to point a ref to it.
  ///
  /// Nothing may point to it yet, nor to what the repository had already and was not written again:
  /// garbage collection may have removed either. The caller holds the lock under which objects are removed.
  ///
  /// - Throws: `.failed` if something is gone; the work must be done again.
  public func demandPresence() throws(ObjectWriteError) {
    try relied.demandPresence(in: database)
  }

  /// Forgets what was relied on, because refs point to it now.
  public func release() { relied = ReliedObjects() }

  /// Drops everything taken so far; fine on a transaction that is over.
  public func abandon() {
    guard phase == .open else { return }
    fail()
    phase = .over
  }
}

// MARK: - Taking objects

extension ObjectTransaction {
  private func take(_ object: IdentifiedObject) throws(ObjectWriteError) {
    try demandOpen()
    guard places[object.id] == nil else { return }
    guard try !relies(on: object.id) else { return }
    places[object.id] = places.count
    pending.append(object)
    pendingByteCount += object.object.bytes.count
    if pendingByteCount >= options.batchByteCount { try flushOrFail() }
  }

  /// Relies on an object that the repository has, unless it has none that will last.
  private func relies(on id: ObjectID) throws(ObjectWriteError) -> Bool {
    do throws(ObjectReadError) {
      return try relied.take(id, in: database)
    } catch {
      throw ObjectWriteError(.unreadable, "cannot store object '\(id)': \(error.message)", error)
    }
  }

  private func demandOpen() throws(ObjectWriteError) {
    switch phase {
    case .open: return
    case .failed:
      throw ObjectWriteError(.failed, "cannot store objects: an earlier step failed; start again")
    case .over: preconditionFailure("the transaction is over")
    }
  }

  private func flushOrFail() throws(ObjectWriteError) {
    do throws(ObjectWriteError) {
      _ = try flush()
    } catch {
      fail()
      throw error
    }
  }

  /// Moves what is pending to the pack, which is created for the first of it.
  private func flush() throws(ObjectWriteError) -> PackWriter {
    let writer = try currentWriter()
    try ObjectWriteError.wrappingPack { () throws(PackError) in try writer.append(pending) }
    pending.removeAll(keepingCapacity: true)
    pendingByteCount = 0
    return writer
  }

  private func currentWriter() throws(ObjectWriteError) -> PackWriter {
    if let writer { return writer }
    let fresh = try PackPublication.makeWriter(database, level: options.level)
    writer = fresh
    return fresh
  }

  private func finishPack() throws(ObjectWriteError) -> Summary {
    let writer = try flush()
    // As large as all ids, and not needed while the index is made.
    places = [:]
    let trailer = try ObjectWriteError.wrappingPack { () throws(PackError) in try writer.finish() }
    let path = try PackPublication(database).publish(writer, trailer)
    relied.note(writer.entries, inPack: "pack-\(trailer.checksum)")
    return Summary(
      packPath: path, objectCount: writer.entries.count, packByteCount: trailer.byteCount)
  }

  private func fail() {
    writer?.abandon()
    forgetEverything()
    phase = .failed
  }

  private func forgetEverything() {
    writer = nil
    places = [:]
    pending = []
    pendingByteCount = 0
  }
}
