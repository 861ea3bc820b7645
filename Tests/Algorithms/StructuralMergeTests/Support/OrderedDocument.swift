import LosslessJSON
import StructuralDiff

/// A document with all arrays sorted whose order means nothing.
func ordered(_ value: JSONValue, at identity: some ArrayIdentity) -> JSONValue {
  switch value {
  case .object(let object):
    return .object(
      JSONObject(
        object.members.map { member in
          .init(key: member.key, value: ordered(member.value, at: identity.member(member.key)))
        }))
  case .array(let elements):
    let inner = elements.map { ordered($0, at: identity.element) }
    switch identity.strategy {
    case .keyed, .set:
      return .array(
        inner.sorted { $0.canonicalBytes().lexicographicallyPrecedes($1.canonicalBytes()) })
    default: return .array(inner)
    }
  default: return value
  }
}
