import BuildEvents
import BuildModel
import Diagnostics
import Execution
import Storage

/// The actions that bld performs itself: files, copies and links.
///
/// They are not looked up in the action cache: making the output costs no more than asking. What is
/// in place already is left alone.
extension ActionPerformance {
    /// Writes a file whose content is known but for paths.
    func write(_ action: WriteAction) async throws -> ActionOutputs {
        let root = action.usesAbsolutePaths ? services.projectRoot : nil
        let layout =
            action.forgetsContents
            ? layout.forgettingContents(of: spec.kind.contentBasedMentions) : layout
        let text: String
        switch action.content {
        case .lines(let lines):
            let expanded = try lines.expand(layout: layout, absoluteRoot: root)
            text = expanded.joined(separator: "\n")
        case .json(let content, let isPretty):
            text = try content.text(
                layout: layout, absoluteRoot: root, isPretty: isPretty)
        }
        let blob = Blob(Array(text.utf8))
        let file = FileValue(digest: blob.digest, isExecutable: action.isExecutable)
        return try await place(ArtifactValue(.file(file)), .write) { [services] in
            try await services.stores.content.write([blob])
        }
    }

    /// Copies a file or folder; links in it are replaced by what they lead to.
    func copy(_ action: CopyAction) async throws -> ActionOutputs {
        let source = layout.path(of: action.source)
        var value = try value(of: action.source).withoutLinks(at: source)
        if let isExecutable = action.isExecutable { value = value.settingExecutable(isExecutable) }
        if action.isDirectory, case .file = value {
            throw failure("`\(source)` is a file, and `copy_dir` copies folders")
        }
        return try await place(ArtifactValue(value)) { [self, value] in
            try await keep(value, from: source)
        }
    }

    /// Makes a link to a file or folder.
    func link(_ action: SymlinkAction) async throws -> ActionOutputs {
        let target = layout.path(of: action.target)
        let text = outputPath.linkText(to: target)
        let input = value(of: action.target)
        var referents = input.referents
        referents[target] = input.value
        return try await place(ArtifactValue(.symlink(target: text), referents: referents))
    }

    /// Makes a folder of links.
    func linkFolder(_ action: DirectoryAction) async throws -> ActionOutputs {
        var builder = InputTreeBuilder()
        var referents: [ProjectPath: OutputValue] = [:]
        for entry in action.entries {
            let input = value(of: entry.source)
            let target = layout.path(of: entry.source)
            referents.merge(input.referents) { first, _ in first }
            if entry.path.isBase, case .directory(let tree) = input.value {
                for child in tree.entries {
                    let name = RelativePath(unchecked: child.name)
                    let text = outputPath.appending(name).linkText(to: target.appending(name))
                    try builder.insert(
                        .symlink(target: text), at: ProjectPath(unchecked: name.text))
                }
            } else {
                let text = outputPath.appending(entry.path).linkText(to: target)
                try builder.insert(
                    .symlink(target: text), at: ProjectPath(unchecked: entry.path.text))
            }
            referents[target] = input.value
        }
        return try await place(
            ArtifactValue(.directory(builder.build()), referents: referents))
    }

    /// Makes a folder of copies.
    func copyFolder(_ action: DirectoryAction) async throws -> ActionOutputs {
        var builder = InputTreeBuilder()
        var copied: [(source: ProjectPath, value: OutputValue)] = []
        for entry in action.entries {
            let source = layout.path(of: entry.source)
            let value = try value(of: entry.source).withoutLinks(at: source)
            copied.append((source, value))
            try builder.insert(value, at: ProjectPath(unchecked: entry.path.text))
        }
        return try await place(ArtifactValue(.directory(builder.build()))) { [self, copied] in
            for (source, value) in copied { try await keep(value, from: source) }
        }
    }

    /// Makes a folder of links and copies.
    func assembleFolder(_ action: DirectoryAction) async throws -> ActionOutputs {
        var builder = InputTreeBuilder()
        var referents: [ProjectPath: OutputValue] = [:]
        var copied: [(source: ProjectPath, value: OutputValue)] = []
        for entry in action.entries {
            let input = value(of: entry.source)
            let source = layout.path(of: entry.source)
            let place = ProjectPath(unchecked: entry.path.text)
            guard entry.isLink else {
                let value = try input.withoutLinks(at: source)
                copied.append((source, value))
                try builder.insert(value, at: place)
                continue
            }
            referents.merge(input.referents) { first, _ in first }
            referents[source] = input.value
            let text = outputPath.appending(entry.path).linkText(to: source)
            try builder.insert(.symlink(target: text), at: place)
        }
        let value = ArtifactValue(.directory(builder.build()), referents: referents)
        return try await place(value) { [self, copied] in
            for (source, value) in copied { try await keep(value, from: source) }
        }
    }

    /// Puts the only output in place, unless it is there.
    ///
    /// - Parameters:
    ///   - value: The output.
    ///   - method: Where its content comes from.
    ///   - prepare: Puts the content in the store, if it may not be there.
    /// - Returns: The output by its place.
    /// - Throws: Failures of the machine; what `prepare` throws.
    func place(
        _ value: ArtifactValue, _ method: LoggedMaterialization.Method = .copy,
        prepare: () async throws -> Void = {}
    ) async throws -> ActionOutputs {
        let places = self.places(of: spec.outputs[0], value.value)
        var isInPlace = true
        for (path, value) in places
        where try await !services.materializer.holds(value, at: path) {
            isInPlace = false
        }
        if !isInPlace {
            try await prepare()
            _ = try await services.materialize(places, method)
        }
        services.reporter.finished(
            reported, isInPlace ? .upToDate : .written,
            ending([outputPath: value.value], .simple))
        return outputs([outputPath: value])
    }

    /// Puts the content of a source file or folder, which only its place holds so far, in the
    /// store.
    private func keep(_ value: OutputValue, from path: ProjectPath) async throws {
        let content = services.stores.content
        switch value {
        case .file(let file):
            guard try await !content.contains(file.digest) else { return }
            _ = try await content.ingest(file: services.projectRoot.appending(path))
        case .directory(let tree):
            for entry in tree.entries {
                let below = path.appending(RelativePath(unchecked: entry.name))
                try await keep(OutputValue(entry.node), from: below)
            }
        case .symlink: return
        }
    }
}
