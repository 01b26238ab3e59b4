import Testing

@testable import Loading

@Suite struct MacroStringTests {
    /// Text, and its parts: calls as `name@?[argument|argument]`.
    static let splits: [(String, [String])] = [
        ("", [""]),
        ("plain", ["plain"]),
        ("$(location //a:b)", ["<location //a:b>"]),
        ("cat $(location :a) > $OUT", ["cat ", "<location :a>", " > $OUT"]),
        ("$(@exe :a)x", ["<@exe :a>", "x"]),
        ("$(exe)", ["<exe>"]),
        ("$(query_outputs deps(//a:b, 3))", ["<query_outputs deps(//a:b, 3)>"]),
        ("$(x 'a b' \"c)\\\"\")", ["<x a b|c)\">"]),
        ("\\$(not a (macro)) $(yes)", ["$(not a (macro)) ", "<yes>"]),
        ("$$(text)", ["$$(text)"]),
        ("$$", ["$$"]),
        ("a\\\\b$(c)", ["a\\\\b", "<c>"]),
    ]

    @Test(arguments: splits)
    func split(_ text: String, _ expected: [String]) throws {
        let parts = try MacroString(text).parts.map { part in
            switch part {
            case .text(let text): return text
            case .call(let call):
                let name = (call.isWrittenToFile ? "@" : "") + call.name
                let arguments = call.arguments.joined(separator: "|")
                return "<" + name + (arguments.isEmpty ? "" : " ") + arguments + ">"
            }
        }
        #expect(parts == expected)
    }

    static let mistakes: [(String, String, String)] = [
        ("x $(location :a", "$(location :a", "has no `)`"),
        ("$(location", "$(location", "has no `)`"),
        ("$( :a)", "$( ", "has no name"),
        ("$(a,b c)", "$(a,b", "has a name with other characters than letters, digits, `_` and `-`"),
        ("$(a 'b)", "$(a 'b)", "has an argument without its quote at the end"),
    ]

    @Test(arguments: mistakes)
    func refuse(_ text: String, _ macro: String, _ reason: String) {
        #expect(throws: MacroError(macro: macro, reason: reason)) { try MacroString(text) }
    }
}
