/// A file or folder that actions read and write, named before it exists.
///
/// An artifact is a value: its path follows from an ``ArtifactLayout`` alone, so that a command
/// line can be expanded long after the rule that wrote it is gone. A *projection* names a file
/// inside an artifact that is a folder; it is made by the action that makes the folder.
public struct Artifact: Hashable, Sendable {
    /// Where an artifact comes from.
    public enum Base: Hashable, Sendable {
        /// A file or folder of the source tree.
        case source(SourceArtifact)
        /// An output of an action.
        case build(BuildArtifact)
    }

    /// The whole artifact of which this is a part.
    public let base: Base
    /// The path below ``base``; empty for all of it.
    public let projection: RelativePath
    /// Whether ``shortPath`` leaves out the path of ``base``.
    public let hidesPrefix: Bool

    /// Names an artifact.
    public init(_ base: Base, projection: RelativePath = .base, hidesPrefix: Bool = false) {
        self.base = base
        self.projection = projection
        self.hidesPrefix = hidesPrefix
    }

    /// Names a source file.
    public static func source(_ source: SourceArtifact) -> Artifact { Artifact(.source(source)) }

    /// Names an output.
    public static func build(_ build: BuildArtifact) -> Artifact { Artifact(.build(build)) }

    /// The output of which this is all or a part, if it is not a source.
    public var buildArtifact: BuildArtifact? {
        if case .build(let build) = base { build } else { nil }
    }

    /// Whether this is a file or folder of the source tree.
    public var isSource: Bool { buildArtifact == nil }

    /// The configured target whose action makes it, if one does.
    public var owner: ConfiguredTargetLabel? { buildArtifact?.key.owner.label }

    /// The path that means something to the rule's author, named as in Buck2.
    ///
    /// Below its package for a source, as declared for an output but for a hidden prefix.
    public var shortPath: RelativePath {
        if hidesPrefix, !projection.isBase { return projection }
        return switch base {
        case .source(let source): source.pathInPackage.appending(projection)
        case .build(let build): build.shortPath.appending(projection)
        }
    }

    /// The last component of the path.
    public var basename: String { String(shortPath.name) }

    /// What follows the last dot of ``basename``, with that dot, or `""`; a leading dot is a name.
    public var fileExtension: String {
        let name = basename
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
            return ""
        }
        return String(name[dot...])
    }

    /// Names a file inside this folder.
    public func project(_ path: RelativePath, hidesPrefix: Bool = false) -> Artifact {
        Artifact(
            base, projection: projection.appending(path),
            hidesPrefix: self.hidesPrefix || hidesPrefix)
    }
}

/// A file or folder of the source tree.
public struct SourceArtifact: Hashable, Sendable {
    /// The package that owns it.
    public let package: PackageLabel
    /// Its path from the project root.
    public let path: ProjectPath
    /// Its path from the folder of its package.
    public let pathInPackage: RelativePath

    /// Names a file of the source tree.
    public init(package: PackageLabel, path: ProjectPath, pathInPackage: RelativePath) {
        self.package = package
        self.path = path
        self.pathInPackage = pathInPackage
    }
}

/// An output of an action.
public struct BuildArtifact: Hashable, Sendable {
    /// The action that makes it; that action's owner is the artifact's owner.
    public let key: ActionKey
    /// Its path below the target's output folder; never empty.
    ///
    /// What a dynamic step declares lies in a folder of the step, which is a part of the path.
    public let path: RelativePath
    /// ``path`` without the step's folder and the prefix that its rule declared to be hidden.
    public let shortPath: RelativePath
    /// Whether its rule said that it will be a folder.
    public let isDirectory: Bool
    /// Whether its place follows from its content, and not from a configuration.
    public let hasContentBasedPath: Bool

    /// Names an output of an action.
    public init(
        key: ActionKey, path: RelativePath, shortPath: RelativePath? = nil,
        isDirectory: Bool = false, hasContentBasedPath: Bool = false
    ) {
        self.key = key
        self.path = path
        self.shortPath = shortPath ?? path
        self.isDirectory = isDirectory
        self.hasContentBasedPath = hasContentBasedPath
    }
}

/// The identity of an action: the evaluation that registered it and its place among its actions.
///
/// A *promise* stands for an action that is known later: one that a dynamic step will register to
/// make an output which was handed to it.
public struct ActionKey: Hashable, Sendable, CustomStringConvertible {
    /// The evaluation that registered the action.
    public let owner: AnalysisOwner
    /// Its place in the order of registration, from 0; negative for promises.
    public let index: Int

    /// Names an action.
    public init(owner: AnalysisOwner, index: Int) {
        self.owner = owner
        self.index = index
    }

    /// Names an action of a target's rule.
    public init(owner: ConfiguredTargetLabel, index: Int) {
        self.init(owner: AnalysisOwner(owner), index: index)
    }

    /// Names the action that will make one of the outputs handed to a dynamic step.
    public static func promise(_ place: Int, of step: AnalysisOwner) -> ActionKey {
        ActionKey(owner: step, index: -1 - place)
    }

    /// The place among the outputs handed to the step; nothing if this is no promise.
    public var promisedOutput: Int? { index < 0 ? -1 - index : nil }

    /// For logs: the owner and `#index`.
    public var description: String {
        promisedOutput.map { "\(owner) output \($0)" } ?? "\(owner) #\(index)"
    }
}

/// A mark on artifacts of a command line, by which its dep files name what they cover.
public struct ArtifactTag: Hashable, Sendable {
    /// The evaluation that made the tag.
    public let owner: AnalysisOwner
    /// Its place among the tags of that evaluation, from 0.
    public let index: Int

    /// Names a tag.
    public init(owner: AnalysisOwner, index: Int) {
        self.owner = owner
        self.index = index
    }
}
