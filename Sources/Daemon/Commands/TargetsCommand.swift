import ArgumentParser
import BuildEvents
import BuildModel
import Loading

/// `bld targets`: what there is to build.
struct TargetsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "targets", abstract: "Lists the targets that patterns match.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Print a JSON array with the attributes of each target.")
    var json = false

    @Flag(
        name: .customLong("json-lines"), help: "Print one JSON object with attributes per line.")
    var jsonLines = false

    @Argument(help: "What to list: //package:, //folder/..., //package:name.")
    var targets: [String]

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let nodes = try await workspace.ask { context in
                var nodes: [TargetNode] = []
                for pattern in try await workspace.parse(targets, in: context) {
                    nodes += try await context.targets(matching: pattern)
                }
                return nodes
            }
            session.write(render(nodes))
            return .exit(.success)
        }
    }

    private func render(_ nodes: [TargetNode]) -> String {
        guard json || jsonLines else { return nodes.map { "\($0.label)\n" }.joined() }
        let objects = nodes.map(TargetDescription.init)
        if jsonLines { return objects.map { "\(jsonText($0.content))\n" }.joined() }
        return jsonText(.array(objects.map(\.content)), isPretty: true)
    }
}
