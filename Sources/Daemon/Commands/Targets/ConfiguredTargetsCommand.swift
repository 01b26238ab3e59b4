import Analysis
import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Loading
import Query
import TargetConfiguration

/// `bld ctargets`: targets in their configurations.
struct ConfiguredTargetsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "ctargets",
        abstract: "Lists the targets that patterns match, in their configurations.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetUniverseOptions
    @OptionGroup var starlark: StarlarkOptions
    @OptionGroup var attributes: AttributeOptions

    @Flag(help: "Print a JSON array with the attributes of each target.")
    var json = false

    @Flag(
        name: .customLong("json-report"),
        help: "Print a JSON object of the targets that can be built and of those that cannot.")
    var jsonReport = false

    @Flag(
        name: .customLong("skip-missing-targets"),
        help: "Leave out targets that do not exist, with a message.")
    var skipsMissing = false

    @Flag(
        name: .customLong("keep-going"),
        help: "List what can be configured, and what is wrong with the rest.")
    var keepsGoing = false

    @Argument(help: "What to list: //package:, //folder/..., //package:name?modifier+modifier.")
    var targets: [String]

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let (nodes, found) = try await workspace.ask { context in
                var patterns: [RequestedPattern] = []
                var conflicts: [(package: PackageLabel?, error: any Error)] = []
                for text in targets {
                    do {
                        patterns += try await workspace.requestedPatterns(
                            [text], target.arguments, in: context)
                    } catch let error as Diagnostic where keepsGoing {
                        // What is no pattern is wrong all the same.
                        let pattern = try PatternSuffix(of: text).pattern
                        let folder = try await workspace.parse([pattern], in: context)[0].folder
                        conflicts.append(
                            (PackageLabel(cell: folder.cell, path: folder.path), error))
                    }
                }
                var found = try await workspace.configuredTargets(
                    patterns, keepsGoing: keepsGoing, skipsMissing: skipsMissing, in: context)
                found.errors += conflicts
                // A target that stands for itself in another configuration comes with that.
                let labels = found.targets.flatMap { target in
                    [target.label] + (target.forwardTarget.map { [$0] } ?? [])
                }
                return (try await workspace.queryNodes(labels, in: context), found)
            }
            found.reportSkipped(to: session)
            var errors: [TargetRecord] = []
            for (package, error) in found.errors {
                let message = ErrorReport(error, renderer: DiagnosticRenderer(color: false)).text
                errors.append(.error(message, of: package))
                session.complain(
                    package.map { "Error parsing \($0)\n\(message)\n" } ?? "ERROR:\(message)\n\n")
            }
            session.write(try text(of: nodes, found.incompatible, errors))
            return .exit(.success)
        }
    }

    private func text(
        of nodes: [ConfiguredQueryNode], _ incompatible: [Incompatibility],
        _ errors: [TargetRecord]
    ) throws -> String {
        guard json || jsonReport || !attributes.patterns.isEmpty else {
            return nodes.map { node in
                let stack = starlark.showsCallStacks ? node.callStack?.indented(by: "  ") : nil
                return "\(node.label)\n" + (stack ?? "")
            }.joined()
        }
        let contents = TargetRecord.Contents(
            attributes: attributes.patterns.isEmpty
                ? nil : try AttributeFilter(attributes.patterns),
            includesCallStack: starlark.showsCallStacks)
        let records = nodes.map { TargetRecord($0, contents) }
        guard jsonReport else { return Self.array(of: errors + records, from: "[\n", to: "\n]\n") }
        return Self.array(
            of: records, from: "{\n  \"compatible_targets\": [\n",
            to: "\n  ],\n  \"incompatible_targets\": [\n")
            + Self.array(of: incompatible.map(TargetRecord.init), from: "", to: "\n  ]\n}\n")
    }

    private static func array(
        of records: [TargetRecord], from opening: String, to closing: String
    ) -> String {
        var writer = TargetRecordWriter(isLines: false)
        return opening + records.map { writer.text(of: $0) }.joined() + closing
    }
}

extension TargetRecord {
    /// Describes a target in a configuration.
    init(_ target: ConfiguredQueryNode, _ contents: Contents) {
        let node = target.target.node
        var members: [(name: String, value: QueryJSON)] = [
            ("buck.target", .string(node.label.description)),
            (
                "buck.type",
                .string(
                    target.target.forwardTarget == nil
                        ? "\(node.rule.module):\(node.rule.name)" : target.ruleType)
            ),
            ("buck.deps", .strings(target.dependencies(.all))),
            ("buck.inputs", .strings(node.sources.map(\.cellPath))),
            ("buck.package", .string(node.label.package.description)),
        ]
        if let oncall = target.package.oncall { members.append(("buck.oncall", .string(oncall))) }
        members += target.givenAttributes.map { ($0.name, .value($0.value)) }
        if contents.includesCallStack {
            members.append(("buck.target_call_stack", .string(node.traceback)))
        }
        self.init(members: members.filter { contents.includes($0.name) })
    }

    /// Says why a target cannot be built in its configuration.
    init(_ incompatible: Incompatibility) {
        self.init(members: [
            ("buck.target", .string(incompatible.target.target.description)),
            (
                "buck.incompatible.cause",
                .string(incompatible.isOfDependency ? "InvalidIncompatible" : "ValidIncompatible")
            ),
            ("buck.incompatible.reason", .string(incompatible.message)),
        ])
    }
}
