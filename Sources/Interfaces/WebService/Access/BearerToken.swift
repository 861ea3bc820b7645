import HTTPServer

/// The token that a request shows in its `Authorization` header.
struct BearerToken {
  let text: String

  /// Reads the token; `nil` if there is none in a form that can be one.
  init?(_ headers: [HTTPField]) {
    guard let value = headers.value(of: "Authorization") else { return nil }
    let parts = value.split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 512
    else { return nil }
    text = String(parts[1])
  }
}
