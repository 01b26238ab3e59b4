import BuildModel
import Storage

/// The file that lists a command's inputs with their digests, which the command asked for.
struct InputListing {
    /// Where it lies.
    let path: ProjectPath
    /// What it says: `{"version":1,"digests":[{"path":"…","digest":"hash:size"}]}`.
    let blob: Blob

    /// Lists inputs.
    ///
    /// - Parameters:
    ///   - inputs: What the command reads.
    ///   - place: Says where a file with a content lies.
    init(of inputs: DirectoryTree, place: (_ content: String) -> ProjectPath) {
        var files: [(path: String, digest: Digest)] = []
        Self.collect(inputs, "", into: &files)
        var text = "{\"version\":1,\"digests\":["
        for (index, file) in files.enumerated() {
            if index > 0 { text += "," }
            let quoted = CommandLineOptions.Quoting.json.quote(file.path)
            text +=
                "{\"path\":\(quoted),\"digest\":\"\(file.digest.hex):\(file.digest.sizeBytes)\"}"
        }
        blob = Blob(Array((text + "]}").utf8))
        path = place(OutputValue.file(FileValue(digest: blob.digest)).contentHash)
    }

    /// What lies there.
    var value: OutputValue { .file(FileValue(digest: blob.digest, isExecutable: false)) }

    /// Links are left out: what they lead to is an input, too.
    private static func collect(
        _ tree: DirectoryTree, _ prefix: String, into files: inout [(path: String, digest: Digest)]
    ) {
        for entry in tree.entries {
            let path = prefix + entry.name
            switch entry.node {
            case .file(let file): files.append((path, file.digest))
            case .directory(let tree): collect(tree, path + "/", into: &files)
            case .symlink: break
            }
        }
    }
}
