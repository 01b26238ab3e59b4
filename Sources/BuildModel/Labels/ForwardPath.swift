public import ByteCoding

/// A path in normal form that never leaves the folder it is relative to.
///
/// Components are separated by single slashes; none is empty, `.` or `..`; there is no slash at
/// either end. The folder itself is the empty path. What the path is relative to is told by the
/// conforming type, so that a path below the project cannot be taken for one below a cell.
public protocol ForwardPath: ByteCodable, Hashable, Sendable, Comparable,
    CustomStringConvertible
{
    /// The path in normal form; empty for the folder it is relative to.
    var text: String { get }

    /// Wraps text that is known to be in normal form.
    init(unchecked text: String)
}

extension ForwardPath {
    /// Checks and wraps a path that must already be in normal form.
    ///
    /// - Throws: `.escapes` for absolute paths and `..`, `.notNormalized` for `.`, doubled and
    ///   trailing slashes, `.illegalCharacter` for NUL.
    public init(_ text: String) throws(LabelError) {
        if let mistake = mistake(inPath: text) { throw mistake }
        self.init(unchecked: text)
    }

    /// Brings a relative path into normal form: resolves `.` and `..`, drops doubled slashes.
    ///
    /// - Throws: `.escapes` if the path is absolute or goes above its base, `.illegalCharacter` for
    ///   NUL.
    public init(normalizing text: String) throws(LabelError) {
        if mistake(inPath: text) == nil {
            self.init(unchecked: text)
            return
        }
        guard !text.hasPrefix("/") else {
            throw LabelError(.escapes, "Path `\(text)` is absolute; a relative one is needed")
        }
        guard !text.utf8.contains(0) else {
            throw LabelError(.illegalCharacter, "A path contains the character U+0")
        }
        var kept: [Substring] = []
        for component in text.split(separator: "/") where component != "." {
            if component != ".." {
                kept.append(component)
            } else if kept.popLast() == nil {
                throw LabelError(.escapes, "Path `\(text)` leads out of its folder through `..`")
            }
        }
        self.init(unchecked: kept.joined(separator: "/"))
    }

    /// The folder that paths of this type are relative to.
    public static var base: Self { Self(unchecked: "") }

    /// Whether this is the folder that paths of this type are relative to.
    public var isBase: Bool { text.isEmpty }

    /// The names between the slashes, outermost first; none for the base.
    public var components: [Substring] { text.split(separator: "/") }

    /// The last component; empty for the base.
    public var name: Substring {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text[...] }
        return text[text.utf8.index(after: slash)...]
    }

    /// The path without its last component; nil for the base.
    public var parent: Self? {
        guard !text.isEmpty else { return nil }
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .base }
        return Self(unchecked: String(text[..<slash]))
    }

    /// The path of something below this folder.
    public func appending(_ path: RelativePath) -> Self {
        if path.isBase { return self }
        return isBase ? Self(unchecked: path.text) : Self(unchecked: text + "/" + path.text)
    }

    /// The path of something below this folder, given as text in normal form.
    ///
    /// - Throws: What ``init(_:)`` throws for `path`.
    public func appending(_ path: String) throws(LabelError) -> Self {
        appending(try RelativePath(path))
    }

    /// The path from `folder` to here, empty for `folder` itself; nil if this is not inside it.
    public func relative(to folder: Self) -> RelativePath? {
        if folder.isBase { return RelativePath(unchecked: text) }
        guard text.utf8.starts(with: folder.text.utf8) else { return nil }
        let rest = text.utf8.dropFirst(folder.text.utf8.count)
        guard let first = rest.first else { return .base }
        guard first == UInt8(ascii: "/") else { return nil }
        return RelativePath(unchecked: String(Substring(rest.dropFirst())))
    }

    /// Whether this is `folder` or lies anywhere below it.
    public func isInside(_ folder: Self) -> Bool { relative(to: folder) != nil }

    /// The text of the path.
    public var description: String { text }

    /// Orders by the bytes of the text.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A normalized path relative to a folder that the context tells: a package, a cell, an output.
public struct RelativePath: ForwardPath {
    /// The path in normal form; empty for the folder it is relative to.
    public let text: String

    /// Wraps text that is known to be in normal form.
    public init(unchecked text: String) { self.text = text }
}

/// A normalized path below the project root, which is the working directory of every action.
public struct ProjectPath: ForwardPath {
    /// The path in normal form; empty for the project root.
    public let text: String

    /// Wraps text that is known to be in normal form.
    public init(unchecked text: String) { self.text = text }

    /// The path as an action would spell it: `.` for the project root.
    public var argument: String { text.isEmpty ? "." : text }
}

/// What keeps `text` from being a path in normal form.
private func mistake(inPath text: String) -> LabelError? {
    var text = text
    // One pass over the bytes: `length` and `dots` describe the component being read.
    let found: (LabelError.Code, String)? = text.withUTF8 { bytes in
        var length = 0
        var dots = 0
        func component() -> (LabelError.Code, String)? {
            if length == 0 { return (.notNormalized, "has an empty component") }
            if length == 1, dots == 1 { return (.notNormalized, "has the component `.`") }
            if length == 2, dots == 2 { return (.escapes, "has the component `..`") }
            return nil
        }
        if bytes.isEmpty { return nil }
        if bytes[0] == UInt8(ascii: "/") { return (.escapes, "is absolute") }
        for byte in bytes {
            if byte == UInt8(ascii: "/") {
                if let mistake = component() { return mistake }
                length = 0
                dots = 0
            } else {
                if byte == 0 { return (.illegalCharacter, "contains the character U+0") }
                length += 1
                dots += byte == UInt8(ascii: ".") ? 1 : 0
            }
        }
        if length == 0 { return (.notNormalized, "ends with `/`") }
        return component()
    }
    return found.map { LabelError($0.0, "Path `\(text)` \($0.1)") }
}
