import Diagnostics
import Query
import Testing

@Suite struct EvaluationTests {
    @Test(arguments: [
        // Literals and sets.
        ("//lib:a", "//lib:a"),
        ("//lib:", "//lib:a //lib:b //lib:base //lib:a_test"),
        ("set(//lib:b //lib:a //lib:b)", "//lib:b //lib:a"),
        ("set()", ""),
        ("//lib:b + //lib:a", "//lib:b //lib:a"),
        ("//lib: - //lib:b", "//lib:a //lib:base //lib:a_test"),
        ("//lib: ^ set(//lib:base //app:main //lib:a)", "//lib:a //lib:base"),
        ("//lib: - //lib:a + //lib:a", "//lib:b //lib:base //lib:a_test //lib:a"),
        // deps: dependencies first; with a depth, nearest first.
        ("deps(//lib:a)", "//config:linux //third:zlib //lib:base //lib:a"),
        (
            "deps(//app:main)",
            "//toolchains:cxx //third:zlib //tools:gen //config:linux //lib:base //lib:b //lib:a"
                + " //app:main"
        ),
        ("deps(//app:main, 0)", "//app:main"),
        ("deps(//app:main, 1)", "//app:main //lib:a //lib:b //toolchains:cxx"),
        (
            "deps(//app:main, 2)",
            "//app:main //lib:a //lib:b //toolchains:cxx //lib:base //tools:gen"
        ),
        ("deps(//lib:a, -1)", "//config:linux //third:zlib //lib:base //lib:a"),
        ("deps(//lib:a, None)", "//config:linux //third:zlib //lib:base //lib:a"),
        // Filters of traversals.
        ("deps(//lib:b, 1, exec_deps())", "//lib:b //tools:gen"),
        ("deps(//app:main, 1, toolchain_deps())", "//app:main //toolchains:cxx"),
        ("deps(//lib:base, 1, configuration_deps())", "//lib:base //config:linux"),
        ("deps(//lib:b, None, target_deps())", "//third:zlib //lib:base //lib:b"),
        ("deps(//lib:b, None, kind(cxx, first_order_deps()))", "//lib:base //lib:b"),
        (
            "deps(//lib:b, None, target_deps() + exec_deps())",
            "//third:zlib //tools:gen //lib:base //lib:b"
        ),
        // rdeps and paths.
        ("rdeps(//app:main, //lib:base)", "//app:main //lib:b //lib:a //lib:base"),
        ("rdeps(//..., //lib:a)", "//lib:a_test //app:main //lib:a"),
        ("rdeps(//..., //third:zlib, 1)", "//tools:gen //lib:base //third:zlib"),
        ("rdeps(//lib:a, //tools:gen)", ""),
        (
            "rdeps(//app:main, //third:zlib, None, target_deps())",
            "//app:main //lib:b //lib:a //lib:base //third:zlib"
        ),
        ("allpaths(//app:main, //tools:gen)", "//app:main //lib:b //tools:gen"),
        ("allpaths(//lib:a, //tools:gen)", ""),
        ("somepath(//app:main, //third:zlib)", "//app:main //lib:a //lib:base //third:zlib"),
        ("somepath(//app:main, //app:main)", "//app:main"),
        ("somepath(//lib:a, //tools:gen)", ""),
        ("somepath(//app:main, //third:zlib, exec_deps())", ""),
        // Filters of sets.
        ("kind(rust, //...)", "//tools:gen"),
        ("kind('^cxx_(binary|test)$', //...)", "//app:main //lib:a_test"),
        ("filter('_test$', //lib:)", "//lib:a_test"),
        ("filter(base, //...)", "//lib:base"),
        ("attrfilter(name, base, //...)", "//lib:base"),
        ("attrfilter(deps, //third:zlib, //...)", "//lib:base //tools:gen"),
        ("attrfilter(env, MODE, //lib:b)", "//lib:b"),
        ("attrfilter(env, fast, //lib:b)", "//lib:b"),
        ("attrfilter(linkWhole, True, //...)", "//app:main"),
        ("attrfilter(buck.type, prelude//rules.bzl:rust_binary, //...)", "//tools:gen"),
        ("attrfilter(nothing, x, //...)", ""),
        ("nattrfilter(deps, //lib:base, //lib:)", "//lib:base //lib:a_test"),
        ("nattrfilter(nothing, x, //...)", ""),
        ("nattrfilter(buck.type, x, //...)", ""),
        ("attrregexfilter(srcs, '[.]rs$', //...)", "//tools:gen"),
        // Files.
        ("inputs(//lib:a + //lib:b)", "lib/a.cc lib/a.h lib/b.cc"),
        ("filter('[.]h$', inputs(//...))", "lib/a.h"),
        ("inputs(//lib:a) - lib/a.h", "lib/a.cc"),
        ("lib/a.h + inputs(//lib:b)", "lib/a.h lib/b.cc"),
        ("buildfile(//lib: + //app:main)", "lib/BUCK app/BUCK"),
        ("owner(lib/a.h)", "//lib:a"),
        ("owner(fileset(lib/b.cc lib/a.h none))", "//lib:b //lib:a"),
        ("targets_in_buildfile(app/BUCK)", "//app:main"),
        ("testsof(//lib:)", "//lib:a_test"),
        ("allbuildfiles(//lib:a)", "lib/BUCK defs.bzl"),
        ("rbuildfiles(fileset(lib/BUCK app/BUCK), defs.bzl)", "lib/BUCK app/BUCK"),
    ])
    func gives(query: String, expected: String) async throws {
        let found = try await MemoryGraph.example.ask(query)
        #expect(found.joined(separator: " ") == expected)
    }

