import Diagnostics
import Testing

@testable import Starlark

/// Objects of the library that one module makes and another uses, frozen.
@Suite struct LibraryFreezingTests {
    private func evaluate(
        _ text: String, loads: [String: FrozenModule] = [:]
    ) throws -> FrozenModule {
        let file = SourceFile(path: "test.bzl", text: Array(text.utf8))
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        let parsed = try #require(program, "\(diagnostics)")
        return try parsed.evaluate(globals: .standard, loads: loads)
    }

    private let definitions = """
        Address = record(host = str, port = field(int, 80), tags = field(list[str], ["x"]))
        home = Address(host = "localhost")
        Color = enum("red", "green")
        red = Color("red")
        add = partial(lambda a, b, c = 0: [a, b, c], 1, c = 3)
        letters = "ab".elems()
        pattern = regex("^a+$")
        numbers = set([1, 2])
        Alias = Address | None

        def port(address: Alias = None) -> int:
            return address.port if address else 0
        """

    private let load = """
        load("a", "Address", "Color", "add", "home", "letters", "numbers", "pattern", "port", "red")

        """

    @Test(arguments: [
        ("str(home)", #"record[Address](host="localhost", port=80, tags=["x"])"#),
        ("home == Address(host = 'localhost')", "True"),
        ("port(Address(host = 'h', port = 5))", "5"),
        ("port()", "0"), ("str(red)", #"Color("red")"#), ("Color('red') == red", "True"),
        ("{red: 1}[Color('red')]", "1"), ("[c.value for c in Color]", #"["red", "green"]"#),
        ("add(2)", "[1, 2, 3]"), ("list(letters)", #"["a", "b"]"#), ("pattern.match('aa')", "True"),
        ("list(numbers | set([3]))", "[1, 2, 3]"),
        (
            "json.encode([home, red])", #"[{"host":"localhost","port":80,"tags":["x"]},"red"]"#
        ),
        ("isinstance(home, Address)", "True"), ("isinstance(red, Color)", "True"),
        ("isinstance(Address(host = 'a'), Color)", "False"),
    ])
    func isUsedByAnotherModule(expression: String, expected: String) throws {
        let module = try evaluate(definitions)
        let user = try evaluate(load + "result = " + expression, loads: ["a": module])
        #expect(try #require(user["result"]).value.str == expected)
    }

    @Test(arguments: [
        ("numbers.add(3)", "Cannot mutate a frozen set"),
        ("home.tags.append('y')", "Cannot mutate a frozen list"),
        ("Address(host = 1)", "Field `host` of record `Address` must be of type `str`"),
        ("port(red)", "Parameter `address` of `port` must be `Address | None`"),
    ])
    func failsInAnotherModule(expression: String, expected: String) throws {
        let module = try evaluate(definitions)
        let error = #expect(throws: Diagnostic.self) {
            try evaluate(load + expression, loads: ["a": module])
        }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }
}
