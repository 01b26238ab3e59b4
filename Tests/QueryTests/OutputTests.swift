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
        var results: [(argument: String, result: Result<QueryResult<MemoryNode>, any Error>)] = []
        for argument in ["//lib:a", "//lib:b"] {
            let query = try QueryExpression(parsing: "deps(\(argument), 1, target_deps())")
            results.append((argument, .success(try await query.evaluate(in: MemoryGraph.example))))
        }
        #expect(try QueryOutput(.list).render(results).text == "//lib:a\n//lib:base\n//lib:b\n")
        #expect(
            try QueryOutput(.json).render(results).text == """
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

    @Test func aFailedQueryIsShownAmongTheResultsOfOthers() async throws {
        let query = try QueryExpression(parsing: "//lib:b")
        let results: [(argument: String, result: Result<QueryResult<MemoryNode>, any Error>)] = [
            ("//lib:b", .success(try await query.evaluate(in: MemoryGraph.example))),
            ("nonsense", .failure(Diagnostic.error("There is no such target"))),
        ]
        let (text, failure) = try QueryOutput(.json).render(results)
        #expect(
            text == """
                {
                  "//lib:b": [
                    "//lib:b"
                  ],
                  "nonsense": {
                    "$error": "error: There is no such target"
                  }
                }

                """)
        #expect(failure is Diagnostic)
        #expect(throws: Diagnostic.self) { try QueryOutput(.list).render(results) }
    }

    @Test func starlark() async throws {
        #expect(
            try await render("//lib:a + //third:zlib", .starlark) == """
                cxx_library(
                  name = "a",
                  deps = [ "//lib:base" ],
                  env = { "MODE": "fast" },
                  linkWhole = False,
                  srcs = [
                    "lib/a.cc",
                    "lib/a.h"
                  ],
                )


                prebuilt(
                  name = "zlib",
                  deps = [],
                  env = { "MODE": "fast" },
                  linkWhole = False,
                  srcs = [],
                )

                """)
    }

    @Test func aPageShowsTheGraph() async throws {
        let page = try await render("//lib:a + //lib:base", .html)
        #expect(page.contains(#"[{"label":"//lib:a","rule":"cxx_library","deps":[1]},"#))
    }

    @Test(arguments: [
        (QueryAttribute.string("a"), "a", "\"a\""), (.reference("//a:b"), "\"//a:b\"", "\"//a:b\""),
        (.null, "None", "null"), (.bool(true), "True", "true"),
        (.tuple([.integer(1), .string("x")]), "(1, x)", "[1,\"x\"]"),
        (.patterns([.text("PUBLIC")]), "[\"PUBLIC\"]", "[\"PUBLIC\"]"),
        (
            .patterns([.nameGlob(["a*"], within: ["//b:"])]),
            "[target_name_glob([\"a*\"], within = [\"//b:\"])]",
            "[{\"__type\":\"target_name_glob\",\"name_globs\":[\"a*\"],\"within\":[\"//b:\"]}]"
        ),
        (
            .dictionary([.init("b", .integer(1)), .init("a", .list([]))]), "{\"b\": 1, \"a\": []}",
            "{\"a\":[],\"b\":1}"
        ),
        (
            .concatenation([
                .list([.string("x")]), .select([.init("//c:d", .null), .init("DEFAULT", .null)]),
            ]),
            "[x]+select({\"//c:d\": None, \"DEFAULT\": None})",
            "{\"__type\":\"concat\",\"items\":[[\"x\"],{\"__type\":\"selector\",\"entries\":"
                + "{\"//c:d\":null,\"DEFAULT\":null}}]}"
        ),
    ])
    func values(attribute: QueryAttribute, plain: String, json: String) {
        #expect(attribute.starlark(.init(leavesOutQuotes: true)) == plain)
        #expect(QueryJSON.value(attribute).line == json)
    }

    @Test func escapes() async throws {
        let graph = MemoryGraph("r //:a\"b\\c")
        let result = try await QueryExpression(parsing: "//...").evaluate(in: graph)
        #expect(try QueryOutput(.json).render(result) == "[\n  \"//:a\\\"b\\\\c\"\n]\n")
    }
}
