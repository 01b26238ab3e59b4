import BuildModel
import Incremental
import Starlark

/// What the native functions of loading know while a file runs: `evaluation.host`.
class LoadHost {
    let cells: CellResolver
    /// The cell of the file, whose configuration `read_config` reads.
    let cell: CellName
    let config: CellConfig
    let rootConfig: CellConfig
    /// The machine that `host_info()` tells about.
    let machine: HostMachine
    let coercer: Coercer

    init(cells: CellResolver, cell: CellName, configs: FileConfigs, coercer: Coercer) {
        self.cells = cells
        self.cell = cell
        self.config = configs.own
        self.rootConfig = configs.root
        self.machine = configs.machine
        self.coercer = coercer
    }

    /// The host of an evaluation.
    ///
    /// - Throws: A `Failure` where the evaluation is none of a `.bzl` or BUCK file.
    static func of(_ evaluation: borrowing Evaluation) throws -> LoadHost {
        guard let host = evaluation.host as? LoadHost else {
            throw Failure("This function can only be called while files are loaded")
        }
        return host
    }
}

/// The configurations that a file can read, and the machine it can ask about.
struct FileConfigs {
    let own: CellConfig
    let root: CellConfig
    let machine: HostMachine

    /// How much a file may use.
    var limits: EvaluationLimits {
        var limits = EvaluationLimits(isCancelled: { Task.isCancelled })
        if let text = root.value("buck2", "starlark_max_callstack_size"), let depth = Int(text),
            depth > 0
        {
            limits.callDepth = depth
        }
        return limits
    }
}

extension CellConfig {
    /// `[buck2] infer_target_names`: whether `//a/b` means `//a/b:b`.
    var infersTargetNames: Bool { value("buck2", "infer_target_names") == "true" }

    /// The folder that relative paths of a file must not leave: the one of
    /// `[buck2] directories_to_allow_relative_paths` that its folder is in.
    func relativeRoot(of folder: RelativePath) -> RelativePath? {
        Self.relativeRoot(
            of: folder, among: value("buck2", "directories_to_allow_relative_paths"))
    }

    /// The same, given the list.
    static func relativeRoot(of folder: RelativePath, among list: String?) -> RelativePath? {
        guard let list else { return nil }
        for text in list.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            let name = text.hasPrefix("//") ? text.dropFirst(2) : text
            guard let root = try? RelativePath(String(name)) else { continue }
            if folder.relative(to: root) != nil { return root }
        }
        return nil
    }
}

/// The host of a `.bzl` file.
final class ModuleHost: LoadHost {
    let path: CellPath
    /// Stands for the text of the file and all that it loads.
    let fingerprint: Fingerprint

    init(path: CellPath, fingerprint: Fingerprint, cells: CellResolver, configs: FileConfigs) {
        self.path = path
        self.fingerprint = fingerprint
        super.init(
            cells: cells, cell: path.cell, configs: configs,
            coercer: Coercer(
                cells: cells, cell: path.cell, package: nil, sources: nil,
                forms: LabelForms(infersTargetNames: configs.root.infersTargetNames)))
    }
}

/// The host of a BUCK file: collects what the file declares.
final class PackageHost: LoadHost {
    let package: PackageLabel
    let builder: PackageBuilder
    let sources: SourceRegister
    /// What `implicit_package_symbol` answers from, if the package has such symbols.
    let symbols: PackageSymbols?

    init(
        builder: PackageBuilder, sources: SourceRegister, symbols: PackageSymbols?,
        cells: CellResolver, configs: FileConfigs
    ) {
        self.symbols = symbols
        self.package = builder.package
        self.builder = builder
        self.sources = sources
        super.init(
            cells: cells, cell: package.cell, configs: configs,
            coercer: Coercer(
                cells: cells, cell: package.cell, package: package, sources: sources,
                forms: LabelForms(
                    infersTargetNames: configs.root.infersTargetNames,
                    relativeRoot: configs.own.relativeRoot(of: package.path))))
    }

    /// The host of an evaluation that a BUCK file started.
    ///
    /// - Throws: A `Failure` that names `function`, if no BUCK file runs.
    static func of(
        _ evaluation: borrowing Evaluation, for function: String
    ) throws -> PackageHost {
        guard let host = evaluation.host as? PackageHost else {
            throw Failure("`\(function)` can only be called while a BUCK file is evaluated")
        }
        return host
    }
}
