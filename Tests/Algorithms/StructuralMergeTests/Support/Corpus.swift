import Foundation
import LosslessJSON

/// Real documents beside the package.
enum Corpus {
  /// A folder of the corpus, or nil with a notice where it is absent.
  static func folder(_ name: String) -> URL? {
    var package = URL(fileURLWithPath: #filePath)
    while package.path != "/",
      !FileManager.default.fileExists(atPath: package.appendingPathComponent("Package.swift").path)
    { package.deleteLastPathComponent() }
    let folder = package.deletingLastPathComponent().appendingPathComponent("shared/corpus/\(name)")
    if FileManager.default.fileExists(atPath: folder.path) { return folder }
    print("skipped: no corpus beside the package")
    return nil
  }

  static func document(_ url: URL) -> JSONValue? {
    guard let content = FileManager.default.contents(atPath: url.path) else { return nil }
    return try? JSONValue(parsing: Array(content))
  }
}