    /// The message, and the text it points at.
    @Test(arguments: [
        ("dep(//lib:a)", "unknown function `dep`; did you mean `deps`?", "dep"),
        ("nonsense(//lib:a)", "unknown function `nonsense`", "nonsense"),
        ("deps()", "`deps` needs an argument for `targets`", "deps()"),
        ("rdeps(//...)", "`rdeps` needs an argument for `targets`", "rdeps(//...)"),
        ("inputs(a, b)", "`inputs` takes 1 arguments at most, 2 are given", "inputs(a, b)"),
        ("deps(//lib:a, two)", "Expected a depth, a number, found `'two'`", "two"),
        (
            "deps(inputs(//lib:a))", "expected value of type `targets`, got a set of files",
            "inputs(//lib:a)"
        ),
        (
            "owner(//lib:a + //lib:b)", "expected value of type `files`, got a set of targets",
            "//lib:a + //lib:b"
        ),
        (
            "inputs(//lib:a) + deps(//lib:a)",
            "expected value of type `files`, got a set of targets",
            "deps(//lib:a)"
        ),
        (
            "filter(a, None)",
            "None is not a valid value for function `filter` argument [1] "
                + "`set: *target or file expression*`", "None"
        ),
        (
            "labels(deps, //lib:a)",
            "function `labels` is not implemented: a set holds targets or "
                + "files, not both", "//lib:a"
        ),
        (
            "all_actions(//lib:a)", "query function all_actions not available in this context",
            "all_actions"
        ),
        ("3", "expected value of type `targets`, got the number 3", "3"),
        ("kind(deps(//lib:a), //...)", "Expected a word, found an expression", "deps(//lib:a)"),
        (
            "exec_deps()",
            "`exec_deps()` is known only in the filter of a traversal, as in"
                + " `deps(//a:b, None, exec_deps())`", "exec_deps"
        ),
    ])
    func rejects(query: String, message: String, text: String) async {
        let diagnostic = await #expect(throws: Diagnostic.self) {
            try await MemoryGraph.example.ask(query)
        }
        #expect(diagnostic?.message == message)
        #expect(diagnostic?.span?.text == text)
    }

    /// What is not wrong with the query itself has the expressions around it as contexts.
    @Test(arguments: [
        ("//lib:aa", ["^------^"]),
        ("deps(//lib:aa) + //lib:b", ["^------------^"]),
        ("//lib:b + //lib:aa", ["          ^------^"]),
        ("kind(x, deps(//lib:aa))", ["        ^------------^", "^---------------------^"]),
        ("set(//lib:aa)", ["^-----------^"]),
    ])
    func errorsOfTheGraphNameTheExpression(query: String, pointers: [String]) async {
        let diagnostic = await #expect(throws: Diagnostic.self) {
            try await MemoryGraph.example.ask(query)
        }
        #expect(diagnostic?.message == "Unknown target `//lib:aa`; did you mean `//lib:a`?")
        #expect(
            diagnostic?.contexts
                == pointers.map {
                    .step("Error evaluating expression:\n    \(query)\n    \($0)\n")
                })
    }

    @Test func theMiddleOfALongExpressionIsLeftOut() async {
        let query = "set(" + (1...20).map { "//lib:missing\($0)" }.joined(separator: " ") + ")"
        let diagnostic = await #expect(throws: Diagnostic.self) {
            try await MemoryGraph.example.ask(query)
        }
        guard case .step(let text)? = diagnostic?.contexts.first else {
            Issue.record("there is an expression around the error")
            return
        }
        let lines = text.split(separator: "\n")
        #expect(lines[1].count == 84 && lines[1].contains("<<omitted>>"))
        #expect(lines[2] == "    ^" + String(repeating: "-", count: 78) + "^")
    }

    @Test func aBrokenRegularExpressionIsTheUsersError() async {
        let diagnostic = await #expect(throws: Diagnostic.self) {
            try await MemoryGraph.example.ask("kind('(', //...)")
        }
        #expect(diagnostic?.message.hasPrefix("`(` is no regular expression") == true)
        #expect(diagnostic?.span?.text == "'('")
    }

    @Test(arguments: [
        ("deps(//lib:a)", "//lib:a"), ("deps(//a:b) + set(//c:d //a:b)", "//a:b //c:d"),
        ("owner(a.txt) ^ deps(kind(x, //b/...), 1)", "//b/..."),
        ("kind(x, filter(y, //a:))", "//a:"),
    ])
    func namesTheTargetsItStartsFrom(query: String, literals: String) throws {
        let found = try QueryExpression(parsing: query).targetLiterals.map(\.text)
        #expect(found.joined(separator: " ") == literals)
    }

    @Test func aPartialGraphLeavesOutWhatIsBroken() async throws {
        var graph = MemoryGraph.example
        graph.broken = ["//lib:base"]
        let error = await #expect(throws: Diagnostic.self) { try await graph.ask("deps(//lib:b)") }
        #expect(error?.contexts.first == .step("`//lib:b` depends on `//lib:base`"))
        graph.allowsPartialGraph = true
        #expect(try await graph.ask("deps(//lib:b)") == ["//third:zlib", "//tools:gen", "//lib:b"])
        #expect(
            try await graph.ask("deps(//lib:b, 2)") == ["//lib:b", "//tools:gen", "//third:zlib"])
        #expect(try await graph.ask("deps(//lib:b, 1, target_deps())") == ["//lib:b"])
        await #expect(throws: Diagnostic.self) { try await graph.ask("deps(//lib:base)") }
    }

    @Test func cyclesEnd() async throws {
        let graph = MemoryGraph("r //:a -> //:b\nr //:b -> //:c\nr //:c -> //:a")
        #expect(try await graph.ask("deps(//:a)") == ["//:c", "//:b", "//:a"])
        #expect(try await graph.ask("rdeps(//:a, //:a)").count == 3)
        #expect(try await graph.ask("somepath(//:a, //:c)") == ["//:a", "//:b", "//:c"])
    }

    @Test func aLongChainNeedsNoNativeStack() async throws {
        let lines = (0..<5_000).map { "r //:t\($0) -> //:t\($0 + 1)" } + ["r //:t5000"]
        let graph = MemoryGraph(lines.joined(separator: "\n"))
        let query = try QueryExpression(parsing: "deps(//:t0)")
        guard case .targets(let targets) = try await query.evaluate(in: graph) else { return }
        #expect(targets.count == 5_001)
        #expect(targets.labels.first == "//:t5000")
    }
}
