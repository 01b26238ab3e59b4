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
            coercer: Coercer(cells: cells, cell: path.cell, package: nil, sources: nil))
    }
}

/// The host of a BUCK file: collects what the file declares.
final class PackageHost: LoadHost {
    let package: PackageLabel
    let builder: PackageBuilder
    let sources: SourceRegister

    init(
        builder: PackageBuilder, sources: SourceRegister, cells: CellResolver,
        configs: FileConfigs
    ) {
        self.package = builder.package
        self.builder = builder
        self.sources = sources
        super.init(
            cells: cells, cell: package.cell, configs: configs,
            coercer: Coercer(
                cells: cells, cell: package.cell, package: package, sources: sources))
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
