import Diagnostics
import Testing

/// What a failure looks like that has passed several boundaries.
@Suite struct ChainTests {
    private let file = SourceFile(
        path: "app/BUCK",
        text: """
            load("//:rules.bzl", "thing")

            thing(
                name = "a",
                size = "large",
            )
              later = thing(
                  name = "b",
            )

            """)

    private func span(from first: String, to last: String) -> SourceSpan {
        let text = String(decoding: file.text, as: UTF8.self)
        func offset(_ part: String) -> Int {
            text.firstRange(of: part).map {
                text.utf8.distance(from: text.startIndex, to: $0.lowerBound)
            }
                ?? 0
        }
        return SourceSpan(file: file, range: offset(first)..<offset(last) + last.utf8.count)
    }

    private func failure(_ diagnostic: Diagnostic) -> String {
        DiagnosticRenderer(color: false).failure(diagnostic)
    }

    @Test func aLoneMessageStandsForItself() {
        #expect(failure(.error("No such thing")) == "No such thing")
    }

    @Test func oneCauseHasNoNumber() {
        let error = Diagnostic.error("No such thing\nat all").adding(context: .step("Looking"))
        #expect(failure(error) == "Looking\n\nCaused by:\n    No such thing\n    at all")
    }

    @Test func severalCausesAreNumbered() {
        let error = Diagnostic.error("select resolved to select_fail(): no")
            .adding(context: .step("configuring attr `data`"))
            .adding(context: .configuring(target: "root//:foo", configuration: "root//:p#0123"))
        #expect(
            failure(error) == """
                Error looking up configured node root//:foo (root//:p#0123)

                Caused by:
                    0: configuring attr `data`
                    1: select resolved to select_fail(): no
                """)
    }

    @Test func nodesThatFollowEachOtherAreAPath() {
        var error = Diagnostic.error("Unknown target `xxx`")
        for (target, configuration) in [("xxx", "c#2"), ("b", "c#1"), ("a", "c#1")] {
            error = error.adding(
                context: .configuring(target: "root//:\(target)", configuration: configuration))
        }
        #expect(
            failure(error.adding(context: .step("Error running analysis for `root//:a`"))) == """
                Error running analysis for `root//:a`

                Caused by:
                    0: Error in configured node dependency, dependency chain follows \
                (-> indicates depends on, ^ indicates same configuration as previous):
                              root//:a (c#1)
                           -> root//:b (^)
                           -> root//:xxx (c#2)
                \("       ")
                    1: Unknown target `xxx`
                """)
    }

    @Test func aLinkWithAPlaceHasItsSourceAndCalls() {
        let call = span(from: "thing(\n    name = \"a\"", to: "large\",\n)")
        var error = Diagnostic.error(
            "Error coercing attribute `size` of `root//app:a`", at: call,
            causes: ["Error coercing \"large\"", "Expected `int`"])
        error.callStack = [.init(function: "<module>", span: call)]
        #expect(
            failure(
                error.adding(context: .step("Error evaluating build file: `root//app:BUCK`")))
                    == """
                    Error evaluating build file: `root//app:BUCK`

                    Caused by:
                        0: error: Error coercing attribute `size` of `root//app:a`
                            --> app/BUCK:3:1
                             |
                           3 | / thing(
                           4 | |     name = "a",
                           5 | |     size = "large",
                           6 | | )
                             | |_^
                             |
                           Traceback (most recent call last):
                             * app/BUCK:3, in <module>
                                 thing(
                    \("       ")
                        1: Error coercing "large"
                        2: Expected `int`
                    """)
    }

    @Test func callsOfTheLanguageComeFirst() {
        let place = span(from: "size", to: "size")
        let call = span(from: "load", to: "load")
        var error = Diagnostic.error("fail: no", at: place)
        error.origin = .builtin
        error.callStack = [
            .init(function: "<module>", span: nil), .init(function: "_impl", span: call),
            .init(function: "inner", span: place),
        ]
        error = error.adding(context: .step("Error running analysis for `root//:a`"))
        #expect(
            failure(error).contains(
                """
                Caused by:
                    Traceback (most recent call last):
                      File <builtin>, in <module>
                      * app/BUCK:1, in _impl
                          load("//:rules.bzl", "thing")
                      * app/BUCK:5, in inner
                          size = "large",
                    error: fail: no
                     --> app/BUCK:5:5
                """))
        error.origin = .expression
        #expect(!failure(error).contains("in inner"))
    }

    @Test func aBoxBeginsWhereItsLineDoesNot() {
        let place = span(from: "thing(\n      name", to: "name = \"b\",\n)")
        #expect(
            DiagnosticRenderer(color: false).render(.error("No", at: place)) == """
                error: No
                 --> app/BUCK:7:11
                  |
                7 |     later = thing(
                  |  ___________^
                8 | |       name = "b",
                9 | | )
                  | |_^
                  |

                """)
    }

    @Test func adviceFollowsTheChain() {
        let error = Diagnostic.error("No", help: ["Try yes"]).adding(context: .step("Asking"))
        #expect(failure(error) == "Asking\n\nCaused by:\n    No\n = help: Try yes")
    }

    @Test func aCallTakesTheOutermostContextWithIt() {
        let error = Diagnostic.error("No").adding(context: .step("Asking"))
            .calling(at: span(from: "load", to: "load"), callStack: [])
        #expect(failure(error).hasPrefix("error: Asking\n --> app/BUCK:1:1\n"))
        #expect(failure(error).hasSuffix("\n\nCaused by:\n    No"))
    }

    @Test func otherErrorsPassBoundariesAsTheyAre() {
        struct Broken: Error {}
        #expect(Broken().within(.step("Asking")) is Broken)
        let diagnostic = Diagnostic.error("No").within(.step("Asking")) as? Diagnostic
        #expect(diagnostic?.contexts == [.step("Asking")])
    }
}
