import EnvironmentAdapters
import FileStorage
import Foundation
import IntegrationModel
import LosslessJSON
import TestKit

/// An account folder for one test.
struct FolderAccount {
  let folder = TemporaryFolder()

  /// Writes a file and the folders above it.
  @discardableResult
  func write(_ path: String, _ text: String) throws -> FolderAccount {
    try write(path, bytes: Array(text.utf8))
  }

  @discardableResult
  func write(_ path: String, bytes: [UInt8]) throws -> FolderAccount {
    let url = URL(fileURLWithPath: folder.path(path))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return self
  }

  /// Gives a file a time of modification, in seconds since 1970.
  func date(_ path: String, _ seconds: Int) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: Double(seconds))],
      ofItemAtPath: folder.path(path))
  }

  /// The permissions of a file.
  func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path(path))[.posixPermissions] as? Int
  }

  func text(_ path: String) throws -> String {
    try String(contentsOfFile: folder.path(path), encoding: .utf8)
  }

  /// All files below the folder with their content.
  func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: folder.path)
      ?? FileManager.DirectoryEnumerator()
    {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder.path(path), isDirectory: &isFolder)
      if !isFolder.boolValue {
        files[path] = Array(try Data(contentsOf: URL(fileURLWithPath: folder.path(path))))
      }
    }
    return files
  }

  func environment() -> FolderEnvironment<LocalFileSystem> { environment(LocalFileSystem()) }

  func environment<Files: FileSystem>(_ files: Files) -> FolderEnvironment<Files> {
    FolderEnvironment(
      path: folder.path, fileSystem: files, makeID: IDs.counting(),
      now: { "2024-01-02T03:04:05.006Z" })
  }
}

extension Environment {
  func keys() throws -> [ResourceKey] {
    try survey(makeWorker: {}) { _, document in document.key }.summaries.sorted()
  }

  func warnings() throws -> [String] {
    try survey(makeWorker: {}) { _, _ in }.warnings
  }
}
