import Testing

@testable import Starlark

@Suite struct LibraryNumberTextTests {
    @Test(arguments: [
        (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (1.5, "1.5"), (-2.25, "-2.25"), (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"), (100_000.0, "100000.0"), (123_456.75, "123456.75"),
        (1e6, "1e+06"), (1_234_567.0, "1.234567e+06"), (1e-5, "0.00001"), (1.5e-6, "1.5e-06"),
        (1e21, "1e+21"), (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
        (5e-324, "5e-324"), (.infinity, "+inf"), (-.infinity, "-inf"), (.nan, "nan"),
    ])
    func str(value: Double, expected: String) {
        var buffer = TextBuffer()
        buffer.append(float: value)
        #expect(String(buffer.bytes) == expected)
    }

    @Test(arguments: [
        (0.0, "0.000000", "0.000000e+00"), (1.5, "1.500000", "1.500000e+00"),
        (-1234.5678, "-1234.567800", "-1.234568e+03"), (1e-7, "0.000000", "1.000000e-07"),
        (.infinity, "+inf", "+inf"), (1e20, "100000000000000000000.000000", "1.000000e+20"),
    ])
    func fixedAndScientific(value: Double, fixed: String, scientific: String) {
        var buffer = TextBuffer()
        buffer.append(fixed: value)
        #expect(String(buffer.bytes) == fixed)
        buffer.removeAll()
        buffer.append(scientific: value, uppercase: false)
        #expect(String(buffer.bytes) == scientific)
    }

    @Test(arguments: [
        (0.0, "0.0"), (1e15, "1000000000000000.0"), (1e16, "1e16"), (1e300, "1e300"),
        (-1.5e-7, "-1.5e-7"), (0.00001, "0.00001"), (123_456.789, "123456.789"),
    ])
    func json(value: Double, expected: String) {
        var buffer = TextBuffer()
        buffer.append(json: value)
        #expect(String(buffer.bytes) == expected)
    }

    @Test(arguments: 1...4) func everyFloatReadsBack(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var buffer = TextBuffer()
        for _ in 0..<2000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            buffer.removeAll()
            buffer.append(float: value)
            #expect(parseFloat(buffer.bytes) == value, "seed \(seed): \(value)")
        }
    }

    @Test(arguments: [
        ("1", 1.0), ("-1.5e3", -1500.0), (".5", 0.5), ("5.", 5.0), ("+1E2", 100.0),
        ("Infinity", .infinity), ("-inf", -.infinity),
    ])
    func floatsAreRead(text: String, expected: Double) {
        #expect(withUTF8Bytes(text, parseFloat) == expected)
    }

    @Test(arguments: ["", "-", ".", "1e", "0x10", "1_000", "nanx", "1 ", "infinit"])
    func notAFloat(text: String) {
        #expect(withUTF8Bytes(text, parseFloat) == nil)
    }

    @Test(arguments: [
        ("0", 10, 0), ("-42", 10, -42), ("+42", 10, 42), ("ff", 16, 255), ("0xFF", 16, 255),
        ("0xff", 0, 255), ("-0b101", 0, -5), ("0o17", 0, 15), ("0", 0, 0), ("000", 0, 0),
        ("zz", 36, 1295), ("0b1", 16, 177), ("9223372036854775807", 10, Int.max),
        ("-9223372036854775808", 10, Int.min), ("007", 10, 7),
    ])
    func integersAreRead(text: String, base: Int, expected: Int) throws {
        #expect(try withUTF8Bytes(text) { try parseInteger($0, base: base) } == .small(expected))
    }

    @Test func largeIntegersAreRead() throws {
        let parsed = try withUTF8Bytes("-0xffff_ffff".replacing("_", with: "") + "00000000") {
            try parseInteger($0, base: 0)
        }
        #expect(parsed == .big(-(BigInteger(0xFFFF_FFFF) << 32)))
    }

    @Test(arguments: [
        ("", 10), ("-", 10), ("12a", 10), ("0x", 16), ("0x1", 10), ("08", 0), ("2", 2), ("1_0", 10),
        (" 1", 10), ("--1", 10), ("99999999999999999999x", 10),
    ])
    func notAnInteger(text: String, base: Int) {
        #expect(throws: IntegerParsingError.notInBase(base)) {
            try withUTF8Bytes(text) { try parseInteger($0, base: base) }
        }
    }

    @Test(arguments: [-1, 1, 37]) func invalidBase(base: Int) {
        #expect(throws: IntegerParsingError.invalidBase(base)) {
            try withUTF8Bytes("1") { try parseInteger($0, base: base) }
        }
    }
}
