import LosslessJSON

extension NeutralWalk {
  /// Decides how a member's value is judged: by the catalog, by its name, or by a name beside it.
  func secrecy(
    of member: JSONTape.Member, in node: JSONNodeIndex, _ traits: FieldTraits,
    _ look: SecretNames.Look, inherited: Secrecy
  ) -> Secrecy {
    Secrecy(of: tape.kind(of: member.value), traits, look, inherited: inherited) {
      isSecretValue(member, in: node)
    }
  }

  /// Tells whether the member is the value of a header, parameter or form field whose name, in the
  /// member beside it, is that of a credential.
  private func isSecretValue(_ member: JSONTape.Member, in node: JSONNodeIndex) -> Bool {
    // Its length tells most names.
    let count = tape.keyBytes(at: member.key).count
    guard count == 5 || count == 12 || tape.hasEscapes(at: member.key),
      tape.string(at: member.key, equals: "value")
        || tape.string(at: member.key, equals: "defaultValue"),
      let name = nameBeside(in: node), tape.kind(of: name) == .string
    else { return false }
    let look = tape.withDecoded(name) { SecretNames.lookOfHeader($0) }
    return look.contains(tape.kind(of: member.value) == .number ? .number : .text)
  }

  private func nameBeside(in node: JSONNodeIndex) -> JSONNodeIndex? {
    for key: JSONString in ["name", "key", "id"] {
      if let name = tape.find(member: key, in: node) { return name }
    }
    return nil
  }

  /// Takes a member that is nothing but a credential out of the content, and tells whether it did.
  ///
  /// Whether a credential is there says where an integration runs, not what it does: a clone has
  /// none until a person enters it, and is the same integration. Bound documents keep the mask.
  mutating func takeSecret(_ node: JSONNodeIndex, _ secrecy: Secrecy) -> Bool {
    guard !key.kind.isBound else { return false }
    switch tape.kind(of: node) {
    case .string:
      guard let masked = masked(node, secrecy), masked == SecretMask.bytes else { return false }
    case .number where secrecy != .byName: break
    default: return false
    }
    facts.masked.append(pointer)
    return true
  }

  mutating func writeMask(into writer: inout CanonicalWriter) {
    facts.masked.append(pointer)
    writer.string(JSONString(SecretMask.text))
  }

  /// Returns the text with its credentials masked, or `nil` where it has none.
  func masked(_ node: JSONNodeIndex, _ secrecy: Secrecy) -> [UInt8]? {
    tape.withDecoded(node) { SecretMask.masked($0, secrecy) }
  }
}
