import BuildModel
import Testing

@Suite struct CommandLineJSONTests {
    static let value = JSONContent.object([
        ("a", .array([.null, .bool(true), .number("-1.5"), .array([])])),
        ("b \"q\"", .string("tab\t line\n \u{1} é")),
        ("src", .text(CommandLine([.input(Sample.source("a.c"))]))),
        ("cmd", .arguments(CommandLine([.string("-c"), .input(Sample.source("a.c"))]))),
        (
            "set",
            .set(
                JSONContentSet(
                    value: .number("1"), children: [JSONContentSet(value: .null, children: [])]),
                .postorder)
        ), ("empty", .object([])),
    ])

    @Test func compact() throws {
        let expected =
            #"{"a":[null,true,-1.5,[]],"b \"q\"":"tab\t line\n \u0001 é","src":"lib/a.c","#
            + #""cmd":["-c","lib/a.c"],"set":[null,1],"empty":{}}"#
        #expect(try Self.value.text(layout: Sample.layout) == expected)
    }

    @Test func pretty() throws {
        let value = JSONContent.object([("a", .array([.number("1"), .object([])])), ("b", .null)])
        let expected = """
            {
              "a": [
                1,
                {}
              ],
              "b": null
            }

            """
        #expect(try value.text(layout: Sample.layout, isPretty: true) == expected)
    }

    @Test func mentionedArtifacts() {
        #expect(Self.value.mentioned.artifacts.inputs == [Sample.source("a.c")])
    }
}
