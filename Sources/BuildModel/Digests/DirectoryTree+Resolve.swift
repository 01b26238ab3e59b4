extension DirectoryTree {
    /// What a path means when symbolic links are followed inside a tree.
    public enum Resolution: Hashable, Sendable {
        /// Something of the tree: where it really lies, what it is (never a link), and the links
        /// that led there, in the order they were followed.
        case found(path: RelativePath, node: Node, links: [RelativePath])
        /// Nothing, possibly at the end of links.
        case absent
        /// Something that is not of the tree: the link there is absolute or leads above the root.
        case outside(link: RelativePath, target: String)
        /// Links that lead to each other.
        case endless(link: RelativePath)
    }

    /// Finds what a path below this folder means, as the kernel would.
    ///
    /// At most 40 links are followed, the kernel's own limit.
    public func resolve(_ path: RelativePath) -> Resolution {
        // What is left to walk, the next component last.
        var pending = Array(path.components.reversed())
        var folders: [(name: Substring, tree: DirectoryTree)] = []
        var links: [RelativePath] = []

        func here(_ name: Substring) -> RelativePath {
            RelativePath(
                unchecked: (folders.map(\.name) + [name]).joined(separator: "/"))
        }

        while let component = pending.popLast() {
            if component == "." { continue }
            if component == ".." {
                guard folders.popLast() != nil else {
                    // Only a link's text can hold `..`: paths are normal.
                    guard let link = links.last else { return .absent }
                    return .outside(link: link, target: target(of: link))
                }
                continue
            }
            let folder = folders.last?.tree ?? self
            switch folder[component] {
            case nil: return .absent
            case .directory(let tree): folders.append((component, tree))
            case .file(let file):
                guard pending.isEmpty else { return .absent }
                return .found(path: here(component), node: .file(file), links: links)
            case .symlink(let target):
                let link = here(component)
                guard links.count < 40 else { return .endless(link: link) }
                guard !target.hasPrefix("/") else { return .outside(link: link, target: target) }
                guard !target.isEmpty else { return .absent }
                links.append(link)
                pending.append(contentsOf: target.split(separator: "/").reversed())
            }
        }
        let path = RelativePath(unchecked: folders.map(\.name).joined(separator: "/"))
        return .found(path: path, node: .directory(folders.last?.tree ?? self), links: links)
    }

    private func target(of link: RelativePath) -> String {
        guard case .symlink(let target) = node(at: link) else {
            preconditionFailure("`\(link)` was followed, so it is a link")
        }
        return target
    }
}
