import Testing

@testable import Starlark

@Suite struct LibraryTextTests {
    private func parts(_ text: String, _ body: (UTF8Bytes) -> [Range<Int>]) -> [String] {
        withUTF8Bytes(text) { bytes in body(bytes).map { String(bytes.sub($0)) } }
    }

    private func built(_ text: String, _ body: (inout TextBuffer, UTF8Bytes) -> Void) -> String {
        withUTF8Bytes(text) { bytes in
            var buffer = TextBuffer(capacity: 1)
            body(&buffer, bytes)
            return String(buffer.bytes)
        }
    }

    @Test(arguments: [
        ("bonbon", "on", 0, 1), ("bonbon", "on", 2, 4), ("bonbon", "on", 5, nil),
        ("aaab", "aab", 0, 1), ("abc", "", 3, 3), ("abc", "abcd", 0, nil), ("", "", 0, 0),
        ("naïve", "ve", 0, 4),
    ])
    func firstOffset(text: String, needle: String, start: Int, expected: Int?) {
        let found = withUTF8Bytes(text) { bytes in
            withUTF8Bytes(needle) { bytes.firstOffset(of: $0, from: start) }
        }
        #expect(found == expected)
    }

    @Test(arguments: [
        ("bonbon", "on", 6, 4), ("bonbon", "on", 5, 1), ("bonbon", "x", 6, nil), ("abc", "", 2, 2),
    ])
    func lastOffset(text: String, needle: String, end: Int, expected: Int?) {
        let found = withUTF8Bytes(text) { bytes in
            withUTF8Bytes(needle) { bytes.lastOffset(of: $0, before: end) }
        }
        #expect(found == expected)
    }

    @Test func codePoints() {
        withUTF8Bytes("aé世😀") { bytes in
            #expect(bytes.codePointCount == 4)
            #expect(bytes.scalars.map(\.value) == [0x61, 0xE9, 0x4E16, 0x1F600])
            #expect((0...5).map { bytes.advance(0, codePoints: $0) } == [0, 1, 3, 6, 10, 10])
            #expect(bytes.scalar(before: 10).scalar == "😀")
            #expect(bytes.scalar(before: 3).scalar == "é")
            #expect(!bytes.isASCII)
        }
    }

    @Test func splitting() {
        func separated(_ text: String, _ limit: Int) -> [String] {
            parts(text) { bytes in
                var ranges: [Range<Int>] = []
                withUTF8Bytes("::") { bytes.split(at: $0, limit: limit) { ranges.append($0) } }
                return ranges
            }
        }
        #expect(separated("a::b::::c", .max) == ["a", "b", "", "c"])
        #expect(separated("a::b::c", 1) == ["a", "b::c"])
        #expect(separated("", .max) == [""])
        func fromRight(_ text: String, _ limit: Int) -> [String] {
            parts(text) { bytes in
                withUTF8Bytes("::") { bytes.splitFromRight(at: $0, limit: limit) }
            }
        }
        #expect(fromRight("a::b::c", 1) == ["a::b", "c"])
        #expect(fromRight("a::b::c", .max) == ["a", "b", "c"])
    }

    @Test(arguments: [
        ("  one two\u{2003}three ", Int.max, ["one", "two", "three"], ["one", "two", "three"]),
        ("  one two  three ", 1, ["one", "two  three "], ["  one two", "three"]),
        ("   ", Int.max, [], []), ("", Int.max, [], []), (" a b ", 0, ["a b "], [" a b"]),
    ])
    func splittingAtWhiteSpace(text: String, limit: Int, left: [String], right: [String]) {
        let fromLeft = parts(text) { bytes in
            var ranges: [Range<Int>] = []
            bytes.splitAtWhiteSpace(limit: limit) { ranges.append($0) }
            return ranges
        }
        #expect(fromLeft == left)
        #expect(parts(text) { $0.splitFromRightAtWhiteSpace(limit: limit) } == right)
    }

    @Test(arguments: [
        ("one\n\ntwo", ["one", "", "two"], ["one\n", "\n", "two"]),
        ("a\r\nb\rc\n", ["a", "b", "c"], ["a\r\n", "b\r", "c\n"]), ("", [], []),
    ])
    func lines(text: String, plain: [String], kept: [String]) {
        for (keepingEnds, expected) in [(false, plain), (true, kept)] {
            let found = parts(text) { bytes in
                var ranges: [Range<Int>] = []
                bytes.splitLines(keepingEnds: keepingEnds) { ranges.append($0) }
                return ranges
            }
            #expect(found == expected)
        }
    }

    @Test(arguments: [
        ("banana", "a", "o", Int.max, "bonono"), ("banana", "a", "o", 2, "bonona"),
        ("banana", "x", "o", Int.max, nil), ("ab", "", "-", Int.max, "-a-b-"),
        ("ab", "", "-", 2, "-a-b"), ("", "", "-", Int.max, "-"), ("aaa", "aa", "b", Int.max, "ba"),
        ("é", "", "-", Int.max, "-é-"), ("abc", "a", "", 0, nil),
    ])
    func replacing(text: String, old: String, new: String, limit: Int, expected: String?) {
        var buffer = TextBuffer()
        let replaced = withUTF8Bytes(text) { text in
            withUTF8Bytes(old) { old in
                withUTF8Bytes(new) { buffer.append(text, replacing: old, with: $0, limit: limit) }
            }
        }
        #expect((replaced ? String(buffer.bytes) : nil) == expected)
    }

