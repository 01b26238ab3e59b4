import Testing

@testable import Starlark

@Suite struct LibraryRegexTests {
    @Test(arguments: [
        ("", ["", "a"], []), ("abc", ["abc", "xabcx"], ["ab", "acb"]),
        ("^abc$", ["abc"], ["xabc", "abcx", "abc\n"]), ("a|b|cd", ["b", "xcd"], ["c", "d"]),
        ("^(ab)+$", ["ab", "abab"], ["", "aba"]), ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]), ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        ("^[a-c_]+$", ["abc_"], ["d", ""]), ("^[^a-c]$", ["d", "世"], ["a", ""]),
        ("^[]x]$", ["]", "x"], ["y"]), ("^[a-]$", ["-"], ["b"]),
        ("^\\d+\\.\\d+$", ["1.25"], ["1a25"]),
        ("^\\w\\W$", ["a!"], ["aa"]), ("\\bfoo\\b", ["a foo b", "foo"], ["foobar"]),
        ("\\Boo", ["foo"], ["oo"]), ("(?i)abc", ["aBC"], ["abd"]), ("(?i:a)b", ["Ab"], ["AB"]),
        ("a.c", ["abc", "a世c"], ["a\nc"]), ("(?s)a.c", ["a\nc"], []),
        ("(?m)^b$", ["a\nb\nc"], ["a\nbc"]), ("(?P<name>a)b", ["ab"], ["b"]),
        ("^(?:a|ab)(?:c|bcd)$", ["ac", "abc", "abcd", "abbcd"], ["ab"]),
        ("^[[:alpha:]]+[\\d\\s]$", ["ab1", "a "], ["1a"]), ("^\\x41\\x{4E16}\\u0062$", ["A世b"], []),
        ("^(a*)*$", ["", "aaa"], ["b"]), ("a+?b", ["aab"], ["b"]),
        ("^.*\\.(cpp|cc)$", ["x/y.cc"], ["y.c"]),
        ("[\\^\\-]", ["^", "-"], ["a"]), ("^[^\\d]$", ["a"], ["1"]),
    ])
    func matches(pattern: String, accepted: [String], refused: [String]) throws {
        let program = try RegexProgram(pattern)
        for text in accepted { #expect(try withUTF8Bytes(text, program.matches), "\(text)") }
        for text in refused { #expect(try !withUTF8Bytes(text, program.matches), "\(text)") }
    }

    @Test func timeIsLinearInTheText() throws {
        let program = try RegexProgram("^(a|a|aa)*b$")
        #expect(try !withUTF8Bytes(String(repeating: "a", count: 2000), program.matches))
    }

    @Test(arguments: [
        ("^(?!lib).*$", ["foo"], ["libfoo"]), ("^((?!abc).)*$", ["xyz", ""], ["xabcx"]),
        ("foo(?=bar)", ["foobar"], ["foo", "foobaz"]), ("(?<=a)b", ["ab"], ["b", "cb"]),
        ("(?<!a)b", ["b", "cb"], ["ab"]), ("^(a+)\\1$", ["aa", "aaaa"], ["a", "aaa"]),
        ("^(?<x>a|b)\\k<x>$", ["aa", "bb"], ["ab"]), ("^(?:(a)|b)*$", ["abab"], ["c"]),
        ("^(a*)*(?=$)", ["", "aaa"], []), ("(?=(a+))a*b\\1", ["baaabac"], []),
    ])
    func looksAround(pattern: String, accepted: [String], refused: [String]) throws {
        let program = try RegexProgram(pattern, isFancy: true)
        for text in accepted { #expect(try withUTF8Bytes(text, program.matches), "\(text)") }
        for text in refused { #expect(try !withUTF8Bytes(text, program.matches), "\(text)") }
    }

    @Test func tooManyWays() throws {
        let program = try RegexProgram("^(a|a)*(?=b)$", isFancy: true)
        #expect(throws: RegexFailure.self) {
            try withUTF8Bytes(String(repeating: "a", count: 100), program.matches)
        }
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[b-a]", "*a", "a{", "a{2,1}", "a{2000}", "\\y", "(?=a)", "(?<!a)",
        "\\",
        "(?z)", "a" + String(repeating: "*", count: 20_000), String(repeating: "(", count: 20_000),
        "[[:nope:]]", "((((a{99}){99}){99}){99})",
    ])
    func isNoPattern(pattern: String) {
        #expect(throws: RegexFailure.self) { try RegexProgram(pattern) }
    }
}
