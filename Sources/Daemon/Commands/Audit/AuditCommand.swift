import ArgumentParser

/// `bld audit`: looks into what other commands only use.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Shows what the build is made from: configuration, providers, outputs.",
        subcommands: [
            AuditAnalysisQueriesCommand.self, AuditCellCommand.self, AuditClasspathCommand.self,
            AuditConfigCommand.self, AuditConfigurationsCommand.self,
            AuditDeferredMaterializerCommand.self, AuditDepFilesCommand.self,
            AuditExecutionPlatformResolutionCommand.self,
            AuditFilePackageCommand.self, AuditIncludesCommand.self, AuditOutputCommand.self,
            AuditPackageValuesCommand.self,
            AuditParseCommand.self, AuditPreludeCommand.self, AuditProvidersCommand.self,
            AuditSubtargetsCommand.self, AuditVisibilityCommand.self,
        ])
}
