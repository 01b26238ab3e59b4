public import BuildEvents
import BuildModel
import Diagnostics
public import Incremental

/// What goes into the configuration of the root cell from elsewhere than the files that are checked
/// in: files of the machine, `.buckconfig.local`, the command line.
///
/// Source: Buck2's event of that name. Of files in the project only the path is told.
public struct ConfigInputs: Sendable, Hashable {
    /// The components, later ones over earlier ones.
    public let components: [ConfigComponent]
    /// Stands for all values of the root cell, wherever they come from.
    public let values: Fingerprint
}

/// What goes into the configuration of the root cell.
struct ConfigInputsKey: Key {
    var description: String { "config-inputs" }

    func compute(in context: borrowing Context) async throws -> ConfigInputs {
        let sources = try await context.request(ConfigSourcesKey())
        let cells = try await context.cells()
        var components: [ConfigComponent] = []
        for place in sources.machine {
            for file in try await context.files(at: .external(place)) {
                let values = try await context.values(of: file)
                if let values { components.append(.file("\(file)", values)) }
            }
        }
        let local = ".buckconfig.local"
        let root = cells.location(ofCell: cells.rootCell)
        let location = root.appending(RelativePath(unchecked: local))
        if let values = try await context.values(of: location) {
            components.append(.file(local, values))
        }
        for argument in sources.arguments {
            switch argument {
            case .value(let override):
                components.append(
                    .argument(
                        ConfigComponent.Value(
                            section: override.section, key: override.key, text: override.value,
                            cell: override.cell)))
            case .file(let path):
                let values = try await context.values(of: .external(path)) ?? []
                components.append(.externalFile(path.text, values))
            case .cellFile(let alias, let path):
                let cell = try cells.cell(alias: alias, in: cells.rootCell)
                guard case .project(let file) = cells.location(of: CellPath(cell: cell, path: path))
                else { continue }
                components.append(.projectFile(file.text))
            }
        }
        let config = try await context.config(of: cells.rootCell)
        return ConfigInputs(
            components: components,
            values: CellConfigKey.fingerprint(config) ?? Fingerprint(low: 0, high: 0))
    }

    /// It says nothing to other keys.
    static func fingerprint(_ output: ConfigInputs) -> Fingerprint? { nil }
}

extension Context {
    /// What goes into the configuration of the root cell from elsewhere than the project's files.
    ///
    /// - Throws: A diagnostic about a configuration file or about the command line.
    public borrowing func configInputs() async throws -> ConfigInputs {
        try await request(ConfigInputsKey())
    }

    /// A file, or all files at and below a folder in the order of their names.
    fileprivate borrowing func files(at location: FileLocation) async throws -> [FileLocation] {
        guard let listing = try await request(DirectoryKey(location: location)) else {
            return [location]
        }
        var files: [FileLocation] = []
        for entry in listing.entries {
            let below = location.appending(RelativePath(unchecked: entry.name))
            switch entry.kind {
            case .file: files.append(below)
            case .directory, .symlink: files += try await self.files(at: below)
            case .other: continue
            }
        }
        return files
    }

    /// The values of one file, in the order of sections and names; nil if it does not exist.
    fileprivate borrowing func values(
        of file: FileLocation
    ) async throws -> [ConfigComponent.Value]? {
        var reader = ConfigReader()
        guard try await reader.read(file, in: self) else { return nil }
        for (section, key) in ConfigSources.invisible { reader.config.remove(section, key) }
        return reader.config.sections.sorted { $0.key < $1.key }.flatMap { section, entries in
            entries.sorted { $0.key < $1.key }.map { key, entry in
                ConfigComponent.Value(section: section, key: key, text: entry.written)
            }
        }
    }
}
