import ArgumentParser
import BuildEvents
import Diagnostics

/// What `bld log what-ran` and `what-failed` have in common.
struct WhatRanOptions: ParsableArguments {
    @OptionGroup var selection: LogSelection

    @Option(help: "How to print: readable, tabulated, json or csv.")
    var format: RowFormat = .readable

    @Flag(help: "Print questions to caches, too.")
    var emitCacheQueries = false

    @Flag(help: "Leave out what caches knew.")
    var skipCacheHits = false

    @Flag(help: "Leave out what ran elsewhere.")
    var skipRemoteExecutions = false

    @Flag(help: "Leave out what ran on this machine.")
    var skipLocalExecutions = false

    @Option(
        help: ArgumentHelp(
            "Print actions of categories that a regular expression matches as a whole.",
            valueName: "regex"))
    var filterCategory: String?
}

/// `bld log what-ran`: the commands that an earlier command ran.
struct LogWhatRanCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-ran", abstract: "Prints the commands that an earlier command ran.",
        discussion: """
            Each line says why a command ran, for what, where, and how to run it again, with tabs
            between.
            """,
        aliases: ["whatran"])

    @OptionGroup var options: WhatRanOptions

    @Flag(help: "Print only commands that failed.")
    var failed = false

    @Flag(help: "Print only commands that have not ended.")
    var incomplete = false

    @Flag(help: "Print what commands wrote to standard error, too.")
    var showStdErr = false

    @Flag(help: "Leave out commands that wrote nothing to standard error.")
    var omitEmptyStdErr = false

    func validate() throws {
        if incomplete, failed || showStdErr || omitEmptyStdErr {
            throw ValidationError(
                "What has not ended has neither failed nor said all: `--incomplete` excludes "
                    + "`--failed`, `--show-std-err` and `--omit-empty-std-err`.")
        }
        if omitEmptyStdErr, !showStdErr {
            throw ValidationError("`--omit-empty-std-err` needs `--show-std-err`.")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        try await WhatRan(
            options: options, failed: failed, incomplete: incomplete, showsErrors: showStdErr,
            omitsEmpty: omitEmptyStdErr
        ).run(in: session)
        return .exit(.success)
    }
}

/// `bld log what-failed`: the commands that failed.
struct LogWhatFailedCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-failed", abstract: "Prints the commands that failed.",
        aliases: ["whatfailed"])

    @OptionGroup var options: WhatRanOptions

    func run(in session: Session) async throws -> CommandEnding {
        try await WhatRan(options: options, failed: true).run(in: session)
        return .exit(.success)
    }
}
