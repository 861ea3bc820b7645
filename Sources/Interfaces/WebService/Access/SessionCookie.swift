import ByteCoding
import HTTPServer
import Hashing
import HostedAccounts

/// How a browser shows who it is: a cookie that scripts cannot read, with the id of its session and
/// the account that is looked at. Which account that is gives no right; rights come from the session.
struct SessionCookie {
  static let name = "ilm_session"
  /// How long a browser keeps it, in seconds.
  static let lifetime = Int(BrowserSession.lifetime / 1000)

  let sessionID: String
  let accountID: String

  init(sessionID: String, accountID: String) {
    (self.sessionID, self.accountID) = (sessionID, accountID)
  }

  /// Reads the cookie; `nil` if there is none in a form that can be one.
  init?(_ headers: [HTTPField]) {
    let pairs = headers.filter { $0.name.lowercased() == "cookie" }
      .map { $0.value.split(separator: ";") }.joined()
      .map { $0.drop { $0 == " " } }
    guard let value = pairs.first(where: { $0.hasPrefix(Self.name + "=") }) else { return nil }
    let parts = value.dropFirst(Self.name.count + 1).split(separator: "~")
    guard parts.count == 2, parts[0].utf8.count <= 64, parts[1].utf8.count <= 64 else {
      return nil
    }
    self.init(sessionID: String(parts[0]), accountID: String(parts[1]))
  }

  /// What a page has to send with every change, so that other sites' pages cannot make any: they
  /// can make the browser send the cookie, but never read this.
  var requestToken: String {
    Hex.encode(HashAlgorithm.sha256.hash(Array("ilm request \(sessionID)".utf8)))
  }

  func isRequestToken(_ text: String?) -> Bool {
    isEqualInConstantTime(Array(requestToken.utf8), Array((text ?? "").utf8))
  }

  /// The header that gives it to the browser.
  func header(isEncrypted: Bool) -> HTTPField {
    Self.header("\(sessionID)~\(accountID)", lifetime: Self.lifetime, isEncrypted)
  }

  /// The header that takes it away.
  static func removal(isEncrypted: Bool) -> HTTPField { header("", lifetime: 0, isEncrypted) }

  private static func header(_ value: String, lifetime: Int, _ isEncrypted: Bool) -> HTTPField {
    HTTPField(
      "Set-Cookie",
      "\(name)=\(value); Path=/; Max-Age=\(lifetime); HttpOnly; SameSite=Strict"
        + (isEncrypted ? "; Secure" : ""))
  }
}
