import BuildModel
import Incremental
import Starlark

/// `AssembledDirEntry`: how one artifact lies in an assembled folder.
final class AssembledEntryObject: NativeObject {
    let artifact: ArtifactObject
    let isLink: Bool

    init(_ artifact: ArtifactObject, isLink: Bool) {
        self.artifact = artifact
        self.isLink = isLink
    }

    override var typeName: String { "AssembledDirEntry" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        let name = isLink ? "symlink" : "copy"
        buffer.append("assembled_dir.\(name)(\(artifact.reference.summary))")
    }

    /// The members of `assembled_dir`.
    static let namespace: Globals = {
        var builder = Globals.Builder()
        for (name, isLink) in [("copy", false), ("symlink", true)] {
            builder.set(
                name,
                FrozenValue(
                    function: NativeFunction("assembled_dir.\(name)", "artifact, /") {
                        arguments, evaluation in
                        evaluation.object(
                            AssembledEntryObject(try arguments.artifact(0), isLink: isLink))
                    }))
        }
        return builder.build()
    }()
}

/// `ctx.actions.assembled_dir`: a folder of copies and links.
enum AssemblingActions {
    static let all = [assembledDirectory]

    private static let assembledDirectory = NativeFunction(
        "assembled_dir", "output, /, *, contents, has_content_based_path = None"
    ) { arguments, evaluation in
        let entries = try entries(arguments)
        let (output, artifact) = try arguments.output(
            0, isDirectory: true, contentBased: 2, in: evaluation)
        try arguments.scope().register(
            category: "assembled_dir", identifier: output.path.text, outputs: [output],
            at: evaluation.callSite,
            combine: { fingerprinter in
                for (path, entry) in entries {
                    fingerprinter.combine(path.text)
                    fingerprinter.combine(entry.isLink)
                    fingerprinter.combine(try entry.artifact.reference.resolve())
                }
                return true
            }
        ) {
            .assembledDirectory(
                DirectoryAction(
                    entries: try entries.map { path, entry in
                        .init(
                            path: path, source: try entry.artifact.reference.resolve(),
                            isLink: entry.isLink)
                    }))
        }
        return evaluation.object(ArtifactObject(artifact))
    }

    private static func entries(
        _ arguments: Arguments
    ) throws -> [(path: RelativePath, entry: AssembledEntryObject)] {
        var entries: [(path: RelativePath, entry: AssembledEntryObject)] = []
        for (key, value) in try arguments.dict(1) {
            guard let text = key.asString else {
                throw arguments.mismatch(1, "a dict from paths to `AssembledDirEntry`", got: key)
            }
            guard let entry = value.native(as: AssembledEntryObject.self) else {
                throw arguments.mismatch(
                    1, "a dict from paths to `AssembledDirEntry`", got: value)
            }
            guard !text.isEmpty else {
                throw Failure("A path in an assembled folder must not be empty")
            }
            entries.append((try relativePath(text), entry))
        }
        let paths = entries.map(\.path).sorted()
        for (path, next) in zip(paths, paths.dropFirst()) where next.isInside(path) {
            throw Failure(
                "Paths in an assembled folder must be non-overlapping, but `\(next)` lies in "
                    + "`\(path)`")
        }
        return entries
    }
}
