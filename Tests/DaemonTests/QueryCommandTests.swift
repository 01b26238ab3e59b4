import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

/// `bld query` from the command line to its output, on a small graph.
@Suite struct QueryCommandTests {
    private static let files = CopyRule.workspace.merging(
        CopyRule.buck(
            """
            copy(name = "bottom", src = "good.txt", visibility = ["PUBLIC"])
            copy(name = "left", src = "good.txt", deps = [":bottom"])
            copy(name = "right", src = "good.txt", deps = [":bottom"], script = "true")
            copy(name = "top", src = "good.txt", deps = [":left", ":right"])
            """)
    ) { $1 }

    private static let questions: [(query: String, answer: [String])] = [
        ("//pkg:top", ["top"]),
        ("deps(//pkg:left)", ["left", "bottom"]),
        ("deps(//pkg:top, 1)", ["top", "left", "right"]),
        ("rdeps(//..., //pkg:left)", ["left", "top"]),
        ("rdeps(//pkg:, //pkg:bottom, 1)", ["bottom", "left", "right"]),
        ("deps(//pkg:left) + deps(//pkg:right)", ["bottom", "left", "right"]),
        ("deps(//pkg:top) except deps(//pkg:left)", ["right", "top"]),
        ("deps(//pkg:left) ^ deps(//pkg:right)", ["bottom"]),
        ("kind(\"^copy$\", //pkg:)", ["bottom", "left", "right", "top"]),
        ("kind(cpy, //pkg:)", []),
        ("filter(\"t$\", //pkg:)", ["left", "right"]),
        ("attrfilter(script, true, //pkg:)", ["right"]),
        ("attrregexfilter(script, \"^tr\", //pkg:)", ["right"]),
        ("somepath(//pkg:top, //pkg:left)", ["top", "left"]),
        ("set(//pkg:left //pkg:right)", ["left", "right"]),
        ("owner(pkg/good.txt)", ["bottom", "left", "right", "top"]),
    ]

    @Test(arguments: 0..<questions.count) func answers(number: Int) async throws {
        let (query, answer) = QueryCommandTests.questions[number]
        let workspace = try TemporaryWorkspace(QueryCommandTests.files)
        let outcome = await workspace.bld("query", query)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.sorted() == answer.map { "root//pkg:\($0)" }.sorted(), "\(query)")
        #expect(outcome.errors == "")
    }

    @Test func answersAreFilesToo() async throws {
        let workspace = try TemporaryWorkspace(QueryCommandTests.files)
        #expect(await workspace.bld("query", "inputs(//pkg:)").output == "pkg/good.txt\n")
        #expect(await workspace.bld("query", "buildfile(//pkg:top)").output == "pkg/BUCK\n")
    }

    @Test func jsonListsLabels() async throws {
        let workspace = try TemporaryWorkspace(QueryCommandTests.files)
        let outcome = await workspace.bld(
            "query", "--output-format", "json", "deps(//pkg:left)")
        let labels = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String]
        #expect(labels?.sorted() == ["root//pkg:bottom", "root//pkg:left"])
    }

    @Test func attributesAreDescribed() async throws {
        let workspace = try TemporaryWorkspace(QueryCommandTests.files)
        let outcome = await workspace.bld("query", "-a", "^script$", "//pkg:right")
        let targets =
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            as? [String: [String: String]]
        #expect(targets == ["root//pkg:right": ["script": "true"]])
    }

    @Test func dotDrawsEveryEdge() async throws {
        let workspace = try TemporaryWorkspace(QueryCommandTests.files)
        let outcome = await workspace.bld("query", "--dot", "deps(//pkg:top)")
        #expect(outcome.output.hasPrefix("digraph"))
        let edges = outcome.output.split(separator: "\n").filter { $0.contains("->") }
            .map { $0.filter { !" ;\"".contains($0) }.replacing("root//pkg:", with: "") }
        #expect(edges.sorted() == ["left->bottom", "right->bottom", "top->left", "top->right"])
    }

    @Test func argumentsTakeThePlaceOfPercentS() async throws {
        let workspace = try TemporaryWorkspace(QueryCommandTests.files)
        let outcome = await workspace.bld(
            "query", "deps(%Ss, 0)", "//pkg:left", "//pkg:right")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(outcome.output == "root//pkg:left\nroot//pkg:right\n")
    }
}
