/// Refuses imports that point up or sideways.
///
/// A target imports targets of lower layers and neighbours of its own folder, all of them named in
/// its dependencies in Package.swift, and of the system only what ``systemModules`` names.
struct LayerRule {
  /// The folders of `Sources`, lowest first; layers on one line do not know each other.
  static let order = [
    ["Platform"], ["Objects"], ["Stores", "Algorithms"], ["Repositories", "Environments"],
    ["Lifecycle"], ["Interfaces"], ["Executables"],
  ]
  static let systemModules: Set<String> = ["Swift", "Glibc", "Dispatch", "Synchronization"]

  /// The layer folder of each target.
  private let layers: [String: String]
  /// The dependencies of each target, as Package.swift names them.
  private let dependencies: [String: Set<String>]

  /// Takes the targets from the paths of all files below `Sources` and the rest from the manifest.
  init(paths: [String], manifest: String) {
    var layers: [String: String] = [:]
    for path in paths {
      let file = SourceFile(path: path, text: "")
      if let layer = file.layer, let target = file.target { layers[target] = layer }
    }
    self.layers = layers
    dependencies = ManifestText.dependencies(in: manifest)
  }

  /// Returns the imports of the file that are not allowed.
  func violations(in text: SwiftText) -> [Violation] {
    guard let target = text.file.target, let layer = text.file.layer else {
      return [text.violation(at: 1, "file is in no target; put it at Sources/<layer>/<target>/")]
    }
    guard let level = Self.level(of: layer) else {
      return [text.violation(at: 1, "'\(layer)' is no layer; name it in LayerRule.order")]
    }
    return text.imports.compactMap { module, line in
      reason(against: module, from: target, layer, level).map { text.violation(at: line, $0) }
    }
  }

  private func reason(
    against module: String, from target: String, _ layer: String, _ level: Int
  ) -> String? {
    guard let other = layers[module] else {
      if Self.systemModules.contains(module) { return nil }
      return "'\(module)' may not be imported in Sources"
    }
    if module == target { return nil }
    guard other == layer || (Self.level(of: other) ?? .max) < level else {
      return "'\(target)' (\(layer)) may not import '\(module)' (\(other)): arrows point down only"
    }
    guard dependencies[target]?.contains(module) == true else {
      return "'\(target)' imports '\(module)' but does not name it in Package.swift"
    }
    return nil
  }

  private static func level(of layer: String) -> Int? {
    order.firstIndex { $0.contains(layer) }
  }
}

/// Reads what a test needs to know from the text of Package.swift.
enum ManifestText {
  /// Returns the names in `uses:` or `dependencies:` of every target.
  static func dependencies(in manifest: String) -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for opening in ["library(", "target(", "executableTarget(", "tests(", "testSupport("] {
      for start in manifest.ranges(of: opening) {
        guard !manifest[..<start.lowerBound].hasSuffix("func ") else { continue }
        let call = balanced(manifest[start.upperBound...], "(", ")")
        guard let name = literals(in: call).first, name.allSatisfy({ $0.isLetter || $0.isNumber })
        else { continue }
        let lists = ["uses: [", "dependencies: ["].flatMap { label in
          call.ranges(of: label).flatMap { range in
            literals(in: balanced(call[range.upperBound...], "[", "]"))
          }
        }
        found[name, default: []].formUnion(lists)
      }
    }
    return found
  }

  /// The text up to the bracket that closes the one before it.
  private static func balanced(
    _ text: Substring, _ opening: Character, _ closing: Character
  ) -> Substring {
    var depth = 1
    let end = text.firstIndex { character in
      if character == opening { depth += 1 }
      if character == closing { depth -= 1 }
      return depth == 0
    }
    return text[..<(end ?? text.endIndex)]
  }

  private static func literals(in text: Substring) -> [String] {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
