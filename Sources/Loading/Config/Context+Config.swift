public import BuildModel
public import Incremental

extension Context {
    /// The cells of the workspace.
    ///
    /// - Throws: A diagnostic about the root `.buckconfig`.
    public borrowing func cells() async throws -> CellResolver {
        try await request(CellsKey())
    }

    /// The `.buckconfig` values of a cell, with those of the command line over them.
    ///
    /// - Throws: A diagnostic about a configuration file or about the command line.
    public borrowing func config(of cell: CellName) async throws -> CellConfig {
        try await request(CellConfigKey(cell: cell))
    }

    /// One value of a cell's `.buckconfig`, if it is set.
    public borrowing func config(
        of cell: CellName, _ section: String, _ key: String
    ) async throws -> String? {
        try await request(ConfigValueKey(cell: cell, section: section, key: key))
    }

    /// The machine that `host_info()` tells about.
    public borrowing func hostMachine() async throws -> HostMachine {
        try await request(HostMachineKey())
    }
}

/// One value, so that its readers are spared the changes of all others.
struct ConfigValueKey: Key {
    let cell: CellName
    let section: String
    let key: String

    var description: String { "config(\(cell)//\(section).\(key))" }

    func compute(in context: borrowing Context) async throws -> String? {
        try await context.config(of: cell).value(section, key)
    }
}

/// The machine that `host_info()` tells about.
struct HostMachineKey: Key {
    var description: String { "host-machine" }

    func compute(in context: borrowing Context) async throws -> HostMachine {
        try await context.request(ConfigSourcesKey()).host
    }

    static func fingerprint(_ output: HostMachine) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        output.combine(into: &fingerprinter)
        return fingerprinter.finish()
    }
}
