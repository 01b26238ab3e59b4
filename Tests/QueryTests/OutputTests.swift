import Diagnostics
import Query
import Testing

@Suite struct OutputTests {
    private func render(
        _ query: String, _ format: QueryOutputFormat, attributes: [String] = []
    ) async throws -> String {
        let result = try await QueryExpression(parsing: query).evaluate(in: MemoryGraph.example)
        return try QueryOutput(format, attributes: attributes).render(result)
    }

    @Test func list() async throws {
        #expect(try await render("//lib:a + //lib:b", .list) == "//lib:a\n//lib:b\n")
        #expect(try await render("inputs(//lib:a)", .list) == "lib/a.cc\nlib/a.h\n")
        #expect(try await render("set()", .list) == "")
    }

    @Test func json() async throws {
        #expect(
            try await render("//lib:a + //lib:b", .json) == """
                [
                  "//lib:a",
                  "//lib:b"
                ]

                """)
        #expect(try await render("set()", .json) == "[]\n")
        #expect(try await render("inputs(//lib:b)", .json) == "[\n  \"lib/b.cc\"\n]\n")
    }

    @Test(arguments: [QueryOutputFormat.json, .list])
    func attributes(format: QueryOutputFormat) async throws {
        let text = try await render("//lib:b", format, attributes: ["^buck.type$", "env", "^deps"])
        #expect(
            text == """
                {
                  "//lib:b": {
                    "buck.type": "prelude//rules.bzl:cxx_library",
                    "deps": [
                      "//lib:base"
                    ],
                    "env": {
                      "MODE": "fast"
                    }
                  }
                }

                """)
    }

    @Test func dotHasTheEdgesWithinTheResult() async throws {
        #expect(
            try await render("//lib:a + //lib:base + //lib:b", .dot) == """
                digraph result_graph {
                  "//lib:a" [style=filled,color="#DFECDF"];
                  "//lib:a" -> "//lib:base";
                  "//lib:base" [style=filled,color="#DFECDF"];
                  "//lib:b" [style=filled,color="#DFECDF"];
                  "//lib:b" -> "//lib:base";
                }

                """)
    }

    @Test func dotCompactCountsNodes() async throws {
        #expect(
            try await render("//lib:a + //lib:base", .dotCompact, attributes: ["name"]) == """
                digraph result_graph {
                  1 [style=filled,color="#DFECDF",buck_name=a,label="//lib:a"];
                  1 -> 2;
                  2 [style=filled,color="#DFECDF",buck_name=base,label="//lib:base"];
                }

                """)
    }

    @Test func filesAreNoGraph() async {
        let diagnostic = await #expect(throws: Diagnostic.self) {
            try await render("inputs(//lib:a)", .dot)
        }
        #expect(diagnostic?.message == "The output format `dot` shows targets, not files")
    }

    @Test func severalResults() async throws {
        var results: [(argument: String, result: QueryResult<MemoryNode>)] = []
        for argument in ["//lib:a", "//lib:b"] {
            let query = try QueryExpression(parsing: "deps(\(argument), 1, target_deps())")
            results.append((argument, try await query.evaluate(in: MemoryGraph.example)))
        }
        #expect(try QueryOutput(.list).render(results) == "//lib:a\n//lib:base\n//lib:b\n")
        #expect(
            try QueryOutput(.json).render(results) == """
                {
                  "//lib:a": [
                    "//lib:a",
                    "//lib:base"
                  ],
                  "//lib:b": [
                    "//lib:b",
                    "//lib:base"
                  ]
                }

                """)
    }

    @Test func escapes() async throws {
        let graph = MemoryGraph("r //:a\"b\\c")
        let result = try await QueryExpression(parsing: "//...").evaluate(in: graph)
        #expect(try QueryOutput(.json).render(result) == "[\n  \"//:a\\\"b\\\\c\"\n]\n")
    }
}
