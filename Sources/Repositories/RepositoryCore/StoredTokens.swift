import FileStorage

extension Repository {
  /// Tokens are in a file of their own, which only the user may read: never in the configuration,
  /// which is shown, nor in an object, which travels.
  private func tokenPath(of environment: String) -> String {
    "\(directory)/ilm/tokens/\(environment)"
  }

  /// Keeps the token of an environment.
  public func storeToken(_ token: String, of environment: String) throws {
    let path = tokenPath(of: environment)
    try fileSystem.createDirectories(fileSystem.directory(of: path))
    try fileSystem.writeAtomically(path, Array(token.utf8), permissions: 0o600)
  }

  /// The token of an environment, or `nil` if none is kept.
  public func storedToken(of environment: String) throws -> String? {
    try fileSystem.readIfPresent(tokenPath(of: environment)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Forgets the token of an environment.
  public func removeToken(of environment: String) throws {
    let path = tokenPath(of: environment)
    if try fileSystem.kind(of: path) != nil { try fileSystem.removeFile(path) }
  }
}
