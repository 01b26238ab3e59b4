/// An absolute path of the machine in normal form: no `.`, `..`, doubled or trailing slashes.
///
/// Purely textual: symbolic links are not resolved.
public struct AbsolutePath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The path; `/` for the root of the file system.
    public let text: String

    /// Brings an absolute path into normal form.
    ///
    /// - Throws: `.malformed` if the text does not start with `/`, `.illegalCharacter` for NUL.
    public init(_ text: String) throws(LabelError) {
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw LabelError(.malformed, "Path `\(text)` is relative; an absolute one is needed")
        }
        guard !text.utf8.contains(0) else {
            throw LabelError(.illegalCharacter, "A path contains the character U+0")
        }
        var kept: [Substring] = []
        for component in text.split(separator: "/") where component != "." {
            if component == ".." {
                _ = kept.popLast()
            } else {
                kept.append(component)
            }
        }
        self.text = "/" + kept.joined(separator: "/")
    }

    private init(unchecked text: String) { self.text = text }

    /// The root of the file system.
    public static let root = AbsolutePath(unchecked: "/")

    /// The last component; empty for the root.
    public var name: Substring {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text[...] }
        return text[text.utf8.index(after: slash)...]
    }

    /// The folder this lies in; the root for the root.
    public var parent: AbsolutePath {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")), slash != text.startIndex
        else { return .root }
        return AbsolutePath(unchecked: String(text[..<slash]))
    }

    /// The path of something below this folder.
    public func appending(_ path: some ForwardPath) -> AbsolutePath {
        if path.isBase { return self }
        return AbsolutePath(unchecked: text == "/" ? "/" + path.text : text + "/" + path.text)
    }

    /// The path of something relative to this folder, which may use `..` or be absolute itself.
    ///
    /// - Throws: `.illegalCharacter` for NUL.
    public func resolving(_ path: String) throws(LabelError) -> AbsolutePath {
        try AbsolutePath(path.hasPrefix("/") ? path : text + "/" + path)
    }

    /// The path from `folder` to here, empty for `folder` itself; nil if this is not inside it.
    public func relative(to folder: AbsolutePath) -> RelativePath? {
        if folder.text == "/" { return RelativePath(unchecked: String(text.dropFirst())) }
        guard text.utf8.starts(with: folder.text.utf8) else { return nil }
        let rest = text.utf8.dropFirst(folder.text.utf8.count)
        guard let first = rest.first else { return .base }
        guard first == UInt8(ascii: "/") else { return nil }
        return RelativePath(unchecked: String(Substring(rest.dropFirst())))
    }

    /// The path.
    public var description: String { text }

    /// Orders by the bytes of the text.
    public static func < (left: AbsolutePath, right: AbsolutePath) -> Bool {
        left.text < right.text
    }
}
