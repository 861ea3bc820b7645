internal import CZipLoader

/// Gives the functions of libzip, which is loaded on first use.
func zipLibrary() throws(BundleError) -> ZipLibrary {
  guard let library = zip_library() else {
    throw BundleError(
      code: .libraryMissing,
      message: "cannot load libzip (\(String(cString: zip_library_failure()))); "
        + "install the package 'libzip4' (on later systems 'libzip5' or 'libzip4t64')")
  }
  return library.pointee
}

extension ZipLibrary {
  /// Runs `body` with a place for libzip's error and turns the error into ours if `body` gives
  /// `nil`.
  func checked<Value>(
    _ what: String, _ body: (UnsafeMutablePointer<zip_error_t>) -> Value?
  ) throws(BundleError) -> Value {
    var error = zip_error_t()
    error_init(&error)
    defer { error_fini(&error) }
    guard let value = body(&error) else { throw failure(&error, what) }
    return value
  }

  /// Turns libzip's error into ours.
  func failure(
    _ error: UnsafeMutablePointer<zip_error_t>?, _ what: String, path: BundlePath? = nil
  ) -> BundleError {
    guard let error else { return BundleError(code: .libraryFailure, message: what) }
    let code = Self.codes[error_code_zip(error)] ?? .libraryFailure
    let reason = error_strerror(error).map { String(cString: $0) } ?? "unknown reason"
    let subject = path.map { " for \($0.quoted)" } ?? ""
    return BundleError(
      code: code, message: "\(what)\(subject): \(reason)", path: path?.text)
  }

  /// What libzip's codes mean here; those left out are failures of the library itself.
  private static let codes: [CInt: BundleError.Code] = [
    ZIP_ER_MULTIDISK: .damaged, ZIP_ER_SEEK: .damaged, ZIP_ER_READ: .damaged,
    ZIP_ER_EOF: .damaged, ZIP_ER_NOZIP: .damaged, ZIP_ER_INCONS: .damaged,
    ZIP_ER_CRC: .corruptContent, ZIP_ER_ZLIB: .corruptContent,
    ZIP_ER_COMPRESSED_DATA: .corruptContent,
    ZIP_ER_EXISTS: .duplicatePath,
    ZIP_ER_COMPNOTSUPP: .unsupportedCompression,
    ZIP_ER_ENCRNOTSUPP: .encrypted, ZIP_ER_NOPASSWD: .encrypted, ZIP_ER_WRONGPASSWD: .encrypted,
  ]
}
