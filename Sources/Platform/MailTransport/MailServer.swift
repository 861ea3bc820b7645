import CCurlLoader

/// A server that takes letters by SMTP, reached through libcurl, which is loaded with the first one.
public struct MailServer: Sendable {
  /// `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`.
  public let address: String
  /// Who signs in, and with what; `nil` for nobody.
  public let credentials: Credentials?

  /// A name with a password.
  public struct Credentials: Sendable {
    /// The name.
    public let user: String
    /// The password.
    public let password: String

    /// Makes credentials.
    public init(user: String, password: String) {
      (self.user, self.password) = (user, password)
    }
  }

  /// How long a letter may take, in milliseconds.
  private static let patience = 30_000

  /// Reads an address; `nil` if it is none of a mail server.
  public init?(_ address: String, credentials: Credentials? = nil) {
    let isEncrypted = address.hasPrefix("smtps://")
    guard isEncrypted || address.hasPrefix("smtp://") else { return nil }
    let host = address.dropFirst(isEncrypted ? 8 : 7)
    let isPlain = host.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x3A, 0x41...0x5B, 0x5D, 0x61...0x7A, 0x2D, 0x2E: true
      default: false
      }
    }
    guard !host.isEmpty, isPlain else { return nil }
    self.address = address
    self.credentials = credentials
  }

  /// Hands a letter over.
  ///
  /// The connection is encrypted where the server can; with credentials it has to be.
  ///
  /// - Throws: ``MailError``; the letter may have arrived all the same.
  public func send(_ message: MailMessage) throws(MailError) {
    guard let library = curl_library()?.pointee, let handle = library.easy_init() else {
      throw MailError(
        "cannot load libcurl (\(String(cString: curl_library_failure()))); install the package "
          + "'libcurl4'")
    }
    defer { library.easy_cleanup(handle) }
    set(handle)
    _ = curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(message.sender)>")
    let recipients = library.slist_append(nil, "<\(message.recipient)>")
    defer { library.slist_free_all(recipients) }
    _ = curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
    let source = MailSource(message.bytes)
    _ = curl_set_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(source).toOpaque())
    _ = curl_set_receiver(handle, CURLOPT_READFUNCTION, moreOfTheLetter)
    let code = withExtendedLifetime(source) { library.easy_perform(handle) }
    guard code == CURLE_OK else {
      let reply = curl_get_number(handle, CURLINFO_RESPONSE_CODE)
      let reason = library.easy_strerror(code).map { String(cString: $0) } ?? "unknown reason"
      throw MailError(
        "'\(address)' did not take the letter: \(reason)" + (reply > 0 ? " (\(reply))" : ""))
    }
  }

  private func set(_ handle: UnsafeMutableRawPointer) {
    _ = curl_set_text(handle, CURLOPT_URL, address + "/ilm")
    _ = curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    _ = curl_set_number(handle, CURLOPT_UPLOAD, 1)
    _ = curl_set_number(handle, CURLOPT_TIMEOUT_MS, Self.patience)
    let security = credentials == nil ? CURLUSESSL_TRY : CURLUSESSL_ALL
    _ = curl_set_number(handle, CURLOPT_USE_SSL, Int(security.rawValue))
    guard let credentials else { return }
    _ = curl_set_text(handle, CURLOPT_USERNAME, credentials.user)
    _ = curl_set_text(handle, CURLOPT_PASSWORD, credentials.password)
  }
}

/// Explains why a letter was not handed over.
public struct MailError: Error, Sendable, CustomStringConvertible {
  /// The whole sentence.
  public let message: String

  init(_ message: String) { self.message = message }

  public var description: String { message }
}

/// What of a letter has not been sent yet; used by one thread.
private final class MailSource {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let piece = rest.prefix(buffer.count)
    buffer.copyBytes(from: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }
}

/// libcurl wants more of the letter.
private let moreOfTheLetter:
  @convention(c) (
    UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
  ) -> Int = { buffer, size, count, context in
    guard let context else { return 0 }
    return Unmanaged<MailSource>.fromOpaque(context).takeUnretainedValue()
      .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
  }
