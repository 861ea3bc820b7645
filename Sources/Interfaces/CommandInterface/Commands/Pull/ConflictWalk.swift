import LifecycleOperations
import LosslessJSON
import StructuralMerge
import Terminal

/// Walks a person on a terminal through open conflicts, one by one.
struct ConflictWalk {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// Whether somebody is there who can be asked.
  var isOffered: Bool {
    session.prompt.isAvailable && !session.isJSON && !session.arguments.flag("yes")
  }

  /// Asks about each conflict and merges again after each answer; what is skipped stays open.
  ///
  /// Nobody is asked off a terminal.
  func answer(
    _ prepared: PullOperation.Prepared, _ resolutions: inout ResolutionRequests,
    merge: (ResolutionRequests) throws -> PullOperation.Prepared
  ) throws -> PullOperation.Prepared {
    guard isOffered else { return prepared }
    var prepared = prepared
    var skipped: Set<String> = []
    while let conflict = prepared.open.first(where: { !skipped.contains($0.id) }) {
      show(conflict, of: prepared)
      switch try ask(conflict) {
      case .resolve(let resolution):
        var tried = resolutions
        tried.resolve(conflict.id, resolution)
        do {
          prepared = try merge(tried)
          resolutions = tried
        } catch let error as LifecycleError where error.code == "bad_resolution" {
          complain(error.message)
        }
      case .skip: skipped.insert(conflict.id)
      case .quit: return prepared
      }
    }
    return prepared
  }

  private enum Decision {
    case resolve(Resolution)
    case skip
    case quit
  }

  private func show(_ conflict: PullConflict, of prepared: PullOperation.Prepared) {
    let lines = ConflictText.lines(of: conflict, session.palette)
    session.complain("")
    session.complain(
      session.palette.dim("\(Wording.count(prepared.open.count, "conflict")) open"))
    lines.forEach { session.complain($0) }
    try? session.err.flush()
  }

  private func ask(_ conflict: PullConflict) throws -> Decision {
    while true {
      let line = session.prompt.askLine(
        "keep [c]urrent, take [r]emote, [e]dit the value, [s]kip, [q]uit and continue later:")
      guard case .text(let text) = line else {
        if line == .interrupted {
          throw LifecycleError(.interrupted, "interrupted", "interrupted; nothing was changed")
        }
        return .quit
      }
      switch text.lowercased() {
      case "c", "current": return .resolve(.ours)
      case "r", "remote": return .resolve(.theirs)
      case "s", "skip": return .skip
      case "q", "quit": return .quit
      case "e", "edit":
        if let value = edit(conflict) { return .resolve(.value(value)) }
      default: session.complain("please answer with one of the letters c, r, e, s, q")
      }
      try? session.err.flush()
    }
  }

  /// The value that a person writes: in their editor, or on a line; `nil` if it is none.
  private func edit(_ conflict: PullConflict) -> JSONValue? {
    let start = conflict.conflict.ours ?? conflict.conflict.theirs
    do {
      if let editor = Editor(environment: session.world.variables) {
        let value = try ValueEditing(editor, session.world).edit(start)
        if value == nil { complain("it was left as it was") }
        return value
      }
      guard case .text(let text) = session.prompt.askLine("the value as JSON:") else { return nil }
      return try JSONValue(parsing: Array(text.utf8))
    } catch let error as LifecycleError {
      complain(error.message)
    } catch {
      complain("that is no value: \(error)")
    }
    return nil
  }

  private func complain(_ message: String) {
    session.complain(session.palette.red(VisibleText.line(message)))
    try? session.err.flush()
  }
}
