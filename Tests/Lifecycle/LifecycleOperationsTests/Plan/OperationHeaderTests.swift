import LosslessJSON
import Testing

@testable import LifecycleOperations

@Suite struct OperationHeaderTests {
  @Test(arguments: [1, 3, nil] as [Int?])
  func `a journal that another version began is left to that version`(version: Int?) {
    let json: JSONValue = [
      "version": version.map { .number(JSONNumber($0)) } ?? .null, "revision": "r1",
    ]
    let error = #expect(throws: LifecycleError.self) { try OperationHeader(json: json) }
    #expect(error?.code == "other_version")
    #expect(error?.hint != nil)
  }
}
