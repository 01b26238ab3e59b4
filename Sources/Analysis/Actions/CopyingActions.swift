import BuildModel
import Incremental
import Starlark

/// What `ctx.actions` copies, links and downloads.
enum CopyingActions {
    static let all = [
        copy("copy_file", isDirectory: false), copy("copy_dir", isDirectory: true), symlinkFile,
        directory("symlinked_dir") { .symlinkedDirectory($0) },
        directory("copied_dir") { .copiedDirectory($0) }, downloadFile,
    ]

    private static func copy(_ name: String, isDirectory: Bool) -> NativeFunction {
        NativeFunction(
            name,
            "dest, src, /, *, has_content_based_path = None, executable_bit_override = None"
        ) { arguments, evaluation in
            let source = try arguments.artifact(1)
            let isExecutable = arguments.present(3) == nil ? nil : try arguments.bool(3)
            let (output, artifact) = try arguments.output(
                0, isDirectory: isDirectory, contentBased: 2, in: evaluation)
            try arguments.scope().register(
                category: "copy", identifier: output.path.text, outputs: [output],
                at: evaluation.callSite,
                combine: { fingerprinter in
                    fingerprinter.combine(isDirectory)
                    fingerprinter.combine(isExecutable.map { $0 ? 1 : 2 } ?? 0)
                    fingerprinter.combine(try source.reference.resolve())
                    return true
                }
            ) {
                .copy(
                    CopyAction(
                        source: try source.reference.resolve(), isDirectory: isDirectory,
                        isExecutable: isExecutable))
            }
            return evaluation.object(ArtifactObject(artifact, associated: source.associated))
        }
    }

    private static let symlinkFile = NativeFunction(
        "symlink_file", "dest, src, /, *, has_content_based_path = None"
    ) { arguments, evaluation in
        let source = try arguments.artifact(1)
        let (output, artifact) = try arguments.output(0, contentBased: 2, in: evaluation)
        try arguments.scope().register(
            category: "symlink", identifier: output.path.text, outputs: [output],
            at: evaluation.callSite,
            combine: { fingerprinter in
                fingerprinter.combine(try source.reference.resolve())
                return true
            }
        ) {
            .symlink(SymlinkAction(target: try source.reference.resolve()))
        }
        return evaluation.object(ArtifactObject(artifact, associated: source.associated))
    }

    private static func directory(
        _ name: String, kind: @escaping @Sendable (DirectoryAction) -> ActionKind
    ) -> NativeFunction {
        NativeFunction(
            name,
            "output, srcs, /, *, has_content_based_path = None, executable_bit_override = None"
        ) { arguments, evaluation in
            let entries = try entries(arguments, 1)
            let (output, artifact) = try arguments.output(
                0, isDirectory: true, contentBased: 2, in: evaluation)
            let associated = entries.flatMap(\.source.associated)
            let hidden = CmdArgsObject(hidden: associated)
            try arguments.scope().register(
                category: name, identifier: output.path.text, outputs: [output],
                at: evaluation.callSite,
                combine: { fingerprinter in
                    for entry in entries {
                        fingerprinter.combine(entry.path.text)
                        fingerprinter.combine(try entry.source.reference.resolve())
                    }
                    return try ArgumentElement.arguments(hidden).combine(into: &fingerprinter)
                }
            ) {
                kind(
                    DirectoryAction(
                        entries: try entries.map {
                            .init(path: $0.path, source: try $0.source.reference.resolve())
                        }, hidden: try hidden.resolve().line))
            }
            return evaluation.object(ArtifactObject(artifact, associated: associated))
        }
    }

    /// Reads the dict from paths to artifacts.
    ///
    /// - Throws: When a path is malformed or lies in another one.
    private static func entries(
        _ arguments: Arguments, _ slot: Int
    ) throws -> [(path: RelativePath, source: ArtifactObject)] {
        var entries: [(path: RelativePath, source: ArtifactObject)] = []
        for (key, value) in try arguments.dict(slot) {
            guard let path = key.asString, let source = value.native(as: ArtifactObject.self) else {
                throw arguments.mismatch(
                    slot, "a dict from paths to artifacts", got: key.asString == nil ? key : value)
            }
            do {
                // Rules join paths by hand, so `./a` and `a//b` occur.
                entries.append((try RelativePath(normalizing: path), source))
            } catch {
                throw Failure(error.message)
            }
        }
        let paths = entries.map(\.path).sorted()
        for (path, next) in zip(paths, paths.dropFirst()) where next.isInside(path) {
            guard !path.isBase else { continue }
            throw Failure(
                path == next
                    ? "Path `\(path)` is given twice" : "Path `\(next)` would lie in `\(path)`")
        }
        return entries
    }

    private static let downloadFile = NativeFunction(
        "download_file",
        """
        output, url, /, *, vpnless_url = None, sha1 = None, sha256 = None, size_bytes = None, \
        is_executable = False, has_content_based_path = None
        """
    ) { arguments, evaluation in
        let sizeBytes = arguments.present(5) == nil ? nil : try arguments.integer(5)
        let action = DownloadAction(
            url: try arguments.string(1), sha256: try arguments.optionalString(4),
            sha1: try arguments.optionalString(3), sizeBytes: sizeBytes.map(Int64.init),
            isExecutable: try arguments.bool(6))
        guard action.sha256 != nil || action.sha1 != nil else {
            throw Failure("`download_file` needs `sha256` or `sha1` of the file it fetches")
        }
        let (output, artifact) = try arguments.output(0, contentBased: 7, in: evaluation)
        try arguments.scope().register(
            category: "download_file", identifier: output.path.text, outputs: [output],
            at: evaluation.callSite,
            combine: { fingerprinter in
                fingerprinter.combine(action.url)
                fingerprinter.combine(optional: action.sha256)
                fingerprinter.combine(optional: action.sha1)
                fingerprinter.combine(Int(action.sizeBytes ?? -1))
                fingerprinter.combine(action.isExecutable)
                return true
            }
        ) { .download(action) }
        return evaluation.object(ArtifactObject(artifact))
    }
}
