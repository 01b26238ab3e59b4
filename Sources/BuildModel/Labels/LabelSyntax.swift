/// The parts of a label or pattern before cells are resolved and names are checked.
///
/// ```text
/// @cell//some/folder:name[sub][target]      @ is optional; without `cell//`, relative
/// @cell//some/folder:                       every target of a package
/// @cell//some/folder/...                    every target at and below a folder
/// @cell//some/folder                        short for :folder, on the command line only
/// ```
struct LabelSyntax {
    /// What follows the folder.
    enum Tail {
        case name(Substring, subTargets: [String])
        case allOfPackage
        case recursive
        case none
    }

    /// The alias before `//`, empty for the current cell; nil if there is no `//`.
    var cell: Substring?
    /// The folder as written, without `...`.
    var folder: Substring
    var tail: Tail

    /// Takes a label or pattern apart.
    ///
    /// - Throws: `.empty` for no text, `.malformed` for a macro or unbalanced brackets, and what
    ///   is wrong with the names in brackets.
    init(_ text: String) throws(LabelError) {
        guard !text.isEmpty else {
            throw LabelError(.empty, "A target label must not be empty")
        }
        guard !text.hasPrefix("$(") else {
            throw LabelError(
                .malformed, "`\(text)` is a macro; a target label is needed here")
        }
        let colon = text.firstIndex(of: ":")
        var head = text[..<(colon ?? text.endIndex)]
        if let slashes = head.firstDoubleSlash {
            var alias = head[..<slashes]
            if alias.hasPrefix("@") { alias = alias.dropFirst() }
            cell = alias
            head = head[slashes...].dropFirst(2)
        }
        if let colon {
            folder = head
            let rest = text[text.index(after: colon)...]
            tail = rest.isEmpty ? .allOfPackage : try Self.name(rest, of: text)
        } else if head == "..." {
            folder = ""
            tail = .recursive
        } else if head.hasSuffix("/...") {
            folder = head.dropLast(4)
            tail = .recursive
        } else {
            folder = head
            tail = .none
        }
    }

    /// Splits `name[sub][target]`.
    private static func name(
        _ rest: Substring, of text: String
    ) throws(LabelError) -> Tail {
        guard let bracket = rest.firstIndex(of: "[") else {
            return .name(rest, subTargets: [])
        }
        var subTargets: [String] = []
        var remaining = rest[bracket...]
        while !remaining.isEmpty {
            guard remaining.hasPrefix("["), let end = remaining.firstIndex(of: "]") else {
                throw LabelError(
                    .malformed,
                    "`\(text)` has text after its sub-target or an unclosed bracket; "
                        + "sub-targets are written `:name[sub]`")
            }
            let subTarget = String(remaining[..<end].dropFirst())
            try ProvidersLabel.checkSubTarget(subTarget)
            subTargets.append(subTarget)
            remaining = remaining[end...].dropFirst()
        }
        return .name(rest[..<bracket], subTargets: subTargets)
    }
}

extension Substring {
    /// Where the first `//` starts.
    fileprivate var firstDoubleSlash: Index? {
        var previous: Index?
        for index in utf8.indices {
            guard utf8[index] == UInt8(ascii: "/") else {
                previous = nil
                continue
            }
            if let previous { return previous }
            previous = index
        }
        return nil
    }
}
