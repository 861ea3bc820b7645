import LosslessJSON

extension ChangeTree {
  /// The changes of one place in both documents.
  struct Place {
    let from: Node?
    let to: Node?
    /// The place in the second document.
    let path: JSONPointer

    /// Returns the place of a member, or `nil` when nothing changes there.
    func child(from fromToken: JSONString, to toToken: JSONString) -> Place? {
      let (from, to) = (from?.children[fromToken], to?.children[toToken])
      if from == nil, to == nil { return nil }
      return Place(from: from, to: to, path: path.appending(key: toToken))
    }

    var hasChildren: Bool {
      from?.children.isEmpty == false || to?.children.isEmpty == false
    }

    var isRemoved: Bool {
      if case .removed = from?.mark { true } else { false }
    }

    var isAdded: Bool {
      if case .added = to?.mark { true } else { false }
    }

    /// Tells whether something happens here that can only happen to an element.
    var isElementOnly: Bool {
      if case .movedAway = from?.mark { return true }
      if case .movedHere = to?.mark { return true }
      return false
    }
  }
}

// MARK: - Changes that do not fit

extension ChangeTree.Place {
  /// Checks that what a change takes away is what it took away when it was found.
  func expect(_ value: JSONValue, toEqual expected: JSONValue) throws(ChangeError) {
    if value != expected { throw error(.unexpectedValue, "holds another value") }
  }

  var noSuchPlace: ChangeError { error(.noSuchPlace, "lacks a place that changes") }

  var occupied: ChangeError { error(.occupied, "is there already") }

  var invalidPosition: ChangeError { error(.invalidPosition, "has elements left over or missing") }

  var misplaced: ChangeError { error(.misplaced, "cannot be changed in this way") }

  private func error(_ code: ChangeError.Code, _ fault: String) -> ChangeError {
    ChangeError(
      code: code, message: "changes do not fit: '\(path)' \(fault); compare the documents again",
      path: path)
  }
}
