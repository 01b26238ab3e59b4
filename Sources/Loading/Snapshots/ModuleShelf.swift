import BuildModel
import Diagnostics
import Incremental
import Starlark

/// Where one version of one module is kept, if modules are kept at all.
///
/// ```text
/// key of the text        `loads` and its `load` paths, one a line: what must be known before the
///                        next key; never empty, for stores take an empty file for a torn one
/// key of the evaluation  the snapshot
/// ```
/// The second covers everything an evaluation may read: the text, all that it loads, the prelude,
/// cells and their aliases, and the configuration; whether its types were checked; and the build of
/// the program, whose native functions ran. So a snapshot that is found is right, and nothing else
/// needs to be compared.
struct ModuleShelf {
    private let snapshots: ModuleSnapshots
    private let file: SourceFile
    private let textKey: Fingerprint
    private let cells: CellResolver
    private let checksTypes: Bool
    let registry: SnapshotRegistry

    init?(
        _ context: borrowing Context, for file: SourceFile, at path: CellPath,
        cells: CellResolver, _ visible: FileGlobals
    ) {
        guard let registry = visible.registry,
            context.resources.contains(ModuleSnapshotsResource.self)
        else {
            return nil
        }
        snapshots = context.resources[ModuleSnapshotsResource.self]
        self.registry = registry
        self.file = file
        self.cells = cells
        checksTypes = visible.typechecker != nil
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(snapshots.build)
        fingerprinter.combine(path.description)
        fingerprinter.combine(file.path)
        fingerprinter.combine(bytes: file.text)
        textKey = fingerprinter.finish()
    }

    /// The paths that the file's `load`s write, if they are known.
    var loads: [String]? {
        snapshots.store.bytes(for: textKey).map { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).dropFirst().map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    /// The module, if it is kept.
    func module(_ loads: Loads, configs: FileConfigs, _ fingerprint: Fingerprint) -> FrozenModule? {
        let key = evaluationKey(configs, fingerprint)
        guard let bytes = snapshots.store.bytes(for: key) else { return nil }
        return reading(bytes, loads)
    }

    /// Keeps a module that has just run.
    ///
    /// - Returns: The module as it was read again, to which others can refer in their snapshots; as
    ///   it was, if it cannot be kept.
    func keep(
        _ module: FrozenModule, of program: Program, _ loads: Loads, configs: FileConfigs,
        _ fingerprint: Fingerprint
    ) -> FrozenModule {
        let paths = program.loads.map(\.path)
        guard !paths.contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }),
            let bytes = try? module.snapshot(loads: loads.byWrittenPath, registry: registry),
            let reloaded = reading(bytes, loads)
        else { return module }
        snapshots.store.keep(bytes, for: evaluationKey(configs, fingerprint))
        let lines = (["loads"] + paths).joined(separator: "\n")
        snapshots.store.keep(Array(lines.utf8), for: textKey)
        return reloaded
    }

    private func reading(_ bytes: [UInt8], _ loads: Loads) -> FrozenModule? {
        let text = file.text
        return try? FrozenModule.reading(
            SnapshotBytes(bytes), loads: loads.byWrittenPath, registry: registry, source: { text })
    }

    private func evaluationKey(_ configs: FileConfigs, _ fingerprint: Fingerprint) -> Fingerprint {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(textKey)
        fingerprinter.combine(fingerprint)
        fingerprinter.combine(checksTypes)
        for part in [
            CellsKey.fingerprint(cells), CellConfigKey.fingerprint(configs.own),
            CellConfigKey.fingerprint(configs.root),
        ] {
            fingerprinter.combine(part != nil)
            if let part { fingerprinter.combine(part) }
        }
        return fingerprinter.finish()
    }
}
