import ByteCoding

extension JSONDocument {
  /// Returns two documents as values without what is written with the same bytes in both.
  ///
  /// What is left out are members of objects that both have in the same place, up to the first array
  /// on the way down, so that the differences are those between the documents. Versions of one
  /// document have nearly everything in common, and making values of that would be most of the work
  /// of comparing them.
  public static func differing(_ one: JSONDocument, _ other: JSONDocument) -> (JSONValue, JSONValue)
  {
    one.withTape { one in
      other.withTape { other in
        DifferingValues(one: one, other: other).values(at: one.root, other.root)
      }
    }
  }
}

/// Makes values of what is not written with the same bytes in two documents.
private struct DifferingValues {
  let one: JSONTape
  let other: JSONTape

  func values(at index: JSONNodeIndex, _ otherIndex: JSONNodeIndex) -> (JSONValue, JSONValue) {
    guard one.kind(of: index) == .object, other.kind(of: otherIndex) == .object else {
      return (one.value(at: index), other.value(at: otherIndex))
    }
    var (members, otherMembers) = (one.members(of: index), other.members(of: otherIndex))
    var left: [JSONObject.Member] = []
    var right: [JSONObject.Member] = []
    var (member, otherMember) = (members.next(), otherMembers.next())
    // A walk in the order of the keys: what stands in another order is not met and is left in both.
    while member != nil || otherMember != nil {
      let order = order(of: member, otherMember)
      if order == 0, let member, let otherMember,
        !one.isWritten(at: member.value, as: other, at: otherMember.value)
      {
        let (value, otherValue) = values(at: member.value, otherMember.value)
        left.append(.init(key: one.decodedString(at: member.key), value: value))
        right.append(.init(key: other.decodedString(at: otherMember.key), value: otherValue))
      } else if order < 0, let member {
        left.append(one.whole(member))
      } else if order > 0, let otherMember {
        right.append(other.whole(otherMember))
      }
      if order <= 0 { member = members.next() }
      if order >= 0 { otherMember = otherMembers.next() }
    }
    return (
      .object(JSONObject(uniqueMembers: left)), .object(JSONObject(uniqueMembers: right))
    )
  }

  /// Compares keys as they are written; what is missing comes last.
  private func order(of member: JSONTape.Member?, _ otherMember: JSONTape.Member?) -> Int {
    guard let member else { return 1 }
    guard let otherMember else { return -1 }
    return ByteOrder.compare(one.keyBytes(at: member.key), other.keyBytes(at: otherMember.key))
  }
}

extension JSONTape {
  fileprivate func whole(_ member: Member) -> JSONObject.Member {
    JSONObject.Member(key: decodedString(at: member.key), value: value(at: member.value))
  }

  /// Tells whether two values are written with the same bytes; then they are equal.
  fileprivate func isWritten(
    at index: JSONNodeIndex, as other: JSONTape, at otherIndex: JSONNodeIndex
  ) -> Bool {
    let (end, otherEnd) = (next(after: index), other.next(after: otherIndex))
    guard kind(of: index) == other.kind(of: otherIndex),
      end.position - index.position == otherEnd.position - otherIndex.position
    else { return false }
    let bytes = written(from: index, before: end)
    return ByteOrder.compare(bytes, other.written(from: otherIndex, before: otherEnd)) == 0
  }

  /// The bytes from the start of a node's content to the end of the last one's before another; what
  /// closes containers behind it follows from the number of nodes.
  private func written(
    from first: JSONNodeIndex, before end: JSONNodeIndex
  ) -> UnsafeBufferPointer<UInt8> {
    let (first, last) = (self[first], self[JSONNodeIndex(end.position - 1)])
    let stop = Int(last.start) + (last.isContainer ? 1 : Int(last.extent))
    return UnsafeBufferPointer(start: bytes + Int(first.start), count: stop - Int(first.start))
  }
}
