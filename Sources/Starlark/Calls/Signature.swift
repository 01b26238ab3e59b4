/// The parameters of a native function or callable object, each with a slot of its own.
///
/// Slots are numbered in order of declaration, `*args` and `**kwargs` included.
public final class Signature: Sendable {
    /// The name that errors use.
    public let function: String
    /// The parameters, one a slot.
    public let parameters: [Signature.Parameter]
    let shape: ParameterShape

    /// Makes a signature of parameters.
    ///
    /// - Parameters:
    ///   - function: The name that errors use.
    ///   - parameters: In the order of a `def`: positional, `*args`, named-only, `**kwargs`.
    public init(function: String, parameters: [Signature.Parameter]) {
        self.function = function
        self.parameters = parameters
        shape = ParameterShape(function: function, parameters)
    }

    /// Makes a signature of a text such as `prefix, filename = None, *, dir = False, **kwargs`.
    ///
    /// Defaults are `None`, `True`, `False`, integers, strings in double quotes, `[]`, `{}` and
    /// `()`; `name?` is a parameter that may be left out and has no default. `/` and `*` work as
    /// in a `def`.
    public convenience init(function: String, _ text: String) {
        self.init(function: function, parameters: SignatureText.parameters(of: text))
    }
}

/// Reads the text form of a signature; the texts are the program's own, so a mistake is a bug.
private enum SignatureText {
    static func parameters(of text: String) -> [Signature.Parameter] {
        var result: [Signature.Parameter] = []
        var isNamedOnly = false
        for piece in split(text) {
            if piece == "/" {
                for index in result.indices { result[index].kind = .positionalOnly }
            } else if piece == "*" {
                isNamedOnly = true
            } else if piece.hasPrefix("**") {
                result.append(Signature.Parameter(String(piece.dropFirst(2)), kind: .keywords))
            } else if piece.hasPrefix("*") {
                isNamedOnly = true
                result.append(Signature.Parameter(String(piece.dropFirst()), kind: .positionals))
            } else {
                result.append(parameter(piece, kind: isNamedOnly ? .namedOnly : .standard))
            }
        }
        return result
    }

    private static func parameter(_ piece: String, kind: Signature.Parameter.Kind)
        -> Signature.Parameter
    {
        guard let equals = piece.firstIndex(of: "=") else {
            guard piece.hasSuffix("?") else { return Signature.Parameter(trim(piece), kind: kind) }
            return Signature.Parameter(trim(String(piece.dropLast())), kind: kind, default: .absent)
        }
        let name = trim(String(piece[..<equals]))
        let text = trim(String(piece[piece.index(after: equals)...]))
        return Signature.Parameter(name, kind: kind, default: .value(literal(text)))
    }

    private static func literal(_ text: String) -> FrozenValue {
        switch text {
        case "None": return .none
        case "True": return FrozenValue(bool: true)
        case "False": return FrozenValue(bool: false)
        case "[]", "()", "{}":
            var arena = Heap(arenaOf: 64)
            let value =
                switch text {
                case "[]": arena.list(nil, count: 0)
                case "()": arena.tuple(nil, count: 0)
                default: Value(object: arena.table(.dict).object)
                }
            return FrozenValue(value, in: arena.seal())
        default: break
        }
        if let integer = Int(text) { return FrozenValue.none.part(Value(small: integer)) }
        guard text.count >= 2, text.first == "\"", text.last == "\"" else {
            preconditionFailure("the default `\(text)` of a native signature is a simple literal")
        }
        return FrozenValue(string: String(text.dropFirst().dropLast()))
    }

    /// Splits at commas outside quotes.
    private static func split(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted {
                pieces.append(trim(piece))
                piece = ""
            } else {
                piece.append(character)
            }
        }
        pieces.append(trim(piece))
        return pieces.filter { !$0.isEmpty }
    }

    private static func trim(_ text: String) -> String {
        let start = text.drop { $0 == " " }
        guard let end = start.lastIndex(where: { $0 != " " }) else { return "" }
        return String(start[...end])
    }
}
