public import FileStorage
public import IntegrationModel

/// What an earlier survey found on files, in a form that is quick to compare with what is there.
///
/// Nothing in it is read before it is asked for, so that a look at an account of which little has
/// changed costs little more than asking the file system about every file.
public protocol SurveyMemory: Sendable {
  /// The folders that were listed, each as it was before it was listed.
  var folders: [SurveyedFolder] { get }
  /// What was left out, in sentences.
  var warnings: [String] { get }
  /// How many positions documents have or had.
  var documentCount: Int { get }
  /// How many positions, from the first, are in the order in which the folders list the documents; the
  /// others are of documents that came later.
  var listedCount: Int { get }
  /// Whether the document of a position was gone already.
  func isGone(_ position: Int) -> Bool
  /// Whether one document may lie in several files.
  var isShared: Bool { get }
  /// Where a document lies, by its position from 0.
  func place(at position: Int) -> DocumentPlace
  /// Adds the path of a document's file, by its position from 0, to others.
  func appendPath(at position: Int, to paths: inout PathList)
  /// The kind of a document, by its position from 0.
  func kind(at position: Int) -> ResourceKind
  /// Tells whether a stamp is the recorded one and old enough to be trusted.
  func isCurrent(_ stamp: DocumentStamp, at position: Int) -> Bool
  /// Tells whether something changed last clearly before this was written, so that its time stamp
  /// would tell of a later change.
  func isSettled(_ status: FileStatus) -> Bool
}

extension SurveyMemory {
  /// All: nothing came later.
  public var listedCount: Int { documentCount }

  /// None is.
  public func isGone(_ position: Int) -> Bool { false }

  public func appendPath(at position: Int, to paths: inout PathList) {
    paths.append(place(at: position).path)
  }

  public func kind(at position: Int) -> ResourceKind { place(at: position).kind }
}

/// A folder whose entries a survey has listed.
public struct SurveyedFolder: Sendable, Hashable {
  /// Where it lies.
  public let path: String
  /// What the file system said of it before it was listed.
  public let status: FileStatus

  /// Makes the record of a folder.
  public init(path: String, status: FileStatus) {
    self.path = path
    self.status = status
  }
}

/// What a quick look at an environment found.
public enum SurveyGlance: Sendable {
  /// Too much has changed, or it cannot be told what: a survey has to look at everything.
  case surveyNeeded
  /// These documents have other files than before, by position, and these came or went. All others
  /// are where they were. The folders are given as they are now.
  case edited([Edit], moves: Moves, folders: [SurveyedFolder])

  /// The documents that came or went.
  public struct Moves: Sendable {
    /// The documents that came.
    public let came: [Arrival]
    /// The positions of the documents that went.
    public let went: [Int]

    /// Tells of moves; of none unless given.
    public init(came: [Arrival] = [], went: [Int] = []) {
      self.came = came
      self.went = went
    }
  }

  /// A document that came.
  public struct Arrival: Sendable {
    /// Where it lies.
    public let place: DocumentPlace
    /// What the environment says of it.
    public let stamp: DocumentStamp
    /// The document.
    public let document: EnvironmentDocument

    /// Tells of an arrival.
    public init(place: DocumentPlace, stamp: DocumentStamp, document: EnvironmentDocument) {
      self.place = place
      self.stamp = stamp
      self.document = document
    }
  }

  /// A document that is not the one that was read last.
  public struct Edit: Sendable {
    /// Which document of the memory it is.
    public let position: Int
    /// What the environment says of it now.
    public let stamp: DocumentStamp
    /// The document as it is now.
    public let document: EnvironmentDocument

    /// Tells of an edit.
    public init(position: Int, stamp: DocumentStamp, document: EnvironmentDocument) {
      self.position = position
      self.stamp = stamp
      self.document = document
    }
  }
}
