import Diagnostics
import Query
import Testing

@Suite struct ParserTests {
    @Test(arguments: [
        ("//a:b", "'//a:b'"),
        ("  //a:b  ", "'//a:b'"),
        ("\"//a:b\"", "'//a:b'"),
        ("'it is \"quoted\"'", "'it is \"quoted\"'"),
        ("\"it's\"", "\"it's\""),
        ("cell//a/...", "'cell//a/...'"),
        ("@cell//a-b/c.d:e+f", "('@cell//a-b/c.d:e' + 'f')"),
        ("//a:b[shared]", "'//a:b[shared]'"),
        ("12", "12"),
        ("None", "None"),
        ("deps(//a:b, 1)", "deps('//a:b', 1)"),
        ("deps(//a:b,None,target_deps())", "deps('//a:b', None, target_deps())"),
        ("kind(rust_.*, //...)", "kind('rust_.*', '//...')"),
        ("set()", "set()"),
        ("set( a 'b c' \"d\" )", "set(a b c d)"),
        ("fileset(a/b.c d.e)", "fileset(a/b.c d.e)"),
        ("settle(a)", "settle('a')"),
        ("a + b - c ^ d", "((('a' + 'b') - 'c') ^ 'd')"),
        ("a union b except c intersect d", "((('a' + 'b') - 'c') ^ 'd')"),
        ("a+b^c", "(('a' + 'b') ^ 'c')"),
        ("a-b", "'a-b'"),
        ("a - b", "('a' - 'b')"),
        ("(a)-b", "('a' - 'b')"),
        ("a - (b + c)", "('a' - ('b' + 'c'))"),
        ("((a))", "'a'"),
        ("f(a + b, g(c) - d)", "f(('a' + 'b'), (g('c') - 'd'))"),
        ("unionize", "'unionize'"),
        ("a\n  union\n  b", "('a' + 'b')"),
        ("gr\u{FC}n/datei.c", "'gr\u{FC}n/datei.c'"),
    ])
    func reads(query: String, expected: String) throws {
        #expect(try QueryExpression(parsing: query).description == expected)
    }

    /// The message, and the text it points at.
    @Test(arguments: [
        ("", "The query is empty", ""),
        ("   ", "The query is empty", ""),
        ("deps(//a:b", "Expected `)`, found the end of the query", ""),
        ("(a + b", "Expected `)`, found the end of the query", ""),
        ("deps(//a:b))", "Unmatched `)`", ")"),
        ("a +", "Expected an expression, found the end of the query", ""),
        ("+ a", "Expected an expression, found `+`", "+"),
        ("deps(,a)", "Expected an expression, found `,`", ","),
        ("deps(a,)", "Expected an expression, found `)`", ")"),
        ("kind(^rust, //...)", "Expected an expression, found `^`", "^"),
        ("a b", "Expected the end of the query, found `b`", "b"),
        ("a unionize b", "Expected the end of the query, found `u`", "u"),
        ("deps(a b)", "Expected `)`, found `b`", "b"),
        ("set(a, b)", "The words of a set are separated by spaces", ","),
        ("'//a:b", "The string is not closed", "'//a:b"),
        ("a & b", "Expected the end of the query, found `&`", "&"),
        ("a \u{2212} b", "Expected the end of the query, found `\u{2212}`", "\u{2212}"),
    ])
    func rejects(query: String, message: String, text: String) {
        let diagnostic = #expect(throws: Diagnostic.self) {
            try QueryExpression(parsing: query)
        }
        #expect(diagnostic?.message == message)
        #expect(diagnostic?.span?.text == text)
    }

    @Test func endlessNestingIsAnErrorAndNotACrash() {
        let query = String(repeating: "(", count: 100_000)
        let diagnostic = #expect(throws: Diagnostic.self) {
            try QueryExpression(parsing: query)
        }
        #expect(diagnostic?.message == "The query is nested too deeply")
    }

    @Test func aLongChainOfOperatorsIsFlat() throws {
        let query = (0..<10_000).map { "//a:t\($0)" }.joined(separator: " + ")
        #expect(throws: Never.self) { try QueryExpression(parsing: query) }
    }
}
