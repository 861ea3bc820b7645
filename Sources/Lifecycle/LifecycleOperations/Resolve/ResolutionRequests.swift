public import LosslessJSON
public import StructuralMerge

/// What a person says about conflicts: by their ids, by their places, or about all of them.
public struct ResolutionRequests: Sendable {
  /// By id.
  private(set) var byID: [(id: String, resolution: Resolution)] = []
  /// By place.
  private(set) var byPlace: [(place: MergePlace, resolution: Resolution)] = []
  /// What is taken wherever nothing else is said.
  private(set) var rest: Resolution?

  /// Nothing is said.
  public init() {}

  /// Whether nothing is said.
  public var isEmpty: Bool { byID.isEmpty && byPlace.isEmpty && rest == nil }

  /// Resolves one conflict.
  public mutating func resolve(_ id: String, _ resolution: Resolution) {
    byID.append((id, resolution))
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
    if id == "all" { rest = resolution } else { byID.append((id, resolution)) }
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
  public mutating func add(file json: JSONValue) throws {
    guard let list = json["resolutions"]?.array else {
      throw Self.bad("the resolutions file has no list 'resolutions'")
    }
    for (index, entry) in list.enumerated() {
      guard let resolution = Resolution(json: entry) else {
        throw Self.bad(
          "entry \(index + 1) of the resolutions file says neither 'take' (current or remote) "
            + "nor 'value'")
      }
      if let id = entry["id"]?.text {
        byID.append((id, resolution))
      } else if let name = entry["name"]?.string,
        let path = entry["path"]?.text.flatMap({ try? JSONPointer(parsing: $0) })
      {
        byPlace.append((MergePlace(name: name, path: path), resolution))
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
