public import LosslessJSON
public import StructuralMerge

/// What a person says about conflicts: by their ids, by their places, or about all of them.
public struct ResolutionRequests: Sendable {
  /// What is said about one conflict.
  struct Answer: Sendable {
    /// How the conflict is named.
    enum Subject: Sendable {
      case id(String)
      case place(MergePlace)
    }

    let subject: Subject
    let resolution: Resolution
    /// Whether it is kept for whenever the conflict is met, and says nothing where it is not.
    let isKept: Bool
  }

  /// What is said about single conflicts; the last word about one counts.
  private(set) var answers: [Answer] = []
  /// What is taken wherever nothing else is said.
  private(set) var rest: Resolution?

  /// Nothing is said.
  public init() {}

  /// Whether nothing is said.
  public var isEmpty: Bool { answers.isEmpty && rest == nil }

  /// Resolves one conflict.
  public mutating func resolve(_ id: String, _ resolution: Resolution) {
    answers.append(Answer(subject: .id(id), resolution: resolution, isKept: false))
  }

  /// Reads `CONFLICT=current`, `CONFLICT=remote` or `CONFLICT=JSON`; `all` stands for every
  /// conflict that nothing else is said about.
  ///
  /// - Throws: ``LifecycleError`` `bad_resolution` for a value that is no JSON.
  public mutating func add(option: String) throws {
    guard let equals = option.firstIndex(of: "="), equals != option.startIndex else {
      throw Self.bad("'\(option)' is not a resolution")
    }
    let id = String(option[..<equals])
    let resolution = try Self.resolution(String(option[option.index(after: equals)...]), of: id)
    if id == "all" { rest = resolution } else { resolve(id, resolution) }
  }

  private static func resolution(_ text: String, of id: String) throws -> Resolution {
    switch text {
    case "current": return .ours
    case "remote": return .theirs
    default: break
    }
    do throws(JSONParseError) {
      return .value(try JSONValue(parsing: Array(text.utf8)))
    } catch {
      throw bad(
        "the value for '\(id)' is not JSON (line \(error.line), column \(error.column): "
          + "\(error.message))")
    }
  }

  /// Adds the resolutions of a file: `{"resolutions": [{"name", "path", "take" or "value"}]}`; an
  /// `id` may stand in the place of name and path.
  ///
  /// - Parameter isKept: Whether the file is kept for many pulls: what it says about a conflict that
  ///   a pull does not have is passed over then, and an error otherwise.
  public mutating func add(file json: JSONValue, isKept: Bool) throws {
    guard let list = json["resolutions"]?.array else {
      throw Self.bad("the resolutions file has no list 'resolutions'")
    }
    for (index, entry) in list.enumerated() {
      guard let resolution = Resolution(json: entry) else {
        throw Self.bad(
          "entry \(index + 1) of the resolutions file says neither 'take' (current or remote) "
            + "nor 'value'")
      }
      func add(_ subject: Answer.Subject) {
        answers.append(Answer(subject: subject, resolution: resolution, isKept: isKept))
      }
      if let id = entry["id"]?.text {
        add(.id(id))
      } else if let name = entry["name"]?.string,
        let path = entry["path"]?.text.flatMap({ try? JSONPointer(parsing: $0) })
      {
        add(.place(MergePlace(name: name, path: path)))
      } else {
        throw Self.bad("entry \(index + 1) of the resolutions file names no conflict")
      }
    }
  }

  private static func bad(_ what: String) -> LifecycleError {
    LifecycleError(
      .usage, "bad_resolution", what,
      hint: "write CONFLICT=current, CONFLICT=remote or CONFLICT=JSON, such as c1=remote or "
        + "c2='\"/orders\"'")
  }
}

extension ResolutionRequests.Answer.Subject {
  /// The conflict as an error names it.
  var words: String {
    switch self {
    case .id(let id): "'\(id)'"
    case .place(let place): "at '\(place.path)' of '\(place.name.text)'"
    }
  }
}
