import HTTPTransport
import Testing

@Suite struct HTTPAddressTests {
  @Test(
    arguments: [
      ("https://api.integrator.io", "https://api.integrator.io", false),
      ("HTTPS://API.Integrator.IO/v1/", "https://api.integrator.io/v1", false),
      ("https://host:443/a/b", "https://host/a/b", false),
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080", true),
      ("http://localhost:80/", "http://localhost", true),
      ("http://[::1]:8080/x", "http://[::1]:8080/x", true),
      ("http://127.evil.example", "http://127.evil.example", false),
      ("http://localhost.evil.example", "http://localhost.evil.example", false),
    ]) func `an address is read and written in one way`(
      text: String, written: String, isLoopback: Bool
    )
  {
    let address = HTTPAddress(text)
    #expect(address?.description == written)
    #expect(address?.isLoopback == isLoopback)
  }

  @Test(
    arguments: [
      "", "https://", "https:///v1", "ftp://host", "host", "https://user:secret@host",
      "https://h?q",
      "https://h#f", "https://h:0", "https://h:65536", "https://h:x", "https://h/../x",
      "https://h a", "https://h\r\nX: y", "https://h\\x", "https://hést", "https://.h",
    ]) func `what is no address of a server is refused`(text: String)
  {
    #expect(HTTPAddress(text) == nil)
  }
}