    @Test(arguments: [
        ("  a b\t\n", nil, "a b"), ("xxhixx", "x", "hi"), ("éaé", "é", "a"), ("aaa", "a", ""),
        ("\u{3000}a\u{A0}", nil, "a"), ("abc", "", "abc"),
    ])
    func stripping(text: String, set: String?, expected: String) {
        let found = parts(text) { bytes in
            guard let set else { return [bytes.stripped(.whiteSpace, left: true, right: true)] }
            return withUTF8Bytes(set) { [bytes.stripped(.any($0), left: true, right: true)] }
        }
        #expect(found == [expected])
    }

    @Test func changingCase() {
        #expect(built("hElLo, WoRlD! ßé") { $0.append(title: $1) } == "Hello, World! SSé")
        #expect(built("hELLO wORLD") { $0.append(capitalized: $1) } == "Hello world")
        #expect(built("éÀ") { for scalar in $1.scalars { $0.append(upper: scalar) } } == "ÉÀ")
    }

    @Test func kindsOfCharacters() {
        func ask(_ text: String, _ question: (UTF8Bytes) -> Bool) -> Bool {
            withUTF8Bytes(text, question)
        }
        #expect(ask("Hello, World!", \.isTitle))
        #expect(!ask("HelloWorld", \.isTitle))
        #expect(!ask("hello World", \.isTitle))
        #expect(!ask("123", \.isTitle))
        #expect(ask("abc1") { $0.isCased(\.isLower, without: \.isUpper) })
        #expect(!ask("123") { $0.isCased(\.isLower, without: \.isUpper) })
        #expect(ask("Ünï") { $0.isNonEmpty(of: \.isLetter) })
        #expect(!ask("") { $0.isNonEmpty(of: \.isLetter) })
        #expect(ask("1२½") { $0.isNonEmpty(of: \.isNumber) })
    }

    @Test(arguments: [
        ("plain", "\"plain\""), ("a\"b\\c", "\"a\\\"b\\\\c\""),
        ("\n\r\t\u{1}", "\"\\n\\r\\t\\x01\""),
        ("é世😀", "\"\\xe9世\\U0001f600\""), ("\u{7F}", "\"\\x7f\""), ("—", "\"\\u2014\""),
        ("", "\"\""),
    ])
    func quoting(text: String, expected: String) {
        #expect(built(text) { $0.append(quoted: $1) } == expected)
    }

    @Test func otherQuoting() {
        #expect(built("a\"\u{8}\u{1}\n/é") { $0.append(json: $1) } == #""a\"\b\u0001\n/é""#)
        #expect(built("aé\0") { $0.append(quotedBytes: $1) } == #"b"aé\x00""#)
    }

    @Test func percentPieces() throws {
        try withUTF8Bytes("lib%s.so: %%%(k)d") { bytes in
            var format = PercentFormat(bytes)
            var pieces: [PercentFormat.Piece] = []
            while let piece = try format.next() { pieces.append(piece) }
            #expect(
                pieces == [
                    .text(0..<3), .conversion(UInt8(ascii: "s"), key: nil), .text(5..<10),
                    .text(11..<12), .conversion(UInt8(ascii: "d"), key: 14..<15),
                ])
        }
    }

    @Test(arguments: [
        ("%", PercentFormat.Failure.incomplete), ("%(a)", .incomplete), ("%(a", .unclosedKey),
        ("%é", .unknown("é")), ("%5d", .unknown("5")),
    ])
    func percentFailures(text: String, expected: PercentFormat.Failure) {
        #expect(throws: expected) {
            try withUTF8Bytes(text) { bytes in
                var format = PercentFormat(bytes)
                while try format.next() != nil {}
            }
        }
    }

    @Test func bracePieces() throws {
        try withUTF8Bytes("{}-{ab!r}{{}}{0:}") { bytes in
            var format = BraceFormat(bytes)
            var pieces: [BraceFormat.Piece] = []
            while let piece = try format.next() { pieces.append(piece) }
            #expect(
                pieces == [
                    .field(name: 1..<1, isRepr: false), .text(2..<3),
                    .field(name: 4..<6, isRepr: true), .text(10..<11), .text(12..<13),
                    .field(name: 14..<15, isRepr: false),
                ])
        }
    }

    @Test(arguments: [
        ("{", BraceFormat.Failure.unmatchedOpen), ("{{}", .unmatchedClose), ("}", .unmatchedClose),
        ("{a{b}}", .nested), ("{!x}", .unknownConversion("x")),
        ("{:>5}", .formatSpecifier(">5")), ("{a.b}", .invalidName("a.b", ".")),
    ])
    func braceFailures(text: String, expected: BraceFormat.Failure) {
        #expect(throws: expected) {
            try withUTF8Bytes(text) { bytes in
                var format = BraceFormat(bytes)
                while try format.next() != nil {}
            }
        }
    }
}
