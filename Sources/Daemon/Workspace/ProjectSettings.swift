import BuildModel
import DaemonProtocol
import Diagnostics
import Incremental
import Loading

/// What the `.buckconfig` of a project says about its daemon, which reads it once, when it opens
/// the project.
struct ProjectSettings: Sendable, Hashable {
    /// How changes of files are noticed.
    enum FileWatching: Sendable, Hashable {
        /// By inotify.
        case notified
        /// By reading everything again each time.
        case hashed
    }

    /// `[buck2] file_watcher`.
    var fileWatching = FileWatching.notified
    /// `[bld] memory`: how many bytes the daemon may hold; nil for no limit.
    var memoryBytes: Int?
    /// `[bld] idle_timeout`: how long the daemon stays without a command.
    var idleTimeout = Duration.seconds(3 * 60 * 60)
    /// What is odd about them, a line each.
    var warnings: [String] = []

    /// What is said where nothing is.
    init() {}

    /// Reads the root cell's configuration, with what a command brings to it.
    ///
    /// A configuration that cannot be read says nothing here; the command that needs it says why.
    ///
    /// - Throws: A diagnostic if a value makes no sense.
    static func read(
        at root: AbsolutePath, _ sources: ConfigSources
    ) async throws -> ProjectSettings {
        var resources = Resources()
        resources[SourceTreeResource.self] = DiskSourceTree(projectRoot: root)
        let engine = Engine(resources: resources, workers: 1)
        engine.commit { $0.setConfigSources(sources) }
        let config = try? await engine.withContext { context in
            try await context.config(of: context.cells().rootCell)
        }
        return try ProjectSettings(config ?? .empty)
    }

    /// Understands a configuration.
    ///
    /// - Throws: A diagnostic if a value makes no sense.
    init(_ config: CellConfig) throws {
        switch config.value("buck2", "file_watcher") {
        case nil, "notify", "inotify": break
        case "fs_hash_crawler": fileWatching = .hashed
        case .some(let other) where ["watchman", "edenfs"].contains(other):
            warnings.append(
                "warning: `[buck2] file_watcher = \(other)`: bld watches files by itself (notify)")
        case .some(let other):
            throw Diagnostic.error(
                "`[buck2] file_watcher` is `\(other)`; it can be `notify`, `fs_hash_crawler`, "
                    + "`watchman` or `edenfs`")
        }
        if let text = config.value("bld", "memory") {
            guard let bytes = ProjectSettings.bytes(text) else {
                throw Diagnostic.error(
                    "`[bld] memory` is `\(text)`; it is a number of bytes, or of `K`, `M` or `G`")
            }
            memoryBytes = bytes
        }
        if let text = config.value("bld", "idle_timeout") {
            guard let duration = ProjectSettings.duration(text) else {
                throw Diagnostic.error(
                    "`[bld] idle_timeout` is `\(text)`; it is a number of seconds, or of `m` or `h`"
                )
            }
            idleTimeout = duration
        }
    }

    private static func bytes(_ text: String) -> Int? {
        number(text, units: ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30])
    }

    private static func duration(_ text: String) -> Duration? {
        number(text, units: ["s": 1, "m": 60, "h": 60 * 60]).map { .seconds($0) }
    }

    /// A positive number with or without a unit.
    private static func number(_ text: String, units: [Character: Int]) -> Int? {
        guard let last = text.last else { return nil }
        let unit = units[last]
        guard let number = Int(unit == nil ? text : String(text.dropLast())), number > 0 else {
            return nil
        }
        let (product, overflows) = number.multipliedReportingOverflow(by: unit ?? 1)
        return overflows ? nil : product
    }
}
