import BuildModel
import Diagnostics

extension ArtifactValue {
    /// The value with every link that leads to a referent replaced by that referent.
    ///
    /// - Parameter path: Where the value lies, from which its links are read.
    /// - Returns: Files, and folders of files.
    /// - Throws: If a link leads to something that is not known, whose content cannot be told.
    func withoutLinks(at path: ProjectPath) throws(Diagnostic) -> OutputValue {
        guard !referents.isEmpty else { return value }
        return try resolve(value, at: path, steps: 0)
    }

    private func resolve(
        _ value: OutputValue, at path: ProjectPath, steps: Int
    ) throws(Diagnostic) -> OutputValue {
        switch value {
        case .file: return value
        case .directory(let tree):
            var entries: [DirectoryTree.Entry] = []
            for entry in tree.entries {
                let below = path.appending(RelativePath(unchecked: entry.name))
                let resolved = try resolve(OutputValue(entry.node), at: below, steps: steps)
                entries.append(DirectoryTree.Entry(name: entry.name, node: resolved.node))
            }
            return .directory(DirectoryTree(entries: entries))
        case .symlink(let text):
            let target = try? ProjectPath(normalizing: (path.parent ?? .base).text + "/" + text)
            guard let target, let next = referent(at: target), steps < 40 else {
                throw Diagnostic.error("`\(path)` is a link to `\(text)`, which is no input")
            }
            return try resolve(next, at: target, steps: steps + 1)
        }
    }

    /// What lies at a path, which is a referent or inside one.
    private func referent(at path: ProjectPath) -> OutputValue? {
        if let value = referents[path] { return value }
        var folder = path.parent
        while let current = folder, !current.isBase {
            if case .directory(let tree)? = referents[current] {
                return path.relative(to: current).flatMap(tree.node(at:)).map(OutputValue.init)
            }
            folder = current.parent
        }
        return nil
    }
}
