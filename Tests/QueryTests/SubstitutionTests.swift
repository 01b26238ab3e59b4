import Diagnostics
import Query
import Testing

@Suite struct SubstitutionTests {
    @Test func withoutPlaceholderAndArgumentsTheQueryStays() throws {
        #expect(try QuerySubstitution(query: "deps(a)", arguments: []) == .single("deps(a)"))
    }

    @Test func eachArgumentIsAQuery() throws {
        let substitution = try QuerySubstitution(query: "deps(%s) - %s", arguments: ["//a", "//b"])
        guard case .multiple(let items) = substitution else {
            Issue.record("expected several queries")
            return
        }
        #expect(items.map(\.argument) == ["//a", "//b"])
        #expect(items.map(\.query) == ["deps(//a) - //a", "deps(//b) - //b"])
    }

    @Test func allArgumentsAreASet() throws {
        #expect(
            try QuerySubstitution(query: "deps(%Ss)", arguments: ["//a", "it's"])
                == .single("deps(set('//a' \"it's\"))"))
        #expect(
            try QuerySubstitution(query: "deps(%Ss)", arguments: []) == .single("deps(set())"))
    }

    @Test(arguments: [
        ("deps(a)", ["b"], "The argument `b` has no place in the query"),
        ("deps(%s)", [], "The query has the placeholder `%s`, but no argument follows it"),
        ("deps(%s)", ["%s"], "The query argument `%s` has a placeholder itself"),
    ])
    func rejects(query: String, arguments: [String], message: String) {
        let diagnostic = #expect(throws: Diagnostic.self) {
            try QuerySubstitution(query: query, arguments: arguments)
        }
        #expect(diagnostic?.message == message)
    }
}
