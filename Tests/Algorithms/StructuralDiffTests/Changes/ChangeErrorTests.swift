import LosslessJSON
import StructuralDiff
import Testing

@Suite struct ChangeErrorTests {
  private let document: JSONValue = ["a": 1, "rows": ["x", "y"]]

  private func place(_ tokens: JSONString...) -> JSONPointer { JSONPointer(tokens: tokens) }

  private func code(_ changes: Change...) -> ChangeError.Code? {
    do {
      _ = try ChangeList(changes).applied(to: document)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a place that is missing is refused`() {
    #expect(code(.remove(1, at: place("b"))) == .noSuchPlace)
    #expect(code(.replace(1, with: 2, at: place("b"))) == .noSuchPlace)
    #expect(code(.add(1, at: place("b", "c"))) == .noSuchPlace)
    #expect(code(.add(1, at: place("a", "c"))) == .noSuchPlace)
    #expect(code(.remove("x", at: place("rows", "2"))) == .noSuchPlace)
    #expect(code(.remove("x", at: place("rows", "00"))) == .noSuchPlace)
    #expect(code(.replace("x", with: 1, at: place("rows", "2"))) == .noSuchPlace)
  }

  @Test func `a member that is there already is not added`() {
    #expect(code(.add(2, at: place("a"))) == .occupied)
  }

  @Test func `a gap in an array is refused`() {
    #expect(code(.add("z", at: place("rows", "3"))) == .invalidPosition)
    #expect(code(.add("z", at: place("rows", "2"))) == nil)
  }

  @Test func `a value that changed since is not replaced or removed`() {
    #expect(code(.replace(7, with: 2, at: place("a"))) == .unexpectedValue)
    #expect(code(.remove(7, at: place("a"))) == .unexpectedValue)
    #expect(code(.remove("y", at: place("rows", "0"))) == .unexpectedValue)
    #expect(code(.replace(7, with: 2, at: .root)) == .unexpectedValue)
  }

  @Test func `only elements move, and each once`() {
    let first = place("rows", "0")
    #expect(code(.move(from: place("a"), to: place("a"))) == .misplaced)
    #expect(code(.move(from: first, to: first), .move(from: first, to: place("rows", "1"))) != nil)
    #expect(code(.move(from: place("rows", "5"), to: first)) != nil)
    #expect(code(.move(from: place("a", "0"), to: first)) != nil)
    #expect(code(.remove(document, at: .root)) == .misplaced)
  }

  @Test func `the message names the place and the way out`() {
    do {
      _ = try ChangeList([.add(2, at: place("a"))]).applied(to: document)
      Issue.record("nothing thrown")
    } catch {
      #expect(
        error.message
          == "changes do not fit: '/a' is there already; compare the documents again")
      #expect(error.path == place("a"))
    }
  }
}
