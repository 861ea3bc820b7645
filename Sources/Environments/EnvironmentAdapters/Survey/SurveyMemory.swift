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
  /// How many documents there were, in the order in which the folders list them.
  var documentCount: Int { get }
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
  /// Documents came or went, or too much was edited: a survey has to look at everything.
  case surveyNeeded
  /// All documents are where they were; these have other files than before, by position. The
  /// folders are given as they are now.
  case edited([Edit], folders: [SurveyedFolder])

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
