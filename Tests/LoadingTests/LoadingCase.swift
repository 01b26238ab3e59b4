import BuildModel
import Diagnostics
import Glibc
import Incremental
import Testing

@testable import Loading

/// A test of a whole workspace, in one file of `Data`.
///
/// ```text
/// what the case is about
/// === .buckconfig          a file of the project; `=== @prelude.bzl` is one of the bundled cell
/// === ? target //a:b       a question; what follows is the answer that is expected
/// ```
/// `BLD_UPDATE_GOLDEN=1 swift test --filter LoadingTests` writes the answers given.
struct LoadingCase: Sendable, CustomTestStringConvertible {
    let name: String
    var intro = ""
    var files: [(path: String, text: String)] = []
    var questions: [(question: String, answer: String)] = []

    var testDescription: String { name }

    static let folder =
        String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Data"

    static let all: [LoadingCase] = {
        var names: [String] = []
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.filter { $0.hasSuffix(".txt") }.sorted().map { LoadingCase(name: $0) }
    }()

    static var updatesGolden: Bool { getenv("BLD_UPDATE_GOLDEN") != nil }

    init(name: String) {
        self.name = name
        let bytes =
            (try? DiskSourceTree(projectRoot: .root).read(
                .project(ProjectPath(unchecked: String((Self.folder + "/" + name).dropFirst())))))
        let text = String(decoding: bytes ?? [], as: UTF8.self)
        var current: String?
        var body = ""
        func end() {
            switch current {
            case nil: intro = body
            case let header? where header.hasPrefix("? "):
                questions.append((String(header.dropFirst(2)), body))
            case let header?: files.append((header, body))
            }
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("=== ") {
                end()
                current = String(line.dropFirst(4))
                body = ""
            } else {
                body += line + "\n"
            }
        }
        end()
    }

    func write(answers: [String]) throws {
        var text = intro
        for file in files { text += "=== \(file.path)\n\(file.text)" }
        for (question, answer) in zip(questions, answers) {
            text += "=== ? \(question.question)\n\(answer)"
        }
        let stream = try #require(fopen(Self.folder + "/" + name, "w"))
        fputs(text, stream)
        fclose(stream)
    }

    var tree: MemorySourceTree {
        var project: [String: String] = [:]
        var bundled: [String: String] = [:]
        for file in files {
            if file.path.hasPrefix("@") {
                bundled[String(file.path.dropFirst())] = file.text
            } else {
                project[file.path] = file.text
            }
        }
        if project[".buckconfig"] == nil { project[".buckconfig"] = "[cells]\nroot = .\n" }
        let tree = MemorySourceTree(project, bundled: bundled)
        for (path, text) in project where text.hasPrefix("unreadable") { tree.deny(path) }
        return tree
    }

    /// The answers of an engine, in order.
    func answers() async -> [String] {
        let engine = tree.engine()
        var answers: [String] = []
        for (question, _) in questions {
            let words = question.split(separator: " ").map(String.init)
            do {
                answers.append(
                    try await engine.withContext { context in
                        try await answer(words[0], words.count > 1 ? words[1] : "", in: context)
                    })
            } catch let error as Diagnostic {
                answers.append(DiagnosticRenderer(color: false).render(error))
            } catch {
                answers.append("\(error)\n")
            }
        }
        return answers
    }

    private func answer(
        _ verb: String, _ text: String, in context: borrowing Context
    ) async throws -> String {
        let cells = try await context.cells()
        let root = CellPath(cell: cells.rootCell, path: .base)
        let pattern = try cells.pattern(text, from: root)
        switch verb {
        case "packages":
            return lines(try await context.packages(matching: pattern))
        case "targets":
            return lines(try await context.targets(matching: pattern).map(\.label))
        case "given":
            return try await context.targets(matching: pattern).map { node in
                let given = node.attributes.filter {
                    node.isGiven($0.definition.name) && $0.definition.name != "name"
                }
                return "\(node.label) (\(node.rule.name))\n"
                    + lines(given.map { "    \($0.definition.name) = \($0.value)" })
            }.joined()
        case "all":
            return try await context.targets(matching: pattern).map { node in
                "\(node.label) (\(node.rule.name))\n"
                    + lines(node.attributes.map { "    \($0.definition.name) = \($0.value)" })
            }.joined()
        case "edges":
            return lines(
                try await context.targets(matching: pattern).flatMap { node in
                    node.edges.map { "\(node.label) -> \($0.target) (\($0.kind))" }
                })
        case "super":
            // What `PACKAGE` files say about a package, which need not exist.
            guard case .package(let label) = pattern else { return "no package\n" }
            let package = try await context.superPackage(of: label)
            var texts: [String] = []
            for value in package.values {
                texts.append("\(value.key) = \(try value.json.text(layout: ArtifactLayout()))")
            }
            texts.append("visibility = \(package.visibility.texts)")
            texts.append("within_view = \(package.withinView.texts)")
            for cap in package.visibilityCaps { texts.append("cap = \(cap.texts)") }
            if package.configurationConstructor != nil { texts.append("has a constructor") }
            return lines(texts)
        case "check":
            // Whether every target may depend on what it names.
            for node in try await context.targets(matching: pattern) {
                for edge in node.edges {
                    try node.checkMayDepend(on: try await context.targetNode(edge.target))
                }
            }
            return "fine\n"
        default: return "unknown question\n"
        }
    }

    private func lines(_ elements: [some CustomStringConvertible]) -> String {
        elements.map { "\($0)\n" }.joined()
    }
}

@Suite struct LoadingCaseTests {
    @Test(arguments: LoadingCase.all)
    func answers(_ test: LoadingCase) async throws {
        let answers = await test.answers()
        if LoadingCase.updatesGolden {
            try test.write(answers: answers)
        } else {
            for ((question, expected), answer) in zip(test.questions, answers) {
                #expect(answer == expected, "\(question)")
            }
        }
    }

    @Test func thereAreCases() { #expect(LoadingCase.all.count > 10) }
}
