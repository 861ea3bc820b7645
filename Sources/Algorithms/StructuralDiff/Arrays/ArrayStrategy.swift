public import LosslessJSON

/// How the elements of an array are told apart, and what their order means.
public enum ArrayStrategy: Hashable, Sendable {
  /// Elements are matched by a key; their order is behaviour.
  case orderedKeyed(ElementKey)
  /// Elements are matched by a key; their order is display only.
  case keyed(ElementKey)
  /// Elements are values without order.
  case set
  /// Elements are values in an order that counts.
  case orderedSet
  /// The array is one value.
  case atomic
  /// Elements belong to those of the same index in the other arrays of the named group.
  case parallelGroup(String)
  /// Elements are matched by index.
  case positional
  /// Nothing is known: a candidate key, alignment of scalars, or one value; see ``ElementMatcher``.
  case unknown
}

/// Tells, on the way down into a document, how the elements of each array are told apart.
///
/// A value stands for one place in a document. Asking for the place below must be cheap: it is done
/// for every object and array of both documents.
public protocol ArrayIdentity {
  /// Returns the place of a member, given that this is the place of an object.
  func member(_ key: JSONString) -> Self

  /// The place of any element, given that this is the place of an array.
  var element: Self { get }

  /// The strategy, given that this is the place of an array.
  var strategy: ArrayStrategy { get }
}
