import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Execution

/// `bld clean`: removes outputs; what is in the caches stays.
struct CleanCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Removes the outputs of the isolation folder; cached results stay.")

    @OptionGroup var common: CommonOptions

    @Flag(name: .customLong("dry-run"), help: "Only print what would be removed.")
    var isDryRun = false

    @Flag(
        name: .customLong("background"),
        help: "Put the outputs aside at once, and remove them while other commands run.")
    var isInBackground = false

    @Option(
        name: .customLong("stale"), defaultAsFlag: Age(seconds: 7 * 24 * 60 * 60),
        parsing: .next,
        help: ArgumentHelp(
            "Remove only outputs that nobody has used for so long, such as 3d or 12h.",
            valueName: "duration"))
    var stale: Age?

    @Option(
        name: .customLong("adaptive-low-disk-threshold"),
        help: ArgumentHelp(
            "With --stale, remove more, the longest unused first, until so much of the disk is "
                + "free.", valueName: "percent"))
    var percentFree: Double?

    @Option(
        name: .customLong("adaptive-min-ttl"),
        help: ArgumentHelp(
            "What was used since then stays, however full the disk is; 12h unless it is given.",
            valueName: "duration"))
    var protectedAge: Age?

    @Flag(
        name: .customLong("adaptive-unmaterialize-active"),
        help: "Accepted, and without effect: every output is in the store of this machine.")
    private var unmaterializesActive = false

    @Option(name: .customLong("keep-since-time"), help: .hidden)
    var keptSince: Int64?

    func validate() throws {
        if stale != nil, keptSince != nil {
            throw ValidationError("`--stale` and `--keep-since-time` cannot be used together.")
        }
        if percentFree != nil, stale == nil {
            throw ValidationError("`--adaptive-low-disk-threshold` needs `--stale`.")
        }
        if percentFree == nil, protectedAge != nil || unmaterializesActive {
            throw ValidationError(
                "The other `--adaptive-` options need `--adaptive-low-disk-threshold`.")
        }
        if let percentFree, !(0...100).contains(percentFree) {
            throw ValidationError(
                "`--adaptive-low-disk-threshold` must be between 0.0 and 100.0, got "
                    + "`\(percentFree)`")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        let layout = try session.layout(common)
        let root = try session.projectRoot()
        // The log of the command before may still be on its way to the folder that goes.
        await session.projects.closingLogs.wait()
        let ending = try await clean(root, layout, session)
        // The log of this command is all that is left of the folder, so it comes last.
        try session.openLog(root: root, layout: layout, common.reporting)
        session.recorder.drain()
        return ending
    }

    private func clean(
        _ root: AbsolutePath, _ layout: ArtifactLayout, _ session: Session
    ) async throws -> CommandEnding {
        let folder = ProjectFolder(root: root)
        if let limit = limit(session) {
            let removal = StaleOutputs(
                folder: folder, outputs: layout.root, before: limit, lowDisk: lowDisk)
            let report = try await session.projects.alone(on: root, layout, for: session) {
                removal.remove(isDryRun: isDryRun)
            }
            session.complain(report.text)
            return .exit(.success)
        }
        let paths = try folder.entries(of: layout.root).map { layout.root.appending($0) }
        if paths.isEmpty { session.complain("Nothing to clean.\n") }
        if !isDryRun { try await remove(layout, folder, session) }
        for path in paths { session.complain("\(root.appending(path))\n") }
        return .exit(.success)
    }

    /// The moment before which outputs are stale, in seconds since 1970; nil if all are to go.
    private func limit(_ session: Session) -> Int64? {
        if let keptSince { return keptSince }
        guard let stale else { return nil }
        session.complain("Cleaning artifacts more than \(stale) old\n")
        // What was made in this second is older than nothing too.
        return WallTime.now.seconds - stale.seconds + 1
    }

    /// What else is to go while the disk is too full.
    private var lowDisk: StaleOutputs.LowDisk? {
        percentFree.map { percent in
            StaleOutputs.LowDisk(
                percentFree: percent,
                before: WallTime.now.seconds - (protectedAge?.seconds ?? 12 * 60 * 60) + 1)
        }
    }

    private func remove(
        _ layout: ArtifactLayout, _ folder: ProjectFolder, _ session: Session
    ) async throws {
        let trash = isInBackground ? layout.trash(session.log.trace.description) : nil
        try await session.projects.alone(on: folder.root, layout, for: session) {
            // The graph goes with the outputs, and nobody shall write it again.
            session.projects.forget(folder.root, layout)
            if let trash {
                try folder.move(layout.root, to: trash)
            } else {
                try folder.remove(layout.root)
            }
        }
        guard let trash else { return }
        session.complain(
            """
            Buck-out moved to trash. Now cleaning up...
            Tip: Use Ctrl-Z to put this in the background, or run in a new terminal.
            You can run other buck2 commands while this completes.

            """)
        try folder.remove(trash)
        try folder.remove(layout.trash(""))
    }
}

/// How old something is: `90s`, `5m`, `12h`, `3d`, `2w`, or several of these.
struct Age: ExpressibleByArgument, CustomStringConvertible, Equatable {
    /// Whole seconds.
    let seconds: Int64

    /// An age.
    init(seconds: Int64) { self.seconds = seconds }

    init?(argument: String) {
        var sum: Int64 = 0
        var rest = argument.filter { $0 != " " }[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let count = Int64(digits), count < 1 << 32,
                let size = Age.units.first(where: { $0.names.contains(String(unit)) })?.seconds
            else { return nil }
            sum += count * size
            rest = rest.dropFirst(digits.count + unit.count)
        }
        seconds = sum
    }

    private static let units: [(names: [String], seconds: Int64)] = [
        (["w", "week", "weeks"], 604_800), (["d", "day", "days"], 86_400),
        (["h", "hr", "hour", "hours"], 3600), (["m", "min", "minute", "minutes"], 60),
        (["s", "sec", "second", "seconds"], 1),
    ]

    /// `1w 2d`.
    var description: String {
        var rest = seconds
        var parts: [String] = []
        for (names, size) in Age.units where rest >= size {
            parts.append("\(rest / size)\(names[0])")
            rest %= size
        }
        return parts.isEmpty ? "0s" : parts.joined(separator: " ")
    }
}
