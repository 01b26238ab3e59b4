import Diagnostics
import Testing

@testable import Starlark

@Suite struct SyntaxLexerTests {
    @Test(arguments: [
        ("", "eof"),
        ("x", "x nl eof"),
        ("x\n", "x nl eof"),
        ("x # comment", "x nl eof"),
        ("# comment", "eof"),
        ("\u{FEFF}x", "x nl eof"),
        ("x\r\ny\r\n", "x nl y nl eof"),
        ("_a1 b_2", "_a1 b_2 nl eof"),
        ("a \\\nb", "a b nl eof"),
        ("a \\\r\nb", "a b nl eof"),
        ("(a\n  b)\nc", "( a b ) nl c nl eof"),
        ("def if elif else for in lambda", "def if elif else for in lambda nl eof"),
        ("pass break continue return load", "pass break continue return load nl eof"),
        ("and or not", "and or not nl eof"),
        ("while", "reserved nl eof"),
        ("+ - * / // % & | ^ << >>", "+ - * / // % & | ^ << >> nl eof"),
        ("+= -= *= /= //= %= &= |= ^= <<= >>=", "+= -= *= /= //= %= &= |= ^= <<= >>= nl eof"),
        ("== != < <= > >= ~ **", "== != < <= > >= ~ ** nl eof"),
        (", ; : . ... -> = !", ", ; : . ... -> = ! nl eof"),
        ("a.b.c", "a . b . c nl eof"),
        ("1...", "1.0 . . nl eof"),
    ])
    func symbols(_ source: String, _ expected: String) {
        #expect(tokens(source) == expected)
    }

    @Test(arguments: [
        ("if x:\n  y\nz", "if x : nl > y nl < z nl eof"),
        ("if x:\n  y", "if x : nl > y nl < eof"),
        ("if x:\n  if y:\n    z", "if x : nl > if y : nl > z nl < < eof"),
        ("if x:\n\n  # c\n\n  y\n # c\nz", "if x : nl > y nl < z nl eof"),
        ("  x", "> x nl < eof"),
        ("x:\n  (a,\nb)\n  c", "x : nl > ( a , b ) nl c nl < eof"),
        ("if x:\n  y\n\n\n\n", "if x : nl > y nl < eof"),
        ("x(\ndef f", "x ( nl def f nl eof"),
    ])
    func lines(_ source: String, _ expected: String) {
        #expect(tokens(source) == expected)
    }

    @Test(arguments: [
        ("0 1 123", "0 1 123 nl eof"),
        ("0x1F 0XfF 0o17 0O7 0b101 0B1", "31 255 15 7 5 1 nl eof"),
        ("9223372036854775807", "9223372036854775807 nl eof"),
        ("9223372036854775808", "big(9223372036854775808,10) nl eof"),
        ("0xFFFFFFFFFFFFFFFFFF", "big(FFFFFFFFFFFFFFFFFF,16) nl eof"),
        ("1.5 .5 1. 1e3 1E+3 1.5e-3 1.e2", "1.5 0.5 1.0 1000.0 1000.0 0.0015 100.0 nl eof"),
        ("0.5 00.5 0e1", "0.5 0.5 0.0 nl eof"),
        ("1if 0in 1e", "1 if 0 in 1 e nl eof"),
    ])
    func numbers(_ source: String, _ expected: String) {
        #expect(tokens(source) == expected)
    }

