import BuildModel
import Testing

@testable import ActionGraph

@Suite struct DepFileTests {
    @Test(arguments: [
        ("", []),
        ("a.h\nb/c.h\n", ["a.h", "b/c.h"]),
        ("a.h\r\nb.h\r\n", ["a.h", "b.h"]),
        ("a.h\na.h\n", ["a.h"]),
        ("dir with space/a.h\n", ["dir with space/a.h"]),
        ("out.o: a.cpp a.h\n", ["a.cpp", "a.h"]),
        ("out.o: \\\n  a.cpp \\\n  sub/b.h\n", ["a.cpp", "sub/b.h"]),
        ("out.o: a\\ b.h c\\#d.h e$$f.h\n", ["a b.h", "c#d.h", "e$f.h"]),
        ("out.o other.o : a.h\n", ["a.h"]),
        ("out.o: a.h\n\na.h:\nb.h:\n", ["a.h"]),
        ("out.o:\n", []),
        ("c:weird.h\n", ["c:weird.h"]),
    ])
    func reads(text: String, expected: [String]) {
        #expect(DepFile(parsing: Array(text.utf8)).paths == expected)
    }

    @Test func recordSurvivesEncoding() throws {
        let record = DepFileRecord(
            invariant: Digest(of: "invariant"), action: ActionDigest(Digest(of: "action")),
            used: [
                try ProjectPath("a/b.h"): .file(FileValue(digest: Digest(of: "b"))),
                try ProjectPath("tool"): .file(
                    FileValue(digest: Digest(of: "tool"), isExecutable: true)),
                try ProjectPath("folder"): .other,
            ])
        #expect(DepFileRecord(decoding: record.encoded) == record)
    }

    @Test func damagedRecordsAreNoRecords() throws {
        let record = DepFileRecord(
            invariant: Digest(of: "invariant"), action: ActionDigest(Digest(of: "action")),
            used: [try ProjectPath("a.h"): .file(FileValue(digest: Digest(of: "a")))])
        let bytes = record.encoded
        for length in 0..<bytes.count {
            #expect(DepFileRecord(decoding: Array(bytes[..<length])) == nil)
        }
        #expect(DepFileRecord(decoding: bytes + [0]) == nil)
        #expect(DepFileRecord(decoding: [99] + bytes.dropFirst()) == nil)
    }
}
