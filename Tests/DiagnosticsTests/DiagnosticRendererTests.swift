import Diagnostics
import Testing

@Suite struct DiagnosticRendererTests {
    private let file = SourceFile(
        path: "root//app/BUCK",
        text:
            "load(\":a.bzl\", \"greet\")\n\n\tgreet(\"bob\", [\n    1,\n    2,\n    3,\n])\nx\u{7}y"
    )

    private func span(_ range: Range<Int>) -> SourceSpan { SourceSpan(file: file, range: range) }

    private func render(_ diagnostic: Diagnostic) -> String {
        DiagnosticRenderer(color: false).render(diagnostic)
    }

    @Test func messageOnly() {
        #expect(render(.error("No such target")) == "error: No such target\n")
        #expect(render(.warning("Old", code: "W1")) == "warning[W1]: Old\n")
    }

    @Test func longLinesAreCutAroundWhatIsMeant() {
        let text =
            String(repeating: "é", count: 1000) + "wrong" + String(repeating: "b", count: 1000)
        let file = SourceFile(path: "x", text: text + "\nnext")
        let start = 2000
        let shown = render(
            .error("Bad", at: SourceSpan(file: file, range: start..<start + 5)))
        let lines = shown.split(separator: "\n")
        #expect(lines[3].hasPrefix("1 | …éé"))
        #expect(lines[3].hasSuffix("wrong" + String(repeating: "b", count: 295) + "…"))
        #expect(lines[4] == "  | " + String(repeating: " ", count: 51) + "^^^^^")
        let first = render(.error("Bad", at: SourceSpan(file: file, range: 0..<2000)))
        #expect(first.contains("\n1 | éé"))
        #expect(first.contains("\n  | ^^^"))
        #expect(first.utf8.count < 1000)
    }

    @Test func longMessagesAreCut() {
        #expect(render(.error(String(repeating: "x", count: 100_000))).utf8.count < 5000)
    }

    @Test func spanWithLabelNotesAndHelp() {
        let diagnostic = Diagnostic.error(
            "Unknown name `greet`", at: span(26..<31), label: "not defined",
            notes: [.init("seen before"), .init("loaded here", at: span(15..<22))],
            help: ["first line\nsecond line"])
        #expect(
            render(diagnostic) == """
                error: Unknown name `greet`
                 --> root//app/BUCK:3:2
                  |
                3 | \tgreet("bob", [
                  | \t^^^^^ not defined
                  |
                  = note: seen before
                  = help: first line
                          second line
                note: loaded here
                 --> root//app/BUCK:1:16
                  |
                1 | load(":a.bzl", "greet")
                  |                ^^^^^^^
                  |

                """)
    }

    @Test func longSpansHaveABox() {
        #expect(
            render(.error("Bad call", at: span(26..<64))) == """
                error: Bad call
                 --> root//app/BUCK:3:2
                  |
                3 |   \tgreet("bob", [
                  |  __^
                4 | |     1,
                5 | |     2,
                6 | |     3,
                7 | | ])
                  | |__^
                  |

                """)
    }

    @Test func theMiddleOfVeryLongSpansIsLeftOut() {
        let text = (1...40).map { "line \($0)\n" }.joined()
        let file = SourceFile(path: "x", text: text)
        let lines = render(.error("Long", at: SourceSpan(file: file, range: 0..<file.text.count)))
            .split(separator: "\n")
        #expect(lines.count == 3 + 12 + 1 + 4 + 2)
        #expect(lines[15] == "...")
        #expect(lines[16] == "37 | | line 37")
    }

    @Test func aTracebackOfTheLineShownIsLeftOut() {
        var diagnostic = Diagnostic.error("fail: no", at: span(45..<46))
        let plain = render(diagnostic)
        diagnostic.callStack = [.init(function: "<module>", span: span(45..<47))]
        #expect(render(diagnostic) == plain)
        diagnostic.callStack = [.init(function: "<module>", span: span(26..<60))]
        #expect(render(diagnostic) != plain)
    }

    @Test func tracebackComesFirst() {
        var diagnostic = Diagnostic.error("fail: no", at: span(45..<46))
        diagnostic.callStack = [
            .init(function: "<module>", span: span(26..<60)), .init(function: "fail", span: nil),
        ]
        #expect(
            render(diagnostic) == """
                Traceback (most recent call last):
                  * root//app/BUCK:3, in <module>
                      greet("bob", [
                  File <builtin>, in fail
                error: fail: no
                 --> root//app/BUCK:4:5
                  |
                4 |     1,
                  |     ^
                  |

                """)
    }

    @Test func aPlaceAtTheEndHasACaret() {
        let file = SourceFile(path: "x", text: "if x")
        let text = render(.error("Expected `:`", at: SourceSpan(file: file, range: 4..<4)))
        #expect(text.hasSuffix("1 | if x\n  |     ^\n  |\n"))
    }

    @Test func controlCharactersAreNotPrinted() {
        let text = render(.error("Odd", at: span(63..<66)))
        #expect(text.contains(" x\u{FFFD}y\n"))
    }

    @Test func coloursAreAsked() {
        let colored = DiagnosticRenderer(color: true).render(.error("No", at: span(0..<4)))
        #expect(colored.contains("\u{1B}[1;31merror\u{1B}[0m"))
        #expect(!render(.error("No", at: span(0..<4))).contains("\u{1B}"))
    }
}
