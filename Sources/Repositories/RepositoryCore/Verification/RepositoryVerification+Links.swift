import ObjectModel
import ObjectStore

/// Following links through the numbered objects.
extension RepositoryVerification {
  /// Tells whether an object and everything below it is there and sound.
  mutating func isSound(_ id: ObjectID) -> Bool {
    guard let first = graph.number(of: id) else {
      noteMissing(id)
      return false
    }
    var stack: [(number: Int, isOpened: Bool)] = [(first, false)]
    while let (number, isOpened) = stack.popLast() {
      if isOpened {
        soundness[number] = judge(number)
      } else if soundness[number] == nil {
        // Objects cannot form a circle; one that is met again on its own way down is unsound.
        soundness[number] = false
        stack.append((number, true))
        for link in graph.links(of: number) where soundness[Int(link.target)] == nil {
          stack.append((Int(link.target), false))
        }
      }
    }
    return soundness[first] ?? false
  }

  /// Judges an object whose links have all been judged.
  private mutating func judge(_ number: Int) -> Bool {
    let node = graph[number]
    guard damage[node.id] == nil else { return false }
    guard node.kind != nil else {
      noteMissing(node.id)
      return false
    }
    var isSound = true
    for link in graph.links(of: number) {
      let target = Int(link.target)
      noteMisfit(link, in: node)
      if soundness[target] != true || damage[graph[target].id] != nil { isSound = false }
    }
    return isSound
  }

  private mutating func noteMissing(_ id: ObjectID) {
    if damage[id] == nil { damage[id] = missingMessage(id) }
  }

  /// Says why an object is not there as the object database sees it.
  private func missingMessage(_ id: ObjectID) -> String {
    do {
      _ = try repository.objects.object(id)
      return "object '\(id)' is missing"
    } catch {
      return "\(error)"
    }
  }

  /// Notes an object that is not what is linked to.
  private mutating func noteMisfit(_ link: ObjectGraph.Link, in parent: ObjectGraph.Node) {
    let target = graph[Int(link.target)]
    guard let kind = target.kind, damage[target.id] == nil else { return }
    if kind != link.kind {
      damage[target.id] =
        "object '\(target.id)' is a \(kind.name), and '\(parent.id)' needs a \(link.kind.name)"
    } else if link.isDocument, !target.isCanonical {
      damage[target.id] = "blob '\(target.id)' is a document and not canonical JSON"
    }
  }

  /// Notes that a revision needs the damaged objects of a commit's tree; the history behind the
  /// commit belongs to other revisions.
  mutating func noteDamage(below id: ObjectID, neededBy label: String) {
    guard let first = graph.number(of: id) else {
      needing[id, default: []].insert(label)
      return
    }
    var queue = [first]
    var seen: Set<Int> = [first]
    while let number = queue.popLast() {
      let node = graph[number]
      if damage[node.id] != nil { needing[node.id, default: []].insert(label) }
      for link in graph.links(of: number) where link.kind != .commit {
        let target = Int(link.target)
        let isWorthALook = soundness[target] != true || damage[graph[target].id] != nil
        if isWorthALook, seen.insert(target).inserted { queue.append(target) }
      }
    }
  }

  /// The tree of a commit, or `nil` if it is not there.
  func tree(of commit: CommitID) -> TreeID? {
    guard let number = graph.number(of: commit.objectID), graph[number].kind == .commit,
      let link = graph.links(of: number).first
    else { return nil }
    return TreeID(graph[Int(link.target)].id)
  }
}
