import Analysis
import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Query

/// `bld audit subtargets`: what can stand in brackets after a target.
struct AuditSubtargetsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "subtargets", abstract: "Prints the sub-targets of targets.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetUniverseOptions

    @Flag(help: "Leave out the sub-targets of sub-targets.")
    var shallow = false

    @Flag(help: "Print a JSON object.")
    var json = false

    @Argument(help: "Patterns of targets and sub-targets.")
    var targets: [String]

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let audited = try await workspace.audit(targets, target)
            var members: [(key: String, value: QueryJSON)] = []
            for item in audited {
                guard case .success(let providers) = item.providers else { continue }
                let tree = try SubTargets(of: providers, item.label.target, isDeep: !shallow)
                members.append((item.label.description, tree.json))
                if !json { session.write(tree.lines(item.label)) }
            }
            if json {
                members.sort { $0.key < $1.key }
                session.write(QueryJSON.object(members).indented)
            }
            try workspace.reportFailures(of: audited)
            return .exit(.success)
        }
    }
}

/// The sub-targets of a target, and theirs.
private struct SubTargets {
    let children: [(name: String, below: SubTargets)]

    init(
        of providers: ProviderCollection, _ owner: ConfiguredTargetLabel, isDeep: Bool,
        depth: Int = 0
    ) throws(Diagnostic) {
        var children: [(name: String, below: SubTargets)] = []
        if depth == 0 || isDeep {
            for name in providers.subTargetNames {
                let below = try providers.subTarget([name], of: owner)
                children.append(
                    (name, try SubTargets(of: below, owner, isDeep: isDeep, depth: depth + 1)))
            }
        }
        self.children = children
    }

    var json: QueryJSON {
        .object(children.sorted { $0.name < $1.name }.map { ($0.name, $0.below.json) })
    }

    func lines(_ label: ConfiguredProvidersLabel) -> String {
        children.map { name, below in
            let label = ConfiguredProvidersLabel(
                ProvidersLabel(
                    target: label.providers.target,
                    subTargets: label.providers.subTargets + [name]),
                in: label.target)
            return "\(label)\n" + below.lines(label)
        }.joined()
    }
}
