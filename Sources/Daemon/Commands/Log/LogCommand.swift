import ArgumentParser

/// `bld log`: what an earlier command did.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Shows what earlier commands did, from their event logs.",
        subcommands: [
            LogWhatRanCommand.self, LogWhatFailedCommand.self, LogPathCommand.self,
            LogShowCommand.self, LogCmdCommand.self, LogWhatUpCommand.self,
            LogCriticalPathCommand.self, LogExternalConfigsCommand.self, LogDiffCommand.self,
            LogReplayCommand.self, LogSummaryCommand.self, LogWhatMaterializedCommand.self,
            LogChromeTraceCommand.self,
        ])
}
