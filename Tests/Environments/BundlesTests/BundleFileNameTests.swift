import Bundles
import Testing

/// The platform's rule for the names of files.
@Suite struct BundleFileNameTests {
  private let id = "5f0c1d2e3f4a5b6c7d8e9f01"

  @Test(arguments: [
    ("create customers", "create-customers-"), ("New Import!", "New-Import--"),
    ("Clone - Branch Test (FTP)", "Clone-Branch-Test-FTP--"), ("[Site] via [x]", "-Site-via-x--"),
    ("OAuth1.0", "OAuth1-0-"), ("", "-"), ("Ünï", "-n--"), ("日本", "--"), ("a\r\nb", "a-b-"),
    ("a_b", "a_b-"), ("a - - b", "a-b-"),
  ])
  func `a name becomes letters, digits and single dashes`(name: String, expected: String) {
    #expect(bundleFileName(name: name, id: id) == expected + id)
  }

  @Test func `dashes of the name count as replaced characters`() {
    #expect(bundleFileName(name: "a--b", id: id) == "a-b-" + id)
  }

  @Test func `a long name is cut so that the file fits`() {
    let long = String(repeating: "n", count: 1000)
    let name = bundleFileName(name: long, id: id)
    #expect(name.utf8.count + ".json".utf8.count == 255)
    #expect(name.hasSuffix("n-" + id))
    #expect(bundleFileName(name: long, id: id, extensionLength: 3).utf8.count == 252)
    let short = String(repeating: "n", count: 225)
    #expect(bundleFileName(name: short, id: id) == short + "-" + id)
  }
}
