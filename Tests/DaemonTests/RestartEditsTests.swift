import Foundation
import TestSupport
import Testing

/// Random edits, each built by another process on the graph of those before it, against a build
/// from scratch.
@Suite struct RestartEditsTests {
    /// More of them with `BLD_RESTART_SEEDS=1000`.
    private static let seeds =
        ProcessInfo.processInfo.environment["BLD_RESTART_SEEDS"].flatMap { UInt64($0) } ?? 3

    @Test(arguments: 1...seeds)
    func everyProcessBuildsWhatOneFromScratchDoes(seed: UInt64) async throws {
        var project = RandomProject(seed: seed)
        let kept = try KeptWorkspace(TemporaryWorkspace(project.files))
        for step in 0..<20 {
            let life = try await kept.build("//...")
            let fresh = try KeptWorkspace(
                TemporaryWorkspace(project.files, sharingStoreOf: kept.files))
            let oracle = try await fresh.build("//...")
            let place = "seed \(seed), step \(step), \(project.lastEdit)"
            try #require(life.complaints == [], "\(place)")
            try #require(life.errors == oracle.errors, "\(place)")
            try #require(oracle.errors.isEmpty == !project.isBroken, "\(place)")
            if !project.isBroken {
                let made = try outputs(of: kept, project)
                let expected = try outputs(of: fresh, project)
                try #require(made == expected, "\(place)")
                try #require(made.count == project.targets.count, "\(place)")
            }
            let before = project.files
            project.edit()
            for (path, text) in project.files where before[path] != text {
                try kept.files.write(path, text)
            }
            for path in before.keys where project.files[path] == nil {
                try FileManager.default.removeItem(
                    at: kept.files.root.appendingPathComponent(path))
            }
        }
    }

    @Test func withoutAnEditNothingIsComputed() async throws {
        let kept = try KeptWorkspace(TemporaryWorkspace(RandomProject(seed: 1).files))
        _ = try await kept.build("//...")
        // Looks again at files that had been written a moment before they were read.
        _ = try await kept.build("//...")
        let third = try await kept.build("//...")
        #expect(third.computed == [])
    }

    /// The contents of the outputs of all targets, by the targets' names.
    private func outputs(
        of workspace: KeptWorkspace, _ project: RandomProject
    ) throws -> [String: String] {
        let folder = workspace.files.root.appendingPathComponent("buck-out/bld/art/root")
        var outputs: [String: String] = [:]
        for case let file as URL in FileManager.default.enumerator(
            at: folder, includingPropertiesForKeys: nil) ?? .init()
        where project.targets.contains(file.lastPathComponent) {
            outputs[file.lastPathComponent] = try? String(contentsOf: file, encoding: .utf8)
        }
        return outputs
    }
}

/// A few packages of targets that concatenate a source and the outputs of other targets, and the
/// edits that a user makes in them.
struct RandomProject {
    private struct Target {
        let name: String
        let package: Int
        var text: String
        var dependencies: [String] = []
        var command = "cat"
    }

    private var random: SeededGenerator
    private var all: [Target] = []
    private var made = 0
    private var comment = 0
    private var macro = "v0"
    private var value = "c0"
    private(set) var isBroken = false
    private(set) var lastEdit = "nothing"

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for _ in 0..<6 { add() }
    }

    /// The names of all targets.
    var targets: Set<String> { Set(all.map(\.name)) }

    /// The files of the project.
    var files: [String: String] {
        var files = [
            ".buckconfig": "[cells]\nroot = .\n[user]\nvalue = \(value)\n",
            "rules.bzl": """
            def _impl(ctx):
                out = ctx.actions.declare_output(ctx.attrs.name)
                deps = [dep[DefaultInfo].default_outputs[0] for dep in ctx.attrs.deps]
                script = "{ echo \(macro) $0; " + ctx.attrs.command + ' "$@"; } > ' + "$OUT"
                ctx.actions.run(
                    cmd_args("/bin/sh", "-c", script, ctx.attrs.value, ctx.attrs.src, deps),
                    env = {"OUT": out.as_output()},
                    category = "join",
                )
                return [DefaultInfo(default_output = out)]

            join = rule(impl = _impl, attrs = {
                "command": attrs.string(),
                "deps": attrs.list(attrs.dep(), default = []),
                "src": attrs.source(),
                "value": attrs.string(default = ""),
            })

            def join_configured(name, **kwargs):
                join(name = name, value = read_config("user", "value", ""), **kwargs)
            """,
        ]
        for package in Set(all.map(\.package)) {
            var text = "load(\"//:rules.bzl\", \"join\", \"join_configured\")\n# \(comment)\n"
            for target in all where target.package == package {
                let labels = target.dependencies.compactMap { name in
                    all.first { $0.name == name }.map { "\"//p\($0.package):\(name)\"" }
                }
                text += """
                    \(made % 2 == 0 ? "join" : "join_configured")(
                        name = "\(target.name)", src = "\(target.name).txt",
                        command = "\(target.command)", deps = [\(labels.joined(separator: ", "))],
                        visibility = ["PUBLIC"])

                    """
                files["p\(package)/\(target.name).txt"] = target.text
            }
            if isBroken, package == all[0].package { text += "no_such_function()\n" }
            files["p\(package)/BUCK"] = text
        }
        return files
    }

    /// Makes one edit.
    mutating func edit() {
        isBroken = false
        let index = Int(random.next() % UInt64(all.count))
        switch random.next() % 10 {
        case 0, 1, 2:
            lastEdit = "text of \(all[index].name)"
            all[index].text = "text \(random.next() % 4)\n"
        case 3:
            lastEdit = "command of \(all[index].name)"
            all[index].command = all[index].command == "cat" ? "cat -n" : "cat"
        case 4:
            add()
            lastEdit = "new target"
        case 5:
            lastEdit = "without \(all[index].name)"
            if all.count > 3 { all.remove(at: index) }
        case 6:
            macro = "v\(random.next() % 3)"
            lastEdit = "rule writes \(macro)"
        case 7:
            value = "c\(random.next() % 3)"
            lastEdit = "configured \(value)"
        case 8:
            comment += 1
            lastEdit = "comment"
        default:
            isBroken = true
            lastEdit = "broken"
        }
    }

    private mutating func add() {
        made += 1
        var target = Target(
            name: "t\(made)", package: Int(random.next() % 4), text: "text \(made)\n")
        for other in all where random.next() % 3 == 0 { target.dependencies.append(other.name) }
        all.append(target)
    }
}
