/// A command as a person could type it in a POSIX shell.
public func shellText(_ arguments: [String]) -> String {
    arguments.map(shellQuoted).joined(separator: " ")
}

private func shellQuoted(_ word: String) -> String {
    let isPlain =
        !word.isEmpty
        && word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_./:=,+@%".utf8.contains(byte)
            }
        }
    if isPlain { return word }
    var quoted = "'"
    for character in word {
        quoted += character == "'" ? "'\\''" : String(character)
    }
    return quoted + "'"
}
