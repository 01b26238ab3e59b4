public import BuildModel
import Diagnostics
public import Incremental
public import Starlark

/// What the `PACKAGE` files at and above a folder say about its package: Buck2's super package.
public final class SuperPackage: Sendable {
    /// One value that `write_package_value` has set.
    public struct Value: Sendable {
        /// The name, which has a dot.
        public let key: String
        /// The value for Starlark.
        public let value: FrozenValue
        /// The value for everything else.
        public let json: JSONContent
        /// The value as text, by which values are compared.
        let text: String
    }

    /// The values, those of folders further up first.
    public let values: [Value]
    /// Who may depend on targets that do not say so themselves.
    public let visibility: Visibility
    /// Whom targets may depend on that do not say so themselves.
    public let withinView: Visibility
    /// Sets that users must be in besides, whatever a target's visibility.
    public let visibilityCaps: [Visibility]
    /// What the root `PACKAGE` file gives to `set_cfg_constructor`, as a `struct`.
    public let configurationConstructor: FrozenValue?
    /// Stands for the code behind `configurationConstructor`.
    let constructorFingerprint: Fingerprint?

    init(
        values: [Value], visibility: Visibility, withinView: Visibility,
        visibilityCaps: [Visibility], configurationConstructor: FrozenValue?,
        constructorFingerprint: Fingerprint?
    ) {
        self.values = values
        self.visibility = visibility
        self.withinView = withinView
        self.visibilityCaps = visibilityCaps
        self.configurationConstructor = configurationConstructor
        self.constructorFingerprint = constructorFingerprint
    }

    /// What holds where there is no `PACKAGE` file.
    static let empty = SuperPackage(
        values: [], visibility: .patterns([]), withinView: .everyone, visibilityCaps: [],
        configurationConstructor: nil, constructorFingerprint: nil)

    /// The value of a key, if one is set.
    public func value(_ key: String) -> Value? { values.first { $0.key == key } }

    /// What `set_modifiers` has set, as JSON.
    public var modifiers: String? { value(PackageFileFunctions.modifiersKey)?.text }

    var fingerprint: Fingerprint {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(values.count)
        for value in values {
            fingerprinter.combine(value.key)
            fingerprinter.combine(value.text)
        }
        for set in [visibility, withinView] + visibilityCaps {
            fingerprinter.combine(set.texts.count)
            for text in set.texts { fingerprinter.combine(text) }
        }
        if let constructorFingerprint { fingerprinter.combine(constructorFingerprint) }
        return fingerprinter.finish()
    }
}

/// What the `PACKAGE` files at and above a folder say.
struct SuperPackageKey: Key {
    let folder: CellPath

    var description: String { "super-package(\(folder))" }

    /// The names of the file, the preferred one first.
    static let fileNames = ["BUCK_TREE", "PACKAGE"]

    func compute(in context: borrowing Context) async throws -> SuperPackage {
        let cells = try await context.cells()
        let parent =
            if let above = cells.parent(of: folder) {
                try await context.request(SuperPackageKey(folder: above))
            } else {
                SuperPackage.empty
            }
        guard let path = try await context.packageFile(in: folder) else { return parent }
        let location = cells.location(of: path)
        guard let text = try await context.request(FileBytesKey(location: location)) else {
            return parent
        }
        let program = try Program.parsed(
            SourceFile(path: location.description, text: text), dialect: .buildFile,
            of: path.description)
        let visible = try await context.request(FileGlobalsKey(audience: .buildFile))
        let loads = try await context.loads(of: program, from: path, cells: cells)
        let configs = try await context.fileConfigs(of: folder.cell, cells: cells)
        let host = PackageFileHost(
            folder: folder, parent: parent, cells: cells, configs: configs)
        let printed = PrintedLines()
        let module: FrozenModule
        do {
            defer { printed.flush(in: context) }
            module = try program.evaluate(
                globals: visible.globals, loads: loads.byWrittenPath, host: host,
                limits: configs.limits, printer: { printed.append($0) })
        } catch {
            try Task.checkCancellation()
            throw error.within(.step("evaluating Starlark PACKAGE file `\(folder)`"))
        }
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(bytes: text)
        for module in loads.modules { fingerprinter.combine(module.fingerprint) }
        return try host.superPackage(module, fingerprinter.finish())
    }

    static func fingerprint(_ output: SuperPackage) -> Fingerprint? { output.fingerprint }
}

extension Context {
    /// The `PACKAGE` file that lies in a folder, if one does.
    fileprivate borrowing func packageFile(in folder: CellPath) async throws -> CellPath? {
        guard let listing = try await request(FolderKey(path: folder))?.listing,
            let name = SuperPackageKey.fileNames.first(where: { listing.hasFile($0) })
        else { return nil }
        return CellPath(
            cell: folder.cell, path: folder.path.appending(RelativePath(unchecked: name)))
    }

    /// The `PACKAGE` files that hold for a package, the nearest first.
    public borrowing func packageFiles(of label: PackageLabel) async throws -> [CellPath] {
        let cells = try await cells()
        var files: [CellPath] = []
        var next: CellPath? = label.folder
        while let folder = next {
            if let file = try await packageFile(in: folder) { files.append(file) }
            next = cells.parent(of: folder)
        }
        return files
    }

    /// The files that a `PACKAGE` file loads itself.
    ///
    /// - Throws: What is wrong with one of them.
    public borrowing func loads(ofPackageFile file: CellPath) async throws -> [CellPath] {
        let cells = try await cells()
        let location = cells.location(of: file)
        guard let text = try await request(FileBytesKey(location: location)) else { return [] }
        let program = try Program.parsed(
            SourceFile(path: location.description, text: text), dialect: .buildFile,
            of: file.description)
        return try await loads(of: program, from: file, cells: cells).modules.map(\.path)
    }
}

extension CellResolver {
    /// The folder above a folder, across cells; nil for the root of the project.
    fileprivate func parent(of folder: CellPath) -> CellPath? {
        guard let project = projectPath(of: folder) else {
            return folder.path.parent.map { CellPath(cell: folder.cell, path: $0) }
        }
        return project.parent.map { cellPath(of: $0) }
    }
}

extension Context {
    /// What the `PACKAGE` files at and above a package's folder say, whether it has a BUCK file or
    /// not.
    ///
    /// - Throws: A diagnostic about one of the files.
    public borrowing func superPackage(of label: PackageLabel) async throws -> SuperPackage {
        try await request(SuperPackageKey(folder: label.folder))
    }
}
