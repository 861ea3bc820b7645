public import FileStorage
public import ObjectModel

/// The folder layout of a bare git repository.
public enum BareRepository {
  /// Makes a new, empty repository, or completes one: what an interruption left, or one that lost a
  /// file. What is there is not touched.
  ///
  /// - Parameters:
  ///   - format: the object format, unless the repository tells another one.
  ///   - head: the ref that HEAD points to until it is set otherwise.
  /// - Throws: `.nameCollision` if there is a whole repository already.
  public static func initialize(
    _ directory: String, format: ObjectFormat, head: RefName, fileSystem: any FileSystem
  ) throws(RefError) {
    try RefError.writing(directory) { () throws(FileSystemError) in
      try fileSystem.createDirectories(directory, durable: true)
    }
    let missing = try missingFiles(of: directory, fileSystem: fileSystem)
    guard !missing.isEmpty else {
      throw RefError(
        .nameCollision, name: directory,
        "cannot make a repository: '\(directory)' is one already; use it or choose another folder")
    }
    let format = try packedFormat(in: directory, fileSystem) ?? format
    try RefError.writing(directory) { () throws(FileSystemError) in
      for folder in ["objects/info", "objects/pack", "refs/heads", "refs/tags"] {
        try fileSystem.createDirectories("\(directory)/\(folder)", durable: true)
      }
      if missing.contains("config") {
        try fileSystem.writeAtomically(directory + "/config", Array(configuration(format).utf8))
      }
      // Last: the file without which git does not take the folder for a repository.
      if missing.contains("HEAD") {
        try fileSystem.writeAtomically(directory + "/HEAD", Array("ref: \(head)\n".utf8))
      }
    }
  }

  /// The files that every repository has and this one lacks.
  public static func missingFiles(
    of directory: String, fileSystem: any FileSystem
  ) throws(RefError) -> [String] {
    try RefError.reading(directory) { () throws(FileSystemError) in
      var missing: [String] = []
      for name in ["config", "HEAD"] where try fileSystem.kind(of: "\(directory)/\(name)") == nil {
        missing.append(name)
      }
      return missing
    }
  }

  /// The object format that the ids of packed refs have; `nil` where there are none.
  private static func packedFormat(
    in directory: String, _ fileSystem: any FileSystem
  ) throws(RefError) -> ObjectFormat? {
    let bytes = try RefError.reading(directory) { () throws(FileSystemError) in
      try fileSystem.readIfPresent(directory + "/packed-refs")
    }
    let lines = bytes?.split(separator: 0x0a).lazy.filter { $0.first != 0x23 && $0.first != 0x5e }
    let idLength = lines?.first?.prefix { $0 != 0x20 }.count
    return ObjectFormat.allCases.first { $0.hexCount == idLength }
  }

  /// Returns the object format of a repository after checking that this program can work with it.
  ///
  /// - Throws: `.unsupported` for a newer version or an unknown extension, `.unreadable` if the
  ///   folder is not a repository.
  public static func format(
    of directory: String, fileSystem: any FileSystem
  ) throws(RefError) -> ObjectFormat {
    let path = directory + "/config"
    let bytes = try RefError.reading(path) { () throws(FileSystemError) in
      try fileSystem.readIfPresent(path, byteCountMax: 16 << 20)
    }
    let head = try RefError.reading(path) { () throws(FileSystemError) in
      try fileSystem.kind(of: directory + "/HEAD")
    }
    guard let bytes, head != nil else {
      throw RefError(
        .unreadable, name: directory, "'\(directory)' is not a repository; make one with init")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RefError(.corrupt, name: path, "'\(path)' is damaged: it is not UTF-8")
    }
    return try format(stated: try ConfigurationFile(text, path: path), path)
  }

  private static func format(
    stated configuration: ConfigurationFile, _ path: String
  ) throws(RefError) -> ObjectFormat {
    let version = configuration.value("core", "repositoryformatversion") ?? "0"
    let extensions = configuration.keys(of: "extensions")
    guard version == "0" || version == "1" else {
      throw unsupported(path, "its format version is '\(version)'")
    }
    guard version == "1" else {
      guard !extensions.contains("objectformat") else {
        throw unsupported(path, "it names an object format, which needs format version 1")
      }
      return .sha1
    }
    for name in extensions {
      let value = configuration.value("extensions", name) ?? ""
      switch name {
      case "objectformat", "noop", "worktreeconfig": continue
      case "refstorage" where value == "files": continue
      default: throw unsupported(path, "it uses the extension '\(name)' (\(value))")
      }
    }
    let name = configuration.value("extensions", "objectformat") ?? "sha1"
    guard let format = ObjectFormat(name: name) else {
      throw unsupported(path, "its object format is '\(name)'")
    }
    return format
  }

  private static func unsupported(_ path: String, _ reason: String) -> RefError {
    RefError(
      .unsupported, name: path,
      "cannot work with the repository of '\(path)': \(reason); use a newer version of the program")
  }

  private static func configuration(_ format: ObjectFormat) -> String {
    let version = format == .sha1 ? 0 : 1
    var text = "[core]\n\trepositoryformatversion = \(version)\n\tfilemode = true\n"
    text += "\tbare = true\n\tlogAllRefUpdates = always\n"
    if format != .sha1 { text += "[extensions]\n\tobjectformat = \(format.name)\n" }
    return text
  }
}
