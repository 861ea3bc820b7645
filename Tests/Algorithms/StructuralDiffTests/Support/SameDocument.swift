import LosslessJSON
import StructuralDiff

/// The same document, but for the order of elements where a set is.
func isSame(_ first: JSONValue, _ second: JSONValue, at identity: some ArrayIdentity) -> Bool {
  switch (first, second) {
  case (.object(let first), .object(let second)):
    return first.count == second.count
      && first.allSatisfy { member in
        second[member.key].map {
          isSame(member.value, $0, at: identity.member(member.key))
        } ?? false
      }
  case (.array(let first), .array(let second)):
    guard first.count == second.count else { return false }
    if identity.strategy == .set { return isPermutation(first, second) }
    return zip(first, second).allSatisfy { isSame($0, $1, at: identity.element) }
  default: return first == second
  }
}

private func isPermutation(_ first: [JSONValue], _ second: [JSONValue]) -> Bool {
  var rest = second
  return first.allSatisfy { element in
    guard let position = rest.firstIndex(of: element) else { return false }
    rest.remove(at: position)
    return true
  }
}
