import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@Suite struct MatchQualityTests {
  private func show(_ what: String, _ quality: (precision: Double, recall: Double)) {
    print("\(what): precision \(quality.precision), recall \(quality.recall)")
  }

  @Test(
    arguments: [(0.0, 0.99, 0.94), (0.05, 0.99, 0.92), (0.1, 0.99, 0.88), (0.2, 0.99, 0.8)])
  func `renamed and edited resources are found again`(
    _ share: Double, _ precision: Double, _ recall: Double
  ) throws {
    for seed in 1...UInt64(2) {
      var example = MatchCase(seed: seed, resourceCount: 1000)
      example.copy(editing: share, losing: 0.2)
      let quality = example.quality(of: try example.matching())
      show("seed \(seed), 1000 resources, \(share) edited", quality)
      #expect(quality.precision >= precision && quality.recall >= recall, "seed \(seed)")
    }
  }

  @Test func `thousands are matched with thousands`() throws {
    let count = TestRounds.isLong ? 10_000 : 2_000
    var example = MatchCase(seed: 7, resourceCount: count)
    example.copy(editing: 0.1, losing: 0.1)
    let clock = ContinuousClock()
    var matching: ResourceMatching?
    let time = try clock.measure { matching = try example.matching() }
    let quality = example.quality(of: try #require(matching))
    show("\(count) resources, 0.1 edited, in \(time)", quality)
    #expect(quality.precision >= 0.99 && quality.recall >= 0.9)
  }

  @Test(arguments: [0.0, 0.05])
  func `thousands that differ in one field are not mixed up`(_ share: Double) throws {
    var example = MatchCase(seed: 3)
    for number in 0..<3000 {
      example.add(
        LogicalName(.imports, "i\(number)"),
        [
          "name": "Import", "adaptorType": "HTTPImport", "oneToMany": false,
          "http": [
            "method": "POST", "relativeURI": .string(JSONString("/objects/\(number)")),
            "requestMediaType": "json", "formType": "http",
          ],
          "mapping": [
            "fields": .array(
              (0..<12).map { ["extract": .string(JSONString("source-\($0)")), "generate": "x"] })
          ],
        ])
    }
    example.copy(editing: share)
    let quality = example.quality(of: try example.matching())
    show("3000 alike, \(share) edited", quality)
    #expect(quality.precision >= 0.99 && quality.recall >= 0.9)
  }

  @Test func `thousands of twins are matched in number`() throws {
    var example = MatchCase(seed: 4)
    for number in 0..<4000 {
      let body = "return options.data // kind \(number % 3)"
      example.add(
        LogicalName(.scripts, "s\(number)"),
        ["name": "Twin", "content": .string(JSONString(body))])
    }
    example.copy(editing: 0)
    let matches = try example.matching().matches
    #expect(matches.count == 4000)
    for match in matches {
      #expect(
        example.left[match.left]?["content"] == example.right[match.right]?["content"])
    }
  }

  @Test func `what has little in common stays alone`() throws {
    for seed in 1...UInt64(3) {
      var one = MatchCase(seed: seed, resourceCount: 300)
      let other = MatchCase(seed: seed + 100, resourceCount: 300)
      one.copy(editing: 1)
      let (left, right) = (one.left, other.left)
      func side(_ documents: [LogicalName: JSONValue], _ prefix: String) -> MatchSide {
        MatchSide(
          documents.keys.sorted().map {
            MatchSide.Resource(name: LogicalName($0.kind, prefix + $0.slug), label: "")
          },
          document: { documents[LogicalName($0.kind, String($0.slug.dropFirst(prefix.count)))] })
      }
      let matching = try ResourceMatching(side(left, "a"), side(right, "b"))
      print("seed \(seed): \(matching.matches.count) of 300 strangers were matched")
      #expect(matching.matches.count <= 3, "seed \(seed): \(matching.matches)")
    }
  }
}