    @Test(arguments: [
        (#""a" 'b'"#, #""a" "b" nl eof"#),
        (#""""a"b""" '''c'd'''"#, #""a"b" "c'd" nl eof"#),
        ("\"\"\"a\nb\"\"\"", "\"a\nb\" nl eof"),
        ("\"\"\"a\r\nb\"\"\"", "\"a\nb\" nl eof"),
        (#"'' "" """""""#, #""" "" "" nl eof"#),
        (#""\n\t\\\"\'\a""#, "\"\n\t\\\"'\u{7}\" nl eof"),
        (#""\x41\u00e9\U0001F600\101\0""#, "\"A\u{E9}\u{1F600}A\u{0}\" nl eof"),
        (#""\xe9\377""#, "\"\u{E9}\u{FF}\" nl eof"),
        (#""\d\w""#, #""\d\w" nl eof"#),
        (#"r"\d\n" r'\''"#, #""\d\n" "\'" nl eof"#),
        (#"b"a\xff" rb"\n" br'x'"#, "b[97, 255] b[92, 110] b[120] nl eof"),
        ("\"a\\\nb\"", "\"ab\" nl eof"),
        ("\"h\u{E9}\"", "\"h\u{E9}\" nl eof"),
        ("rx r", "rx r nl eof"),
    ])
    func strings(_ source: String, _ expected: String) {
        #expect(tokens(source) == expected)
    }

    @Test(arguments: [
        ("$", "Invalid character: `$`"),
        ("\u{201C}", "Invalid character: `\u{201C}`"),
        ("\u{0}", "Invalid character: control character 0"),
        ("a \\ b", "Stray backslash"),
        ("\"abc", "String is never closed"),
        ("'abc\nd", "String is never closed"),
        ("'''abc\nd", "String is never closed"),
        (#""\xg""#, #"Invalid escape `\x`; it needs 2 digits"#),
        (#""\u12""#, #"Invalid escape `\u12`; it needs 4 digits"#),
        (#""\ud800""#, #"Invalid escape `\ud800`, which names no character"#),
        (#""\UFFFFFFFF""#, #"Invalid escape `\UFFFFFFFF`, which names no character"#),
        (#"b"\777""#, #"Invalid escape `\777`, which names no character"#),
        ("017", "Number with a leading zero: `017`"),
        ("0x", "Number without digits: `0x`"),
        ("1e999", "Float is too large: `1e999`"),
        ("if x:\n\ty", "Tab in indentation"),
        ("if x:\n    y\n  z", "Indentation does not match any block around it"),
    ])
    func errors(_ source: String, _ message: String) {
        #expect(lex(source).diagnostics.map(\.message) == [message])
    }

    @Test func spansCoverTheToken() {
        let source = "ab + 'c'\n"
        #expect(lex(source).spans == ["ab", "+", "'c'", "\n", ""])
    }

    // MARK: Support

    private func tokens(_ source: String) -> String {
        let result = lex(source)
        #expect(result.diagnostics.isEmpty)
        return result.tokens.joined(separator: " ")
    }

    private struct Lexed {
        var tokens: [String] = []
        var spans: [String] = []
        var diagnostics: [Diagnostic] = []
    }

    private func lex(_ source: String) -> Lexed {
        let file = SourceFile(path: "test.star", text: source)
        return file.text.withUnsafeBufferPointer { buffer in
            var lexer = Lexer(file: file, source: buffer)
            var result = Lexed()
            repeat {
                lexer.advance()
                result.tokens.append(show(lexer))
                result.spans.append(file.string(in: lexer.start..<lexer.tokenEnd))
            } while lexer.kind != .endOfFile
            result.diagnostics = lexer.diagnostics
            return result
        }
    }

    private func show(_ lexer: borrowing Lexer) -> String {
        let source = lexer.file.text
        let bytes = lexer.text.isDecoded ? lexer.decoded : source
        let text = Array(bytes[lexer.text.range])
        switch lexer.kind {
        case .endOfFile: return "eof"
        case .newline: return "nl"
        case .indent: return ">"
        case .dedent: return "<"
        case .identifier: return lexer.names.string(lexer.name)
        case .integer: return "\(lexer.integer)"
        case .bigInteger: return "big(\(String(decoding: text, as: UTF8.self)),\(lexer.radix))"
        case .float: return "\(lexer.float)"
        case .string: return "\"\(String(decoding: text, as: UTF8.self))\""
        case .bytes: return "b\(text)"
        case .reserved: return "reserved"
        default: return lexer.kind.spelling
        }
    }
}
