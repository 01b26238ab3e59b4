import Testing

@testable import ByteCoding

/// What is written is read back; what does not fit is an error that says why.
@Suite struct ByteCodingTests {
    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, UInt64.max - 1, UInt64.max])
    func numbersComeBack(number: UInt64) throws {
        var writer = ByteWriter()
        writer.write(number)
        writer.write(Int64(bitPattern: number))
        try ByteReader.read(writer.bytes) { reader throws(DamagedBytes) in
            #expect(try reader.number() == number)
            #expect(try reader.signed() == Int64(bitPattern: number))
            try reader.end()
        }
    }

    @Test func valuesComeBack() throws {
        var writer = ByteWriter()
        writer.write("grüße")
        writer.write(bytes: [0, 255])
        writer.write([3, -4, 5]) { $0.write($1) }
        writer.write(optional: Int?.none) { $0.write($1) }
        writer.write(optional: true) { $0.write($1) }
        writer.write(raw: [1])
        try ByteReader.read(writer.bytes) { reader throws(DamagedBytes) in
            #expect(try reader.string() == "grüße")
            #expect(try reader.bytes() == [0, 255])
            let numbers = try reader.list { reader throws(DamagedBytes) in try reader.integer() }
            #expect(numbers == [3, -4, 5])
            let none = try reader.optional { reader throws(DamagedBytes) in try reader.integer() }
            #expect(none == nil)
            let some = try reader.optional { reader throws(DamagedBytes) in try reader.bool() }
            #expect(some == true)
            #expect(try reader.choice(["a", "b"], of: "Letter") == "b")
            try reader.end()
        }
    }

    /// A value of each form, so that one form cannot be read as another.
    @Test func codableValuesComeBack() throws {
        var writer = ByteWriter()
        writer.write(["a": [1, -2], "b": []])
        writer.write(String?.some("x"))
        writer.write(Duration(secondsComponent: 3, attosecondsComponent: 4))
        writer.write(Letter.second)
        try ByteReader.read(writer.bytes) { reader throws(DamagedBytes) in
            #expect(try reader.read() == ["a": [1, -2], "b": []])
            #expect(try reader.read() == String?.some("x"))
            #expect(try reader.read() == Duration(secondsComponent: 3, attosecondsComponent: 4))
            #expect(try reader.read() == Letter.second)
            try reader.end()
        }
        #expect(throws: DamagedBytes("2 is no case of `Letter`")) { try Letter.decode([2]) }
        #expect(throws: DamagedBytes("1 bytes follow the last value")) {
            try Letter.decode([1, 1])
        }
    }

    /// Equal values write equal bytes, in whatever order a dictionary was filled.
    @Test func dictionariesAreWrittenInTheOrderOfTheirKeys() {
        func bytes(_ keys: [String]) -> [UInt8] {
            var writer = ByteWriter()
            writer.write(keys.reduce(into: [:]) { $0[$1] = 0 })
            return writer.bytes
        }
        let keys = (0..<50).map { "key\($0)" }
        #expect(bytes(keys) == bytes(keys.reversed()))
    }

    private enum Letter: CaseIterable, ByteCodable {
        case first, second
    }

    /// Bytes, how to read them, and what is wrong with them.
    private static let damaged:
        [(
            bytes: [UInt8], read: @Sendable (inout ByteReader) throws(DamagedBytes) -> Void,
            reason: String
        )] = [
            ([], { reader throws(DamagedBytes) in _ = try reader.number() }, "the bytes end early"),
            (
                [0x80, 0x80], { reader throws(DamagedBytes) in _ = try reader.number() },
                "the bytes end early"
            ),
            (
                Array(repeating: 0xFF, count: 9) + [2],
                { reader throws(DamagedBytes) in _ = try reader.number() },
                "a number is longer than 64 bits"
            ),
            (
                [2], { reader throws(DamagedBytes) in _ = try reader.bool() },
                "2 is no truth value"
            ),
            (
                [3, 65], { reader throws(DamagedBytes) in _ = try reader.string() },
                "the bytes end early"
            ),
            (
                [1, 0xFF], { reader throws(DamagedBytes) in _ = try reader.string() },
                "a string is not UTF-8"
            ),
            (
                [9], { reader throws(DamagedBytes) in _ = try reader.choice([1, 2], of: "Kind") },
                "9 is no case of `Kind`"
            ),
            (
                [1, 7], { reader throws(DamagedBytes) in _ = try reader.bool() },
                "1 bytes follow the last value"
            ),
        ]

    @Test(arguments: damaged.indices) func damageIsNamed(row: Int) {
        let (bytes, read, reason) = ByteCodingTests.damaged[row]
        #expect(throws: DamagedBytes(reason)) {
            try ByteReader.read(bytes) { reader throws(DamagedBytes) in
                try read(&reader)
                try reader.end()
            }
        }
    }

    /// A count beyond the end is refused before room is made for it.
    @Test func aListCannotBeLongerThanItsBytes() {
        var writer = ByteWriter()
        writer.write(UInt64.max)
        #expect(throws: DamagedBytes("the bytes end early")) {
            try ByteReader.read(writer.bytes) { reader throws(DamagedBytes) in
                _ = try reader.list { reader throws(DamagedBytes) in try reader.integer() }
            }
        }
    }
}
