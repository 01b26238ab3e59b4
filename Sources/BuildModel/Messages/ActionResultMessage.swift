/// A decoded `ActionResult` message whose folders have yet to be fetched.
///
/// ```text
/// ActionResult    { 2: OutputFile*  3: OutputDirectory*  4: exit_code
///                   5: stdout_raw  6: stdout_digest  7: stderr_raw  8: stderr_digest
///                   9: ExecutedActionMetadata  10, 11, 12: OutputSymlink* }
/// OutputFile      { 1: path  2: Digest  4: is_executable  5: contents }
/// OutputDirectory { 1: path  3: Digest of the Tree  5: Digest of the root Directory }
/// OutputSymlink   { 1: path  2: target }
/// Metadata        { 7: start  8: completed  12: virtual duration }
/// ```
public struct ActionResultMessage: Sendable {
    /// The digests of the `Tree` messages that ``result(trees:)`` asks for.
    public var treeDigests: Set<Digest> { Set(folders.values) }

    /// Content that came inside the message and may not be in any store.
    public private(set) var inlined: [Digest: [UInt8]] = [:]

    private var partial = ActionResult()
    private var folders: [ProjectPath: Digest] = [:]

    /// Decodes a message.
    ///
    /// - Throws: If it is malformed or two outputs share a path.
    public init(decoding bytes: [UInt8]) throws(MessageError) {
        var reader = WireReader(bytes[...], "ActionResult")
        while let field = try reader.next() {
            switch field.number {
            case 2: try addFile(try field.bytes())
            case 3: try addFolder(try field.bytes())
            case 4: partial.exitCode = Int32(truncatingIfNeeded: try field.integer())
            case 5: partial.stdout = inline(try field.bytes())
            case 6: partial.stdout = try field.digest()
            case 7: partial.stderr = inline(try field.bytes())
            case 8: partial.stderr = try field.digest()
            case 9: partial.wallTime = try Self.wallTime(try field.bytes())
            case 10, 11, 12: try addSymlink(try field.bytes())
            default: break
            }
        }
    }

    /// The result, once its folders are known.
    ///
    /// - Throws: If `trees` lacks one of ``treeDigests``.
    public func result(trees: [Digest: DirectoryTree] = [:]) throws(MessageError) -> ActionResult {
        var result = partial
        for (path, digest) in folders {
            guard let tree = trees[digest] else {
                throw MessageError("Folder `\(path)` is not described: tree \(digest) is missing")
            }
            result.outputs[path] = .directory(tree)
        }
        return result
    }

    private mutating func inline(_ bytes: ArraySlice<UInt8>) -> Digest {
        let digest = Digest(of: bytes)
        inlined[digest] = Array(bytes)
        return digest
    }

    private mutating func addFile(_ bytes: ArraySlice<UInt8>) throws(MessageError) {
        var path = ""
        var digest = Digest.empty
        var isExecutable = false
        var reader = WireReader(bytes, "OutputFile")
        while let field = try reader.next() {
            switch field.number {
            case 1: path = try field.text()
            case 2: digest = try field.digest()
            case 4: isExecutable = try field.flag()
            case 5:
                let contents = try field.bytes()
                if !contents.isEmpty { _ = inline(contents) }
            default: break
            }
        }
        let output = try claim(path)
        partial.outputs[output] = .file(FileValue(digest: digest, isExecutable: isExecutable))
    }

    private mutating func addFolder(_ bytes: ArraySlice<UInt8>) throws(MessageError) {
        var path = ""
        var digest: Digest?
        var reader = WireReader(bytes, "OutputDirectory")
        while let field = try reader.next() {
            switch field.number {
            case 1: path = try field.text()
            case 3: digest = try field.digest()
            default: break
            }
        }
        guard let digest else {
            throw MessageError("Malformed `OutputDirectory` message: `\(path)` has no tree")
        }
        folders[try claim(path)] = digest
    }

    private mutating func addSymlink(_ bytes: ArraySlice<UInt8>) throws(MessageError) {
        var path = ""
        var target = ""
        var reader = WireReader(bytes, "OutputSymlink")
        while let field = try reader.next() {
            switch field.number {
            case 1: path = try field.text()
            case 2: target = try field.text()
            default: break
            }
        }
        // Servers repeat links under their old and new field numbers.
        let output = ProjectPath(unchecked: path)
        if partial.outputs[output] == .symlink(target: target) { return }
        partial.outputs[try claim(path)] = .symlink(target: target)
    }

    /// Checks that a path is one and has not been seen.
    private func claim(_ text: String) throws(MessageError) -> ProjectPath {
        guard let path = try? ProjectPath(text) else {
            throw MessageError("Malformed `ActionResult` message: bad output path `\(text)`")
        }
        guard partial.outputs[path] == nil, folders[path] == nil else {
            throw MessageError("Malformed `ActionResult` message: `\(text)` occurs twice")
        }
        return path
    }

    private static func wallTime(_ bytes: ArraySlice<UInt8>) throws(MessageError) -> Duration {
        var start: Duration?
        var end: Duration?
        var virtual: Duration?
        var reader = WireReader(bytes, "ExecutedActionMetadata")
        while let field = try reader.next() {
            switch field.number {
            case 7: start = try field.duration()
            case 8: end = try field.duration()
            case 12: virtual = try field.duration()
            default: break
            }
        }
        if let virtual { return virtual }
        guard let start, let end, end > start else { return .zero }
        return end - start
    }
}

extension ActionResult {
    /// The `ActionResult` message, each kind of output sorted by path.
    ///
    /// It names folders by the digests of their `Tree` messages, so ``encodedTrees`` have to be in
    /// the store beside it.
    public var encoded: [UInt8] {
        var writer = WireWriter(reserving: outputs.count * 192 + 192)
        let sorted = outputs.sorted { $0.key.text.precedes($1.key.text) }
        for (path, output) in sorted {
            guard case .file(let file) = output else { continue }
            writer.message(2) { writer in
                writer.text(1, path.text)
                writer.digest(2, file.digest)
                writer.flag(4, file.isExecutable)
            }
        }
        for (path, output) in sorted {
            guard case .directory(let tree) = output else { continue }
            writer.message(3) { writer in
                writer.text(1, path.text)
                writer.digest(3, Digest(of: tree.encodedTree))
                writer.digest(5, tree.digest)
            }
        }
        writer.number(4, Int64(exitCode))
        if stdout != .empty { writer.digest(6, stdout) }
        if stderr != .empty { writer.digest(8, stderr) }
        if wallTime > .zero {
            writer.message(9) { $0.duration(12, wallTime) }
        }
        for (path, output) in sorted {
            guard case .symlink(let target) = output else { continue }
            writer.message(12) { writer in
                writer.text(1, path.text)
                writer.text(2, target)
            }
        }
        return writer.bytes
    }

    /// The `Tree` messages that the encoded result refers to.
    public var encodedTrees: [[UInt8]] {
        outputs.values.compactMap { output in
            guard case .directory(let tree) = output else { return nil }
            return tree.encodedTree
        }
    }
}
