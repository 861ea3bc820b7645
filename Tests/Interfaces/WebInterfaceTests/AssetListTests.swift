import Foundation
import Testing
import WebInterface

/// The list of embedded files against the folder they come from.
@Suite struct AssetListTests {
  private let folder = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../../Sources/Interfaces/WebInterface/Assets").standardized

  @Test func `every file of the folder is in the program as it is`() throws {
    let listing = try #require(FileManager.default.enumerator(atPath: folder.path))
    let paths = listing.compactMap { $0 as? String }.filter { path in
      !path.contains("/.") && !path.hasPrefix(".") && path.contains(".")
    }
    let differing = Set(paths).symmetricDifference(WebAsset.all.keys)
    #expect(differing.isEmpty, "run Scripts/list-web-assets.sh")
    for (path, asset) in WebAsset.all {
      let bytes = try Data(contentsOf: folder.appendingPathComponent(path))
      let isSame = Array(bytes) == asset.bytes
      #expect(isSame, "\(path)")
    }
  }
}
