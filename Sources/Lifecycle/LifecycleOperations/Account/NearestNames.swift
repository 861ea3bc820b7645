/// Finds the names that somebody may have meant who wrote another one.
enum NearestNames {
  static let countMax = 4

  /// Lists the nearest of some names, the nearest first.
  ///
  /// - Parameter names: What is shown of each, and the part of it that was to be written.
  static func list(_ names: [(shown: String, part: String)], to written: String) -> String {
    names.map { (name: $0.shown, likeness: likeness($0.part, written)) }
      .sorted { ($1.likeness, $0.name) < ($0.likeness, $1.name) }
      .prefix(countMax).map(\.name).joined(separator: ", ")
  }

  /// Lists the nearest of some resources' names, which may be written with their kind or without.
  static func list(resources names: some Sequence<String>, to written: String) -> String {
    let isWhole = written.contains("/")
    return list(
      names.map { name in
        (name, isWhole ? name : name.split(separator: "/").last.map(String.init) ?? name)
      }, to: written)
  }

  /// How much two names have in common at their beginnings and ends: nearly all after one slip.
  private static func likeness(_ name: String, _ written: String) -> Int {
    let (name, written) = (name.lowercased(), written.lowercased())
    let shared = { zip($0, $1).prefix { $0 == $1 }.count } as (String, String) -> Int
    let beginning = shared(name, written)
    let end = shared(String(name.reversed()), String(written.reversed()))
    return min(beginning + end, name.count, written.count)
  }
}
