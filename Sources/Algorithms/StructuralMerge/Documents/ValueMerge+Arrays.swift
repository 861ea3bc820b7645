import LosslessJSON
import StructuralDiff

extension ValueMerge {
  /// Merges arrays by the strategy of their place; what is no array in the base has no elements.
  mutating func mergeArrays(_ versions: Versions, at identity: some ArrayIdentity) -> JSONValue? {
    let sides = [versions.base.elements, versions.ours.elements, versions.theirs.elements]
    switch ElementMatcher.match(sides, by: identity.strategy) {
    case .whole: return conflict(versions)
    case .aligned(let tokens): return mergeAligned(versions, sides, tokens)
    case .identified(_, order: .fixed):
      return mergePositions(versions, sides, at: identity.element)
    case .identified(let tokens, let order):
      var merge = ElementMerge(versions, sides, tokens)
      return merge.run(order, in: &self, at: identity.element)
    }
  }

  /// Merges elements by index.
  ///
  /// Where a side shortens the array, the other must have left alone what goes.
  private mutating func mergePositions(
    _ versions: Versions, _ sides: [[JSONValue]], at identity: some ArrayIdentity
  ) -> JSONValue? {
    let (base, ours, theirs) = (sides[0], sides[1], sides[2])
    let cut = min(ours.count, theirs.count)
    if cut < base.count {
      let longer = ours.count > theirs.count ? ours : theirs
      let isUntouched = base.dropFirst(cut).starts(with: longer.dropFirst(cut))
      guard isUntouched, !versions.haveHoles else { return conflict(versions) }
    }
    let count = cut < base.count ? cut : max(ours.count, theirs.count)
    var result: [JSONValue] = []
    for index in 0..<count {
      let below = Versions(
        base: versions.base.element(base, index), ours: versions.ours.element(ours, index),
        theirs: versions.theirs.element(theirs, index))
      let value = descend(.index(index)) { $0.merge(below, at: identity, isScope: true) }
      if let value { result.append(value) }
    }
    return .array(result)
  }

  /// Merges scalars of which nothing is known by aligning them.
  private mutating func mergeAligned(
    _ versions: Versions, _ sides: [[JSONValue]], _ tokens: ElementTokens
  ) -> JSONValue? {
    if versions.haveHoles { return conflict(versions) }
    let edits = [1, 2].map { side in
      EditList(
        fromTokens: tokens.sides[0], toTokens: tokens.sides[side], tokenCount: tokens.count)
    }
    let alignment = ThreeWayAlignment(ours: edits[0], theirs: edits[1], joining: .competing)
    var (ours, theirs): ([JSONValue], [JSONValue]) = ([], [])
    for run in alignment.runs {
      switch run.author {
      case .nobody, .ours:
        ours += sides[1][run.ours]
        theirs += sides[1][run.ours]
      case .theirs:
        ours += sides[2][run.theirs]
        theirs += sides[2][run.theirs]
      case .both:
        ours += sides[1][run.ours]
        theirs += sides[2][run.theirs]
      }
    }
    if ours == theirs { return .array(ours) }
    return conflict(versions, ours: .array(ours), theirs: .array(theirs), detail: .none)
  }
}
