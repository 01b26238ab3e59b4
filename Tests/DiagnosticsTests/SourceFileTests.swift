import Diagnostics
import Testing

@Suite struct SourceFileTests {
    private let file = SourceFile(path: "a/b.bzl", text: "one\ntwo h\u{E9}llo\r\n\nlast")

    @Test(arguments: [
        (0, 1, 1), (3, 1, 4), (4, 2, 1), (9, 2, 6), (11, 2, 7), (16, 3, 1), (17, 4, 1),
        (21, 4, 5), (1000, 4, 5), (-1, 1, 1),
    ])
    func positions(_ offset: Int, _ line: Int, _ column: Int) {
        #expect(file.position(ofByte: offset) == SourcePosition(line: line, column: column))
    }

    @Test(arguments: [(1, "one"), (2, "two h\u{E9}llo"), (3, ""), (4, "last"), (5, "")])
    func lines(_ number: Int, _ text: String) {
        #expect(file.line(number) == text)
    }

    @Test func spansPrintAsEditorsExpect() {
        let span = SourceSpan(file: file, range: 8..<14)
        #expect(span.description == "a/b.bzl:2:5")
        #expect(span.text == "h\u{E9}llo")
    }

    @Test func filesAreEqualByNameAndText() {
        #expect(SourceFile(path: "a", text: "x") == SourceFile(path: "a", text: "x"))
        #expect(SourceFile(path: "a", text: "x") != SourceFile(path: "a", text: "y"))
        #expect(SourceFile(path: "a", text: "x") != SourceFile(path: "b", text: "x"))
    }
}
