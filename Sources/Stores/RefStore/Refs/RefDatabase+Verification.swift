import FileStorage
public import ObjectModel

/// What a look at every file with refs brought to light.
public struct RefVerification: Sendable {
  /// Every ref that can be read, sorted by name.
  public internal(set) var refs: [Ref] = []
  /// What HEAD points to if it names no branch.
  public internal(set) var detachedHead: ObjectID?
  /// What makes refs unreadable or misleading.
  public internal(set) var problems: [RefError] = []
  /// Refs that are there and of which it cannot be read where they point to.
  public internal(set) var unreadable: [RefName] = []
  /// What is odd and harms nothing: histories with gaps, locks that were left.
  public internal(set) var oddities: [RefError] = []
}

extension RefDatabase {
  /// Reads every file with refs and every reflog; never fails, one damaged file hides no other.
  ///
  /// The refs are those of one moment, even if a transaction is committed in the meantime.
  public func verify() -> RefVerification {
    for _ in 0..<Self.readAttemptMax {
      let before = try? packedRefsStatus()
      let result = verifyOnce()
      if (try? packedRefsStatus()) == before { return result }
    }
    return verifyOnce()
  }

  private func verifyOnce() -> RefVerification {
    var result = RefVerification()
    var targets = verifyPacked(&result)
    do throws(RefError) {
      try verifyLoose(&targets, &result)
      try verifyHead(targets, &result)
      try verifyReflogs(targets, &result)
      try noteLocks(&result)
    } catch {
      result.problems.append(error)
    }
    result.refs = targets.map { Ref(name: $0.key, target: $0.value) }.sorted { $0.name < $1.name }
    return result
  }

  private func noteLocks(_ result: inout RefVerification) throws(RefError) {
    for path in try lockFiles() {
      result.oddities.append(
        RefError(
          .locked, name: path, "'\(path)' is a lock; remove it if no program is changing refs"))
    }
  }

  // MARK: packed-refs

  /// Reads line by line where the whole cannot be read.
  private func verifyPacked(_ result: inout RefVerification) -> [RefName: ObjectID] {
    let path = path("packed-refs")
    var targets: [RefName: ObjectID] = [:]
    do throws(RefError) {
      let bytes = try RefError.reading(path) { () throws(FileSystemError) in
        try fileSystem.readIfPresent(path)
      }
      guard let bytes else { return [:] }
      try verifyOrder(bytes, path)
      let whole = try PackedRefs(bytes, format: format, path: path)
      return whole.entries.mapValues(\.target)
    } catch {
      result.problems.append(error)
      let bytes = (try? fileSystem.readIfPresent(path)) ?? []
      // What is behind the last line feed was cut: even its name may be another one.
      let whole = bytes[..<((bytes.lastIndex(of: 0x0a) ?? -1) + 1)]
      for line in whole.split(separator: 0x0a)
      where line.first != 0x5e && !line.starts(with: "# ".utf8) {
        if let entries = try? PackedRefs(line + [0x0a], format: format, path: path).entries {
          for (name, entry) in entries { targets[name] = entry.target }
        } else if let name = Self.name(inLine: line) {
          result.unreadable.append(name)
        }
      }
      return targets
    }
  }

  private static func name(inLine line: ArraySlice<UInt8>) -> RefName? {
    guard let space = line.firstIndex(of: 0x20) else { return nil }
    return try? RefName(String(decoding: line[(space + 1)...], as: UTF8.self))
  }

  /// Git searches a file that calls itself sorted, and misses refs where it is not.
  private func verifyOrder(_ bytes: [UInt8], _ path: String) throws(RefError) {
    let lines = bytes.split(separator: 0x0a)
    guard let header = lines.first, header.first == 0x23,
      header.split(separator: 0x20).contains(where: { $0.elementsEqual("sorted".utf8) })
    else { return }
    var last: ArraySlice<UInt8> = []
    for line in lines.dropFirst() where line.first != 0x5e && line.first != 0x23 {
      let name = line.dropFirst(format.hexCount + 1)
      guard last.isEmpty || last.lexicographicallyPrecedes(name) else {
        throw RefError(
          .corrupt, name: path, "'\(path)' is damaged: its refs are not sorted as it says")
      }
      last = name
    }
  }

  // MARK: Files

  private func verifyLoose(
    _ targets: inout [RefName: ObjectID], _ result: inout RefVerification
  ) throws(RefError) {
    var names: [String] = []
    try forEachFile(in: "refs") { names.append($0) }
    for text in names where !text.utf8.reversed().starts(with: ".lock".utf8.reversed()) {
      do throws(RefError) {
        let name = try RefName(text)
        if let target = try target(of: name) { targets[name] = target }
      } catch {
        result.problems.append(error)
        if let name = try? RefName(text) { result.unreadable.append(name) }
      }
    }
  }

  private func verifyHead(
    _ targets: [RefName: ObjectID], _ result: inout RefVerification
  ) throws(RefError) {
    let path = path("HEAD")
    guard let head = try head() else {
      throw RefError(.corrupt, name: path, "'\(path)' is missing")
    }
    if case .detached(let id) = head { result.detachedHead = id }
    if case .symbolic(let name) = head, targets[name] == nil,
      targets.keys.contains(where: { $0.text.utf8.starts(with: "refs/heads/".utf8) })
    {
      result.oddities.append(
        RefError(
          .corrupt, name: path,
          "HEAD names the branch '\(name)', which does not exist: a git clone checks nothing out"))
    }
  }

  // MARK: Reflogs

  private func verifyReflogs(
    _ targets: [RefName: ObjectID], _ result: inout RefVerification
  ) throws(RefError) {
    var names: [String] = []
    try forEachFile(in: "logs") { names.append($0) }
    for text in names {
      do throws(RefError) {
        try verifyReflog(String(text.dropFirst("logs/".count)), targets)
      } catch {
        // Nothing depends on a reflog: refs and journals tell what was done.
        result.oddities.append(error)
      }
    }
  }

  private func verifyReflog(
    _ text: String, _ targets: [RefName: ObjectID]
  ) throws(RefError) {
    guard text != "HEAD" else {
      _ = try headReflog()
      return
    }
    let name = try RefName(text)
    let entries = try reflog(of: name)
    func odd(_ what: String) -> RefError {
      RefError(.corrupt, name: path("logs/\(text)"), "the history of ref '\(name)' \(what)")
    }
    guard let target = targets[name] else { throw odd("is there, and the ref is not") }
    for (entry, next) in zip(entries, entries.dropFirst()) where entry.new != next.old {
      throw odd("has a gap: an entry ends at '\(entry.new)', the next begins at '\(next.old)'")
    }
    if let last = entries.last, last.new != target {
      throw odd("ends at '\(last.new)', and the ref is at '\(target)'")
    }
  }
}
